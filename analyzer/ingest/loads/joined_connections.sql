-- Rows of WebSocket connections whose lines came in several loads, with what lines of other loads say
-- of them, in the order of their times: url, vendor, client and address hold for later lines, a
-- credential and a command for the lines of the session in which they were sent. Only the rows that
-- thereby change.
-- Reads `frames` (rows of the lake, each with `file` and `row`) and `notes` (see connection_notes.sql),
-- both of the connections in question, and the macros that are made from the vendor catalog.
WITH said AS (
    SELECT connection, said.* FROM (SELECT connection, unnest(sent) AS said FROM notes)
),
events AS (
    SELECT *, FALSE AS is_sent FROM frames UNION ALL BY NAME SELECT *, TRUE AS is_sent FROM said
),
-- Where several clients use one name, a line that does not name its client is nobody's.
threads AS (
    SELECT *, CASE WHEN min(client) OVER same_name = max(client) OVER same_name
            OR max(client) OVER same_name IS NULL THEN ''
        ELSE client END AS thread
    FROM events WINDOW same_name AS (PARTITION BY connection)
),
in_order AS (
    SELECT *, row_number() OVER (PARTITION BY connection, thread ORDER BY ts,
        CASE WHEN is_sent THEN 1 WHEN command = 'open' THEN 0 WHEN command = 'close' THEN 3 ELSE 2 END,
        is_sent, file, row) AS n
    FROM threads WHERE thread IS NOT NULL
),
sessions AS (
    SELECT * EXCLUDE (scheme, path, query, route),
        {'scheme': scheme, 'host': host, 'path': path, 'query': query, 'route': route} AS place,
        count(CASE WHEN command = 'open' AND NOT is_sent THEN 1 END) OVER so_far AS session,
        CASE WHEN key_id IS NOT NULL AND (is_sent OR command = 'open')
            THEN {'key_id': key_id, 'key_in': key_in, 'key_shape': key_shape} END AS key_sent
    FROM in_order
    WINDOW so_far AS (PARTITION BY connection, thread ORDER BY n)
),
exchanges AS (
    SELECT *,
        last_value(CASE WHEN host IS NOT NULL THEN place END IGNORE NULLS) OVER so_far AS place_told,
        last_value(nullif(vendor, 'unknown') IGNORE NULLS) OVER so_far AS vendor_told,
        last_value(client IGNORE NULLS) OVER so_far AS client_told,
        last_value(client_ip IGNORE NULLS) OVER so_far AS client_ip_told,
        coalesce(
            last_value(CASE WHEN starts_with(key_in, 'header:') THEN key_sent END IGNORE NULLS)
                OVER in_session,
            last_value(key_sent IGNORE NULLS) OVER in_session) AS key_told,
        last_value(CASE WHEN is_sent OR command = 'open' THEN key_in END IGNORE NULLS) OVER in_session
            AS key_in_told,
        last_value(CASE WHEN is_sent THEN command END IGNORE NULLS) OVER in_session AS command_told,
        first_value(CASE WHEN command = 'open' THEN {'place': place, 'vendor': vendor} END)
            OVER in_session AS opening,
        coalesce(n > min(CASE WHEN command = 'open' AND NOT is_sent THEN n END) OVER same_place, FALSE)
            AS was_opened_here,
        coalesce(n > min(CASE WHEN key_sent IS NOT NULL THEN n END) OVER same_key, FALSE)
            AS key_was_sent
    FROM sessions
    WINDOW so_far AS (PARTITION BY connection, thread ORDER BY n
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
        in_session AS (PARTITION BY connection, thread, session ORDER BY n
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
        same_place AS (PARTITION BY connection, thread, place),
        same_key AS (PARTITION BY connection, thread, key_id, key_in)
),
-- What an earlier session said was taken for this one's, as long as its opening was not there.
with_mistaken AS (
    SELECT *,
        command IS DISTINCT FROM 'open' AND place <> opening.place AND was_opened_here AS is_elsewhere,
        command IS DISTINCT FROM 'open' AND opening IS NOT NULL AND key_id IS NOT NULL AND key_was_sent
            AND (key_id, key_in) IS DISTINCT FROM (key_told.key_id, key_told.key_in) AS has_old_key
    FROM exchanges WHERE NOT is_sent
),
joined AS (
    SELECT file, row,
        CASE WHEN is_elsewhere THEN opening.vendor
            ELSE coalesce(nullif(vendor, 'unknown'), vendor_told, 'unknown') END AS vendor,
        (is_elsewhere OR (vendor = 'unknown' AND vendor_told IS NOT NULL)) AND json_valid(body)
            AS is_read_anew,
        coalesce(client, client_told) AS client,
        coalesce(client_ip, client_ip_told) AS client_ip,
        CASE WHEN is_elsewhere THEN opening.place WHEN host IS NULL AND place_told IS NOT NULL
            THEN place_told ELSE place END AS place,
        CASE WHEN has_old_key OR (key_id IS NULL AND key_told IS NOT NULL
                AND command IS DISTINCT FROM 'open')
            THEN coalesce(key_told, {'key_id': NULL, 'key_in': key_in_told, 'key_shape': NULL})
            ELSE {'key_id': key_id, 'key_in': coalesce(key_in, key_in_told), 'key_shape': key_shape}
        END AS key,
        coalesce(command, command_told) AS command,
        code, message, detail, body,
        (vendor, client, client_ip, place, key_id, key_in, command) AS before
    FROM with_mistaken
),
completed AS (
    SELECT file, row, vendor, client, client_ip, place.scheme, place.host, place.path, place.query,
        place.route, key.key_id, key.key_in, key.key_shape, command,
        CASE WHEN is_read_anew THEN left(code_in(vendor, body), 200) ELSE code END AS code,
        CASE WHEN is_read_anew THEN left(coalesce(error_text_in(body), message_in(vendor, body)), 1000) ELSE message END AS message,
        CASE WHEN is_read_anew THEN detail_in(vendor, body) ELSE detail END AS detail, body
    FROM joined
    WHERE (vendor, client, client_ip, place, key.key_id, key.key_in, command)
        IS DISTINCT FROM before
)
-- A credential that the row's own load did not know was not looked for in its texts.
SELECT * EXCLUDE (echoed) REPLACE (
    without_spellings(code, echoed) AS code, without_spellings(message, echoed) AS message,
    without_spellings(detail, echoed) AS detail, without_spellings(body, echoed) AS body),
    echoed <> [] AS held_secret
FROM (
    SELECT *, words_hashed(concat_ws(' ', code, message, detail, body), key_id, salt) AS echoed
    FROM completed CROSS JOIN (SELECT salt FROM given)
)
