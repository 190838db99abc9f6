/*
about = "Requests that failed again because they were sent again although no retry mends them: the same request, with the same code, within an hour."
kept_whole = true
each = "failed request that repeats one (class `validation`, `quota` or `protocol`, not retryable, known by what the vendor said)"
limits = "The log does not show whether a body changed in between: a request with a body counts where it is another attempt (`attempt` above 1) or its quota is used up. Two callers that the log does not tell apart are one. A refused key is in `auth_failures`."
lookback = "an hour"
includes = "failures"
[columns]
failed_before_at = "When the same request was sent that had failed with the same code before, and had been answered; the last of them."
*/
WITH with_operation AS (
    SELECT *, operation_of(vendor, method, path, query, caller_of(vendor, client, client_ip, key_id))
        AS operation
    FROM failures
    WHERE NOT retryable AND method IS NOT NULL AND protocol IS DISTINCT FROM 'websocket'
        AND class IN ('validation', 'quota', 'protocol')
        AND evidence IN ('code', 'pattern', 'message', 'body')
),
answers AS (
    SELECT operation, code, ts, answered_at_of(ts, duration_ms) AS answered_at FROM with_operation
)
SELECT f.* EXCLUDE (operation), a.ts AS failed_before_at
FROM with_operation AS f ASOF JOIN answers AS a
    ON a.operation = f.operation AND a.code = f.code AND f.ts >= a.answered_at
WHERE a.ts >= f.ts - INTERVAL 1 HOUR
    AND (class = 'quota' OR method IN ('GET', 'HEAD', 'DELETE', 'OPTIONS') OR attempt > 1)
