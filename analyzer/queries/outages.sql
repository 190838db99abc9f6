-- Runs of at least `$at_least` failures on the vendor's side without a pause of five minutes, and
-- what the vendor still answered meanwhile.
WITH with_beginning AS (
    SELECT vendor, ts, code, class, client, route, remedy, attempt, trace_id,
        coalesce(ts - lag(ts) OVER of_vendor > INTERVAL 5 MINUTES, TRUE)::INT AS begins
    FROM failures
    WHERE ts >= $since AND ts < $until AND class IN ('unavailable', 'server_error')
    WINDOW of_vendor AS (PARTITION BY vendor ORDER BY ts)
),
with_run AS (
    SELECT *, sum(begins) OVER (PARTITION BY vendor ORDER BY ts ROWS UNBOUNDED PRECEDING) AS run
    FROM with_beginning
),
runs AS (
    SELECT
        vendor, run, count(*) AS failures, min(ts) AS first_seen, max(ts) AS last_seen,
        list(DISTINCT code ORDER BY code) AS codes,
        list(DISTINCT client ORDER BY client) FILTER (WHERE client IS NOT NULL) AS clients,
        list(DISTINCT route ORDER BY route) FILTER (WHERE route IS NOT NULL) AS routes,
        max_by(remedy, ts) AS remedy,
        max(attempt) - 1 AS retries,
        max_by(client, attempt) AS retried_by,
        max_by(trace_id, ts) FILTER (WHERE trace_id IS NOT NULL) AS sample_trace_id
    FROM with_run
    GROUP BY vendor, run
    HAVING count(*) >= $at_least
)
SELECT
    runs.* EXCLUDE (run),
    count(*) FILTER (WHERE outcome = 'ok' AND coalesce(command NOT IN ('open', 'close'), TRUE))
        AS answered
FROM runs JOIN request_outcomes AS r ON runs.vendor = r.vendor
    AND r.ts BETWEEN runs.first_seen AND runs.last_seen
WHERE r.ts >= $since AND r.ts < $until
GROUP BY ALL
ORDER BY failures DESC, vendor, first_seen
