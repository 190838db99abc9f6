-- Failures by vendor, family and code, the most frequent first.
SELECT
    vendor, family, any_value(family_title) AS family_title, code, class,
    any_value(class_title) AS class_title,
    max_by(fault, ts) AS fault,
    max_by(retryable, ts) AS retryable,
    bool_and(listed) AS listed,
    max_by(meaning, ts) AS meaning,
    max_by(remedy, ts) AS remedy,
    max_by(docs_url, ts) AS docs_url,
    max_by(message, ts) AS message,
    count(*) AS failures,
    count(*) FILTER (WHERE status < 400) AS under_success_status,
    list_sort(list_distinct(list(client))) AS clients,
    min(ts) AS first_seen,
    max(ts) AS last_seen,
    max_by(trace_id, ts) FILTER (WHERE trace_id IS NOT NULL) AS sample_trace_id
FROM failures
WHERE ts >= $since AND ts < $until
GROUP BY vendor, family, code, class
ORDER BY failures DESC, vendor, code, family, class
