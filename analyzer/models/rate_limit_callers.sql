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
hours AS (
    SELECT vendor, key_id, client_ip, time_bucket(INTERVAL 1 HOUR, ts) AS hour, client, route,
        count(*) AS requests
    FROM lake_requests GROUP BY ALL
),
with_subject AS (
    SELECT vendor, 'key' AS scope, key_id AS subject, hour, client, route, requests
    FROM hours LEFT JOIN scopes USING (vendor)
    WHERE key_id IS NOT NULL AND coalesce(by_key, TRUE)
    UNION ALL
    SELECT vendor, 'address', client_ip, hour, client, route, requests
    FROM hours LEFT JOIN scopes USING (vendor)
    WHERE key_id IS NULL OR by_address
)
SELECT vendor, scope, subject, hour, client, route,
    sum(requests)::BIGINT AS requests,
    sum(requests) / sum(sum(requests)) OVER (PARTITION BY vendor, scope, subject, hour) AS share
FROM with_subject
GROUP BY vendor, scope, subject, hour, client, route
