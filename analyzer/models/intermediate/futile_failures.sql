/*
about = "Every failure of `futile_resends`: all but the texts in a language."
each = "failed request that repeats one"
kept_whole = true
limits = "As `futile_resends`."
lookback = "an hour"
includes = "explained_failures"
[columns]
failed_before_at = "= futile_resends"
*/
WITH with_operation AS (
    SELECT *, operation_of(vendor, method, path, query, caller_of(vendor, client, client_ip, key_id))
        AS operation
    FROM explained_failures
    WHERE entry IN (SELECT entry FROM catalog_codes WHERE NOT retryable)
        AND method IS NOT NULL AND protocol IS DISTINCT FROM 'websocket'
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
