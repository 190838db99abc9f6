/*
about = "How many requests a key or an address sent, minute by minute, and the most in any 60 s."
grain = ["vendor", "scope", "subject", "minute"]
time = "minute"
limits = "Sees only the requests in the lake. Minutes without a request have no row. A row of a WebSocket counts as a request. Where a vendor limits by key and by address, a request counts in both."
lookback = "60 s"
[columns]
scope = "= rate_limit_pressure"
subject = "= limit_states"
minute = "Start of the minute, UTC."
requests = "Requests sent in the minute."
requests_before = "Requests sent in the minute before."
throttled = "= rate_limit_pressure"
throttled_before = "Requests of the minute before that were."
peak_60s = "= rate_limit_pressure"
answered_before = "Requests still answered in the 60 s before the first throttled one of the minute."
[materialized]
lookback_s = 60
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
-- Requests become lists of their microseconds in the minute: windows over rows take several times as
-- long, and longer lists several times the memory.
minute_arrivals AS (
    SELECT vendor, 'key' AS scope, key_id AS subject, epoch_us(ts) // 60_000_000 AS m,
        list((epoch_us(ts) % 60_000_000)::UINTEGER) AS arrivals
    FROM lake_requests WHERE key_id IS NOT NULL
        AND vendor NOT IN (SELECT vendor FROM scopes WHERE NOT by_key)
    GROUP BY ALL
    UNION ALL
    SELECT vendor, 'address', client_ip, epoch_us(ts) // 60_000_000,
        list((epoch_us(ts) % 60_000_000)::UINTEGER)
    FROM lake_requests WHERE key_id IS NULL OR vendor IN (SELECT vendor FROM scopes WHERE by_address)
    GROUP BY ALL
),
subjects AS MATERIALIZED (
    SELECT * REPLACE (list_sort(arrivals) AS arrivals), hash(vendor, scope, subject) AS subject_hash
    FROM minute_arrivals
),
throttled AS (
    SELECT vendor, key_id, client_ip, epoch_us(ts) AS us, coalesce(throttled, 3) AS throttled
    FROM failures LEFT JOIN code_scopes USING (vendor, code) WHERE class = 'rate_limit'
),
throttled_subjects AS (
    SELECT hash(vendor, 'key', key_id) AS subject_hash, us
    FROM throttled LEFT JOIN scopes USING (vendor)
    WHERE throttled & 1 > 0 AND key_id IS NOT NULL AND coalesce(by_key, TRUE)
    UNION ALL
    SELECT hash(vendor, 'address', client_ip), us
    FROM throttled LEFT JOIN scopes USING (vendor)
    WHERE throttled & 2 > 0 AND (key_id IS NULL OR by_address)
),
-- The first throttled one of each minute, and how many more were in the 60 s before it.
throttled_minutes AS (
    SELECT subject_hash, us // 60_000_000 AS m, count(*) AS throttled, min(us) AS first_us,
        min_by(recent, us) AS recent
    FROM (
        SELECT *, count(*) OVER (PARTITION BY subject_hash ORDER BY us
            RANGE BETWEEN 59_999_999 PRECEDING AND 1 PRECEDING) AS recent
        FROM throttled_subjects
    ) GROUP BY subject_hash, m
),
-- A minute in one order, from the minute before it on: an instant twice, and 1 more for a request,
-- which so comes after the first throttled one.
instants AS (
    SELECT here.subject_hash, here.m, first_us,
        list_concat(
            list_transform(before.arrivals, lambda a: 2 * a::BIGINT + 1),
            list_transform(here.arrivals, lambda a: 2 * (a::BIGINT + 60_000_000) + 1)) AS instants
    FROM subjects AS here
    LEFT JOIN subjects AS before ON before.subject_hash = here.subject_hash AND before.m = here.m - 1
    LEFT JOIN throttled_minutes AS t ON t.subject_hash = here.subject_hash AND t.m = here.m
),
with_throttled AS (
    SELECT subject_hash, m, CASE WHEN first_us IS NULL THEN instants ELSE list_sort(list_append(
        instants, 2 * (first_us % 60_000_000 + 60_000_000))) END AS instants
    FROM instants
),
-- The count over 60 s rises with each request and falls 60 s later. From bit 31 up is the instant,
-- bit 30 marks an arrival, below are its number and whether it is a request. Arrival i at place p
-- has seen p - i departures. The throttled one departs as it arrives and changes no count.
events AS (
    SELECT subject_hash, m, list_sort(list_concat(
        list_transform(instants, lambda x: ((x >> 1) + (x & 1) * 60_000_000) << 31),
        list_transform(instants, lambda x, i: ((x >> 1) << 31) | 1_073_741_824 | (i << 1) | (x & 1))))
        AS events
    FROM with_throttled
),
levels AS (
    SELECT subject_hash, m, unnest(events) AS e, generate_subscripts(events, 1) AS p FROM events
),
minutes AS (
    SELECT subject_hash, m, count(*) AS arrivals,
        count(*) FILTER (e & 1 > 0 AND e >> 31 = 60_000_000) AS at_start,
        max(((e & 1_073_741_823) >> 1 << 1) - p) AS peak,
        max(((e & 1_073_741_823) >> 1 << 1) - p) FILTER (e & 1 = 0) AS before_throttled
    FROM levels WHERE e & 1_073_741_824 > 0 AND e >> 31 >= 60_000_000 GROUP BY ALL
),
with_requests AS (
    SELECT subject_hash, m, arrivals - (before_throttled IS NOT NULL)::INT AS requests, at_start, peak,
        before_throttled
    FROM minutes
),
names AS (SELECT DISTINCT subject_hash, vendor, scope, subject FROM subjects)
SELECT vendor, scope, subject, make_timestamptz(m * 60_000_000) AS minute, here.requests,
    coalesce(before.requests, 0) AS requests_before, coalesce(t.throttled, 0) AS throttled,
    coalesce(t_before.throttled, 0) AS throttled_before,
    greatest(here.peak, before.requests - before.at_start) AS peak_60s,
    here.before_throttled - t.recent AS answered_before
FROM with_requests AS here JOIN names USING (subject_hash)
LEFT JOIN (SELECT subject_hash, m + 1 AS m, requests, at_start FROM with_requests) AS before
    USING (subject_hash, m)
LEFT JOIN throttled_minutes AS t ON t.subject_hash = here.subject_hash AND t.m = here.m
LEFT JOIN throttled_minutes AS t_before ON t_before.subject_hash = here.subject_hash
    AND t_before.m = here.m - 1
