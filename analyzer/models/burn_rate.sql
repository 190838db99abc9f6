/*
about = "How fast each vendor burns its error budget, over the windows of The Site Reliability Workbook, ch. 5."
grain = ["vendor", "until", "severity", "long_window_s"]
time = "until - INTERVAL 1 microsecond"
kept_whole = true
limits = "The objective is that of `service_marks`. Marks are 5 minutes apart and only where the vendor was called. Below 100 requests in the long window nothing fires. A clock that is wrong by seconds moves only what lies at the edge of a mark."
lookback = "3 days"
judges = ["factor", "requests", "bad", "long_burn", "short_burn", "fires"]
[columns]
until = "End of both windows, UTC."
severity = "`page` or `ticket`."
long_window_s = "Length of the long window, seconds."
short_window_s = "Length of the short window, seconds; both must burn, so that it stops soon after the trouble does."
factor = "Burn rate above which it fires."
requests = "Requests in the long window whose outcome is known."
bad = "Of these, failures that count, see `service_marks`."
long_burn = "Failures over the long window, as a multiple of what the objective allows."
short_burn = "The same over the short window."
fires = "Whether both are above the factor, on at least 100 requests."
[units]
factor = "times"
long_burn = "times"
short_burn = "times"
*/
WITH rules AS (
    FROM (VALUES
        ('page', 3600, 300, 14.4),
        ('page', 21600, 1800, 6.0),
        ('ticket', 259200, 21600, 1.0)) AS rules (severity, long_s, short_s, factor)
),
marks AS (
    SELECT vendor, since + INTERVAL 5 MINUTES AS until, round(1 - target, 9) AS allowed, requests, bad
    FROM service_marks
),
windows AS (
    SELECT vendor, until, allowed, rules.*,
        sum(requests) OVER long AS long_requests, sum(bad) OVER long AS long_bad,
        sum(requests) OVER short AS short_requests, sum(bad) OVER short AS short_bad
    FROM marks, rules
    WINDOW long AS (PARTITION BY vendor, severity, long_s ORDER BY until
            RANGE BETWEEN to_seconds(long_s - 300) PRECEDING AND CURRENT ROW),
        short AS (PARTITION BY vendor, severity, long_s ORDER BY until
            RANGE BETWEEN to_seconds(short_s - 300) PRECEDING AND CURRENT ROW)
),
burns AS (
    SELECT *, long_bad / long_requests / allowed AS long_burn,
        short_bad / short_requests / allowed AS short_burn
    FROM windows
)
SELECT vendor, until, severity, long_s AS long_window_s, short_s AS short_window_s,
    factor::DOUBLE AS factor, long_requests::BIGINT AS requests, long_bad::BIGINT AS bad,
    long_burn, short_burn,
    long_burn > factor AND short_burn > factor AND long_requests >= 100 AS fires
FROM burns
