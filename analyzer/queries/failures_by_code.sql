-- Failures by vendor, family and code, the most frequent first.
SELECT
    vendor, family, any_value(family_title) AS family_title, code, class,
    any_value(class_title) AS class_title,
    mode(fault) AS fault,
    mode(retryable) AS retryable,
    bool_and(listed) AS listed,
    mode(meaning) AS meaning,
    mode(remedy) AS remedy,
    mode(docs_url) AS docs_url,
    mode(message) AS message,
    count(*) AS failures,
    count(*) FILTER (WHERE status < 400) AS under_success_status,
    list_sort(list_distinct(list(client))) AS clients,
    min(ts) AS first_seen,
    max(ts) AS last_seen,
    max_by(trace_id, ts) FILTER (WHERE trace_id IS NOT NULL) AS sample_trace_id
FROM failures
WHERE ts >= $since AND ts < $until
GROUP BY vendor, family, code, class
ORDER BY failures DESC, vendor, code
