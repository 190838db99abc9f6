/*
about = "Failures of authentication and permission, each with its cause."
grain = "failed request (class `auth` or `permission`)"
limits = "Where the log does not show the request's headers, only the vendor's code and message tell the cause; where these say nothing either, it is `unknown`."
[columns]
ts = "When the request was sent, UTC."
vendor = "API provider: a catalog id, or the host that none claims."
client = "The program that called."
key_id = "Keyed hash of the credential; NULL: none sent."
method = "HTTP method."
route = "`path` with identifiers as `{id}`."
status = "HTTP status; NULL where there was no response."
family = "The vendor's own grouping of codes; else the HTTP status as text, `ws` or `network`."
code = "The vendor's code; else the HTTP status as text, the catalog's name of a WebSocket error or close, or the kind of network failure. Never NULL."
class = "One of the closed list of failure classes."
message = "The vendor's error message; of a close, the error message or reason that explains it."
meaning = "What this failure means, in the chosen language."
remedy = "What to do about it, in the chosen language."
retryable = "Whether sending the same request again can succeed; NULL is unknown."
fault = "Whose it is: `client` `vendor` `network`; NULL is unknown."
evidence = "What decided the class: `code` `pattern` `message` `body` `status` (also a close code, or that no response came) `none`."
listed = "Whether the vendor's catalog lists what was sent."
trace_id = "Trace id as found."
trace_key = "`trace_id` in lower case without dashes, for joins."
fingerprint = "`v1:` and 16 hex digits over vendor, class, code, route and message without numbers, ids and quoted parts."
date = "UTC day of `ts`."
outcome = "`failed`, or `partial` where part of the work was done."
group = "`rate_limit_pressure` `authentication` `partial_failures`, or NULL."
cause = "`missing_key` `wrong_header` `malformed_key` `invalid_or_expired` `ip_not_allowed` `not_permitted` `unknown`: from the request itself where its log shows the credential, else from code and message."
vendor_code = "The vendor's own code; NULL where it sent none."
family_title = "Title of the family in the chosen language, where the catalog has one."
class_title = "Title of the class in the chosen language."
docs_url = "The vendor's documentation."
protocol = "`http` or `websocket`."
scheme = "`https`, `wss`, …"
host = "Host called."
path = "Path as sent, secrets redacted."
query = "Query string as sent, secrets redacted."
error_type = "Why there was no response: `timeout` `connect` `dns` `tls` `reset` `other`."
duration_ms = "From request to response, milliseconds."
client_ip = "The address it called from."
key_in = "Where the credential was; `none`; NULL where the log does not show the request."
key_shape = "`uuid` `jwt` `other`."
detail = "The vendor's error details, JSON text."
request_id = "`x-request-id` of the response, else of the request."
retry_after_s = "Advised wait, seconds."
limit_quota = "Quota from rate-limit headers; NULL is unknown."
limit_remaining = "What was left of it; NULL is unknown."
limit_reset_s = "Seconds until it resets; NULL is unknown."
limit_window_s = "Length of its window, seconds; NULL is unknown."
attempt = "Which attempt this is, where the log counts them."
connection = "WebSocket connection."
command = "WebSocket command answered, or `open`, `close`."
close_code = "WebSocket close code."
body = "Response body, redacted, at most 4 KiB."
source = "The source's name as given."
load = "Id of the load that brought it."

*/
WITH refused AS (
    SELECT f.*, v.key_shape AS vendor_shape,
        CASE WHEN coalesce(v.key_header, v.key_query, v.key_message) IS NOT NULL
            THEN f.key_in IN (coalesce('header:' || v.key_header, ''),
                coalesce('query:' || v.key_query, ''),
                coalesce('message:' || v.key_message, '')) END AS placed
    FROM failures AS f LEFT JOIN catalog_vendors AS v ON v.vendor = f.vendor
    WHERE f.class IN ('auth', 'permission')
)
SELECT * EXCLUDE (vendor_shape, placed) REPLACE (
    CASE
        -- A vendor that speaks of permission has accepted the key.
        WHEN class = 'permission' AND cause IS NOT NULL THEN cause
        WHEN key_in = 'none' THEN 'missing_key'
        WHEN placed IS FALSE THEN 'wrong_header'
        WHEN key_shape <> vendor_shape THEN 'malformed_key'
        -- The vendor missed a key that was sent where it belongs: it could not read it.
        WHEN placed AND cause = 'missing_key' THEN 'malformed_key'
        WHEN cause IS NOT NULL THEN cause
        WHEN class = 'permission' THEN 'not_permitted'
        WHEN placed THEN 'invalid_or_expired'
        ELSE 'unknown'
    END AS cause)
FROM refused
