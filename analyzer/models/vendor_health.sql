/*
about = "How each vendor did, hour by hour."
grain = ["vendor", "hour"]
time = "hour"
limits = "Counts what the logs show: a failure under HTTP 200 whose body was not logged counts as a success. Failures count whosever fault they are. A clock that is wrong by seconds moves only what lies at the edge of an hour to the other."
[columns]
hour = "Start of the hour, UTC."
requests = "Requests sent in the hour."
failed = "Requests that failed."
partial = "Requests of which the vendor did only a part."
unknown = "Requests of which the log shows no answer."
success_ratio = "Requests that succeeded, as a share of those whose outcome is known; NULL where none is."
p50_ms = "Median duration, milliseconds; NULL where the log has none."
p95_ms = "95th percentile of the duration, milliseconds."
p99_ms = "99th percentile of the duration, milliseconds."
[materialized]
lookback_s = 0
[published]
lookback_s = 0
*/
WITH hours AS (
    SELECT vendor, time_bucket(INTERVAL 1 HOUR, ts) AS hour,
        count(*) AS requests,
        count(*) FILTER (outcome = 'failed') AS failed,
        count(*) FILTER (outcome = 'partial') AS partial,
        count(*) FILTER (outcome = 'unknown') AS unknown,
        quantile_cont(duration_ms, [0.50, 0.95, 0.99]) AS percentiles
    FROM requests GROUP BY ALL
)
SELECT vendor, hour, requests, failed, partial, unknown,
    (requests - unknown - failed - partial) / nullif(requests - unknown, 0) AS success_ratio,
    percentiles[1] AS p50_ms, percentiles[2] AS p95_ms, percentiles[3] AS p99_ms
FROM hours
