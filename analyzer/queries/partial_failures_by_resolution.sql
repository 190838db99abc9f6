-- What became of partial failures, by client and route; unsettled ones are told however long ago.
SELECT
    vendor, client, method, route, resolution, max_by(remedy, ts) AS remedy,
    count(*) AS failures,
    median(resolved_after_s) AS resolved_after_s,
    min(ts) AS first_seen,
    max(ts) AS last_seen
FROM partial_failures
WHERE ts < $until AND (ts >= $since OR resolution IN ('open', 'failed_again'))
GROUP BY vendor, client, method, route, resolution
ORDER BY vendor, client, method, route, resolution
