-- How many requests `requests_found` would list without its limit, by step and outcome. Words are
-- looked for in all columns; without them the few that are kept apart are enough.
WITH matching AS (
    SELECT ts, outcome, class, code, protocol, route, path, message, trace_id, request_id,
        client_ip, source, body
    FROM failures
    UNION ALL BY NAME
    SELECT ts, outcome, protocol, route, path, trace_id, request_id, client_ip, source
    FROM requests WHERE outcome NOT IN ('failed', 'partial') AND $words IS NOT NULL
    UNION ALL BY NAME
    SELECT ts, outcome, protocol
    FROM request_outcomes WHERE outcome NOT IN ('failed', 'partial') AND $words IS NULL
)
SELECT time_bucket(to_seconds($step_s), ts, $since) AS step, outcome, count(*) AS requests
FROM matching
WHERE ts >= $since AND ts < $until
    AND ($outcomes IS NULL OR outcome IN $outcomes)
    AND ($classes IS NULL OR class IN $classes)
    AND ($codes IS NULL OR code IN $codes)
    AND ($protocols IS NULL OR protocol IN $protocols)
    AND ($words IS NULL OR contains(
        lower(concat_ws(
            ' ', route, path, message, code, trace_id, request_id, client_ip, source, body)),
        lower($words)))
GROUP BY ALL
ORDER BY ALL
