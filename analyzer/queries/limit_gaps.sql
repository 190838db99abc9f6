-- Limits of which answers stated more use than our own requests can have used: others use the key, or
-- the log misses requests. Over ten minutes or more, once a whole window was seen.
WITH with_start AS (
    SELECT *, min(minute) OVER (PARTITION BY vendor, scope, subject, "limit") AS began
    FROM limit_pressure
    WHERE minute >= $since AND minute < $until AND told_used IS NOT NULL AND counted IS NOT NULL
        AND quota > 0
)
SELECT * FROM (
    SELECT vendor, scope, subject, currency, "limit", count(*) AS minutes,
        median(c.told_used) AS told_used, median(c.counted) AS counted,
        median(c.unseen) AS unseen, quantile_cont(c.unseen, 0.1) AS least_unseen,
        max(c.quota) AS quota, min(minute) AS first_seen, max(minute) AS last_seen
    FROM with_start AS c
    WHERE minute >= began + to_microseconds((greatest(60, coalesce(window_s, 600)) * 1e6)::BIGINT)
    GROUP BY vendor, scope, subject, currency, "limit"
)
WHERE minutes >= 10 AND unseen >= 0.1 * quota AND unseen >= 0.2 * told_used AND least_unseen > 0
ORDER BY unseen / quota DESC, vendor, subject, "limit"
