-- frames → exchange: WebSocket lines in order, each completed by what its connection said before.
-- Reads `frames` (the columns of a format and `n`, the line's order) and `connections` (what
-- earlier frames of the same source left: connection, url, vendor, client, client_ip,
-- request_headers, sent_key, sent_command).
WITH sessions AS (
    SELECT *, count(*) FILTER (WHERE event = 'open') OVER (PARTITION BY thread ORDER BY n)
        AS session,
        CASE WHEN direction = 'sent' AND regexp_matches(message, '(?i)key|token|auth|secret|sign')
            THEN message END AS sends_key,
        CASE WHEN direction = 'sent' THEN command_of(message) END AS sends_command
    FROM (SELECT *, coalesce(connection, '#' || n) AS thread FROM frames)
),
carried AS (
    SELECT s.* REPLACE (
            coalesce(last_value(s.url IGNORE NULLS) OVER so_far, before.url) AS url,
            coalesce(last_value(s.vendor IGNORE NULLS) OVER so_far, before.vendor) AS vendor,
            coalesce(last_value(s.client IGNORE NULLS) OVER so_far, before.client) AS client,
            coalesce(last_value(s.client_ip IGNORE NULLS) OVER so_far, before.client_ip)
                AS client_ip,
            coalesce(last_value(s.request_headers IGNORE NULLS) OVER so_far, before.request_headers)
                AS request_headers),
        coalesce(last_value(sends_key IGNORE NULLS) OVER in_session,
            CASE WHEN session = 0 THEN before.sent_key END) AS sent,
        coalesce(last_value(sends_command IGNORE NULLS) OVER in_session,
            CASE WHEN session = 0 THEN before.sent_command END) AS sent_command
    FROM sessions AS s LEFT JOIN connections AS before ON before.connection = s.connection
    WINDOW so_far AS (PARTITION BY thread ORDER BY n
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
        in_session AS (PARTITION BY thread, session ORDER BY n
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
SELECT * EXCLUDE (session, sends_key, sends_command)
        REPLACE (
            CASE WHEN event IS NULL THEN message ELSE response_body END AS response_body,
            CASE
                WHEN verdict IS NOT NULL THEN verdict
                WHEN event IN ('open', 'close', 'error') OR status IS NOT NULL THEN NULL
                WHEN direction = 'sent' THEN 'skip: sent WebSocket message'
                WHEN answers(message) OR is_error_text(message) THEN NULL
                ELSE 'skip: WebSocket data message'
            END AS verdict),
    coalesce(event, command_of(message), sent_command) AS command
FROM carried
