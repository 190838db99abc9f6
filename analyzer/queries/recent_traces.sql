-- Traces of the period in which something failed, the latest first.
SELECT
    failures.trace_key, any_value(failures.trace_id) AS trace_id,
    min(failures.ts) AS first_seen, max(failures.ts) AS last_seen,
    list(DISTINCT failures.vendor ORDER BY failures.vendor) AS vendors,
    list(DISTINCT failures.client ORDER BY failures.client)
        FILTER (WHERE failures.client IS NOT NULL) AS clients,
    list(DISTINCT failures.code ORDER BY failures.code) AS codes,
    any_value(failures.class_title) AS class_title,
    count(*) AS failures
FROM failures
WHERE ts >= $since AND ts < $until AND trace_key IS NOT NULL
GROUP BY failures.trace_key
ORDER BY last_seen DESC, trace_key
LIMIT 200
