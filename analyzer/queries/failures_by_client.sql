-- Failures by what failed and who met it. Texts are those of the last one.
SELECT
    vendor, class, any_value(class_title) AS class_title, code, client, key_id,
    max_by(fault, ts) AS fault, max_by(meaning, ts) AS meaning, max_by(remedy, ts) AS remedy,
    max_by(message, ts) AS message,
    list(DISTINCT route ORDER BY route) FILTER (WHERE route IS NOT NULL) AS routes,
    count(*) AS failures, min(ts) AS first_seen, max(ts) AS last_seen,
    count(*) FILTER (status < 400) AS under_success,
    min(ts) FILTER (status < 400) AS first_under_success,
    max(ts) FILTER (status < 400) AS last_under_success
FROM failures
WHERE ts >= $since AND ts < $until
GROUP BY vendor, class, code, client, key_id
ORDER BY failures DESC, vendor, code, class, client, key_id
