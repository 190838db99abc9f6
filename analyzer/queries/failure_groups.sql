-- Failures that are alike (one fingerprint), the most frequent first, each with its counts in
-- `$steps` steps of `$step_s` seconds from `$since` as `trend`.
WITH with_step AS (
    SELECT *, least(((epoch(ts) - epoch($since::TIMESTAMPTZ)) // $step_s)::INT, $steps - 1) AS i
    FROM failures WHERE ts >= $since AND ts < $until
),
step_counts AS (
    SELECT fingerprint, map_from_entries(list((i, failures))) AS counts
    FROM (SELECT fingerprint, i, count(*) AS failures FROM with_step GROUP BY ALL)
    GROUP BY fingerprint
),
groups AS (
    SELECT
        fingerprint, vendor, class, any_value(class_title) AS class_title, family, code,
        any_value(method) AS method, route, mode(message) AS message, mode(meaning) AS meaning,
        mode(remedy) AS remedy, mode(fault) AS fault, count(*) AS failures,
        list(DISTINCT client ORDER BY client) FILTER (WHERE client IS NOT NULL) AS clients,
        min(ts) AS first_seen, max(ts) AS last_seen,
        max_by(trace_id, ts) FILTER (WHERE trace_id IS NOT NULL) AS sample_trace_id
    FROM with_step
    GROUP BY fingerprint, vendor, class, family, code, route
)
SELECT groups.*,
    list_transform(range($steps), lambda i: coalesce(counts[i::INT], 0)) AS trend
FROM groups JOIN step_counts USING (fingerprint)
ORDER BY failures DESC, vendor, code, route
LIMIT 500
