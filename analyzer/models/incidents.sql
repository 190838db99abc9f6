/*
about = "Runs of failures of one vendor and class, and whose fault they are by what else happened meanwhile."
grain = "vendor, class, since"
limits = "A run ends after 30 minutes without such a failure. What else happened is looked up in the same minutes. Requests that were never sent prove nothing: without other clients, keys or vendors the catalog's word stands."
lookback = "the length of a run, and 30 minutes"
[columns]
vendor = "API provider."
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
        coalesce(ts - lag(ts) OVER (PARTITION BY vendor, class ORDER BY ts)
            > INTERVAL 30 MINUTES, TRUE) AS begins
    FROM failures
),
numbered AS (
    SELECT *, sum(begins::INT) OVER (PARTITION BY vendor, class ORDER BY ts) AS run
    FROM failing
),
grouped AS (
    SELECT vendor, class, run, min(ts) AS since, max(ts) AS until, count(*) AS failures,
        list(DISTINCT code ORDER BY code) AS codes,
        coalesce(list(DISTINCT client ORDER BY client) FILTER (client IS NOT NULL), []) AS clients,
        coalesce(list(DISTINCT key_id) FILTER (key_id IS NOT NULL), []) AS keys,
        coalesce(list(DISTINCT route) FILTER (route IS NOT NULL), []) AS routes,
        mode(fault) AS fault
    FROM numbered GROUP BY vendor, class, run
),
runs AS MATERIALIZED (SELECT *, row_number() OVER () AS id FROM grouped),
-- Who got answers, minute by minute; apart, because the combinations would be many.
minutes AS (
    SELECT vendor, epoch_us(ts) // 60_000_000 AS m, count(*) AS requests,
        count(*) FILTER (NOT failing) AS succeeded
    FROM classified_requests GROUP BY ALL
),
served AS (
    SELECT vendor, epoch_us(ts) // 60_000_000 AS m, client, key_id, route
    FROM classified_requests WHERE NOT failing
),
served_clients AS MATERIALIZED (SELECT DISTINCT vendor, m, client FROM served),
members AS (
    SELECT vendor, m, 'client' AS kind, hash(client) AS member FROM served_clients
    WHERE client IS NOT NULL
    UNION ALL
    SELECT DISTINCT vendor, m, 'key', hash(key_id) FROM served WHERE key_id IS NOT NULL
    UNION ALL
    SELECT DISTINCT vendor, m, 'route', hash(route) FROM served WHERE route IS NOT NULL
),
run_minutes AS (
    SELECT id, vendor, unnest(generate_series(
        epoch_us(since) // 60_000_000, epoch_us(until) // 60_000_000)) AS m
    FROM runs
),
meanwhile AS (
    SELECT id, sum(requests) AS requests, sum(succeeded) AS succeeded
    FROM run_minutes JOIN minutes USING (vendor, m) GROUP BY id
),
-- Those who got answers meanwhile, less those who failed in the run themselves.
others AS (
    SELECT id,
        count(*) FILTER (kind = 'client') AS clients,
        count(*) FILTER (kind = 'key') AS keys,
        count(*) FILTER (kind = 'route') AS routes
    FROM (
        SELECT DISTINCT id, kind, member FROM run_minutes JOIN members USING (vendor, m)
        EXCEPT
        (
            SELECT id, 'client', hash(unnest(clients)) FROM runs
            UNION ALL
            SELECT id, 'key', hash(unnest(keys)) FROM runs
            UNION ALL
            SELECT id, 'route', hash(unnest(routes)) FROM runs
        )
    ) GROUP BY id
),
-- The first success of the same client with each other vendor from the run's first minute on.
asked AS (
    SELECT r.id, o.vendor, r.client, epoch_us(since) // 60_000_000 AS since_m,
        epoch_us(until) // 60_000_000 AS until_m
    FROM (SELECT id, vendor, since, until, unnest(clients) AS client FROM runs) AS r
    JOIN (SELECT DISTINCT vendor, client FROM served_clients) AS o
        ON o.client = r.client AND o.vendor <> r.vendor
),
elsewhere AS (
    SELECT id, list(DISTINCT a.vendor) AS vendors
    FROM asked AS a ASOF JOIN served_clients AS s
        ON s.vendor = a.vendor AND s.client = a.client AND s.m >= a.since_m
    WHERE s.m <= a.until_m
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
