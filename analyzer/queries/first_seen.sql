-- What the data shows for the first time from `$since` on: codes, clients, keys, vendors. Nothing
-- where the data begins no earlier than that, since everything would be new.
-- Of the day in which `$until` lies, only what was sent before it counts.
WITH callers AS (
    SELECT vendor, client, key_id, min(first_seen) AS first_seen, sum(requests) AS requests
    FROM (
        SELECT vendor, client, key_id, first_ts AS first_seen, requests
        FROM caller_days WHERE day < time_bucket(INTERVAL 24 HOURS, $until::TIMESTAMPTZ)
        UNION ALL
        SELECT vendor, client, key_id, ts, 1
        FROM request_outcomes
        WHERE ts >= time_bucket(INTERVAL 24 HOURS, $until::TIMESTAMPTZ) AND ts < $until
    )
    GROUP BY vendor, client, key_id
),
-- Of all time only what tells new codes from others; what they mean, of those alone.
new_codes AS (
    SELECT vendor, code FROM failures WHERE ts < $until
    GROUP BY vendor, code HAVING min(ts) >= $since
),
kinds AS (
    SELECT 'code' AS kind, failures.vendor, failures.code AS value, any_value(class_title) AS class_title,
        min(ts) AS first_seen, count(*) AS requests, mode(meaning) AS meaning
    FROM failures JOIN new_codes
        ON failures.vendor = new_codes.vendor AND failures.code IS NOT DISTINCT FROM new_codes.code
    WHERE ts >= $since AND ts < $until GROUP BY failures.vendor, failures.code
    UNION ALL BY NAME
    SELECT 'client' AS kind, vendor, client AS value, min(first_seen) AS first_seen,
        sum(requests)::BIGINT AS requests
    FROM callers WHERE client IS NOT NULL GROUP BY vendor, client
    UNION ALL BY NAME
    SELECT 'key' AS kind, vendor, key_id AS value, min(first_seen) AS first_seen,
        sum(requests)::BIGINT AS requests
    FROM callers WHERE key_id IS NOT NULL GROUP BY vendor, key_id
    UNION ALL BY NAME
    SELECT 'vendor' AS kind, vendor, vendor AS value, min(first_seen) AS first_seen,
        sum(requests)::BIGINT AS requests
    FROM callers GROUP BY vendor
)
SELECT kinds.* FROM kinds, data_span
WHERE kinds.first_seen >= $since AND data_span.first_ts < $since
ORDER BY CASE kind WHEN 'vendor' THEN 1 WHEN 'code' THEN 2 WHEN 'client' THEN 3 ELSE 4 END,
    requests DESC, vendor, value
