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
evidence = "What decided the class: `code` `pattern` `message` `body` `status` (also a close code, or that no response came) `none`."
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
-- The last error message before a close is its reason, unless the close names a known one itself.
-- Closes are few, and only what tells them apart goes through the join.
WITH errors AS (
    SELECT vendor, coalesce(client, '') AS whose, connection, ts, code, message, entry, evidence
    FROM classified_requests
    WHERE failing AND protocol = 'websocket' AND connection IS NOT NULL AND close_code IS NULL
        AND evidence <> 'none'
),
closes AS (
    SELECT DISTINCT vendor, coalesce(client, '') AS whose, connection, ts, TRUE AS is_close
    FROM failing_requests WHERE connection IS NOT NULL AND close_code IS NOT NULL
),
reasons AS (
    SELECT closes.*, errors.code, errors.message, errors.entry, errors.evidence
    FROM closes ASOF JOIN errors ON closes.vendor = errors.vendor AND closes.whose = errors.whose
        AND closes.connection = errors.connection AND closes.ts >= errors.ts
    WHERE closes.ts - errors.ts <= INTERVAL 10 SECONDS
),
explained AS (
    SELECT failed.*, reasons.code AS error_code, reasons.message AS error_message,
        reasons.entry AS error_entry, reasons.evidence AS error_evidence,
        reasons.entry IS NOT NULL AND failed.evidence IN ('status', 'none') AS by_error
    FROM classified_requests AS failed LEFT JOIN reasons
        ON failed.vendor = reasons.vendor AND coalesce(failed.client, '') = reasons.whose
        AND failed.connection = reasons.connection AND failed.ts = reasons.ts
        AND (failed.close_code IS NOT NULL) = reasons.is_close
    WHERE failed.failing
),
failing AS (
    SELECT * EXCLUDE (by_error, error_code, error_message, error_entry, error_evidence) REPLACE (
        CASE WHEN by_error THEN error_code ELSE code END AS code,
        CASE WHEN by_error THEN error_message ELSE message END AS message,
        CASE WHEN by_error THEN error_entry ELSE entry END AS entry,
        CASE WHEN by_error THEN error_evidence ELSE evidence END AS evidence)
    FROM explained
),
named AS (
    SELECT failing.* RENAME (code AS vendor_code),
        rules.class, rules.meaning, rules.remedy, rules.retryable, rules.fault, rules.cause,
        coalesce(rules.docs_url, vendors.docs_url) AS docs_url,
        coalesce(
            failing.code,
            CASE WHEN rules.kind = 'close'
                OR (rules.kind = 'message' AND failing.protocol = 'websocket') THEN rules.code END,
            CASE WHEN failing.status >= 400 THEN failing.status::VARCHAR END,
            'close_' || failing.close_code,
            failing.error_type,
            'unknown') AS code,
        coalesce(
            CASE
                WHEN failing.code IS NULL THEN NULL
                WHEN evidence = 'code' THEN rules.family
                ELSE code_family(failing.vendor, failing.code)
            END,
            CASE WHEN failing.status >= 400 THEN failing.status::VARCHAR END,
            CASE WHEN failing.status IS NULL AND error_type IS NOT NULL THEN 'network' END,
            CASE WHEN failing.protocol = 'websocket' THEN 'ws' END,
            failing.status::VARCHAR,
            'unknown') AS family,
        rules.vendor IS NOT NULL AND rules.listed
            AND (rules.kind IN ('code', 'pattern', 'message') OR failing.code IS NULL) AS listed
    FROM failing
    JOIN catalog_codes AS rules USING (entry)
    LEFT JOIN catalog_vendors AS vendors ON failing.vendor = vendors.vendor
)
SELECT
    ts, named.vendor, client, key_id, method, route, status, named.family, code, named.class,
    message, meaning, remedy, named.retryable, named.fault, evidence, listed, trace_id, trace_key,
    'v1:' || left(md5(concat_ws(chr(31), named.vendor, named.class, code, coalesce(route, ''),
        coalesce(regexp_replace(
            message, '"[^"]*"|\B''[^'']*''\B|`[^`]*`|[\w.-]*[0-9][\w.-]*', '#', 'g'), ''))), 16)
        AS fingerprint,
    date,
    CASE WHEN named.class = 'partial_failure' THEN 'partial' ELSE 'failed' END AS outcome,
    classes."group", cause, vendor_code,
    families.title AS family_title, classes.title AS class_title, docs_url,
    protocol, scheme, host, path, query, error_type, duration_ms, client_ip, key_in, key_shape,
    detail, request_id, retry_after_s, limit_quota, limit_remaining, limit_reset_s, limit_window_s,
    attempt, connection, command, close_code, body, source, load
FROM named
JOIN catalog_classes AS classes ON named.class = classes.class
LEFT JOIN catalog_families AS families
    ON named.vendor = families.vendor AND named.family = families.family
