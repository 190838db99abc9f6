/*
about = "What callers sent in the ten minutes in which they sent what was answered with a rate limit, or were answered so."
each = "request"
time = "ts"
limits = "Only of answers on the day of their request. Callers as in `caller_spells`."
lookback = "10 minutes"
[columns]
vendor = "="
caller = "= caller_spells"
key_id = "="
ts = "="
succeeded = "Whether it did; of a request without an answer nobody knows."
[materialized]
lookback_s = 10
held = "never"
*/
WITH throttled AS (
    SELECT ts, caller_of(vendor, client, client_ip, key_id) AS caller,
        answered_at_of(ts, duration_ms) AS answered_at
    FROM explained_failures WHERE class = 'rate_limit'
),
spells AS (
    SELECT caller, time_bucket(INTERVAL 10 MINUTES, ts) AS since FROM throttled
    UNION
    SELECT caller, time_bucket(INTERVAL 10 MINUTES, answered_at) FROM throttled
    WHERE time_bucket(INTERVAL 24 HOURS, answered_at) = time_bucket(INTERVAL 24 HOURS, ts)
)
SELECT vendor, coalesce(client, client_ip) AS caller, key_id, ts,
    has_succeeded(failing, status, protocol) AS succeeded
FROM judged_requests
WHERE is_sent(command)
    AND (caller_of(vendor, client, client_ip, key_id), time_bucket(INTERVAL 10 MINUTES, ts))
        IN (FROM spells)
