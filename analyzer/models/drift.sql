/*
about = "What the vendors send and their catalog does not know, each with a ready stub for a catalog file."
grain = ["vendor", "kind", "value"]
time = ["first_seen", "last_seen"]
precompute = true
limits = "Only vendors that have a catalog can drift from it; a gateway's page is none of theirs. A stub takes the class that the other evidence gives, and the vendor's own message, if it is no page, as its meaning: read it before you keep it."
[columns]
kind = "`code`, `message` (of a WebSocket, without a code), `status` (without code or message known), or `body`: a failure's body in which neither code nor message was found."
value = "The code, message or status; of a body its shape: the names of its JSON fields, `html` or `text`."
family = "Family that it would belong to."
new_family = "Whether the catalog does not know that family either."
class = "Class that the other evidence gives, of the last one."
failures = "How many there were."
first_seen = "The first of them."
last_seen = "The last of them."
clients = "Clients that met it, sorted."
sample_message = "Message of the last one that has any."
sample_trace_id = "Trace id of the last one that has any."
stub = "A catalog file of its own for `--vendors`, TOML; NULL for a body."
*/
WITH with_kind AS (
    SELECT f.*,
        CASE
            WHEN vendor_code IS NOT NULL THEN 'code'
            WHEN protocol = 'websocket' AND close_code IS NULL AND message IS NOT NULL THEN 'message'
            WHEN message IS NULL AND body IS NOT NULL THEN 'body'
            WHEN class = 'gateway' AND regexp_matches(body, '^\s*<') THEN NULL
            WHEN f.status >= 400 THEN 'status'
        END AS kind
    FROM failures AS f
    WHERE vendor IN (SELECT vendor FROM catalog_vendors) AND class <> 'network' AND (NOT listed
        OR (evidence IN ('status', 'none') AND vendor_code IS NULL AND message IS NULL
            AND body IS NOT NULL))
),
with_value AS (
    SELECT *,
        CASE kind
            WHEN 'code' THEN vendor_code
            WHEN 'message' THEN message
            WHEN 'status' THEN status::VARCHAR
            WHEN 'body' THEN CASE
                WHEN json_valid(body) AND json_type(body) = 'OBJECT'
                    THEN array_to_string(list_sort(json_keys(body)), ' ')
                WHEN regexp_matches(body, '(?i)^\s*<(!doctype )?html') THEN 'html'
                ELSE 'text' END
        END AS value
    FROM with_kind WHERE kind IS NOT NULL
),
with_counts AS (
    SELECT vendor, kind, value, max_by(family, {ts: ts, family: family}) AS family,
        max_by(class, {ts: ts, class: class}) AS class,
        max(status) FILTER (status >= 400) AS status,
        count(*) AS failures, min(ts) AS first_seen, max(ts) AS last_seen,
        coalesce(list(DISTINCT client ORDER BY client) FILTER (client IS NOT NULL), []) AS clients,
        max_by(message, {ts: ts, message: message}) FILTER (message IS NOT NULL) AS sample_message,
        max_by(trace_id, {ts: ts, id: trace_id}) FILTER (trace_id IS NOT NULL) AS sample_trace_id
    FROM with_value GROUP BY vendor, kind, value
),
-- JSON's strings are TOML's too.
with_quotes AS (
    SELECT g.*, to_json(value)::VARCHAR AS quoted_value,
        to_json(CASE WHEN regexp_matches(trim(sample_message), '^[^<]')
            THEN trim(sample_message) ELSE value END)::VARCHAR AS meaning, v.title,
        g.family NOT IN (SELECT f.family FROM catalog_families AS f WHERE f.vendor = g.vendor)
            AS new_family
    FROM with_counts AS g JOIN catalog_vendors AS v ON v.vendor = g.vendor
)
SELECT vendor, kind, value, family, new_family, class, failures, first_seen, last_seen, clients,
    sample_message, sample_trace_id,
    CASE WHEN kind <> 'body' THEN concat_ws(chr(10),
        'id = ' || to_json(vendor)::VARCHAR,
        '',
        CASE kind WHEN 'code' THEN '[codes.' WHEN 'message' THEN '[messages.' ELSE '[statuses.' END
            || quoted_value || ']',
        CASE WHEN kind = 'message' THEN 'protocol = "websocket"' END,
        CASE WHEN kind = 'message' THEN 'name = "' || regexp_replace(trim(regexp_replace(
            lower(value), '[^a-z0-9]+', '_', 'g'), '_'), '^([^a-z]|$)', 'error_\1') || '"' END,
        'class = "' || class || '"',
        CASE WHEN kind = 'code' THEN 'status = ' || status END,
        'meaning.en = ' || meaning,
        'meaning.zh-Hans = ' || meaning,
        'meaning.zh-Hant = ' || meaning,
        'remedy.en = ' || to_json('Ask ' || title || ' what it means.')::VARCHAR,
        'remedy.zh-Hans = ' || to_json('请向 ' || title || ' 询问其含义。')::VARCHAR,
        'remedy.zh-Hant = ' || to_json('請向 ' || title || ' 詢問其含義。')::VARCHAR,
        '') END AS stub
FROM with_quotes
