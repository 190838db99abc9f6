/*
about = "Spells in which a caller went on sending while it was told to wait."
grain = ["vendor", "client", "key_id", "since"]
time = ["since", "until"]
limits = "A spell goes on while its throttled requests are at most 60 s apart, and counts as a storm from five wasted requests on."
lookback = "the length of a spell"
judges = ["throttled", "wasted"]
[columns]
client = "= backoff_replay"
key_id = "="
since = "First throttled request of the spell."
until = "Last throttled request of the spell."
throttled = "Throttled requests in the spell."
wasted = "Of these, sent before a wait was over that the caller had been advised."
shortest_wait_s = "Shortest wait between one of them and the caller's next request, seconds."
routes = "Routes that were called, sorted."
*/
WITH with_beginning AS (
    SELECT vendor, coalesce(client, client_ip) AS caller, key_id, ts, wasted, actual_wait_s, route,
        coalesce(ts - lag(ts) OVER (
            PARTITION BY vendor, coalesce(client, client_ip), key_id ORDER BY ts)
            > INTERVAL 60 SECONDS, TRUE) AS begins
    FROM throttles
),
with_spell AS (
    SELECT *, sum(begins::INT) OVER (PARTITION BY vendor, caller, key_id ORDER BY ts) AS spell
    FROM with_beginning
)
SELECT vendor, caller AS client, key_id, min(ts) AS since, max(ts) AS until,
    count(*) AS throttled,
    count(*) FILTER (wasted) AS wasted,
    min(actual_wait_s) AS shortest_wait_s,
    coalesce(list(DISTINCT route ORDER BY route) FILTER (route IS NOT NULL), []) AS routes
FROM with_spell
GROUP BY vendor, caller, key_id, spell
HAVING count(*) FILTER (wasted) >= 5
