/*
about = "Every request of the lake, and whether it failed, wholly or in part: no catalog is asked."
each = "request"
limits = "A failure that the log does not show (a body that was not logged under HTTP 200) is none here."
includes = "classified_requests"
without = ["entry", "evidence"]
*/
-- Ingest stores a code only where the vendor does not say success by it, and the body of a
-- WebSocket message, or under a status of success, only where it reports an error; 1000, 1001 and 1005
-- are normal closes.
SELECT *,
    coalesce(status >= 400, FALSE) OR error_type IS NOT NULL OR code IS NOT NULL
        OR coalesce((protocol = 'websocket' OR status < 400) AND body IS NOT NULL, FALSE)
        OR coalesce(close_code NOT IN (1000, 1001, 1005), FALSE) AS failing
FROM lake_requests
