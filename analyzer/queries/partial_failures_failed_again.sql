-- Partial failures that nothing has settled and that failed on every later try, however long ago,
-- oldest first.
SELECT ts, vendor, client, key_id, method, path, route, code, message, attempts, trace_id,
    request_id, remedy, failure_id, items, open_items
FROM partial_failures
WHERE ts < $until AND resolution = 'failed_again'
ORDER BY ts
