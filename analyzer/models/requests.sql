/*
about = "Every request: one HTTP exchange, or one WebSocket open, close or answer."
grain = "request"
limits = "Sees what the logs say: a failure under HTTP 200 shows only where its body was logged."
[columns]
ts = "When the request was sent, UTC."
vendor = "API provider: a catalog id, or the host that none claims."
date = "UTC day of `ts`; with `vendor` the partition key."
client = "The program that called."
client_ip = "The address it called from."
protocol = "`http` or `websocket`."
method = "HTTP method, upper case."
scheme = "`https`, `wss`, …"
host = "Host called, lower case, with a port that is not the scheme's."
path = "Path as sent, secrets redacted."
query = "Query string as sent, secrets redacted."
route = "`path` with identifiers as `{id}`."
status = "HTTP status; NULL where there was no response."
error_type = "Why there was no response: `timeout` `connect` `dns` `tls` `reset` `other`."
duration_ms = "From request to response, milliseconds."
request_bytes = "Size of the request body, bytes."
response_bytes = "Size of the response body as the log gives it, bytes."
key_id = "Keyed hash of the credential, 16 hex digits; NULL: none sent."
key_in = "Where the credential was, e.g. `header:x-api-key`; `none` where the request shows none; NULL where the log does not show the request."
key_shape = "`uuid` `jwt` `other`."
code = "The vendor's own error code, in its spelling; NULL on success."
message = "The vendor's error message."
detail = "The vendor's error details, JSON text."
trace_id = "Trace id as found: body, traceparent, x-request-id, x-trace-id."
trace_key = "`trace_id` in lower case without dashes, for joins."
request_id = "`x-request-id` of the response, else of the request."
retry_after_s = "Advised wait, seconds; a date in the past is 0."
limit_quota = "Quota from rate-limit headers; NULL is unknown."
limit_remaining = "What was left of it; NULL is unknown."
limit_reset_s = "Seconds until it resets; NULL is unknown."
limit_window_s = "Length of its window, seconds; NULL is unknown."
attempt = "Which attempt this is, where the log counts them."
connection = "WebSocket connection, as the log names it."
command = "WebSocket command answered, or `open`, `close`."
close_code = "WebSocket close code (RFC 6455 §7.4)."
body = "Response body of a failure, redacted, at most 4 KiB."
source = "The source's name as given."
load = "Id of the load that brought it."
outcome = "`ok`, `failed`, `partial` (part of the work was done), or `unknown` (the log shows no answer)."
*/
WITH partial_failures AS (
    SELECT list(entry) AS entries FROM catalog_codes WHERE class = 'partial_failure'
)
SELECT
    ts, vendor, date, client, client_ip, protocol, method, scheme, host, path, query, route,
    status, error_type, duration_ms, request_bytes, response_bytes, key_id, key_in, key_shape,
    code, message, detail, trace_id, trace_key, request_id, retry_after_s, limit_quota,
    limit_remaining, limit_reset_s, limit_window_s, attempt, connection, command, close_code, body,
    source, load,
    CASE
        WHEN list_contains(entries, entry) THEN 'partial'
        WHEN failing THEN 'failed'
        WHEN status IS NULL AND protocol IS DISTINCT FROM 'websocket' THEN 'unknown'
        ELSE 'ok'
    END AS outcome
FROM classified_requests CROSS JOIN partial_failures
