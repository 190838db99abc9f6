-- The highest utilisation of any limit, whatever it counts, in steps of `$step_s` seconds from
-- `$since`: of limits that are documented or told, not guessed from what was refused.
WITH minutes AS (
    SELECT minute, utilisation FROM rate_limit_pressure
    WHERE minute >= $since AND minute < $until AND quota_source <> 'observed'
    UNION ALL
    SELECT minute, utilisation FROM limit_pressure
    WHERE minute >= $since AND minute < $until AND source <> 'observed'
)
SELECT time_bucket(to_seconds($step_s), minute, $since) AS step, max(utilisation) AS utilisation
FROM minutes
WHERE utilisation IS NOT NULL
GROUP BY step
ORDER BY step
