-- Writes that no answer came to, up to `$until`, oldest first: what a later request of the same
-- operation proves. `succeeded`, `gone`, `conflict`: it was answered so. `repeated`: a POST was sent
-- again, which may have done the work twice (the lake knows no idempotency key). Else `open`. An
-- answer that refused (of a POST, one with 4xx) did nothing and proves nothing; a POST after five
-- minutes is another one. What no connection was made for was never sent, and is none of them.
WITH unanswered_writes AS (
    SELECT ts, vendor, client, key_id, method, path, query, route, code, message, trace_id, request_id,
        operation_of(vendor, method, path, query, coalesce(key_id, client, client_ip)) AS operation
    FROM failures
    WHERE class = 'network' AND status IS NULL AND protocol = 'http'
        AND error_type IS DISTINCT FROM 'connect' AND error_type IS DISTINCT FROM 'dns'
        AND method IN ('POST', 'PUT', 'PATCH', 'DELETE') AND ts < $until
),
answers AS (
    SELECT ts, status, failing, operation
    FROM answered_writes JOIN (SELECT DISTINCT operation, method FROM unanswered_writes) USING (operation)
    WHERE ts < $until AND (NOT failing OR status = 409
        OR (method = 'POST' AND status >= 500) OR (method = 'DELETE' AND status IN (404, 410)))
    UNION ALL
    -- Vendors that answer failures under HTTP 200: there the code says what it is, not the status.
    SELECT ts, CASE class WHEN 'not_found' THEN 404 WHEN 'conflict' THEN 409 ELSE 500 END, TRUE,
        operation_of(vendor, method, path, query, coalesce(key_id, client, client_ip)) AS answered
    FROM failures
    WHERE ts < $until AND protocol = 'http' AND status < 400
        AND (class = 'conflict' OR (method = 'DELETE' AND class = 'not_found')
            OR (method = 'POST' AND class IN ('server_error', 'unavailable')))
        AND answered IN (SELECT operation FROM unanswered_writes)
    UNION ALL
    -- Whoever asks for what was to be deleted, and is told that it is not there.
    SELECT ts, 404, TRUE,
        operation_of(vendor, 'DELETE', path, query, coalesce(key_id, client, client_ip)) AS asked
    FROM failures
    WHERE ts < $until AND method IN ('GET', 'HEAD')
        AND (status IN (404, 410) OR (status < 400 AND class = 'not_found'))
        AND asked IN (SELECT operation FROM unanswered_writes)
),
with_resolution AS (
    SELECT unanswered_writes.*, answers.ts AS answered_at,
        CASE
            WHEN method = 'DELETE' AND answers.status IN (404, 410) THEN 'gone'
            WHEN method = 'POST' AND answers.ts > unanswered_writes.ts + INTERVAL 5 MINUTES THEN 'open'
            WHEN answers.status = 409 THEN 'conflict'
            WHEN method = 'POST' AND answers.ts IS NOT NULL THEN 'repeated'
            WHEN method <> 'POST' AND NOT answers.failing THEN 'succeeded'
            ELSE 'open'
        END AS resolution
    FROM unanswered_writes ASOF LEFT JOIN answers
        ON unanswered_writes.operation = answers.operation AND unanswered_writes.ts < answers.ts
)
SELECT ts, vendor, client, method, path, route, key_id, code, message, resolution,
    CASE WHEN resolution <> 'open' THEN answered_at END AS resolved_at, trace_id, request_id
FROM with_resolution
ORDER BY resolution = 'open' DESC, ts
