-- Requests of the period, newest first, at most `$at_most`. `$outcomes`, `$classes`, `$codes` and
-- `$protocols` are lists, NULL for all; `$words` is found in route, path, message, body, an id, an address or source.
WITH matching AS (
    SELECT
        ts, vendor, client, protocol, method, route, path, query, host, scheme, status, error_type,
        outcome, class, class_title, code, message, meaning, remedy, fault, evidence, docs_url,
        duration_ms, attempt, key_id, key_in, client_ip, trace_id, request_id, retry_after_s,
        connection, command, close_code, detail, body, source, load
    FROM failures
    UNION ALL BY NAME
    SELECT
        ts, vendor, client, protocol, method, route, path, query, host, scheme, status, error_type,
        outcome, duration_ms, attempt, key_id, key_in, client_ip, trace_id, request_id,
        retry_after_s, connection, command, close_code, source, load
    FROM requests WHERE outcome NOT IN ('failed', 'partial')
)
SELECT * FROM matching
WHERE ts >= $since AND ts < $until
    AND ($outcomes IS NULL OR outcome IN $outcomes)
    AND ($classes IS NULL OR class IN $classes)
    AND ($codes IS NULL OR code IN $codes)
    AND ($protocols IS NULL OR protocol IN $protocols)
    AND ($words IS NULL OR contains(
        lower(concat_ws(
            ' ', route, path, message, code, trace_id, request_id, client_ip, source, body)),
        lower($words)))
ORDER BY ts DESC, vendor, client
LIMIT $at_most
