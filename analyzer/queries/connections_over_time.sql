-- WebSocket connections open at once, the most in each step of `$step_s` seconds from `$since`.
WITH steps AS (
    SELECT
        time_bucket(to_seconds($step_s), minute, $since) AS step, vendor, subject,
        max(open_connections) AS open_connections, max(quota) AS quota,
        sum(refused)::BIGINT AS refused
    FROM connection_pressure
    WHERE minute >= $since AND minute < $until
    GROUP BY ALL
),
-- The view has no rows of minutes in which none was open: a line would go on over them.
closed AS (
    SELECT step + to_seconds($step_s) AS step, vendor, subject, 0 AS open_connections, quota,
        0 AS refused
    FROM steps
    QUALIFY lead(step) OVER (PARTITION BY vendor, subject ORDER BY step)
        IS DISTINCT FROM step + to_seconds($step_s)
)
FROM steps
UNION ALL BY NAME
FROM closed
WHERE step < $until AND step <= (SELECT max(ts) FROM requests)
ORDER BY ALL
