-- The rows that may hold a secret, with what of them is to be looked at, as a list of texts; whether
-- the request's own credential is among it, in whatever spelling; and whether it may hold a secret
-- that is known by its form, whose patterns take a while to compile.
SELECT * EXCLUDE (joined),
    secret IS NOT NULL AND is_echoed(joined, secret) AS repeats_secret,
    may_hold_forms(joined) OR is_encoded(joined) AS may_hold_forms
FROM (
    SELECT *, [client, client_ip, connection, command, method, vendor, host, path, query, code, message,
        detail, trace_id, request_id, body] AS texts, array_to_string(texts, ' ') AS joined
    FROM unsafe
)
