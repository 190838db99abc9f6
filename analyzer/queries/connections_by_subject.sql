-- WebSocket connections of each key or address: most open at once, how many were refused, and when all
-- that are allowed were open.
SELECT
    vendor, subject, max(open_connections) AS open_connections, max(quota) AS quota,
    sum(refused)::BIGINT AS refused,
    min(minute) FILTER (WHERE refused > 0) AS first_refused,
    max(minute) FILTER (WHERE refused > 0) AS last_refused,
    min(minute) FILTER (WHERE open_connections >= quota) AS first_full,
    max(minute) FILTER (WHERE open_connections >= quota) AS last_full
FROM connection_pressure
WHERE minute >= $since AND minute < $until
GROUP BY vendor, subject
ORDER BY refused DESC, open_connections DESC, vendor, subject
