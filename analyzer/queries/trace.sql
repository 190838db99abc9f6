-- Everything that shares a trace or request id, in order of time. $id: raw, or without dashes.
SELECT
    r.ts, r.vendor, r.client, r.protocol, r.method, r.route, r.command, r.status, r.error_type,
    r.outcome, f.class, coalesce(f.code, r.code) AS code, f.message, f.meaning, f.remedy, f.fault,
    r.attempt, r.duration_ms, r.trace_id, r.request_id, r.connection, r.body, r.source, r.load
FROM requests AS r
LEFT JOIN (
    SELECT load, ts, vendor, client, method, path, connection, status, code AS failure_code,
        code, class, message, meaning, remedy, fault, trace_key, request_id
    FROM failures
    WHERE trace_key = lower(replace($id, '-', '')) OR lower(request_id) = lower($id)
) AS f
    ON f.load = r.load AND f.ts = r.ts AND f.vendor = r.vendor
    AND f.client IS NOT DISTINCT FROM r.client AND f.method IS NOT DISTINCT FROM r.method
    AND f.path IS NOT DISTINCT FROM r.path AND f.connection IS NOT DISTINCT FROM r.connection
    AND f.status IS NOT DISTINCT FROM r.status
WHERE r.trace_key = lower(replace($id, '-', '')) OR lower(r.request_id) = lower($id)
ORDER BY r.ts, r.attempt
