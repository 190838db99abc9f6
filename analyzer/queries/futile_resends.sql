-- Requests that were sent again although no retry mends them, by caller and code, with what they
-- weighed.
SELECT f.vendor, client, key_id, f.code, f.class, any_value(rules.meaning) AS meaning,
    max_by(rules.remedy, ts) AS remedy, count(*) AS failures,
    sum(coalesce(request_bytes, 0) + coalesce(response_bytes, 0))
        FILTER (coalesce(request_bytes, response_bytes) IS NOT NULL)::BIGINT AS bytes,
    min(ts) AS first_seen, max(ts) AS last_seen,
    list(DISTINCT route ORDER BY route) FILTER (route IS NOT NULL) AS routes
FROM futile_failures AS f JOIN catalog_codes AS rules USING (entry)
WHERE ts >= $since AND ts < $until
GROUP BY f.vendor, client, key_id, f.code, f.class
ORDER BY failures DESC, f.vendor, client, f.code, key_id
