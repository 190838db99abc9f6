/*
about = "What each caller was answered by each vendor, minute by minute, and how often no response came."
grain = ["vendor", "minute", "caller"]
time = "minute"
limits = "Minutes without a request have no row. A line that shows neither an answer nor why there is none counts as neither."
[columns]
minute = "Start of the minute, UTC."
caller = "= caller_spells"
answered = "Requests that the vendor answered, be it with a refusal."
unanswered = "Requests to which no response came, and connections that were lost."
[materialized]
lookback_s = 0
*/
SELECT vendor, time_bucket(INTERVAL 1 MINUTE, ts) AS minute, coalesce(client, client_ip) AS caller,
    count(*) FILTER (status IS NOT NULL
        OR (protocol = 'websocket' AND coalesce(command NOT IN ('open', 'close'), TRUE))) AS answered,
    count(*) FILTER (error_type IS NOT NULL OR close_code IN (1006, 1015)) AS unanswered
FROM judged_requests GROUP BY ALL
