/*
about = "Every failure with the catalog entry that explains it: all but the texts in a language."
each = "failed or partial request"
limits = "As `failures`."
lookback = "10 s"
includes = "classified_requests"
without = ["failing"]
[columns]
code = "= failures"
message = "= failures"
entry = "The row of `catalog_codes` that explains it; of a close, that of the error before it."
evidence = "= failures"
vendor_code = "= failures"
family = "= failures"
class = "One of the closed list of failure classes."
listed = "= failures"
fingerprint = "= failures"
[materialized]
lookback_s = 10
*/
-- The last error message before a close is its reason, unless the close names a known one itself.
-- Closes are few, and only what tells them apart goes through the join. What was before an open is of
-- another session, and explains nothing.
WITH errors AS (
    SELECT vendor, coalesce(client, '') AS owner, connection, ts, code, message, entry, evidence
    FROM classified_requests
    WHERE failing AND protocol = 'websocket' AND connection IS NOT NULL AND close_code IS NULL
        AND evidence <> 'none'
    UNION ALL BY NAME
    SELECT vendor, coalesce(client, '') AS owner, connection, ts
    FROM websocket_frames
    WHERE command = 'open' AND coalesce(status < 400, TRUE) AND error_type IS NULL
),
closes AS (
    SELECT DISTINCT vendor, coalesce(client, '') AS owner, connection, ts, TRUE AS is_close
    FROM failing_requests WHERE connection IS NOT NULL AND close_code IS NOT NULL
),
reasons AS (
    SELECT closes.*, errors.code, errors.message, errors.entry, errors.evidence
    FROM closes ASOF JOIN errors ON closes.vendor = errors.vendor AND closes.owner = errors.owner
        AND closes.connection = errors.connection AND closes.ts >= errors.ts
    WHERE closes.ts - errors.ts <= INTERVAL 10 SECONDS
),
with_error AS (
    SELECT failed.*, reasons.code AS error_code, reasons.message AS error_message,
        reasons.entry AS error_entry, reasons.evidence AS error_evidence,
        reasons.entry IS NOT NULL AND failed.evidence IN ('status', 'none') AS by_error
    FROM classified_requests AS failed LEFT JOIN reasons
        ON failed.vendor = reasons.vendor AND coalesce(failed.client, '') = reasons.owner
        AND failed.connection = reasons.connection AND failed.ts = reasons.ts
        AND (failed.close_code IS NOT NULL) = reasons.is_close
    WHERE failed.failing
),
with_reason AS (
    SELECT * EXCLUDE (by_error, error_code, error_message, error_entry, error_evidence) REPLACE (
        CASE WHEN by_error THEN error_code ELSE code END AS code,
        CASE WHEN by_error THEN error_message ELSE message END AS message,
        CASE WHEN by_error THEN error_entry ELSE entry END AS entry,
        CASE WHEN by_error THEN error_evidence ELSE evidence END AS evidence)
    FROM with_error
),
with_class AS (
    SELECT with_reason.* RENAME (code AS vendor_code),
        rules.class,
        coalesce(
            with_reason.code,
            CASE WHEN rules.kind IN ('close', 'reason')
                OR (rules.kind = 'message' AND with_reason.protocol = 'websocket') THEN rules.code END,
            CASE WHEN with_reason.status >= 400 OR with_reason.protocol = 'http'
                THEN with_reason.status::VARCHAR END,
            'close_' || with_reason.close_code,
            with_reason.error_type,
            'unknown') AS code,
        coalesce(
            CASE
                WHEN with_reason.code IS NULL THEN NULL
                WHEN evidence = 'code' THEN rules.family
                ELSE code_family(with_reason.vendor, with_reason.code)
            END,
            CASE WHEN with_reason.status >= 400 THEN with_reason.status::VARCHAR END,
            CASE WHEN with_reason.status IS NULL AND error_type IS NOT NULL THEN 'network' END,
            CASE WHEN with_reason.protocol = 'websocket' THEN 'ws' END,
            with_reason.status::VARCHAR,
            'unknown') AS family,
        rules.vendor IS NOT NULL AND rules.listed
            AND (rules.kind IN ('code', 'variant', 'pattern', 'message') OR with_reason.code IS NULL)
            AS listed
    FROM with_reason
    JOIN catalog_codes AS rules USING (entry)
)
SELECT
    ts, vendor, date, client, client_ip, protocol, method, scheme, host, path, query, route, status,
    error_type, duration_ms, request_bytes, response_bytes, key_id, key_in, key_shape, code,
    message, detail, trace_id, trace_key, request_id, retry_after_s, limit_quota, limit_remaining,
    limit_reset_s, limit_window_s, attempt, connection, command, close_code, body, source, load,
    entry, evidence, vendor_code, family, class, listed,
    'v1:' || left(md5(concat_ws(chr(31), vendor, class, code, coalesce(route, ''),
        coalesce(regexp_replace(
            message, '"[^"]*"|\B''[^'']*''\B|`[^`]*`|[\w.-]*[0-9][\w.-]*', '#', 'g'), ''))), 16)
        AS fingerprint
FROM with_class
