-- Requests that were sent again within an hour after the same request had failed for good: what the
-- catalog knows that no retry mends. Where the body may have changed in between, only what the log
-- counts as another attempt is the same request. A key that is refused is told by itself.
WITH failing AS (
    SELECT vendor, client, key_id, code, class, meaning, remedy, route, ts, attempt, method,
        operation_of(vendor, method, path, query, caller_of(vendor, client, client_ip, key_id))
            AS operation
    FROM failures
    WHERE ts >= $since - INTERVAL 1 HOUR AND ts < $until AND NOT retryable AND method IS NOT NULL
        AND protocol IS DISTINCT FROM 'websocket'
        AND class IN ('validation', 'quota', 'protocol')
        AND evidence IN ('code', 'pattern', 'message', 'body')
),
-- What a failure does not tell of its request: how many bytes it sent and got.
sizes AS (
    SELECT vendor, ts, key_id, method, route, any_value(request_bytes) AS request_bytes,
        any_value(response_bytes) AS response_bytes
    FROM requests
    WHERE ts >= $since AND ts < $until AND outcome = 'failed'
    GROUP BY ALL
),
with_last AS (
    SELECT *, ts - lag(ts) OVER again <= INTERVAL 1 HOUR AND code = lag(code) OVER again AND (
        class = 'quota' OR method IN ('GET', 'HEAD', 'DELETE', 'OPTIONS') OR attempt > 1) AS is_futile
    FROM failing
    WINDOW again AS (PARTITION BY operation ORDER BY ts)
)
SELECT w.vendor, client, w.key_id, code, class, any_value(meaning) AS meaning,
    max_by(remedy, w.ts) AS remedy, count(*) AS failures,
    sum(coalesce(request_bytes, 0) + coalesce(response_bytes, 0))
        FILTER (coalesce(request_bytes, response_bytes) IS NOT NULL)::BIGINT AS bytes,
    min(w.ts) AS first_seen, max(w.ts) AS last_seen,
    list(DISTINCT w.route ORDER BY w.route) FILTER (w.route IS NOT NULL) AS routes
FROM with_last AS w LEFT JOIN sizes AS s ON s.vendor = w.vendor AND s.ts = w.ts
    AND s.key_id IS NOT DISTINCT FROM w.key_id AND s.method = w.method
    AND s.route IS NOT DISTINCT FROM w.route
WHERE is_futile AND w.ts >= $since
GROUP BY w.vendor, client, w.key_id, code, class
ORDER BY failures DESC, w.vendor, client, code, w.key_id
