-- Failures by what failed and who met it. `message` is the most frequent one.
SELECT
    vendor, class, any_value(class_title) AS class_title, code, client, key_id,
    mode(fault) AS fault, mode(meaning) AS meaning, mode(remedy) AS remedy,
    mode(message) AS message,
    list(DISTINCT route ORDER BY route) FILTER (WHERE route IS NOT NULL) AS routes,
    count(*) AS failures, min(ts) AS first_seen, max(ts) AS last_seen
FROM failures
WHERE ts >= $since AND ts < $until
GROUP BY vendor, class, code, client, key_id
ORDER BY failures DESC, vendor, code, client, key_id
