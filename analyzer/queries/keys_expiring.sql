-- Keys that expire soon after the end of the data, where that lies in the period; the first first.
SELECT vendor, key_id, expires_at, expires_in_s, data_span.last_ts AS as_of, first_used, last_used,
    requests, other_keys,
    (SELECT coalesce(list(DISTINCT c.client ORDER BY c.client) FILTER (c.client IS NOT NULL), [])
        FROM caller_days AS c WHERE c.vendor = key_health.vendor AND c.key_id = key_health.key_id)
        AS clients
FROM key_health CROSS JOIN data_span
WHERE expires_soon AND data_span.last_ts >= $since AND data_span.last_ts < $until
ORDER BY expires_at, vendor, key_id
