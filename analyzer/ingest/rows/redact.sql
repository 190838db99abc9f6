-- The rows that may hold a secret, without it; `unsafe_texts` are what unsafe_texts.sql says of them.
-- Their texts are put below one another, so that each pattern is in this query once, and each text is
-- redacted once, however many rows have it; one that is not suspicious holds nothing. A text is looked
-- at as it is written and, where it is encoded, as it reads: what is seen only then goes with the
-- encoding, else it stays as it was logged. Path and query are looked at behind their host as well where
-- that is a part of a form, as of an endpoint whose key is a segment.
WITH numbered AS (SELECT *, row_number() OVER () AS n FROM unsafe_texts),
with_texts AS (
    SELECT n, CASE WHEN repeats_secret THEN [secret] ELSE [] END || coalesce(echoed, []) AS secrets,
        unnest(range(1, 17)) AS i,
        unnest(list_append(texts, CASE WHEN may_hold_forms(host)
            THEN host || coalesce(path, '') || coalesce('?' || query, '') END)) AS text
    FROM numbered
),
with_plain AS (
    SELECT n, i, without_spellings(text, secrets) AS written,
        CASE WHEN is_encoded(written) THEN decoded(written) END AS plain
    FROM with_texts WHERE len(secrets) > 0 OR is_suspicious(text) OR is_encoded(text)
),
spelled AS MATERIALIZED (
    FROM (SELECT n, i, unnest([FALSE, TRUE]) AS is_plain, unnest([written, plain]) AS text
        FROM with_plain)
    WHERE text IS NOT NULL
),
redacted AS (SELECT text, redact_as_written(text) AS safe FROM (SELECT DISTINCT text FROM spelled)),
cleared AS (
    SELECT n, i, is_plain, text AS was, safe AS text FROM spelled JOIN redacted USING (text)
),
seen AS (
    SELECT n, i, max(text) FILTER (NOT is_plain) AS written, max(text) FILTER (is_plain) AS plain,
        max(was) FILTER (is_plain) AS was_plain
    FROM cleared GROUP BY n, i
),
chosen AS (
    SELECT n, i,
        CASE WHEN plain <> was_plain AND decoded(written) <> plain THEN plain ELSE written END AS text
    FROM seen
),
with_safe AS (SELECT n, map(list(i), list(text)) AS safe FROM chosen GROUP BY n),
with_whole AS (
    SELECT numbered.*, safe,
        CASE WHEN starts_with(safe[16], host) THEN substr(safe[16], length(host) + 1) END AS whole
    FROM numbered LEFT JOIN with_safe USING (n)
),
with_path AS (
    SELECT * EXCLUDE (whole),
        redact_path(coalesce(nullif(split_part(whole, '?', 1), ''), safe[8], path)) AS safe_path,
        CASE WHEN contains(whole, '?') THEN substr(whole, strpos(whole, '?') + 1) END AS asked
    FROM with_whole
)
SELECT * EXCLUDE (n, texts, repeats_secret, may_hold_forms, safe, safe_path, asked) REPLACE (
    coalesce(safe[1], client) AS client,
    coalesce(safe[2], client_ip) AS client_ip,
    coalesce(safe[3], connection) AS connection,
    left(coalesce(safe[4], command), 100) AS command,
    coalesce(safe[5], method) AS method,
    coalesce(safe[6], vendor) AS vendor,
    coalesce(safe[7], host) AS host,
    safe_path AS path,
    route_of(safe_path) AS route,
    redact_query(coalesce(asked, safe[9], query)) AS query,
    left(coalesce(safe[10], code), 200) AS code,
    left(coalesce(safe[11], message), 1000) AS message,
    at_most_4_kib(coalesce(safe[12], detail)) AS detail,
    left(coalesce(safe[13], trace_id), 200) AS trace_id,
    trace_key_of(left(coalesce(safe[13], trace_id), 200)) AS trace_key,
    left(coalesce(safe[14], request_id), 200) AS request_id,
    at_most_4_kib(coalesce(safe[15], body)) AS body)
FROM with_path
