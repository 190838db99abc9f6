/*
about = "Requests that did not fail, to vendors that know partial failures: what may settle one."
each = "request"
time = "ts"
limits = "The same operation as in `partial_failures`."
lookback = "none"
[columns]
vendor = "="
ts = "="
operation = "A hash of what makes two requests the same operation."
answered = "Whether a status came back."
[materialized]
lookback_s = 0
held = "never"
*/
SELECT vendor, ts,
    operation_of(vendor, method, path, query, coalesce(key_id, client, client_ip)) AS operation,
    status IS NOT NULL AS answered
FROM judged_requests
WHERE NOT failing
    AND vendor IN (SELECT vendor FROM catalog_codes WHERE class = 'partial_failure')
