/*
about = "Writes over HTTP that a status came back for: what may settle one that no answer came to."
each = "request"
time = "ts"
limits = "The lake knows no idempotency key, so writes of one caller to one path are one operation."
lookback = "none"
[columns]
vendor = "="
ts = "="
status = "="
operation = "A hash of vendor, method, path and caller."
failing = "Whether it failed."
[materialized]
lookback_s = 0
held = "never"
*/
SELECT vendor, ts, status,
    hash(vendor, method, path, coalesce(key_id, client, client_ip)) AS operation, failing
FROM judged_requests
WHERE protocol = 'http' AND method IN ('POST', 'PUT', 'PATCH', 'DELETE') AND status IS NOT NULL
