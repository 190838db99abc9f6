-- The rows that may hold a secret, without it: most hold none, and were told so by one look.
SELECT * REPLACE (
    redact(client, secret) AS client,
    redact(connection, secret) AS connection,
    redact_path(path, secret) AS path,
    route_of(redact_path(path, secret)) AS route,
    redact_query(query, secret) AS query,
    left(redact(code, secret), 200) AS code,
    left(redact(message, secret), 1000) AS message,
    at_most_4_kib(redact(detail, secret)) AS detail,
    left(redact(trace_id, secret), 200) AS trace_id,
    trace_key_of(left(redact(trace_id, secret), 200)) AS trace_key,
    left(redact(request_id, secret), 200) AS request_id,
    at_most_4_kib(redact(body, secret)) AS body)
FROM unsafe
