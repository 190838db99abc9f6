-- Partial failures that nothing has settled yet, oldest first.
SELECT ts, vendor, client, key_id, method, path, route, code, message, attempts, trace_id,
    request_id, remedy
FROM partial_failures
WHERE ts >= $since AND ts < $until AND resolution = 'open'
ORDER BY ts
