-- Throttled requests by whether the advised wait was kept, in steps of `$step_s` seconds.
SELECT time_bucket(to_seconds($step_s), ts, $since) AS step, vendor, client,
    CASE WHEN honoured THEN 'honoured' WHEN NOT honoured THEN 'ignored' ELSE 'unknown' END AS wait,
    count(*) AS throttled
FROM throttles
WHERE ts >= $since AND ts < $until
GROUP BY ALL
ORDER BY ALL
