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
    trace_id = left(redact(trace_id, secret), 200),
    trace_key = trace_key_of(left(redact(trace_id, secret), 200)),
    request_id = left(redact(request_id, secret), 200),
    body = at_most_4_kib(redact(body, secret))
WHERE rowid >= $before AND is_unsafe
