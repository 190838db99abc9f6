-- Partial failures by what became of them, in steps of `$step_s` seconds counted from `$since`.
SELECT time_bucket(to_seconds($step_s), ts, $since) AS step, vendor, resolution, class,
    count(*) AS failures
FROM partial_failures
WHERE ts >= $since AND ts < $until
GROUP BY ALL
ORDER BY ALL
