-- What each vendor delivered: one row a vendor, the busiest first. Durations are of HTTP only.
SELECT
    r.vendor,
    coalesce(any_value(vendors.title), r.vendor) AS title,
    count(vendors.vendor) > 0 AS in_catalog,
    count(*) AS requests,
    count(*) FILTER (WHERE outcome = 'failed') AS failed,
    count(*) FILTER (WHERE outcome = 'partial') AS partial,
    count(*) FILTER (WHERE outcome IN ('failed', 'partial')) / count(*) AS failure_share,
    quantile_cont(duration_ms, 0.50) FILTER (WHERE protocol = 'http') AS p50_ms,
    quantile_cont(duration_ms, 0.95) FILTER (WHERE protocol = 'http') AS p95_ms,
    quantile_cont(duration_ms, 0.99) FILTER (WHERE protocol = 'http') AS p99_ms
FROM request_outcomes AS r LEFT JOIN vendors ON r.vendor = vendors.vendor
WHERE ts >= $since AND ts < $until
GROUP BY r.vendor
ORDER BY requests DESC, vendor
