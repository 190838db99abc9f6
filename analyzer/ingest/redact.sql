-- The rows that may hold a secret, without it: most hold none, and were told so by one look.
WITH with_texts AS (
    SELECT *, list_transform([
        client, client_ip, connection, command, method, vendor, host, path, query, code, message,
        detail, trace_id, request_id, body], lambda text: redact(text, secret)) AS texts
    FROM unsafe
),
with_path AS (SELECT *, redact_path(texts[8]) AS safe_path FROM with_texts)
SELECT * EXCLUDE (texts, safe_path) REPLACE (
    texts[1] AS client,
    texts[2] AS client_ip,
    texts[3] AS connection,
    texts[4] AS command,
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
