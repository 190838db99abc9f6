/*
about = "The quota of a key or an address, day by day: as headers stated it, and as the answers show it."
grain = ["vendor", "scope", "subject", "day"]
time = "day"
limits = "As `limit_headers` and `request_peaks`; days without either have no row."
lookback = "60 s"
[columns]
scope = "What is counted: `key` or `address`."
subject = "= limit_states"
day = "Start of the day, UTC."
quota = "The quota of the last header of the day; NULL where there was none."
window_s = "The window that it stated, seconds; NULL is unknown."
has_header = "Whether a header stated a quota."
answered_before = "The most requests still answered in the 60 s before the first throttled one of a minute; NULL where none was throttled."
answered = "The most requests in any 60 s of which none was throttled; of its last minute and the one before none either."
[materialized]
lookback_s = 60
held = "always"
*/
SELECT vendor, scope, subject, day, any_value(header).quota AS quota,
    any_value(header).window_s AS window_s,
    count(header) > 0 AS has_header, max(answered_before) AS answered_before, max(answered) AS answered
FROM (
    SELECT vendor, scope, subject, time_bucket(INTERVAL 24 HOURS, minute) AS day, NULL AS header,
        max(answered_before) AS answered_before,
        max(peak_60s) FILTER (throttled = 0 AND throttled_before = 0) AS answered
    FROM request_peaks GROUP BY ALL
    UNION ALL
    SELECT vendor, scope, subject, time_bucket(INTERVAL 24 HOURS, minute),
        max_by({quota: quota, window_s: window_s}, said_at), NULL, NULL
    FROM limit_headers WHERE quota IS NOT NULL GROUP BY ALL
) GROUP BY ALL
