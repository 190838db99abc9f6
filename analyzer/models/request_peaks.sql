/*
about = "How many requests a key or an address sent, minute by minute, and the most in any 60 s."
grain = "vendor, scope, subject, minute"
limits = "Sees only the requests in the lake. Minutes without a request have no row. A row of a WebSocket counts as a request. Where a vendor limits by key and by address, a request counts in both."
lookback = "60 s"
[columns]
vendor = "API provider."
scope = "What the vendor counts by: `key` or `address`; `address` also where the log shows no key."
subject = "The `key_id`, or the client's address; NULL where the log shows neither."
minute = "Start of the minute, UTC."
requests = "Requests sent in the minute."
requests_before = "Requests sent in the minute before."
throttled = "Requests of the minute that were answered with a rate limit."
peak_60s = "Most requests in any 60 s that end in the minute: in (t - 60 s, t] for any t in it."
answered_before = "Requests still answered in the 60 s before the first throttled one of the minute."
*/
WITH scopes AS (
    SELECT vendor, bool_or(scope = 'key') AS by_key, bool_or(scope = 'address') AS by_address
    FROM catalog_limits WHERE kind = 'requests' GROUP BY vendor
),
-- Whom a code says to be throttled, where a vendor limits both: 1 the key, 2 the address, 3 both.
code_scopes AS (
    SELECT vendor, code, bit_or(CASE scope WHEN 'key' THEN 1 ELSE 2 END) AS throttled
    FROM (SELECT vendor, scope, unnest(codes) AS code FROM catalog_limits WHERE kind = 'requests')
    JOIN scopes USING (vendor)
    WHERE by_key AND by_address
    GROUP BY vendor, code
),
sent AS (
    SELECT vendor, key_id, client_ip, ts, 0 AS throttled FROM classified_requests WHERE NOT failing
    UNION ALL
    SELECT vendor, key_id, client_ip, ts,
        CASE WHEN class = 'rate_limit' THEN coalesce(throttled, 3) ELSE 0 END
    FROM failures LEFT JOIN code_scopes USING (vendor, code)
),
-- Requests become lists of their microseconds in the minute: windows over rows take five times
-- as long.
callers AS (
    SELECT vendor, key_id, client_ip, epoch_us(ts) // 60_000_000 AS m,
        list((epoch_us(ts) % 60_000_000)::INT) AS sent,
        list((epoch_us(ts) % 60_000_000)::INT) FILTER (throttled & 1 > 0) AS by_key,
        list((epoch_us(ts) % 60_000_000)::INT) FILTER (throttled & 2 > 0) AS by_address
    FROM sent GROUP BY ALL
),
subjects AS (
    SELECT vendor, 'key' AS scope, key_id AS subject, m,
        list_sort(flatten(list(sent))) AS arrivals,
        list_sort(flatten(list(c.by_key))) AS throttles
    FROM callers AS c LEFT JOIN scopes AS s USING (vendor)
    WHERE key_id IS NOT NULL AND coalesce(s.by_key, TRUE)
    GROUP BY ALL
    UNION ALL
    SELECT vendor, 'address', client_ip, m,
        list_sort(flatten(list(sent))), list_sort(flatten(list(c.by_address)))
    FROM callers AS c LEFT JOIN scopes AS s USING (vendor)
    WHERE key_id IS NULL OR s.by_address
    GROUP BY ALL
),
minutes AS (
    SELECT here.*, coalesce(before.arrivals, []) AS departures,
        coalesce(before.throttles, []) AS throttles_before
    FROM subjects AS here LEFT JOIN subjects AS before
        ON here.vendor = before.vendor AND here.scope = before.scope
        AND here.subject IS NOT DISTINCT FROM before.subject AND here.m = before.m + 1
)
SELECT vendor, scope, subject, make_timestamptz(m * 60_000_000) AS minute,
    len(arrivals) AS requests,
    len(departures) AS requests_before,
    len(throttles) AS throttled,
    -- The count over 60 s begins the minute with the requests of the minute before, rises with
    -- each of its own and falls 60 s after each of those. Both are put in one order, a departure
    -- before an arrival of the same instant: from bit 26 up is the instant, bit 25 marks an
    -- arrival, below is its number. Arrival i at place p has seen p - 1 - i departures. Arrival 0
    -- is the first instant of the minute, at which nothing need arrive.
    len(departures) + 1 + list_max(list_transform(
        list_sort(list_concat(
            list_transform(departures, lambda d: d::BIGINT << 26),
            list_prepend((1 << 25)::BIGINT,
                list_transform(arrivals, lambda a, i: (a::BIGINT << 26) | (1 << 25) | i)))),
        lambda event, p: CASE WHEN event & (1 << 25) > 0
            THEN 2 * (event & ((1 << 25) - 1)) - p END)) AS peak_60s,
    CASE WHEN len(throttles) > 0 THEN
        len(list_filter(arrivals, lambda a: a < throttles[1]))
        + len(list_filter(departures, lambda d: d > throttles[1]))
        - len(list_filter(throttles_before, lambda d: d > throttles[1]))
        END AS answered_before
FROM minutes
