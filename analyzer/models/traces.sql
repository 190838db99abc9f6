/*
about = "All that shares a trace: over vendors, clients, HTTP and WebSocket."
grain = "trace_key"
limits = "Requests without a trace id are in no trace. Ids are joined in lower case without dashes, so a UUID and the same 32 hex digits are one."
[columns]
trace_key = "Trace id in lower case without dashes."
first_ts = "Its first request."
last_ts = "Its last request."
vendors = "Vendors it touched, sorted."
clients = "Clients that took part, sorted; empty where no log names one."
requests = "Requests, attempts counted one by one."
failures = "Requests of these that failed, wholly or in part."
codes = "Codes of the failures, sorted; empty where none failed."
*/
WITH traced AS (
    SELECT trace_key, min(ts) AS first_ts, max(ts) AS last_ts, list(vendor) AS vendors,
        list(client) FILTER (client IS NOT NULL) AS clients,
        count(*) AS requests, count(*) FILTER (failing) AS failures
    FROM classified_requests WHERE trace_key IS NOT NULL GROUP BY trace_key
),
failing AS (
    SELECT trace_key, list(DISTINCT code ORDER BY code) AS codes
    FROM failures WHERE trace_key IS NOT NULL GROUP BY trace_key
)
SELECT trace_key, first_ts, last_ts,
    -- Most traces are one request, and millions of lists take time.
    CASE WHEN requests = 1 THEN vendors ELSE list_sort(list_distinct(vendors)) END AS vendors,
    CASE WHEN clients IS NULL THEN [] WHEN requests = 1 THEN clients
        ELSE list_sort(list_distinct(clients)) END AS clients,
    requests, failures,
    coalesce(codes, []) AS codes
FROM traced LEFT JOIN failing USING (trace_key)
