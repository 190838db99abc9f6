/*
about = "All that shares a trace: over vendors, clients, HTTP and WebSocket."
grain = ["trace_key"]
time = ["first_ts", "last_ts"]
limits = "Requests without a trace id are in no trace. Ids are joined in lower case without dashes, so a UUID and the same 32 hex digits are one. Where clocks of clients differ, so do first and last by as much."
[columns]
trace_key = "Trace id in lower case without dashes."
first_ts = "Its first request."
last_ts = "Its last request."
vendors = "Vendors it touched, sorted."
clients = "Clients that took part, sorted; empty where no log names one."
requests = "Requests, attempts counted one by one."
failures = "Requests of these that failed, wholly or in part."
codes = "Codes of the failures, sorted; empty where none failed."
[published]
*/
-- A hash of vendor and client tells whether several took part: texts are dearer to compare.
WITH with_totals AS (
    SELECT trace_key, min(ts) AS first_ts, max(ts) AS last_ts,
        any_value(vendor) AS vendor, any_value(client) AS client,
        min(hash(vendor, client)) <> max(hash(vendor, client)) AS is_crossing,
        count(*) AS requests
    FROM lake_requests WHERE trace_key IS NOT NULL GROUP BY trace_key
),
with_codes AS (
    SELECT trace_key, count(*) AS failures, list(DISTINCT code ORDER BY code) AS codes
    FROM failures WHERE trace_key IS NOT NULL GROUP BY trace_key
),
-- Most traces are of one client with one vendor, and millions of lists take time.
with_lists AS (
    SELECT trace_key, list(DISTINCT vendor ORDER BY vendor) AS vendors,
        list(DISTINCT client ORDER BY client) FILTER (client IS NOT NULL) AS clients
    FROM (SELECT DISTINCT trace_key, vendor, client FROM lake_requests WHERE trace_key IN (
        SELECT trace_key FROM with_totals WHERE is_crossing))
    GROUP BY trace_key
)
SELECT trace_key, first_ts, last_ts,
    CASE WHEN is_crossing THEN c.vendors ELSE [vendor] END AS vendors,
    CASE WHEN client IS NULL THEN [] WHEN is_crossing THEN c.clients ELSE [client] END AS clients,
    requests, coalesce(failures, 0) AS failures, coalesce(codes, []) AS codes
FROM with_totals LEFT JOIN with_lists AS c USING (trace_key) LEFT JOIN with_codes USING (trace_key)
