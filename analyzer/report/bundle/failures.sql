-- Of each error group among `chosen` (the failures that are asked about) the first and the last few,
-- in order of time; `failures`, `failing_clients`, `first_id` and `last_id` are of all that are chosen.
SELECT
    ts, vendor, client, protocol, method, scheme, host, path, query, status, error_type,
    duration_ms, attempt, key_id, key_in, outcome, code, class, class_title, message, meaning,
    detail, body, trace_id, request_id, retry_after_s, limit_quota, limit_remaining,
    limit_reset_s, connection, command, close_code,
    count(*) OVER () AS failures,
    count(DISTINCT client) OVER () AS failing_clients,
    first_value(coalesce(trace_id, request_id) IGNORE NULLS) OVER in_time AS first_id,
    last_value(coalesce(trace_id, request_id) IGNORE NULLS) OVER in_time AS last_id,
    min(ts) OVER () AS first_ts,
    max(ts) OVER () AS last_ts
FROM chosen
WINDOW in_time AS (ORDER BY ts, request_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
QUALIFY row_number() OVER (PARTITION BY fingerprint ORDER BY ts DESC, request_id) <= $of_a_kind
    OR row_number() OVER (PARTITION BY fingerprint ORDER BY ts, request_id) = 1
ORDER BY ts, attempt
