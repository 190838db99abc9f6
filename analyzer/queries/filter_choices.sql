-- What requests can be filtered by, the 1,000 most frequent values of each kind.
WITH kinds AS (
    SELECT vendor, client, key_id, route, sum(requests)::BIGINT AS requests,
        CASE WHEN grouping(vendor) = 0 THEN 'vendor' WHEN grouping(client) = 0 THEN 'client'
            WHEN grouping(key_id) = 0 THEN 'key' ELSE 'route' END AS kind
    FROM caller_days GROUP BY GROUPING SETS ((vendor), (client), (key_id), (route))
)
SELECT kind, coalesce(vendor, client, key_id, route) AS value, requests
FROM kinds WHERE value IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY kind ORDER BY requests DESC, value) <= 1_000
ORDER BY kind, requests DESC, value
