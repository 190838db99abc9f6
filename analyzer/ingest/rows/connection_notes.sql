-- What each source's WebSocket connections leave to other loads: those that were not opened in it, and
-- those that it does not close. Their other lines lie in earlier loads, in later ones, or in both.
-- Reads `heard` and `said` (requests of the source, and what was sent on its connections, without
-- secrets), and `notes` (this, of its earlier chunks) and `known_before` (connections that it knew of).
WITH events AS (
    SELECT number, connection, client, ts, command, key_id, key_in, key_shape, FALSE AS is_sent FROM heard
    WHERE protocol = 'websocket' AND connection IS NOT NULL
    UNION ALL
    SELECT number, connection, client, ts, command, key_id, key_in, key_shape, TRUE AS is_sent FROM said
    WHERE connection IS NOT NULL
),
with_session AS (
    SELECT *, count(CASE WHEN command = 'open' AND NOT is_sent THEN 1 END) OVER (
        PARTITION BY number, connection ORDER BY ts RANGE UNBOUNDED PRECEDING) AS session
    FROM events
),
-- What was sent at one moment is in the order of what it says: the same each time.
-- What is sent again and again says nothing new; after an opening it does, however often it was sent before.
fresh AS (
    SELECT *, is_sent AND coalesce((command, key_id, key_in) IS DISTINCT FROM lag((command, key_id, key_in))
        OVER (PARTITION BY number, connection, session, is_sent ORDER BY ts, command, key_id, key_in, client), TRUE)
        AS is_new
    FROM with_session
),
chunk AS (
    SELECT number, connection, min(ts) AS first_ts,
        -- Of events of one moment an opening comes first. What the source's own earlier chunk has of
        -- that moment is no earlier load's.
        min({'ts': ts, 'is_orphan': command IS DISTINCT FROM 'open'}).is_orphan
            AND ((number, connection) NOT IN (
                    SELECT (number, connection) FROM known_before WHERE connection IS NOT NULL)
                OR (number, connection, min(ts)) IN (
                    SELECT (number, connection, first_ts) FROM notes WHERE is_orphan)) AS is_orphan,
        max(CASE WHEN command = 'open' THEN ts END) AS opened_at,
        max(CASE WHEN command = 'close' AND NOT is_sent THEN ts END) AS closed_at,
        list({'ts': ts, 'client': client, 'command': command, 'key_id': key_id, 'key_in': key_in,
            'key_shape': key_shape} ORDER BY ts, command, key_id, key_in, client) FILTER (is_new) AS sent
    FROM fresh GROUP BY number, connection
)
SELECT number, connection, min(first_ts) AS first_ts,
    min({'first_ts': first_ts, 'is_orphan': is_orphan}).is_orphan AS is_orphan,
    max(opened_at) AS opened_at, max(closed_at) AS closed_at,
    flatten(list(sent ORDER BY first_ts) FILTER (sent IS NOT NULL))[-64:] AS sent
FROM (FROM chunk UNION ALL BY NAME FROM notes)
GROUP BY number, connection
HAVING min({'first_ts': first_ts, 'is_orphan': is_orphan}).is_orphan OR coalesce(max(closed_at) < max(opened_at), TRUE)
    OR max(closed_at) IS NULL
ORDER BY number, connection
