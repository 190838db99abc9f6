-- Failures by class, in steps of `$step_s` seconds counted from `$since`.
SELECT
    time_bucket(to_seconds($step_s), ts, $since) AS step, vendor, class, "group", fault,
    count(*) AS failures
FROM failures
WHERE ts >= $since AND ts < $until
GROUP BY ALL
ORDER BY ALL
