-- How fast each vendor uses up the error budget that `$objective` (a share, 0.999) leaves, over the
-- windows of The Site Reliability Workbook, ch. 5, up to `$until`. Only failures that are the
-- vendor's own count. NULL where a window holds no request.
WITH windows AS (
    SELECT unnest([
        {name: '5m', span: INTERVAL 5 MINUTES}, {name: '30m', span: INTERVAL 30 MINUTES},
        {name: '1h', span: INTERVAL 1 HOUR}, {name: '6h', span: INTERVAL 6 HOURS},
        {name: '3d', span: INTERVAL 3 DAYS}], recursive := TRUE)
),
sent AS (
    SELECT vendor, name, count(*) AS requests
    FROM requests, windows WHERE ts >= $until - span AND ts < $until GROUP BY ALL
),
failing AS (
    SELECT vendor, name, count(*) AS failures
    FROM failures, windows WHERE ts >= $until - span AND ts < $until AND fault = 'vendor'
    GROUP BY ALL
)
PIVOT (
    SELECT vendor, name,
        coalesce(failures, 0) / requests / (1 - $objective) AS burn_rate
    FROM sent LEFT JOIN failing USING (vendor, name)
) ON name IN ('5m', '30m', '1h', '6h', '3d') USING max(burn_rate) GROUP BY vendor
ORDER BY vendor
