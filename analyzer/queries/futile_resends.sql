-- Requests that were sent again although no retry mends them, by caller and code, with what they
-- weighed: the failure does not tell how many bytes its request sent and got.
WITH sizes AS (
    SELECT vendor, ts, key_id, method, route, any_value(request_bytes) AS request_bytes,
        any_value(response_bytes) AS response_bytes
    FROM explained_failures
    WHERE ts >= $since AND ts < $until AND class <> 'partial_failure'
    GROUP BY ALL
)
SELECT f.vendor, client, f.key_id, code, class, any_value(meaning) AS meaning,
    max_by(remedy, f.ts) AS remedy, count(*) AS failures,
    sum(coalesce(request_bytes, 0) + coalesce(response_bytes, 0))
        FILTER (coalesce(request_bytes, response_bytes) IS NOT NULL)::BIGINT AS bytes,
    min(f.ts) AS first_seen, max(f.ts) AS last_seen,
    list(DISTINCT f.route ORDER BY f.route) FILTER (f.route IS NOT NULL) AS routes
FROM futile_resends AS f LEFT JOIN sizes AS s ON s.vendor = f.vendor AND s.ts = f.ts
    AND s.key_id IS NOT DISTINCT FROM f.key_id AND s.method = f.method
    AND s.route IS NOT DISTINCT FROM f.route
WHERE f.ts >= $since AND f.ts < $until
GROUP BY f.vendor, client, f.key_id, code, class
ORDER BY failures DESC, f.vendor, client, code, f.key_id
