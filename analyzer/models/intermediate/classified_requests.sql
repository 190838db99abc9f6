/*
about = "Every request of the lake, and for each failing one which entry of the catalog explains it."
each = "request"
limits = "A failure that the log does not show (a body that was not logged under HTTP 200) is none here."
includes = "lake.requests"
[columns]
failing = "Whether it failed, wholly or in part."
entry = "The deciding row of `catalog_codes`; NULL where nothing failed."
evidence = "What decided: `code` `pattern` `message` `body` `shape` `status` `none`; NULL where nothing failed."
*/
-- The catalog is small and becomes one row of maps and macros of its patterns, so that no failure
-- passes through a join. Most requests did not fail, and pass through nothing at all. What several
-- expressions read is a step of its own: DuckDB takes apart anew what stands beside its readers.
WITH catalog_maps AS (
    SELECT
        map_from_entries(list((vendor || ' ' || code, entry))
            FILTER (kind = 'code' AND NOT success)) AS codes,
        map_from_entries(list((vendor || ' ' || lower(message), {entry: entry, protocol: protocol}))
            FILTER (kind = 'message' AND message IS NOT NULL)) AS messages,
        -- A message that a vendor lists with one code only identifies that code.
        map_from_entries(list((vendor || ' ' || lower(message), entry))
            FILTER (kind = 'code' AND message <> '' AND NOT success AND codes_of_message = 1)) AS code_messages,
        map_from_entries(list((vendor || ' ' || status, entry))
            FILTER (kind = 'status' AND NOT success AND vendor IS NOT NULL)) AS vendor_statuses,
        -- Without gaps from 400 to 599.
        list(entry ORDER BY status) FILTER (kind = 'status' AND vendor IS NULL) AS statuses,
        map_from_entries(list((concat_ws(' ', vendor, status), entry)) FILTER (kind = 'close'))
            AS closes,
        map_from_entries(list((code, entry)) FILTER (kind = 'shape')) AS shapes,
        coalesce(list(DISTINCT vendor) FILTER (vendor IS NOT NULL), []) AS claimed,
        map_from_entries(list((code, entry)) FILTER (kind = 'network')) AS networks
    FROM (
        SELECT *, count(*) OVER (PARTITION BY vendor, kind, lower(message)) AS codes_of_message
        FROM catalog_codes
    )
),
with_listed_entry AS (
    SELECT *,
        CASE WHEN code IS NOT NULL THEN codes[vendor || ' ' || code]
            WHEN close_code IS NOT NULL THEN closes[vendor || ' ' || close_code] END AS listed_entry,
        NOT list_contains(claimed, vendor) AS unclaimed
    FROM failing_requests CROSS JOIN catalog_maps
),
with_code_entry AS (
    SELECT *,
        coalesce(CASE WHEN code IS NOT NULL
            THEN code_variant(listed_entry, coalesce(body, message)) END, listed_entry)
            AS code_entry
    FROM with_listed_entry
),
with_pattern_entry AS (
    SELECT *,
        CASE WHEN code IS NOT NULL AND code_entry IS NULL THEN code_pattern(vendor, code) END
            AS pattern_entry
    FROM with_code_entry
),
with_code_digits AS (
    SELECT * EXCLUDE (pattern_entry),
        CASE WHEN pattern_entry IS NOT NULL THEN coded_status(pattern_entry, code) END AS digits,
        CASE WHEN digits IS NULL THEN pattern_entry END AS pattern_entry
    FROM with_pattern_entry
),
-- A code that holds an HTTP status is looked up as that status. A status beyond 599 is none, and
-- counts as a server error (RFC 9110 §15).
with_code_status AS (
    SELECT *,
        CASE WHEN try_cast(digits AS INT) BETWEEN 400 AND 599 THEN digits::INT END AS coded_status,
        CASE WHEN status >= 400 THEN least(status, 599) END AS error_status,
        code_entry IS NULL AND pattern_entry IS NULL AND coded_status IS NULL AS uncoded
    FROM with_code_digits
),
with_message_match AS (
    SELECT *,
        CASE WHEN message IS NOT NULL THEN vendor || ' ' || lower(trim(message)) END AS message_text,
        CASE WHEN uncoded AND message IS NOT NULL
            THEN coalesce(messages[message_text], messages[bare_text(message_text)]) END AS message_match
    FROM with_code_status
),
with_message_entry AS (
    SELECT *,
        coalesce(
            CASE WHEN coalesce(message_match.protocol = protocol, TRUE) THEN message_match.entry END,
            CASE WHEN code IS NULL AND message IS NOT NULL
                THEN coalesce(code_messages[message_text], code_messages[bare_text(message_text)]) END,
            CASE WHEN uncoded AND message IS NOT NULL
                THEN message_pattern(vendor, protocol, message) END) AS message_entry
    FROM with_message_match
),
with_shape AS (
    SELECT *,
        CASE WHEN unclaimed AND code IS NOT NULL THEN shapes[code] END AS shape_entry,
        CASE WHEN (unclaimed OR code IS NULL) AND shape_entry IS NULL AND body IS NOT NULL
            THEN CASE WHEN json_valid(body) THEN body ELSE text_of_cut(body) END END AS json_body
    FROM with_message_entry
),
with_shape_status AS (
    SELECT *,
        CASE WHEN unclaimed AND json_body IS NOT NULL
            THEN try_cast(status_of_shape(json_body) AS INT) END AS shape_status
    FROM with_shape
),
with_any_status AS (
    SELECT *,
        coalesce(coded_status, CASE WHEN shape_status BETWEEN 400 AND 599 THEN shape_status END,
            error_status) AS any_status
    FROM with_shape_status
),
with_entries AS (
    SELECT *,
        CASE WHEN uncoded AND body IS NOT NULL AND message_entry IS NULL
            THEN body_pattern(vendor, status, body) END AS body_entry,
        CASE WHEN any_status IS NOT NULL THEN coalesce(
            vendor_statuses[vendor || ' ' || any_status], statuses[any_status - 399]) END
            AS status_entry,
        CASE WHEN status < 400 AND protocol = 'http' AND json_body IS NOT NULL
            THEN uncoded_shape(json_body) END AS uncoded_entry,
        CASE WHEN close_code IS NOT NULL
            THEN coalesce(code_variant(closes[close_code::VARCHAR], message), closes[close_code::VARCHAR])
            WHEN error_type IS NOT NULL
            THEN coalesce(networks[error_type], networks['other']) END AS standard_entry
    FROM with_any_status
)
SELECT * REPLACE (FALSE AS failing), NULL AS entry, NULL AS evidence
FROM judged_requests WHERE NOT failing
UNION ALL BY NAME
SELECT
    ts, vendor, date, client, client_ip, protocol, method, scheme, host, path, query, route, status,
    error_type, duration_ms, request_bytes, response_bytes, key_id, key_in, key_shape, code,
    message, detail, trace_id, trace_key, request_id, retry_after_s, limit_quota, limit_remaining,
    limit_reset_s, limit_window_s, attempt, connection, command, close_code, body, source, load,
    TRUE AS failing,
    coalesce(
        code_entry,
        pattern_entry,
        CASE WHEN coded_status IS NOT NULL THEN status_entry END,
        message_entry,
        body_entry,
        shape_entry,
        status_entry,
        uncoded_entry,
        standard_entry,
        0) AS entry,
    CASE
        WHEN code_entry IS NOT NULL THEN 'code'
        WHEN pattern_entry IS NOT NULL OR coded_status IS NOT NULL THEN 'pattern'
        WHEN message_entry IS NOT NULL THEN 'message'
        WHEN body_entry IS NOT NULL THEN 'body'
        WHEN shape_entry IS NOT NULL OR shape_status BETWEEN 400 AND 599
            OR (status_entry IS NULL AND uncoded_entry IS NOT NULL) THEN 'shape'
        WHEN status_entry IS NOT NULL OR standard_entry IS NOT NULL THEN 'status'
        ELSE 'none'
    END AS evidence
FROM with_entries
