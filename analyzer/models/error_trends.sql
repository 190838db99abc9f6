/*
about = "Each error group day by day against the last day before on which the vendor was called: new, gone, grown."
grain = ["fingerprint", "date"]
time = ["date", "date + INTERVAL 1 day - INTERVAL 1 microsecond"]
limits = "A day on which the vendor has no request at all says nothing: the group has no row there, and the day after compares with the last day that has one. A clock that is wrong by seconds moves only what lies at midnight UTC to the other day."
lookback = "to the last day with requests before; whether a group was seen earlier needs all days before"
judges = ["trend"]
[columns]
fingerprint = "The error group, see `error_groups`."
vendor = "="
date = "="
failures = "Failures of the group on that day; 0 on the day after the last."
failures_before = "Failures of the group on the last day before that has requests to the vendor."
clients = "How many clients were hit."
trend = "`new` (never before), `back` (not on that day before), `grown` (at least doubled), `shrunk` (at most half), `steady`, or `gone` (none, after some on that day)."
*/
WITH days AS (
    SELECT fingerprint, vendor, date, count(*) AS failures, count(DISTINCT client) AS clients
    FROM failures GROUP BY fingerprint, vendor, date
),
-- Of programs that rest at weekends Monday follows Friday.
called_days AS (
    SELECT vendor, date, lag(date) OVER of_vendor AS date_before, lead(date) OVER of_vendor AS date_after
    FROM (SELECT DISTINCT vendor, date FROM lake_requests)
    WINDOW of_vendor AS (PARTITION BY vendor ORDER BY date)
),
-- The next day after one with failures counts too.
observed_days AS (
    SELECT fingerprint, vendor, date FROM days
    UNION
    SELECT fingerprint, vendor, date_after FROM days JOIN called_days USING (vendor, date)
    WHERE date_after IS NOT NULL
),
with_previous AS (
    SELECT w.fingerprint, w.vendor, w.date,
        coalesce(here.failures, 0) AS failures,
        coalesce(before.failures, 0) AS failures_before,
        coalesce(here.clients, 0) AS clients,
        w.date = min(w.date) OVER (PARTITION BY w.fingerprint) AS first_day
    FROM observed_days AS w JOIN called_days USING (vendor, date)
    LEFT JOIN days AS here ON here.fingerprint = w.fingerprint AND here.date = w.date
    LEFT JOIN days AS before ON before.fingerprint = w.fingerprint AND before.date = date_before
)
SELECT fingerprint, vendor, date, failures, failures_before, clients,
    CASE
        WHEN failures = 0 THEN 'gone'
        WHEN first_day THEN 'new'
        WHEN failures_before = 0 THEN 'back'
        WHEN failures >= 2 * failures_before THEN 'grown'
        WHEN 2 * failures <= failures_before THEN 'shrunk'
        ELSE 'steady'
    END AS trend
FROM with_previous
