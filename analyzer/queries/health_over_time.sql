-- Each vendor hour by hour: how much succeeded, and how long it took.
SELECT hour AS step, vendor, requests, failed, partial, success_ratio, p50_ms, p95_ms, p99_ms
FROM vendor_health
WHERE hour >= $since AND hour < $until
ORDER BY hour, vendor
