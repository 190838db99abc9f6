/*
about = "Every request: one HTTP exchange, or one WebSocket open, close or answer."
each = "request"
limits = "Sees what the logs say: a failure under HTTP 200 shows only where its body was logged."
includes = "lake.requests"
[columns]
outcome = "`ok`, `failed`, `partial` (part of the work was done), or `unknown` (the log shows no answer)."
*/
WITH partial_entries AS (
    SELECT list(entry) AS entries FROM catalog_codes WHERE class = 'partial_failure'
)
SELECT requests.* EXCLUDE (failing, entry, evidence),
    CASE
        WHEN list_contains(entries, entry) THEN 'partial'
        WHEN failing THEN 'failed'
        WHEN status IS NULL AND protocol IS DISTINCT FROM 'websocket' THEN 'unknown'
        ELSE 'ok'
    END AS outcome
FROM classified_requests AS requests CROSS JOIN partial_entries
