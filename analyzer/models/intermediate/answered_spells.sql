/*
about = "Spells in which a client or a key had a request in every minute that did not fail, or a route answered one."
grain = ["vendor", "kind", "member", "since"]
time = "since"
limits = "As `vendor_minutes`. A spell ends with the day."
[columns]
vendor = "="
kind = "`client`, `key` or `route`."
member = "The client, the `key_id`, or the route."
since = "Start of its first minute, UTC."
until = "Start of its last minute."
[materialized]
lookback_s = 0
held = "never"
*/
WITH answered AS (
    SELECT vendor, minute, 'client' AS kind, unnest(clients) AS member FROM vendor_minutes
    UNION ALL
    SELECT vendor, minute, 'key', unnest(keys) FROM vendor_minutes
    UNION ALL
    SELECT vendor, minute, 'route', unnest(routes) FROM vendor_minutes
),
-- What is left of a minute when its number is taken away is the same all through a spell.
numbered AS (
    SELECT *, time_bucket(INTERVAL 24 HOURS, minute) AS day,
        minute - to_minutes(row_number() OVER (
            PARTITION BY vendor, kind, member, time_bucket(INTERVAL 24 HOURS, minute)
            ORDER BY minute)) AS spell
    FROM answered
)
SELECT vendor, kind, member, min(minute) AS since, max(minute) AS until
FROM numbered GROUP BY vendor, kind, member, day, spell
