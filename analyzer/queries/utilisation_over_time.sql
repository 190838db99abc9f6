-- The highest utilisation of each key or address, in steps of `$step_s` seconds from `$since`.
SELECT
    time_bucket(to_seconds($step_s), minute, $since) AS step, vendor, scope, subject,
    max(utilisation) AS utilisation,
    max(peak_60s) AS peak_60s,
    max(quota) AS quota,
    sum(throttled)::BIGINT AS throttled
FROM rate_limit_pressure
WHERE minute >= $since AND minute < $until
GROUP BY ALL
ORDER BY ALL
