-- Failures of one vendor in a period that are not our own, for its support: the last few
-- of each error group, in order of time. `failures` counts all of them.
SELECT
    ts, vendor, client, protocol, method, scheme, host, path, query, status, error_type,
    duration_ms, attempt, key_id, key_in, outcome, code, class, class_title, message, meaning,
    detail, body, trace_id, request_id, retry_after_s, limit_quota, limit_remaining,
    limit_reset_s, connection, command, close_code, count(*) OVER () AS failures
FROM failures
WHERE vendor = $vendor AND ts >= $since AND ts < $until AND fault IS DISTINCT FROM 'client'
    AND error_type IS DISTINCT FROM 'dns'
QUALIFY row_number() OVER (PARTITION BY fingerprint ORDER BY ts DESC, request_id) <= $of_a_kind
ORDER BY ts, attempt
