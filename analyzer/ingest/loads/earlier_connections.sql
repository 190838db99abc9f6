-- What the WebSocket connections of a source said in earlier loads, for its lines to come. The columns
-- are those that websocket.sql reads of `connections`; a credential is known by its hash alone.
-- Reads `lake_requests` and `lake_loads`, and `head` and `start` of the source's next load.
WITH before AS (
    SELECT load, connections FROM lake_loads WHERE head = $head AND stop <= $start
),
heard AS (
    SELECT ts, connection, vendor, client, client_ip, scheme, host, path, key_in,
        concat('REDACTED-', key_shape, '-', key_id) AS hashed, key_id, command, FALSE AS is_sent
    FROM lake_requests
    WHERE protocol = 'websocket' AND connection IS NOT NULL AND load IN (SELECT load FROM before)
),
-- What was sent is no request: it is noted with the load (see connection_notes.sql).
said AS (
    SELECT said.ts, connection, said.client, said.key_in,
        concat('REDACTED-', said.key_shape, '-', said.key_id) AS hashed, said.key_id, said.command,
        TRUE AS is_sent
    FROM (
        SELECT note.connection, unnest(note.sent) AS said FROM (
            SELECT unnest(from_json(connections, '[{"connection": "VARCHAR", "sent": [{
                "ts": "TIMESTAMPTZ", "client": "VARCHAR", "command": "VARCHAR",
                "key_id": "VARCHAR", "key_in": "VARCHAR", "key_shape": "VARCHAR"}]}]')) AS note
            FROM before WHERE connections IS NOT NULL))
),
-- A message that holds the hash where the credential was; `auth` makes it a login, whose arguments
-- are looked at.
in_session AS (
    SELECT *,
        CASE
            WHEN key_id IS NULL THEN NULL
            WHEN regexp_full_match(key_in, 'message:\w+') THEN json_object(key_in[9:], hashed)
            WHEN key_in = 'message:[1]' THEN json_array('auth', hashed)
            WHEN regexp_full_match(key_in, 'message:\w+\[0\]') THEN
                json_object('op', 'auth', key_in[9:-4], [hashed])
            WHEN regexp_full_match(key_in, 'message:\w+\[0\]\.\w+') THEN json_object('op', 'auth',
                split_part(key_in[9:], '[', 1), [json_object(split_part(key_in, '.', 2), hashed)])
            WHEN regexp_full_match(key_in, 'message:\w+\.\w+') THEN json_object('op', 'auth',
                split_part(key_in[9:], '.', 1), json_object(split_part(key_in, '.', 2), hashed))
        END::VARCHAR AS key_message,
        ts >= coalesce(max(CASE WHEN command = 'open' AND NOT is_sent THEN ts END)
        OVER (PARTITION BY connection), ts) AS is_current
    FROM (FROM heard UNION ALL BY NAME FROM said)
)
SELECT
    connection,
    arg_max(concat(scheme, '://', host, path,
        CASE WHEN key_in LIKE 'query:%' THEN concat('?', key_in[7:], '=', hashed) END), ts)
        FILTER (NOT is_sent AND host IS NOT NULL) AS url,
    arg_max(nullif(vendor, 'unknown'), ts) AS vendor,
    arg_max(client, ts) AS client,
    arg_max(client_ip, ts) AS client_ip,
    arg_max(CASE WHEN key_in LIKE 'header:%' THEN json_object(key_in[8:], hashed)::VARCHAR END, ts)
        FILTER (is_current) AS request_headers,
    coalesce(
        arg_max(key_message, ts) FILTER (is_current),
        CASE WHEN bool_or(is_sent AND is_current) THEN '{}' END) AS sent_key,
    arg_max(command, ts) FILTER (is_sent AND is_current) AS sent_command,
    NULL::VARCHAR[] AS sent_secrets
FROM in_session
GROUP BY connection
