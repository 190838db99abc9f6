-- What requests can be filtered by, the 1,000 most frequent values of each kind.
WITH callers AS (
    SELECT vendor, client, key_id, route, sum(requests) AS requests FROM caller_days GROUP BY ALL
),
choices AS (
    SELECT unnest([
        {kind: 'vendor', value: vendor}, {kind: 'client', value: client},
        {kind: 'key', value: key_id}, {kind: 'route', value: route}], recursive := TRUE), requests
    FROM callers
)
SELECT kind, value, sum(requests)::BIGINT AS requests
FROM choices WHERE value IS NOT NULL
GROUP BY kind, value
QUALIFY row_number() OVER (PARTITION BY kind ORDER BY sum(requests) DESC, value) <= 1_000
ORDER BY kind, requests DESC, value
