/*
about = "Failures that are one and the same error: vendor, class, code, route, and message without numbers and quoted parts."
grain = ["fingerprint"]
time = ["first_seen", "last_seen"]
limits = "A message that changes its wording begins a new group. Where no message was logged, vendor, class, code and route decide."
[columns]
fingerprint = "`v1:` and 16 hex digits; the version changes if the way of grouping does."
vendor = "="
class = "One of the closed list of failure classes."
family = "The vendor's own grouping of codes, of the first one."
code = "The vendor's code, else the HTTP status or a name."
route = "="
failures = "How many there were."
first_seen = "The first of them."
last_seen = "The last of them."
sample_trace_id = "Trace id of the last one that has any."
sample_message = "Message of the last one that has any."
clients = "Clients hit, sorted."
keys = "How many keys were hit."
fault = "= failures"
[published]
*/
SELECT fingerprint,
    any_value(vendor) AS vendor,
    any_value(class) AS class,
    -- The same code may come with several statuses, and these may be the family.
    min_by(family, {ts: ts, family: family}) AS family,
    any_value(code) AS code,
    any_value(route) AS route,
    count(*) AS failures,
    min(ts) AS first_seen,
    max(ts) AS last_seen,
    max_by(trace_id, {ts: ts, id: trace_id}) FILTER (trace_id IS NOT NULL) AS sample_trace_id,
    max_by(message, {ts: ts, message: message}) FILTER (message IS NOT NULL) AS sample_message,
    coalesce(list(DISTINCT client ORDER BY client) FILTER (client IS NOT NULL), []) AS clients,
    count(DISTINCT key_id) AS keys,
    min_by(fault, {ts: ts, fault: fault}) AS fault
FROM failures
GROUP BY fingerprint
