-- What the data shows for the first time from `$since` on: codes, clients, keys, vendors. Nothing
-- where the data begins no earlier than that, since everything would be new.
WITH begun AS (SELECT min(ts) AS ts FROM lake_requests),
-- All requests are read once.
sent AS (
    SELECT vendor, client, key_id, min(ts) AS first_seen, count(*) AS requests
    FROM requests WHERE ts < $until GROUP BY vendor, client, key_id
),
named AS (
    SELECT 'code' AS kind, vendor, code AS value, any_value(class_title) AS class_title,
        min(ts) AS first_seen, count(*) AS requests, mode(meaning) AS meaning
    FROM failures WHERE ts < $until GROUP BY vendor, code
    UNION ALL BY NAME
    SELECT 'client' AS kind, vendor, client AS value, min(first_seen) AS first_seen,
        sum(requests)::BIGINT AS requests
    FROM sent WHERE client IS NOT NULL GROUP BY vendor, client
    UNION ALL BY NAME
    SELECT 'key' AS kind, vendor, key_id AS value, min(first_seen) AS first_seen,
        sum(requests)::BIGINT AS requests
    FROM sent WHERE key_id IS NOT NULL GROUP BY vendor, key_id
    UNION ALL BY NAME
    SELECT 'vendor' AS kind, vendor, vendor AS value, min(first_seen) AS first_seen,
        sum(requests)::BIGINT AS requests
    FROM sent GROUP BY vendor
)
SELECT named.* FROM named, begun
WHERE named.first_seen >= $since AND begun.ts < $since
ORDER BY CASE kind WHEN 'vendor' THEN 1 WHEN 'code' THEN 2 WHEN 'client' THEN 3 ELSE 4 END,
    requests DESC, vendor, value
