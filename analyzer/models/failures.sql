/*
about = "Every failed or partly failed request with its class, meaning and remedy."
grain = "failed or partial request"
limits = "Classified by the catalog of today: other catalog files label the same history differently. Without logged bodies only the HTTP status speaks. A WebSocket error and the close that follows it are two failures; the close is explained by an error message of the same client and connection in the 10 s before it."
lookback = "10 s"
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
evidence = "What decided the class: `code` `pattern` `message` `body` `shape` (a form of error that many APIs share, at a host that no catalog claims) `status` (also a close code, or that no response came) `none`."
listed = "Whether the vendor's catalog lists what was sent."
trace_id = "Trace id as found."
trace_key = "`trace_id` in lower case without dashes, for joins."
fingerprint = "`v1:` and 16 hex digits over vendor, class, code, route and message without numbers, ids and quoted parts."
date = "UTC day of `ts`."
outcome = "`failed`, or `partial` where part of the work was done."
group = "`rate_limit_pressure` `authentication` `partial_failures`, or NULL."
cause = "Why a credential was refused, as far as code or message tell: `missing_key` `malformed_key` `invalid_or_expired` `ip_not_allowed` `not_permitted`, or NULL."
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
SELECT
    ts, f.vendor, client, key_id, method, route, f.status, f.family, f.code, f.class, f.message,
    rules.meaning, rules.remedy, rules.retryable, rules.fault, evidence, f.listed, trace_id,
    trace_key, fingerprint, date,
    CASE WHEN f.class = 'partial_failure' THEN 'partial' ELSE 'failed' END AS outcome,
    classes."group", rules.cause, vendor_code,
    families.title AS family_title, classes.title AS class_title,
    coalesce(rules.docs_url, vendors.docs_url) AS docs_url,
    f.protocol, scheme, host, path, query, error_type, duration_ms, client_ip, key_in, f.key_shape,
    detail, request_id, retry_after_s, limit_quota, limit_remaining, limit_reset_s, limit_window_s,
    attempt, connection, command, close_code, body, source, load
FROM explained_failures AS f
JOIN catalog_codes AS rules ON f.entry = rules.entry
JOIN catalog_classes AS classes ON f.class = classes.class
LEFT JOIN catalog_vendors AS vendors ON f.vendor = vendors.vendor
LEFT JOIN catalog_families AS families
    ON f.vendor = families.vendor AND f.family = families.family
