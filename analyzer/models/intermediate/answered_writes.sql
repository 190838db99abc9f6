/*
about = "Writes over HTTP that a status came back for: what may settle one that no answer came to."
each = "request"
time = "ts"
limits = "The same operation as in `partial_failures`. The lake knows no idempotency key and no body that was sent, so writes of one caller to one path and query are one operation."
lookback = "none"
[columns]
vendor = "="
ts = "="
status = "="
operation = "= answered_operations"
failing = "Whether it failed."
[materialized]
lookback_s = 0
held = "never"
*/
SELECT vendor, ts, status,
    operation_of(vendor, method, path, query, coalesce(key_id, client, client_ip)) AS operation, failing
FROM judged_requests
WHERE protocol = 'http' AND method IN ('POST', 'PUT', 'PATCH', 'DELETE') AND status IS NOT NULL
