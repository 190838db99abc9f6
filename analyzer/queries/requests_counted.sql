-- How many requests `requests_found` would list without its limit, by step and outcome. Words are
-- looked for in all columns; without them the few that are kept apart are enough.
WITH failed AS (
    FROM failures WHERE $resolutions IS NULL AND $causes IS NULL
    UNION ALL BY NAME
    FROM partial_failures WHERE $resolutions IS NOT NULL
    UNION ALL BY NAME
    FROM auth_failures WHERE $causes IS NOT NULL
),
matching AS (
    SELECT ts, outcome, class, code, fault, method, protocol, route, path, message, trace_id,
        request_id, client_ip, source, body, fingerprint, connection, command, resolution, cause
    FROM failed
    UNION ALL BY NAME
    SELECT ts, outcome, method, protocol, route, path, trace_id, request_id, client_ip, source,
        connection, command
    FROM requests
    WHERE outcome NOT IN ('failed', 'partial') AND ($words IS NOT NULL
        OR $methods IS NOT NULL OR $connections IS NOT NULL OR $sources IS NOT NULL)
    UNION ALL BY NAME
    SELECT ts, outcome, protocol, command, client_ip
    FROM request_outcomes
    WHERE outcome NOT IN ('failed', 'partial') AND $words IS NULL AND $methods IS NULL
        AND $connections IS NULL AND $sources IS NULL
)
SELECT time_bucket(to_seconds($step_s), ts, $since) AS step, outcome, count(*) AS requests
FROM matching
WHERE ts >= $since AND ts < $until
    AND ($outcomes IS NULL OR outcome IN $outcomes)
    AND ($classes IS NULL OR class IN $classes)
    AND ($codes IS NULL OR code IN $codes)
    AND ($faults IS NULL OR if(class IS NULL, NULL, coalesce(fault, 'unknown')) IN $faults)
    AND ($resolutions IS NULL OR resolution IN $resolutions)
    AND ($causes IS NULL OR cause IN $causes)
    AND ($methods IS NULL OR method IN $methods)
    AND ($protocols IS NULL OR protocol IN $protocols)
    AND ($commands IS NULL OR command IN $commands)
    AND ($connections IS NULL OR connection IN $connections)
    AND ($sources IS NULL OR source IN $sources)
    AND ($addresses IS NULL OR client_ip IN $addresses)
    AND ($words IS NULL OR contains(
        lower(concat_ws(
            ' ', route, path, message, code, trace_id, request_id, client_ip, source, body,
            fingerprint)),
        lower($words)))
GROUP BY ALL
ORDER BY ALL
