/*
about = "What is known of the quota of a key or an address, day by day: what headers said, and what was answered."
grain = ["vendor", "scope", "subject", "day"]
time = "day"
limits = "As `limit_headers` and `request_peaks`; days without either have no row."
lookback = "60 s"
[columns]
vendor = "="
scope = "What is counted: `key` or `address`."
subject = "= limit_states"
day = "Start of the day, UTC."
quota = "The quota that the last header of the day told; NULL where none did."
window_s = "The window that it told, seconds; NULL is unknown."
told = "Whether a header told a quota."
answered_before = "The most requests still answered in the 60 s before the first throttled one of a minute; NULL where none was throttled."
answered = "The most requests in any 60 s of which none was throttled; of its last minute and the one before none either."
[materialized]
lookback_s = 60
held = "always"
*/
SELECT vendor, scope, subject, day, any_value(said).quota AS quota, any_value(said).window_s AS window_s,
    count(said) > 0 AS told, max(answered_before) AS answered_before, max(answered) AS answered
FROM (
    SELECT vendor, scope, subject, time_bucket(INTERVAL 24 HOURS, minute) AS day, NULL AS said,
        max(answered_before) AS answered_before,
        max(peak_60s) FILTER (throttled = 0 AND throttled_before = 0) AS answered
    FROM request_peaks GROUP BY ALL
    UNION ALL
    SELECT vendor, scope, subject, time_bucket(INTERVAL 24 HOURS, minute),
        max_by({quota: quota, window_s: window_s}, said_at), NULL, NULL
    FROM limit_headers GROUP BY ALL
) GROUP BY ALL
