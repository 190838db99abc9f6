-- Quotas of a month or a day that were used up in the period, and when they will be again.
SELECT vendor, key_id, period, exhausted_at, last_refused, refused, clients, used AS used_until,
    round(per_day)::BIGINT AS per_day,
    resets_at, exhausted_again_at
FROM quota_exhaustions
WHERE last_refused >= $since AND exhausted_at < $until
ORDER BY exhausted_at DESC, vendor, key_id
