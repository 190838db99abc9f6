-- What the WebSocket connections of a source said in earlier loads, for its lines to come. The columns
-- are those that websocket.sql reads of `connections`; a credential is known by its hash alone.
-- Reads `lake_requests` and `lake_loads`, and `head` and `start` of the source's next load.
SELECT
    connection,
    arg_max(concat(scheme, '://', host, path,
        CASE WHEN key_in LIKE 'query:%' THEN concat('?', key_in[7:], '=', hashed) END), ts) AS url,
    arg_max(nullif(vendor, 'unknown'), ts) AS vendor,
    arg_max(client, ts) AS client,
    arg_max(client_ip, ts) AS client_ip,
    arg_max(CASE WHEN key_in LIKE 'header:%' THEN json_object(key_in[8:], hashed)::VARCHAR END, ts)
        AS request_headers,
    arg_max(CASE WHEN regexp_full_match(key_in, 'message:\w+')
        THEN json_object(key_in[9:], hashed)::VARCHAR END, ts) AS sent_key,
    NULL::VARCHAR AS sent_command,
    NULL::VARCHAR[] AS sent_secrets
FROM (
    SELECT *, concat('REDACTED-', key_shape, '-', key_id) AS hashed
    FROM lake_requests
    WHERE protocol = 'websocket' AND connection IS NOT NULL AND load IN (SELECT load FROM lake_loads WHERE head = $head AND stop <= $start)
)
GROUP BY connection
