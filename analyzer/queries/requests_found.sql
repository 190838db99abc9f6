-- Requests of the period, newest first, at most `$at_most`. `$outcomes`, `$classes`, `$codes`, `$faults`,
-- `$resolutions` (of partial failures), `$causes` (of refusals), `$methods`, `$protocols`, `$commands`,
-- `$connections`, `$sources` and `$addresses` are lists, NULL for all; `$words` is found in route, path, message, body, an id, an address,
-- source or fingerprint.
WITH failed AS (
    FROM failures WHERE $resolutions IS NULL AND $causes IS NULL
    UNION ALL BY NAME
    FROM partial_failures WHERE $resolutions IS NOT NULL
    UNION ALL BY NAME
    FROM auth_failures WHERE $causes IS NOT NULL
),
matching AS (
    SELECT
        ts, vendor, client, protocol, method, route, path, query, host, scheme, status, error_type,
        outcome, class, class_title, code, message, meaning, remedy, fault, evidence, docs_url,
        duration_ms, attempt, key_id, key_in, client_ip, trace_id, request_id, retry_after_s,
        connection, command, close_code, detail, body, source, load, fingerprint,
        resolution, cause
    FROM failed
    UNION ALL BY NAME
    SELECT
        ts, vendor, client, protocol, method, route, path, query, host, scheme, status, error_type,
        outcome, duration_ms, attempt, key_id, key_in, client_ip, trace_id, request_id,
        retry_after_s, connection, command, close_code, source, load
    FROM requests WHERE outcome NOT IN ('failed', 'partial')
)
SELECT * EXCLUDE (fingerprint, resolution, cause) FROM matching
WHERE ts >= $since AND ts < $until
    AND ($outcomes IS NULL OR outcome IN $outcomes)
    AND ($classes IS NULL OR class IN $classes)
    AND ($codes IS NULL OR code IN $codes)
    AND ($faults IS NULL OR if(class IS NULL, NULL, coalesce(fault, 'unknown')) IN $faults)
    AND ($resolutions IS NULL OR resolution IN $resolutions)
    AND ($causes IS NULL OR cause IN $causes)
    AND ($methods IS NULL OR method IN $methods)
    AND ($protocols IS NULL OR protocol IN $protocols)
    AND ($commands IS NULL OR command IN $commands)
    AND ($connections IS NULL OR connection IN $connections)
    AND ($sources IS NULL OR source IN $sources)
    AND ($addresses IS NULL OR client_ip IN $addresses)
    AND ($words IS NULL OR contains(
        lower(concat_ws(
            ' ', route, path, message, code, trace_id, request_id, client_ip, source, body,
            fingerprint)),
        lower($words)))
ORDER BY ts DESC, vendor, client
LIMIT $at_most
