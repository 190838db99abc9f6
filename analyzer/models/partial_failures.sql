/*
about = "Partial failures, each followed to what later requests of the same operation met."
grain = "partial failure"
limits = "The same operation is: vendor, method, path, query (without timestamps, nonces and signatures) and key; where the log shows no key, the client or its address. Identifiers in a request's body are not in the lake, so any later request to the same path counts. A request of the same instant is not later."
lookback = "none; and ahead, until the operation is settled"
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
resolution = "What the first later request that settles it met: `succeeded`, `gone` (not found) or `conflict`; else `failed_again` where later ones failed, `open` where there were none."
resolved_at = "When the request that settled it was sent; NULL where none did."
resolved_after_s = "From this failure to that request, seconds."
attempts = "Later requests of the operation, up to the one that settled it, else all."
parts_failed = "How many parts the answer says to have failed; NULL where it does not say."
parts_total = "How many parts there were; NULL where the answer does not say."
parts = "What the answer lists of the parts that failed, JSON text."
*/
-- Only vendors whose catalog knows partial failures can have any.
WITH vendors AS (SELECT DISTINCT vendor FROM catalog_codes WHERE class = 'partial_failure'),
partial AS MATERIALIZED (
    SELECT *,
        hash(vendor, method, path, coalesce(key_id, client, client_ip),
            coalesce(regexp_replace('&' || query,
                '(?i)&(timestamp|ts|nonce|signature|sign|recvWindow|_)=[^&]*', '', 'g'), ''))
            AS operation,
        CASE json_type(detail)
            WHEN 'ARRAY' THEN detail
            WHEN 'OBJECT' THEN coalesce(detail -> '$.failed', detail -> '$.failures',
                detail -> '$.errors', detail -> '$.failed_ids') END AS parts,
        regexp_extract(coalesce(message, detail), '(\d+) (?:out )?of (\d+) .*\b(?:not|fail)',
            ['failed', 'of']) AS told
    FROM failures WHERE class = 'partial_failure' AND vendor IN (FROM vendors)
),
requested AS (
    SELECT vendor, method, path, key_id, client, client_ip, query, ts, FALSE AS failed,
        CASE WHEN status IS NOT NULL THEN 'succeeded' END AS settles
    FROM classified_requests WHERE NOT failing AND vendor IN (FROM vendors)
    UNION ALL
    SELECT vendor, method, path, key_id, client, client_ip, query, ts, TRUE,
        CASE class WHEN 'not_found' THEN 'gone' WHEN 'conflict' THEN 'conflict' END
    FROM failures WHERE vendor IN (FROM vendors)
),
tries AS (
    SELECT ts, failed, settles,
        hash(vendor, method, path, coalesce(key_id, client, client_ip),
            coalesce(regexp_replace('&' || query,
                '(?i)&(timestamp|ts|nonce|signature|sign|recvWindow|_)=[^&]*', '', 'g'), ''))
            AS operation
    FROM requested
    WHERE operation IN (SELECT operation FROM partial)
),
-- What settled an operation at each instant, and running counts of tries: one count over all
-- operations, because differences within an operation are all that is needed of it.
steps AS (
    SELECT operation, ts, max(settles) AS settles,
        sum(count(*)) OVER so_far AS tries,
        sum(count(*) FILTER (failed)) OVER so_far AS failed
    FROM tries GROUP BY operation, ts
    WINDOW so_far AS (ORDER BY operation, ts ROWS UNBOUNDED PRECEDING)
),
operations AS (
    SELECT operation, max(tries) AS tries, max(failed) AS failed FROM steps GROUP BY operation
),
settled AS (
    SELECT p.*, s.ts AS resolved_at, s.settles, s.tries
    FROM partial AS p ASOF LEFT JOIN (FROM steps WHERE settles IS NOT NULL) AS s
        ON p.operation = s.operation AND p.ts < s.ts
)
SELECT s.* EXCLUDE (operation, parts, told, resolved_at, settles, tries),
    CASE WHEN s.settles IS NOT NULL THEN s.settles
        WHEN all_of_it.failed > here.failed THEN 'failed_again'
        ELSE 'open' END AS resolution,
    s.resolved_at,
    (epoch_us(s.resolved_at) - epoch_us(s.ts)) / 1e6 AS resolved_after_s,
    (coalesce(s.tries, all_of_it.tries) - here.tries)::BIGINT AS attempts,
    coalesce(CASE WHEN json_type(s.parts) = 'ARRAY' THEN json_array_length(s.parts)::BIGINT END,
        try_cast(s.parts AS BIGINT), try_cast(s.told.failed AS BIGINT)) AS parts_failed,
    try_cast(s.told.of AS BIGINT) AS parts_total,
    CASE WHEN json_type(s.parts) = 'ARRAY' THEN s.parts::VARCHAR END AS parts
FROM settled AS s
JOIN steps AS here ON here.operation = s.operation AND here.ts = s.ts
JOIN operations AS all_of_it ON all_of_it.operation = s.operation
