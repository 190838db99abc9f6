-- Everything that shares a trace or request id, in order of time. $id: raw, or without dashes.
-- Two looks, each for one column's value: so bloom filters tell which files are read at all.
WITH found AS (
    SELECT * FROM requests WHERE trace_key = lower(replace($id, '-', ''))
    UNION ALL
    SELECT * FROM requests WHERE request_id IN ($id, lower($id), upper($id))
        AND trace_key IS DISTINCT FROM lower(replace($id, '-', ''))
),
failed AS (
    SELECT * FROM failures WHERE trace_key = lower(replace($id, '-', ''))
    UNION ALL
    SELECT * FROM failures WHERE request_id IN ($id, lower($id), upper($id))
        AND trace_key IS DISTINCT FROM lower(replace($id, '-', ''))
)
SELECT
    r.ts, r.vendor, r.client, r.protocol, r.method, r.route, r.command, r.status, r.error_type,
    r.outcome, f.class, coalesce(f.code, r.code) AS code, f.message, f.meaning, f.remedy, f.fault,
    r.attempt, r.duration_ms, r.trace_id, r.request_id, r.connection, r.body, r.source, r.load
FROM found AS r
LEFT JOIN failed AS f
    ON f.load = r.load AND f.ts = r.ts AND f.vendor = r.vendor
    AND f.client IS NOT DISTINCT FROM r.client AND f.method IS NOT DISTINCT FROM r.method
    AND f.path IS NOT DISTINCT FROM r.path AND f.connection IS NOT DISTINCT FROM r.connection
    AND f.status IS NOT DISTINCT FROM r.status
ORDER BY r.ts, r.attempt
