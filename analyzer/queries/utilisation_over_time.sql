-- The highest utilisation of each key or address, in steps of `$step_s` seconds from `$since`.
-- `of_known`: of limits that are documented or told, not guessed from what was refused.
SELECT
    time_bucket(to_seconds($step_s), minute, $since) AS step, vendor, scope, subject,
    max(utilisation) AS utilisation,
    max(utilisation) FILTER (quota_source <> 'observed') AS of_known,
    max(peak_60s) AS peak_60s,
    max(quota) AS quota,
    sum(throttled)::BIGINT AS throttled
FROM rate_limit_pressure
WHERE minute >= $since AND minute < $until
GROUP BY ALL
ORDER BY ALL
