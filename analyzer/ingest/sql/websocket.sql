-- frames → exchange: WebSocket lines, each completed by what its connection said before, in the order
-- of their times: several writers of one log, or what puts logs together, need not keep it.
-- Reads `frames` (the columns of a format, `n`, the line's order, and `number`, its source) and
-- `connections` (what earlier frames of the same source left: number, connection, url, vendor, client,
-- client_ip, request_headers, sent_key, sent_command, sent_secrets), and `given` as normalise.sql does.
WITH in_time AS (
    SELECT * REPLACE (row_number() OVER (ORDER BY ts, n) AS n) FROM frames
),
-- Programs count their connections each for itself: a name is one client's. A line that names no
-- client is of the last one before it, else of the first.
named AS (
    SELECT *, coalesce(last_value(client IGNORE NULLS) OVER so_far,
            first_value(client IGNORE NULLS) OVER same_name) AS speaking_client
    FROM (SELECT *, concat(number, ' ', coalesce(connection, '#' || n)) AS name FROM in_time)
    WINDOW same_name AS (PARTITION BY name ORDER BY n
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING),
        so_far AS (PARTITION BY name ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
-- Not count(*) FILTER: as a window it looks at all frames of a connection for each of them.
sessions AS (
    SELECT *, count(CASE WHEN event = 'open' THEN 1 END) OVER (PARTITION BY thread ORDER BY n)
        AS session,
        CASE WHEN direction = 'sent' AND may_hold_secret(message) THEN message END AS sends_key,
        CASE WHEN direction = 'sent' THEN command_of(message) END AS sends_command
    FROM (SELECT * EXCLUDE (name), concat(name, ' ', speaking_client) AS thread FROM named)
),
spelled AS (
    SELECT *, nullif(secrets_sent(sends_key), []) AS sends_secrets FROM sessions
),
-- An answer may come when the next login is already sent: the last ones are watched for.
watching AS (
    SELECT * REPLACE (flatten(list(sends_secrets) OVER (
        PARTITION BY thread, session, sends_secrets IS NULL ORDER BY n
        ROWS BETWEEN 7 PRECEDING AND CURRENT ROW)) AS sends_secrets)
    FROM spelled
),
carried AS (
    SELECT s.* REPLACE (
            coalesce(last_value(s.url IGNORE NULLS) OVER so_far, before.url) AS url,
            -- That of earlier loads is the one that their URL told.
            coalesce(last_value(s.vendor IGNORE NULLS) OVER so_far,
                CASE WHEN last_value(s.url IGNORE NULLS) OVER so_far IS NULL THEN before.vendor END)
                AS vendor,
            coalesce(last_value(s.client IGNORE NULLS) OVER so_far, before.client) AS client,
            coalesce(last_value(s.client_ip IGNORE NULLS) OVER so_far, before.client_ip)
                AS client_ip,
            coalesce(last_value(s.request_headers IGNORE NULLS) OVER in_session,
                CASE WHEN session = 0 THEN before.request_headers END) AS request_headers),
        coalesce(
            last_value(CASE WHEN sends_secrets <> [] THEN sends_key END IGNORE NULLS)
                OVER in_session,
            CASE WHEN session = 0 THEN before.sent_key END,
            last_value(sends_key IGNORE NULLS) OVER in_session) AS sent,
        coalesce(last_value(sends_command IGNORE NULLS) OVER in_session,
            CASE WHEN session = 0 THEN before.sent_command END) AS sent_command,
        coalesce(last_value(nullif(sends_secrets, []) IGNORE NULLS) OVER in_session,
            CASE WHEN session = 0 THEN before.sent_secrets END) AS sent_secrets
    FROM watching AS s LEFT JOIN connections AS before
        ON before.connection = s.connection AND before.number = s.number
            AND coalesce(before.client = s.speaking_client, TRUE)
    WINDOW so_far AS (PARTITION BY thread ORDER BY n
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
        in_session AS (PARTITION BY thread, session ORDER BY n
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
-- What was sent goes from the answers that quote it, whatever it is called there.
cleaned AS (
    SELECT * REPLACE (
            without_all(message, sent_secrets) AS message,
            without_all(response_body, sent_secrets) AS response_body,
            without_all(reason, sent_secrets) AS reason,
            without_all(error, sent_secrets) AS error,
            CASE WHEN json_valid(sent) THEN sent
                WHEN sent IS NULL AND sent_command IS NOT NULL THEN '{}' END AS sent)
    FROM carried
),
-- Of a message that the log cut short, what is left tells whether it answers. Its host has a column,
-- and so has whose it is: macros write them once for each vendor, which within a CASE is asked as often.
mended AS (
    SELECT cleaned.*, CASE WHEN direction = 'sent' OR json_valid(message) THEN message
            ELSE coalesce(text_of_cut(message), message) END AS shown,
        without_root(lower(regexp_extract(
            coalesce(url, 'wss://' || host), '://(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]+)', 1)))
            AS speaking_host
    FROM cleaned
),
attributed AS (
    SELECT mended.*, coalesce(vendor_named(coalesce(nullif(vendor, ''), given_vendor)),
        vendor_of(speaking_host)) AS speaker
    FROM mended, given
)
SELECT attributed.*
        EXCLUDE (session, speaking_client, sends_key, sends_command, sends_secrets, shown, speaking_host, speaker)
        REPLACE (
            CASE WHEN event IS NULL THEN message ELSE response_body END AS response_body,
            CASE
                WHEN verdict IS NOT NULL THEN verdict
                WHEN event IN ('open', 'close', 'error') OR status IS NOT NULL THEN NULL
                WHEN direction = 'sent' THEN 'skip: sent WebSocket message'
                WHEN answers(shown) OR is_error_text(shown) OR answers_otherwise(speaker, shown)
                    THEN NULL
                ELSE 'skip: WebSocket data message'
            END AS verdict),
    coalesce(event, command_of(message), sent_command) AS command
FROM attributed
