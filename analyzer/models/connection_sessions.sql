/*
about = "Every WebSocket connection from its open to its close, and what its end is explained by."
grain = ["vendor", "client", "connection", "first_ts"]
time = ["first_ts", "coalesce(ended_at, $until)"]
limits = "A connection whose open and close are both missing from the log is not seen. One that is opened again under the same name has ended, nobody knows when exactly. A session is of one client and measured by its own clock, so clocks that differ change none."
lookback = "the length of a session"
[columns]
client = "= backoff_discipline"
client_ip = "="
key_id = "Keyed hash of the credential that was sent in the session, at its open or later."
connection = "The connection, as the log names it."
first_ts = "The first that the log shows of the session."
opened_at = "When it was opened; NULL where that is before the log begins, or where it was refused instead."
closed_at = "When it was closed; NULL where it was not, or the log does not show it."
ended_at = "When it was closed, or at the latest was not open any more; NULL: still open at the end of the data."
ended_by = "`refused` (never open), `close`, `reopen` (opened again under the same name), or NULL."
session_s = "From open to close, seconds; NULL where one of them is not known."
answers = "Answers and reports of the vendor; data messages are not in the lake."
errors = "Of these, how many report a failure."
refused_at = "When the connection was refused: its open failed, or the vendor said that there were too many; NULL where it was not."
close_code = "WebSocket close code; 1005, 1006 and 1015 are set by the client itself."
close_reason = "Reason given with the close."
error_code = "Code of the last error before the end, which explains it in most cases."
error_class = "Its failure class."
error_message = "Its message."
error_before_s = "From that error to the close, seconds."
*/
WITH frames AS (
    SELECT hash(vendor, coalesce(client, client_ip), connection) AS c, vendor, client, client_ip,
        connection, key_id, ts, command, close_code, message,
        CASE command WHEN 'open' THEN 0 WHEN 'close' THEN 2 ELSE 1 END AS place,
        place = 0 AND (coalesce(status >= 400, FALSE) OR error_type IS NOT NULL) AS refused
    FROM websocket_frames
),
-- A session ends before the next open and after each close.
with_session AS (
    SELECT *,
        sum((place <> 1)::INT) OVER so_far - (place = 2)::INT AS session
    FROM frames
    WINDOW so_far AS (PARTITION BY c ORDER BY ts, place, refused DESC ROWS UNBOUNDED PRECEDING)
),
sessions AS (
    SELECT c, session, any_value(vendor) AS vendor, any_value(client) AS client,
        any_value(client_ip) AS client_ip, any_value(connection) AS connection,
        max(key_id) AS key_id,
        min(ts) AS first_ts,
        min(ts) FILTER (place = 0 AND NOT refused) AS opened_at,
        min(ts) FILTER (refused) AS not_opened_at,
        max(ts) FILTER (place = 2) AS closed_at,
        max(close_code) AS close_code,
        max(message) FILTER (place = 2) AS close_reason,
        count(*) FILTER (place = 1) AS answers
    FROM with_session GROUP BY c, session
    HAVING bool_or(place <> 1)
),
errors AS (
    SELECT hash(vendor, coalesce(client, client_ip), connection) AS c, ts, code, class, message,
        CASE command WHEN 'open' THEN 0 WHEN 'close' THEN 2 ELSE 1 END AS place
    FROM failures WHERE protocol = 'websocket' AND connection IS NOT NULL
),
session_errors AS (
    SELECT s.c, s.session,
        count(*) FILTER (place = 1) AS errors,
        min(e.ts) FILTER (class = 'connection_limit') AS refused_at,
        max({ts: e.ts, code: code, class: class, message: message}) FILTER (place <> 2) AS last
    FROM errors AS e ASOF JOIN sessions AS s ON s.c = e.c AND s.first_ts <= e.ts
    -- What follows a close is of a session of which the log shows neither open nor close.
    WHERE closed_at IS NULL OR e.ts <= closed_at
    GROUP BY s.c, s.session
),
with_next AS (
    SELECT *, lead(first_ts) OVER (PARTITION BY c ORDER BY session) AS next_ts FROM sessions
)
SELECT vendor, client, client_ip, key_id, connection, first_ts, opened_at, closed_at,
    coalesce(not_opened_at, closed_at, next_ts) AS ended_at,
    CASE WHEN not_opened_at IS NOT NULL THEN 'refused' WHEN closed_at IS NOT NULL THEN 'close'
        WHEN next_ts IS NOT NULL THEN 'reopen' END AS ended_by,
    (epoch_us(closed_at) - epoch_us(opened_at)) / 1e6 AS session_s,
    answers,
    coalesce(errors, 0) AS errors,
    coalesce(not_opened_at, refused_at) AS refused_at, close_code, close_reason,
    last.code AS error_code, last.class AS error_class, last.message AS error_message,
    (epoch_us(closed_at) - epoch_us(last.ts)) / 1e6 AS error_before_s
FROM with_next LEFT JOIN session_errors USING (c, session)
