/*
about = "Every failed or partly failed request with its class, meaning and remedy."
each = "failed or partial request"
time = "ts"
limits = "Classified by the catalog of today: other catalog files label the same history differently. Without logged bodies only the HTTP status speaks. A WebSocket error and the close that follows it are two failures; the close is explained by an error message of the same client and connection in the 10 s before it."
lookback = "10 s"
judges = ["class", "fault", "evidence", "listed"]
[columns]
ts = "="
vendor = "="
client = "="
key_id = "="
method = "="
route = "="
status = "="
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
trace_id = "="
trace_key = "="
fingerprint = "`v1:` and 16 hex digits over vendor, class, code, route and message without numbers, ids and quoted parts."
date = "="
outcome = "`failed`, or `partial` where part of the work was done."
group = "`rate_limit_pressure` `authentication` `partial_failures`, or NULL."
cause = "Why a credential was refused, as far as code or message tell: `missing_key` `malformed_key` `invalid_or_expired` `ip_not_allowed` `not_permitted`, or NULL."
vendor_code = "The vendor's own code; NULL where it sent none."
family_title = "Title of the family in the chosen language, where the catalog has one."
class_title = "Title of the class in the chosen language."
docs_url = "The vendor's documentation."
protocol = "="
scheme = "="
host = "="
path = "="
query = "="
error_type = "="
duration_ms = "="
client_ip = "="
key_in = "="
key_shape = "="
detail = "="
request_id = "="
retry_after_s = "="
limit_quota = "="
limit_remaining = "="
limit_reset_s = "="
limit_window_s = "="
attempt = "="
connection = "="
command = "="
close_code = "="
body = "="
source = "="
load = "="
[published]
lookback_s = 10
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
