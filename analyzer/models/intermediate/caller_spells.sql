/*
about = "When each caller was first served and first was not, ten minutes by ten minutes."
grain = ["vendor", "caller", "key_id", "since"]
time = "since"
limits = "A close of a connection is nobody's request. Where the log names neither a client nor an address, callers with the same key are one."
[columns]
caller = "The program that called, or its address; NULL where the log says neither."
key_id = "= limit_states"
since = "Start of the ten minutes, UTC."
served_at = "The first request that succeeded; NULL is none."
unserved_at = "The first that failed, or of whose outcome nothing is known; NULL is none."
[materialized]
lookback_s = 0
held = "never"
*/
SELECT vendor, coalesce(client, client_ip) AS caller, key_id,
    time_bucket(INTERVAL 10 MINUTES, ts) AS since,
    min(ts) FILTER (succeeded) AS served_at, min(ts) FILTER (NOT succeeded) AS unserved_at
FROM (
    SELECT *, has_succeeded(failing, status, protocol) AS succeeded
    FROM judged_requests WHERE is_sent(command)
) GROUP BY ALL
