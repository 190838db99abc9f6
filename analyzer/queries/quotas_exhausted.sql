-- Quotas of a month or a day that were used up in the period, and when they will be again. A key
-- that was answered after its last refusal has some of it again: by another plan, or the reset.
-- How long until the reset is told at the end of the data, where that is before the period's.
WITH answered AS (
    SELECT vendor, key_id, max(last_success) AS last_success FROM caller_days GROUP BY ALL
)
SELECT q.vendor, q.key_id, period, exhausted_at, last_refused, refused, clients, used AS used_until,
    round(per_day)::BIGINT AS per_day,
    resets_at, exhausted_again_at,
    CASE WHEN last_success > last_refused THEN last_success END AS answered_again,
    epoch(resets_at) - epoch(least($until, last_ts)) AS resets_in_s
FROM quota_exhaustions AS q CROSS JOIN data_span
LEFT JOIN answered AS a ON a.vendor = q.vendor AND a.key_id IS NOT DISTINCT FROM q.key_id
WHERE last_refused >= $since AND exhausted_at < $until
ORDER BY exhausted_at DESC, q.vendor, q.key_id
