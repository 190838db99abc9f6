-- WebSocket connections open at once, the most in each step of `$step_s` seconds from `$since`.
SELECT
    time_bucket(to_seconds($step_s), minute, $since) AS step, vendor, subject,
    max(open_connections) AS open_connections, max(quota) AS quota, sum(refused)::BIGINT AS refused
FROM connection_pressure
WHERE minute >= $since AND minute < $until
GROUP BY ALL
ORDER BY ALL
