-- Every request of a trace or request id (`$id`, raw or without dashes), failures with what the
-- catalog says of them, in order of time.
SELECT
    ts, vendor, client, protocol, method, scheme, host, path, query, status, error_type,
    duration_ms, attempt, key_id, key_in, outcome, code, class, class_title, message, meaning,
    detail, body, trace_id, request_id, retry_after_s, limit_quota, limit_remaining,
    limit_reset_s, connection, command, close_code
FROM failures
WHERE trace_key = lower(replace($id, '-', '')) OR lower(request_id) = lower($id)
UNION ALL BY NAME
SELECT
    ts, vendor, client, protocol, method, scheme, host, path, query, status, error_type,
    duration_ms, attempt, key_id, key_in, outcome, trace_id, request_id, retry_after_s,
    limit_quota, limit_remaining, limit_reset_s, connection, command, close_code
FROM requests
WHERE outcome NOT IN ('failed', 'partial')
    AND (trace_key = lower(replace($id, '-', '')) OR lower(request_id) = lower($id))
ORDER BY ts, attempt
