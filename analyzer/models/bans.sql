/*
about = "Spells in which a vendor refused everything that a key or an address sent: since when, until when, what led to it."
kept_whole = true
grain = ["vendor", "scope", "subject", "since"]
time = ["since", "until"]
limits = "A ban shows only in the answers to requests sent while it lasts. The end is what the answers say, else the documented length; NULL is unknown, and then a ban ends with its last answer. Another one begins with the first such answer after every end stated before, or 10 minutes after one that stated none; a ban that was lifted before its stated end is not told from the next."
lookback = "10 minutes before, and the length of the ban"
judges = ["until", "until_source"]
[columns]
scope = "Who is banned: `key` `address` `account`."
subject = "= limit_states"
limit = "The limit that was overrun, as the catalog names it."
since = "The first answer that stated the ban, UTC."
until = "Its end, as the last answer stated it; NULL is unknown."
until_source = "Where the end is from: `message`, `header` (Retry-After), `catalog`; NULL is none."
last_refused = "The last answer that stated it."
refused = "Requests that were answered with it: each may have made it longer."
throttled_before = "Requests of the subject that were throttled in the 10 minutes before."
used_before = "Use in the last state before it; NULL is unknown."
quota = "Of how much; NULL is unknown."
code = "The vendor's code, or the status."
message = "Message of the last answer."
clients = "Clients that were refused, sorted."
*/
WITH with_limit AS (
    SELECT f.*, ban_limit(f.vendor, f.status, f.code, f.message) AS "limit"
    FROM failures AS f
    WHERE ban_limit(f.vendor, f.status, f.code, f.message) IS NOT NULL
),
with_scope AS (
    SELECT t.*, l.scope,
        CASE l.scope WHEN 'address' THEN client_ip ELSE coalesce(key_id, client_ip) END AS subject,
        ban_until(t.vendor, t."limit", t.message) AS stated_end,
        t.ts + to_microseconds((t.retry_after_s * 1e6)::BIGINT) AS advised_end,
        t.ts + to_microseconds((ban_lasts_s(t.vendor, t."limit") * 1e6)::BIGINT) AS usual_end
    FROM with_limit AS t JOIN catalog_limits AS l ON l.vendor = t.vendor AND l.name = t."limit"
),
with_end AS (
    SELECT *, coalesce(stated_end, advised_end, usual_end) AS ends_at,
        CASE WHEN stated_end IS NOT NULL THEN 'message' WHEN advised_end IS NOT NULL THEN 'header'
            WHEN usual_end IS NOT NULL THEN 'catalog' END AS end_source
    FROM with_scope
),
with_start AS (
    -- Another ban begins once every end stated before has passed.
    SELECT *, coalesce(ts > max(coalesce(ends_at, ts + INTERVAL 10 MINUTES)) OVER (
        PARTITION BY vendor, scope, subject, "limit" ORDER BY ts
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), TRUE) AS begins
    FROM with_end
),
with_ban AS (
    SELECT *, sum(begins::INT) OVER (
        PARTITION BY vendor, scope, subject, "limit" ORDER BY ts) AS ban
    FROM with_start
),
bans_of_subject AS (
    SELECT vendor, scope, subject, "limit", min(ts) AS since,
        -- Of answers at one instant, as in a log of whole seconds, the one that states the latest end.
        max_by({ends: ends_at, source: end_source}, {ts: ts, ends: ends_at, source: end_source})
            FILTER (ends_at IS NOT NULL) AS final_end,
        max(ts) AS last_refused, count(*) AS refused,
        max_by(code, {ts: ts, ends: coalesce(ends_at, ts), code: code}) AS code,
        max_by(message, {ts: ts, ends: coalesce(ends_at, ts), message: message}) AS message,
        coalesce(list(DISTINCT client ORDER BY client) FILTER (client IS NOT NULL), []) AS clients
    FROM with_ban GROUP BY vendor, scope, subject, "limit", ban
),
throttle_counts AS (
    SELECT b.vendor, b.scope, b.subject, b."limit", b.since, count(*) AS throttled_before
    FROM bans_of_subject AS b JOIN failures AS f ON f.vendor = b.vendor AND f.class = 'rate_limit'
        AND CASE b.scope WHEN 'address' THEN f.client_ip ELSE coalesce(f.key_id, f.client_ip) END
            IS NOT DISTINCT FROM b.subject
        AND f.ts < b.since AND f.ts >= b.since - INTERVAL 10 MINUTES
    GROUP BY ALL
),
states AS (
    SELECT vendor, scope, coalesce(subject, '') AS subject, name, ts, max(used) AS used,
        max_by(quota, {used: used, quota: quota}) AS quota
    FROM limit_states
    WHERE used IS NOT NULL AND vendor IN (SELECT vendor FROM bans_of_subject) GROUP BY ALL
)
SELECT b.vendor, b.scope, b.subject, b."limit", b.since, b.final_end.ends AS until,
    b.final_end.source AS until_source, b.last_refused,
    b.refused, coalesce(t.throttled_before, 0) AS throttled_before, s.used AS used_before, s.quota,
    b.code, b.message, b.clients
FROM bans_of_subject AS b
LEFT JOIN throttle_counts AS t ON t.vendor = b.vendor AND t.scope = b.scope
    AND t.subject IS NOT DISTINCT FROM b.subject AND t."limit" = b."limit" AND t.since = b.since
-- A log without addresses is of one caller.
ASOF LEFT JOIN states AS s ON s.vendor = b.vendor AND s.scope = b.scope
    AND s.subject = coalesce(b.subject, '') AND s.name = b."limit" AND b.since >= s.ts
