-- Partial failures that nothing has settled yet, however long ago, oldest first.
SELECT ts, vendor, client, key_id, method, path, route, code, message, attempts, trace_id,
    request_id, remedy, failure_id, items, open_items
FROM partial_failures
WHERE ts < $until AND resolution = 'open'
ORDER BY ts
