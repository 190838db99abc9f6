-- When each client was last answered by each vendor, with each key, from `$since` on.
SELECT vendor, client, key_id, max(ts) AS last_success
FROM request_outcomes
WHERE ts >= $since AND outcome = 'ok' AND coalesce(command NOT IN ('open', 'close'), TRUE)
GROUP BY ALL
ORDER BY ALL
