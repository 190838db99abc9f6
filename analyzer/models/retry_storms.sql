/*
about = "Runs in which a caller went on sending while it was told to wait."
grain = "vendor, client, key_id, since"
limits = "A run counts as a storm from three wasted requests on."
[columns]
vendor = "API provider."
client = "The program that called; NULL where the log does not say."
key_id = "Keyed hash of the credential."
since = "First throttled request of the run."
until = "Last throttled request of the run."
throttled = "Throttled requests in the run."
wasted = "Of these, sent before a wait was over that the run had advised."
shortest_wait_s = "Shortest wait between one of them and the caller's next request, seconds."
routes = "Routes that were called, sorted."
*/
SELECT vendor, client, key_id,
    run_since AS since,
    max(ts) AS until,
    count(*) AS throttled,
    count(*) FILTER (wasted) AS wasted,
    min(actual_wait_s) AS shortest_wait_s,
    coalesce(list(DISTINCT route ORDER BY route) FILTER (route IS NOT NULL), []) AS routes
FROM throttles
GROUP BY vendor, client, coalesce(client, client_ip), key_id, run_since
HAVING count(*) FILTER (wasted) >= 3
