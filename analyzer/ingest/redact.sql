-- The rows just staged that may hold a secret: most hold none, and were told so by one look.
-- Parameter `$before`: the number of rows that were staged before them.
UPDATE stage SET
    client = redact(client, secret),
    connection = redact(connection, secret),
    path = redact_path(path, secret),
    route = route_of(redact_path(path, secret)),
    query = redact_query(query, secret),
    code = left(redact(code, secret), 200),
    message = left(redact(message, secret), 1000),
    detail = at_most_4_kib(redact(detail, secret)),
    trace_id = redact(trace_id, secret),
    trace_key = trace_key_of(redact(trace_id, secret)),
    request_id = redact(request_id, secret),
    body = at_most_4_kib(redact(body, secret))
WHERE rowid >= $before AND is_unsafe
