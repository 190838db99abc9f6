/*
about = "Every request with what became of it, in the few columns that are counted by."
each = "request"
time = "ts"
limits = "As `requests`."
[columns]
ts = "="
vendor = "="
client = "="
client_ip = "="
key_id = "="
route = "="
protocol = "="
command = "="
status = "="
duration_ms = "="
outcome = "= requests"
[materialized]
lookback_s = 0
held = "never"
*/
SELECT ts, vendor, client, client_ip, key_id, route, protocol, command, status, duration_ms, outcome
FROM requests
