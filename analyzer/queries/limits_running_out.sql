-- Limits that are used up before they reset, if requests go on as at the end of the data, where that
-- lies in the period. Of few answers, of a burst, and of long after what was seen nothing is foretold:
-- a false alarm is worse than none.
WITH foretold AS (
    SELECT *, (epoch_us(as_of) - epoch_us(pace_since)) / 1e6 AS seen_s,
        (epoch_us(used_up_at) - epoch_us(as_of)) / 1e6 AS left_s
    FROM limit_forecast
    WHERE as_of >= $since AND as_of < $until AND used_up_at > as_of AND used < quota
)
SELECT vendor, scope, subject, currency, "limit", used_up_at, as_of, used, quota, remaining,
    pace_per_s, pace_since, pace_rests_on, source AS quota_source, resets_at, usual_used_up_at,
    usual_days
FROM foretold
WHERE pace_rests_on >= 20 AND seen_s >= 10
    AND (left_s <= 6 * seen_s OR usual_used_up_at IS NOT NULL)
    AND (seen_s >= 120 OR used >= 0.5 * quota)
ORDER BY used_up_at, vendor, subject, currency, "limit"
