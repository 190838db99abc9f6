-- The rows that may hold a secret, without it: most hold none, and were told so by one look.
-- Their texts are put below one another, so that each pattern is in this query once, and each text is
-- redacted once, however many rows have it; one that is not suspicious holds nothing. A text is looked
-- at as it is written and, where it is encoded, as it reads: what is seen only then goes with the
-- encoding.
WITH numbered AS (SELECT *, row_number() OVER () AS n FROM unsafe),
with_texts AS (
    SELECT n, secret, unnest(range(1, 16)) AS i, unnest([
        client, client_ip, connection, command, method, vendor, host, path, query, code, message,
        detail, trace_id, request_id, body]) AS text
    FROM numbered
),
with_plain AS (
    SELECT n, i, without(text, secret) AS written,
        CASE WHEN is_encoded(written) THEN decoded(written) END AS plain
    FROM with_texts WHERE text IS NOT NULL
),
spelled AS MATERIALIZED (
    FROM (SELECT n, i, unnest([FALSE, TRUE]) AS is_plain, unnest([written, plain]) AS text
        FROM with_plain)
    WHERE text IS NOT NULL
),
redacted AS (
    SELECT text, redact_as_written(text) AS safe
    FROM (SELECT DISTINCT text FROM spelled) WHERE is_suspicious(text)
),
cleared AS (
    SELECT n, i, is_plain, coalesce(safe, text) AS text FROM spelled LEFT JOIN redacted USING (text)
),
chosen AS (
    SELECT n, i, max(text) FILTER (NOT is_plain) AS written, max(text) FILTER (is_plain) AS plain,
        CASE WHEN plain <> decoded(written) THEN plain ELSE written END AS text
    FROM cleared GROUP BY n, i
),
with_safe AS (SELECT n, map(list(i), list(text)) AS texts FROM chosen GROUP BY n),
with_path AS (
    SELECT numbered.*, texts, redact_path(texts[8]) AS safe_path
    FROM numbered LEFT JOIN with_safe USING (n)
)
SELECT * EXCLUDE (n, texts, safe_path) REPLACE (
    texts[1] AS client,
    texts[2] AS client_ip,
    texts[3] AS connection,
    left(texts[4], 100) AS command,
    texts[5] AS method,
    texts[6] AS vendor,
    texts[7] AS host,
    safe_path AS path,
    route_of(safe_path) AS route,
    redact_query(texts[9]) AS query,
    left(texts[10], 200) AS code,
    left(texts[11], 1000) AS message,
    at_most_4_kib(texts[12]) AS detail,
    left(texts[13], 200) AS trace_id,
    trace_key_of(left(texts[13], 200)) AS trace_key,
    left(texts[14], 200) AS request_id,
    at_most_4_kib(texts[15]) AS body)
FROM with_path
