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
runs AS MATERIALIZED (
    SELECT vendor, class, run, min(ts) AS since, max(ts) AS until, count(*) AS failures,
        list(DISTINCT code ORDER BY code) AS codes,
        coalesce(list(DISTINCT client ORDER BY client) FILTER (client IS NOT NULL), []) AS clients,
        coalesce(list(DISTINCT key_id) FILTER (key_id IS NOT NULL), []) AS keys,
        coalesce(list(DISTINCT route) FILTER (route IS NOT NULL), []) AS routes,
        mode(fault) AS fault
    FROM numbered GROUP BY vendor, class, run
),
-- Who got answers, minute by minute; apart, because the combinations would be many.
activity AS MATERIALIZED (
    SELECT vendor, time_bucket(INTERVAL 1 MINUTE, ts) AS minute,
        CASE grouping(client, key_id, route) WHEN 3 THEN 'client' WHEN 5 THEN 'key' ELSE 'route'
            END AS kind,
        coalesce(client, key_id, route) AS member,
        count(*) AS requests, count(*) FILTER (NOT failing) AS succeeded
    FROM classified_requests
    GROUP BY GROUPING SETS ((vendor, minute, client), (vendor, minute, key_id),
        (vendor, minute, route))
),
run_minutes AS (
    SELECT vendor, class, run, clients, unnest(generate_series(
        time_bucket(INTERVAL 1 MINUTE, since), until, INTERVAL 1 MINUTE)) AS minute
    FROM runs
),
members AS (
    SELECT r.vendor, r.class, r.run, kind, member, sum(requests) AS requests,
        sum(succeeded) AS succeeded
    FROM run_minutes AS r JOIN activity AS a ON a.vendor = r.vendor AND a.minute = r.minute
    GROUP BY ALL
),
meanwhile AS (
    SELECT vendor, class, run,
        sum(requests) FILTER (kind = 'client') AS requests,
        sum(succeeded) FILTER (kind = 'client') AS succeeded,
        coalesce(list(member) FILTER (kind = 'client' AND succeeded > 0), []) AS clients,
        coalesce(list(member) FILTER (kind = 'key' AND succeeded > 0), []) AS keys,
        coalesce(list(member) FILTER (kind = 'route' AND succeeded > 0), []) AS routes
    FROM members GROUP BY vendor, class, run
),
elsewhere AS (
    SELECT r.vendor, r.class, r.run, list(DISTINCT a.vendor) AS vendors
    FROM (SELECT * REPLACE (unnest(clients) AS clients) FROM run_minutes) AS r
    JOIN (FROM activity WHERE kind = 'client' AND succeeded > 0) AS a
        ON a.minute = r.minute AND a.member = r.clients AND a.vendor <> r.vendor
    GROUP BY r.vendor, r.class, r.run
),
alike AS (
    SELECT a.vendor, a.class, a.run, list(DISTINCT b.vendor) AS vendors
    FROM runs AS a JOIN runs AS b ON b.class = a.class
        AND b.since <= a.until + INTERVAL 1 MINUTE AND b.until >= a.since - INTERVAL 1 MINUTE
    GROUP BY a.vendor, a.class, a.run
),
compared AS (
    SELECT r.*, m.requests::BIGINT AS requests, m.succeeded::BIGINT AS succeeded,
        len(list_filter(m.clients, lambda c: NOT list_contains(r.clients, c)))
            AS other_clients,
        len(list_filter(m.keys, lambda k: NOT list_contains(r.keys, k)))
            AS other_keys,
        len(list_filter(m.routes, lambda p: NOT list_contains(r.routes, p)))
            AS other_routes,
        len(a.vendors) AS vendors,
        coalesce(len(list_filter(e.vendors, lambda v: NOT list_contains(a.vendors, v))), 0)
            AS other_vendors
    FROM runs AS r
    JOIN meanwhile AS m ON m.vendor = r.vendor AND m.class = r.class AND m.run = r.run
    JOIN alike AS a ON a.vendor = r.vendor AND a.class = r.class AND a.run = r.run
    LEFT JOIN elsewhere AS e ON e.vendor = r.vendor AND e.class = r.class AND e.run = r.run
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
