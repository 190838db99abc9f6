/*
about = "The time that the data covers."
each = "lake"
time = ["first_ts", "last_ts"]
limits = "Of the requests in the lake; both are NULL where it has none."
[columns]
first_ts = "The first request, UTC."
last_ts = "The last request, UTC."
*/
SELECT min(first_ts) AS first_ts, max(last_ts) AS last_ts FROM caller_days
