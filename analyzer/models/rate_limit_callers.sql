/*
about = "Which client and route use up a quota, hour by hour."
grain = ["vendor", "scope", "subject", "hour", "client", "route"]
time = "hour"
limits = "As `rate_limit_pressure`. Where a vendor limits by key and by address, a request counts in both."
[columns]
scope = "What the vendor counts by: `key` or `address`."
subject = "The `key_id`, or the client's address."
hour = "Start of the hour, UTC."
client = "= backoff_discipline"
route = "="
requests = "Requests of this client to this route."
share = "Its share of all requests of the subject in the hour."
*/
WITH scopes AS (
    SELECT vendor, bool_or(scope = 'key') AS by_key, bool_or(scope = 'address') AS by_address
    FROM catalog_limits WHERE kind = 'requests' GROUP BY vendor
),
callers AS MATERIALIZED (
    SELECT vendor, 'key' AS scope, key_id AS subject, time_bucket(INTERVAL 1 HOUR, ts) AS hour,
        client, route, count(*) AS requests
    FROM lake_requests
    WHERE key_id IS NOT NULL AND vendor NOT IN (SELECT vendor FROM scopes WHERE NOT by_key)
    GROUP BY ALL
    UNION ALL
    SELECT vendor, 'address', client_ip, time_bucket(INTERVAL 1 HOUR, ts), client, route, count(*)
    FROM lake_requests
    WHERE key_id IS NULL OR vendor IN (SELECT vendor FROM scopes WHERE by_address)
    GROUP BY ALL
),
-- A window over as many rows takes longer than the rest.
hours AS (
    SELECT vendor, scope, subject, hour, sum(requests) AS requests FROM callers GROUP BY ALL
)
SELECT c.vendor, c.scope, c.subject, c.hour, client, route, c.requests,
    c.requests / h.requests AS share
FROM callers AS c JOIN hours AS h ON c.vendor = h.vendor AND c.scope = h.scope
    AND c.subject IS NOT DISTINCT FROM h.subject AND c.hour = h.hour
