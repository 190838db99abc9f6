/*
about = "Open WebSocket connections against the vendor's limit, minute by minute, per key or client."
grain = ["vendor", "subject", "minute"]
time = "minute"
kept_whole = true
limits = "Counts from open and close lines: a connection whose close was never logged counts as open to the end of the data, one that was opened before the log begins from its first line on; where for more than 31 days none of a subject's was opened or closed, its minutes end after these. A connection that was refused does not count as open. Minutes without an open connection have a row only where something was opened, closed or refused, a subscription too. Where clocks of clients that share a key differ, connections that only touched may seem open together, or the other way round."
lookback = "the length of a session"
judges = ["open_connections", "refused", "headroom"]
[columns]
subject = "The `key_id`; where the log shows none, that of the client's other connections to the vendor, if it is one and the same and the connection did not end in a refused key; else the client, or its address."
minute = "Start of the minute, UTC."
open_connections = "Connections open, the most at once in the minute."
quota = "Connections that the vendor allows at once; NULL is unknown, as it is of connections of which nobody knows whose they are."
refused = "Connections refused: an open that failed, or that was one too many."
headroom = "`quota` less `open_connections`; NULL is unknown."
opened = "Connections opened in the minute, refused ones included."
closed = "Connections closed in the minute, but those whose open failed."
subscriptions_refused = "Subscriptions refused because there were too many."
*/
WITH told_sessions AS MATERIALIZED (
    SELECT vendor, coalesce(client, client_ip) AS caller, key_id, refused_at, opened_at, closed_at,
        first_ts, ended_at, ended_by, error_class
    FROM connection_sessions
),
-- A key that goes in a message is not known before an answer to it, or the close.
only_keys AS (
    SELECT vendor, caller, min(key_id) AS only_key FROM told_sessions
    WHERE caller IS NOT NULL AND key_id IS NOT NULL
    GROUP BY ALL HAVING min(key_id) = max(key_id)
),
sessions AS (
    SELECT vendor,
        coalesce(key_id, CASE WHEN error_class IS DISTINCT FROM 'auth' THEN only_key END, caller)
            AS subject,
        refused_at,
        CASE ended_by WHEN 'refused' THEN refused_at ELSE opened_at END AS opened_at,
        CASE WHEN ended_by <> 'refused' THEN closed_at END AS closed_at,
        coalesce(opened_at, first_ts) AS open_from, ended_at
    FROM told_sessions LEFT JOIN only_keys USING (vendor, caller)
),
refusals AS (
    SELECT vendor, coalesce(key_id, CASE WHEN class <> 'auth' THEN only_key END, caller) AS subject,
        class, time_bucket(INTERVAL 1 MINUTE, ts) AS minute
    FROM (SELECT *, coalesce(client, client_ip) AS caller FROM failures)
    LEFT JOIN only_keys USING (vendor, caller)
    WHERE class = 'subscription_limit' OR (connection IS NULL AND (class = 'connection_limit'
        OR (protocol = 'websocket' AND command = 'open')))
    -- A close that follows a refusal is part of it.
    QUALIFY is_sent(command) OR connection IS NULL OR lag(ts) OVER (
        PARTITION BY vendor, caller, connection ORDER BY ts, is_sent(command) DESC) IS NULL
),
steps AS (
    SELECT vendor, subject, open_from AS ts, 1 AS step FROM sessions
    WHERE refused_at IS NULL AND ended_at IS DISTINCT FROM open_from
    UNION ALL
    SELECT vendor, subject, ended_at, -1 FROM sessions
    WHERE refused_at IS NULL AND ended_at > open_from
),
-- How many are open from each instant on: a close frees its place for an open of the same instant.
levels AS (
    SELECT vendor, subject, ts,
        (sum(sum(step)) OVER (PARTITION BY vendor, subject ORDER BY ts))::BIGINT AS open
    FROM steps GROUP BY vendor, subject, ts
),
spans AS (
    SELECT vendor, subject, open, time_bucket(INTERVAL 1 MINUTE, ts) AS minute,
        -- The level holds up to the next step, or to the end of the data; a clock that jumped from
        -- 1970 would make some thirty million minutes.
        time_bucket(INTERVAL 1 MINUTE, least(ts + INTERVAL 31 DAY, coalesce(
            lead(ts) OVER (PARTITION BY vendor, subject ORDER BY ts) - INTERVAL 1 MICROSECOND,
            (SELECT max(ts) FROM lake_requests)))) AS until
    FROM levels
),
open_minutes AS (
    SELECT vendor, subject, minute, max(open) AS open
    FROM (
        SELECT vendor, subject, open,
            unnest(generate_series(minute, until, INTERVAL 1 MINUTE)) AS minute
        FROM spans WHERE open > 0
    ) GROUP BY ALL
),
events AS (
    SELECT vendor, subject, time_bucket(INTERVAL 1 MINUTE, opened_at) AS minute,
        1 AS opened, 0 AS closed, 0 AS refused, 0 AS subscriptions
    FROM sessions WHERE opened_at IS NOT NULL
    UNION ALL
    SELECT vendor, subject, time_bucket(INTERVAL 1 MINUTE, closed_at), 0, 1, 0, 0
    FROM sessions WHERE closed_at IS NOT NULL
    UNION ALL
    SELECT vendor, subject, time_bucket(INTERVAL 1 MINUTE, refused_at), 0, 0, 1, 0
    FROM sessions WHERE refused_at IS NOT NULL
    UNION ALL
    SELECT vendor, subject, minute, 0, 0, (class <> 'subscription_limit')::INT,
        (class = 'subscription_limit')::INT
    FROM refusals
),
minutes AS (
    SELECT vendor, subject, minute, max(open) AS open, sum(opened) AS opened,
        sum(closed) AS closed, sum(refused) AS refused, sum(subscriptions) AS subscriptions
    FROM (
        SELECT vendor, subject, minute, open, 0 AS opened, 0 AS closed, 0 AS refused,
            0 AS subscriptions FROM open_minutes
        UNION ALL
        SELECT vendor, subject, minute, 0, opened, closed, refused, subscriptions FROM events
    ) GROUP BY ALL
),
limits AS (
    SELECT vendor, min(quota) AS quota FROM catalog_limits WHERE kind = 'connections' GROUP BY vendor
)
SELECT minutes.vendor, subject, minute,
    open AS open_connections,
    quota,
    refused::BIGINT AS refused,
    quota - open AS headroom,
    opened::BIGINT AS opened,
    closed::BIGINT AS closed,
    subscriptions::BIGINT AS subscriptions_refused
FROM minutes LEFT JOIN limits ON limits.vendor = minutes.vendor AND subject IS NOT NULL
