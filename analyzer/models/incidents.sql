/*
about = "Runs of failures of one vendor and class, and whose fault they are by what else happened meanwhile."
grain = ["vendor", "class", "since"]
time = ["since", "until"]
precompute = true
limits = "A run ends after 30 minutes without such a failure. What else happened is looked up in the same minutes. Requests that were never sent prove nothing: without other clients, keys or vendors the catalog's word stands."
lookback = "the length of a run, and 30 minutes"
[columns]
vendor = "="
class = "One of the closed list of failure classes."
since = "First failure of the run."
until = "Last failure of the run."
failures = "Failures in the run."
requests = "All requests to the vendor in the same minutes."
succeeded = "Of these, how many succeeded."
codes = "Codes met, sorted."
clients = "Clients hit, sorted."
other_clients = "Clients not hit that the vendor answered with success meanwhile."
keys = "How many keys were hit."
other_keys = "Keys not hit that succeeded meanwhile."
routes = "How many routes were hit."
other_routes = "Routes not hit that succeeded meanwhile."
vendors = "How many vendors failed with this class meanwhile, this one included."
other_vendors = "Vendors without this class of failure that answered the same clients with success meanwhile."
fault = "Whose it is: `client` `vendor` `network`; NULL is unknown."
fault_by = "`catalog`; `everyone` (all keys and clients are hit, more than one, and nothing succeeds: the vendor), `one_vendor` (no answer from this vendor while others answer the same clients: the vendor), `many_vendors` (no answer from several vendors at once: the network)."
*/
WITH failing AS (
    SELECT vendor, class, ts, code, client, key_id, route, fault,
        time_bucket(INTERVAL 10 MINUTES, ts) AS step
    FROM failures
),
-- No run ends within a step, and steps are few.
steps AS (
    SELECT vendor, class, step,
        coalesce(min(ts) - lag(max(ts)) OVER (PARTITION BY vendor, class ORDER BY step)
            > INTERVAL 30 MINUTES, TRUE) AS begins
    FROM failing GROUP BY vendor, class, step
),
numbered AS (
    SELECT vendor, class, step,
        sum(begins::INT) OVER (PARTITION BY vendor, class ORDER BY step) AS run
    FROM steps
),
grouped AS (
    SELECT vendor, class, run, min(ts) AS since, max(ts) AS until, count(*) AS failures,
        list(DISTINCT code ORDER BY code) AS codes,
        coalesce(list(DISTINCT client ORDER BY client) FILTER (client IS NOT NULL), []) AS clients,
        coalesce(list(DISTINCT key_id) FILTER (key_id IS NOT NULL), []) AS keys,
        coalesce(list(DISTINCT route) FILTER (route IS NOT NULL), []) AS routes,
        mode(fault) AS fault
    FROM failing JOIN numbered USING (vendor, class, step) GROUP BY vendor, class, run
),
runs AS MATERIALIZED (SELECT *, row_number() OVER () AS id FROM grouped),
spans AS (
    SELECT id, vendor, clients, keys, routes, epoch_us(since) // 60_000_000 AS since_m,
        epoch_us(until) // 60_000_000 AS until_m
    FROM runs
),
minutes AS (
    SELECT vendor, epoch_us(minute) // 60_000_000 AS m, requests, succeeded FROM vendor_minutes
),
meanwhile AS (
    SELECT id, sum(requests) AS requests, sum(succeeded) AS succeeded
    FROM (SELECT id, vendor, unnest(generate_series(since_m, until_m)) AS m FROM spans)
    JOIN minutes USING (vendor, m) GROUP BY id
),
-- Who got answers when. Whether one did during a run is one look at the last spell that began
-- before the run ended.
spells AS MATERIALIZED (
    SELECT hash(vendor, kind, member) AS whose, epoch_us(since) // 60_000_000 AS answered_m,
        epoch_us(until) // 60_000_000 AS answered_until_m
    FROM answered_spells
),
members AS MATERIALIZED (SELECT DISTINCT vendor, kind, member FROM answered_spells),
-- Of the same vendor, those who did not fail in the run themselves.
candidates AS (
    SELECT id, kind, hash(m.vendor, kind, member) AS whose, since_m, until_m
    FROM spans AS s JOIN members AS m ON m.vendor = s.vendor
    WHERE NOT list_contains(CASE kind WHEN 'client' THEN clients WHEN 'key' THEN keys
        ELSE routes END, member)
),
others AS (
    SELECT id, count(*) FILTER (kind = 'client') AS clients,
        count(*) FILTER (kind = 'key') AS keys,
        count(*) FILTER (kind = 'route') AS routes
    FROM candidates AS c ASOF JOIN spells AS a ON c.whose = a.whose AND c.until_m >= a.answered_m
    WHERE answered_until_m >= since_m
    GROUP BY id
),
-- Of the run's clients, with each other vendor.
asked AS (
    SELECT id, m.vendor, hash(m.vendor, 'client', client) AS whose, since_m, until_m
    FROM (SELECT * EXCLUDE (clients), unnest(clients) AS client FROM spans) AS s
    JOIN members AS m ON m.kind = 'client' AND m.member = s.client AND m.vendor <> s.vendor
),
elsewhere AS (
    SELECT id, list(DISTINCT vendor) AS vendors
    FROM asked AS c ASOF JOIN spells AS a ON c.whose = a.whose AND c.until_m >= a.answered_m
    WHERE answered_until_m >= since_m
    GROUP BY id
),
alike AS (
    SELECT a.id, list(DISTINCT b.vendor) AS vendors
    FROM runs AS a JOIN runs AS b ON b.class = a.class
        AND b.since <= a.until + INTERVAL 1 MINUTE AND b.until >= a.since - INTERVAL 1 MINUTE
    GROUP BY a.id
),
compared AS (
    SELECT r.*, m.requests::BIGINT AS requests, m.succeeded::BIGINT AS succeeded,
        coalesce(o.clients, 0) AS other_clients, coalesce(o.keys, 0) AS other_keys,
        coalesce(o.routes, 0) AS other_routes,
        len(a.vendors) AS vendors,
        coalesce(len(list_filter(e.vendors, lambda v: NOT list_contains(a.vendors, v))), 0)
            AS other_vendors
    FROM runs AS r JOIN meanwhile AS m USING (id) JOIN alike AS a USING (id)
    LEFT JOIN others AS o USING (id) LEFT JOIN elsewhere AS e USING (id)
),
judged AS (
    SELECT *,
        CASE
            WHEN class = 'network' AND vendors > 1 THEN 'many_vendors'
            WHEN class = 'network' AND succeeded = 0 AND other_vendors > 0 THEN 'one_vendor'
            WHEN succeeded = 0 AND len(clients) > 1 AND len(keys) > 1 AND fault IS DISTINCT FROM 'vendor'
                THEN 'everyone'
            WHEN fault IS NOT NULL THEN 'catalog'
        END AS fault_by
    FROM compared
)
SELECT vendor, class, since, until, failures, requests, succeeded, codes, clients, other_clients,
    len(keys) AS keys, other_keys, len(routes) AS routes, other_routes, vendors, other_vendors,
    CASE fault_by WHEN 'many_vendors' THEN 'network' WHEN 'one_vendor' THEN 'vendor'
        WHEN 'everyone' THEN 'vendor' ELSE fault END AS fault,
    fault_by
FROM judged
