/*
about = "What each caller sent to each vendor, day by day."
grain = ["vendor", "day", "client", "client_ip", "key_id", "route"]
time = "day"
limits = "Sees only the requests in the lake."
[columns]
day = "Start of the day, UTC."
client = "= backoff_discipline"
client_ip = "="
key_id = "="
route = "="
requests = "Requests sent in the day."
first_ts = "The first of them."
last_ts = "The last of them."
first_success = "The first that succeeded; opening or closing a WebSocket is no success."
last_success = "The last that did."
[materialized]
lookback_s = 0
*/
SELECT vendor, time_bucket(INTERVAL 24 HOURS, ts) AS day, client, client_ip, key_id, route,
    count(*) AS requests, min(ts) AS first_ts, max(ts) AS last_ts,
    min(ts) FILTER (succeeded) AS first_success, max(ts) FILTER (succeeded) AS last_success
FROM (
    SELECT *, is_answered(failing, status, protocol, command) AS succeeded
    FROM judged_requests
) GROUP BY ALL
