-- What a lake's hosts answered, so that a vendor file can be drafted: one row for each code, HTTP
-- status and close code that failed. Reads `chosen` (vendor, host) and `code_paths` (path, rank).
WITH failed AS (
    SELECT f.*, CASE WHEN json_valid(body) THEN body END AS json_body
    FROM failures AS f SEMI JOIN chosen USING (vendor, host)
),
with_code AS (
    SELECT *, list_filter(
        list_transform((SELECT list(path ORDER BY rank) FROM code_paths),
            lambda path: json_extract_string(json_body, path)),
        lambda found: found IS NOT NULL)[1] AS found_code
    FROM failed
)
SELECT found_code AS code, status, CASE WHEN found_code IS NULL THEN close_code END AS close_code,
    class, count(*) AS failures, mode(method || ' ' || route) AS route, mode(message) AS message,
    arg_min(json_body, (length(body), body)) AS body
FROM with_code
GROUP BY ALL
ORDER BY failures DESC, code, status, close_code, class
