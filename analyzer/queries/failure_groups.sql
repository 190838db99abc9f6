-- Failures that are alike (one fingerprint), the most frequent first, each with its counts in
-- `$steps` steps of `$step_s` seconds from `$since` as `trend`.
WITH failing AS (
    SELECT *, least(((epoch(ts) - epoch($since::TIMESTAMPTZ)) // $step_s)::INT, $steps - 1) AS i
    FROM failures WHERE ts >= $since AND ts < $until
),
counted AS (
    SELECT fingerprint, map_from_entries(list((i, failures))) AS counts
    FROM (SELECT fingerprint, i, count(*) AS failures FROM failing GROUP BY ALL)
    GROUP BY fingerprint
),
grouped AS (
    SELECT
        fingerprint, vendor, class, any_value(class_title) AS class_title, family, code,
        any_value(method) AS method, route, mode(message) AS message, mode(meaning) AS meaning,
        mode(remedy) AS remedy, mode(fault) AS fault, count(*) AS failures,
        list(DISTINCT client ORDER BY client) FILTER (WHERE client IS NOT NULL) AS clients,
        min(ts) AS first_seen, max(ts) AS last_seen,
        max_by(trace_id, ts) FILTER (WHERE trace_id IS NOT NULL) AS sample_trace_id
    FROM failing
    GROUP BY fingerprint, vendor, class, family, code, route
)
SELECT grouped.*,
    list_transform(range($steps), lambda i: coalesce(counts[i::INT], 0)) AS trend
FROM grouped JOIN counted USING (fingerprint)
ORDER BY failures DESC, vendor, code, route
LIMIT 500
