-- Refused credentials by cause, in steps of `$step_s` seconds counted from `$since`.
SELECT time_bucket(to_seconds($step_s), ts, $since) AS step, vendor, cause, class,
    code, count(*) AS failures
FROM auth_failures
WHERE ts >= $since AND ts < $until
GROUP BY ALL
ORDER BY ALL
