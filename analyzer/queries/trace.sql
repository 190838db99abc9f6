-- Everything that shares a trace or request id (`$id`, in any spelling that `trace_key_of` reads),
-- failures with what the catalog says of them, in order of time.
-- Two looks, each for one column's value: so bloom filters tell which files are read at all.
WITH found AS (
    SELECT * FROM requests WHERE trace_key = trace_key_of($id)
    UNION ALL
    SELECT * FROM requests WHERE request_id IN ($id, lower($id), upper($id))
        AND trace_key IS DISTINCT FROM trace_key_of($id)
),
failed AS (
    SELECT * FROM failures WHERE trace_key = trace_key_of($id)
    UNION ALL
    SELECT * FROM failures WHERE request_id IN ($id, lower($id), upper($id))
        AND trace_key IS DISTINCT FROM trace_key_of($id)
)
SELECT
    ts, vendor, client, protocol, method, scheme, host, path, query, route, command, status,
    error_type, outcome, class, class_title, code, message, meaning, remedy, fault, detail, body,
    attempt, duration_ms, key_id, key_in, trace_id, request_id, retry_after_s, limit_quota,
    limit_remaining, limit_reset_s, connection, close_code, source, load
FROM failed
UNION ALL BY NAME
SELECT
    ts, vendor, client, protocol, method, scheme, host, path, query, route, command, status,
    error_type, outcome, code, attempt, duration_ms, key_id, key_in, trace_id, request_id,
    retry_after_s, limit_quota, limit_remaining, limit_reset_s, connection, close_code, source,
    load
FROM found
WHERE outcome NOT IN ('failed', 'partial')
ORDER BY ts, attempt
