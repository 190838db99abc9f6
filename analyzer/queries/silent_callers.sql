-- Clients that fell silent: no request to the vendor for ten times their usual gap, and for an hour
-- at least, before `$until`. The usual gap is the 95th percentile of those before.
WITH gaps AS (
    SELECT vendor, client, ts,
        epoch(ts - lag(ts) OVER (PARTITION BY vendor, client ORDER BY ts)) AS gap_s
    FROM lake_requests
    WHERE client IS NOT NULL AND ts < $until
),
callers AS (
    SELECT vendor, client, count(*) AS requests, max(ts) AS last_seen,
        approx_quantile(gap_s, 0.95) AS usual_gap_s
    FROM gaps GROUP BY vendor, client
)
SELECT *, epoch($until::TIMESTAMPTZ - last_seen) AS silent_for_s
FROM callers
WHERE requests >= 20 AND epoch($until::TIMESTAMPTZ - last_seen) > greatest(3600, 10 * usual_gap_s)
ORDER BY silent_for_s DESC, vendor, client
