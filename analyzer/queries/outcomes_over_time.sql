-- Requests by outcome, in steps of `$step_s` seconds counted from `$since`.
SELECT time_bucket(to_seconds($step_s), ts, $since) AS step, vendor, outcome, count(*) AS requests
FROM request_outcomes
WHERE ts >= $since AND ts < $until
GROUP BY ALL
ORDER BY ALL
