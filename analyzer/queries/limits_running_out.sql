-- Limits that are used up before they reset, if requests go on as at the end of the data, where that
-- lies in the period.
SELECT vendor, scope, subject, currency, "limit", used_up_at, as_of, used, quota, remaining,
    pace_per_s, pace_since, pace_rests_on, source AS quota_source, resets_at, usual_used_up_at,
    usual_days
FROM limit_forecast
WHERE runs_out AND as_of >= $since AND as_of < $until
ORDER BY used_up_at, vendor, subject, currency, "limit"
