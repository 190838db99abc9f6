-- The partial failures of an id (their own, a trace's or a request's); of none: those that are open,
-- and what was settled by hand.
SELECT DISTINCT failure_id, ts, vendor, client, method, path, message, resolution, items, open_items,
    note
FROM partial_failures
WHERE CASE WHEN $id IS NULL THEN resolution IN ('open', 'failed_again', 'settled')
    ELSE $id IN (failure_id, trace_id, request_id)
        OR trace_key = lower(replace($id, '-', '')) END
ORDER BY ts, failure_id
