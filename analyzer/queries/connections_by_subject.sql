-- WebSocket connections of each key or address: most open at once, and how many were refused.
SELECT
    vendor, subject, max(open_connections) AS open_connections, max(quota) AS quota,
    sum(refused)::BIGINT AS refused,
    min(minute) FILTER (WHERE refused > 0) AS first_refused,
    max(minute) FILTER (WHERE refused > 0) AS last_refused
FROM connection_pressure
WHERE minute >= $since AND minute < $until
GROUP BY vendor, subject
ORDER BY refused DESC, open_connections DESC, vendor, subject
