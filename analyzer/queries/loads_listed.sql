-- Every load, the latest first.
SELECT load, source, format, lines, requests, rejects, skipped, bytes, first_ts, last_ts, loaded_at
FROM loads
ORDER BY loaded_at DESC, source
