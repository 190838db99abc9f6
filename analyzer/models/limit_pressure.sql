/*
about = "Every limit in its own currency, minute by minute: what is used of it, what is left, and who says so."
grain = ["vendor", "scope", "subject", "currency", "limit", "minute"]
kept_whole = true
time = "minute"
limits = "What an answer stated counts; minutes without such an answer rest on our own requests, which others of the same key are not among. Minutes without a request have no row. Requests against an observed quota are those of `rate_limit_pressure`."
lookback = "as `limit_usage`"
judges = ["source", "banned"]
[columns]
scope = "= limit_states"
subject = "= limit_states"
currency = "= limit_forecast"
limit = "= limit_states"
minute = "Start of the minute, UTC."
used = "The most that was used in the minute: as answers stated, else as counted from our own requests; NULL is unknown."
quota = "The most that is allowed; NULL is unknown."
utilisation = "`used` as a share of `quota`, 1 is full; NULL is unknown."
headroom = "`quota` less `used`; where one of them is not known, the least that answers stated as left; NULL is unknown."
source = "What decided: `header` or `body` (an answer stated it), `catalog` (own count against the documented quota), `observed` (own count against the most that was still answered); NULL where neither an answer nor the catalog says anything."
throttled = "Requests of the subject that were answered with this limit in the minute."
banned = "Whether a ban of the subject lay on the minute."
told_used = "The most that answers stated as used; NULL where none did."
counted = "What our own requests used at most, as it stood when one was sent, by the limit's rule; NULL where rule or window is unknown."
unseen = "`told_used` less `counted`: what others of the same key used, or the log does not hold; NULL is unknown."
window_s = "Length of the window, seconds; NULL is unknown, or there is none."
resets_at = "When it resets, as the last answer of the minute stated; NULL is unknown."
[units]
utilisation = "share"
[published]
*/
WITH stated_quotas AS (
    SELECT vendor, scope, subject, currency, "limit", time_bucket(INTERVAL 1 MINUTE, ts) AS minute,
        quota, max(used) AS told_used, min(remaining) AS remaining, max(ts) AS stated_at,
        max_by(told_in, {ts: ts, told: told_in}) AS told_in,
        max_by(window_s, {ts: ts, told: window_s}) AS window_s,
        max_by(resets_at, {ts: ts, told: resets_at}) AS resets_at
    FROM limit_states WHERE coalesce(used, remaining, quota) IS NOT NULL
    GROUP BY ALL
),
-- Headers without a name can speak of several limits, told apart by their quotas: the fullest counts.
stated AS (
    SELECT * FROM stated_quotas
    QUALIFY row_number() OVER (PARTITION BY vendor, scope, subject, currency, "limit", minute
        ORDER BY told_used / quota DESC NULLS LAST, stated_at DESC, quota DESC) = 1
),
last_stated AS (
    SELECT vendor, scope, subject, "limit", max_by(quota, minute) AS quota,
        max_by(told_in, minute) AS told_in
    FROM stated WHERE quota IS NOT NULL GROUP BY ALL
),
minutes AS (
    SELECT coalesce(t.vendor, u.vendor) AS vendor, coalesce(t.scope, u.scope) AS scope,
        coalesce(t.subject, u.subject) AS subject, coalesce(t.currency, u.currency) AS currency,
        coalesce(t."limit", u."limit") AS "limit", coalesce(t.minute, u.minute) AS minute,
        t.told_used, t.remaining, t.told_in, t.quota AS stated_quota, u.quota AS documented,
        u.counted, coalesce(t.window_s, u.window_s) AS window_s, t.resets_at
    FROM stated AS t FULL JOIN limit_usage AS u ON u.vendor = t.vendor AND u.scope = t.scope
        AND u.subject IS NOT DISTINCT FROM t.subject AND u."limit" = t."limit"
        AND u.minute = t.minute
),
with_quota AS (
    SELECT m.*, coalesce(m.stated_quota, m.documented, l.quota) AS quota,
        CASE WHEN m.told_used IS NOT NULL THEN m.told_in
            WHEN m.documented IS NOT NULL THEN 'catalog'
            WHEN m.stated_quota IS NOT NULL THEN m.told_in
            WHEN l.quota IS NOT NULL THEN l.told_in
            WHEN m.remaining IS NOT NULL THEN m.told_in END AS source
    FROM minutes AS m LEFT JOIN last_stated AS l ON l.vendor = m.vendor AND l.scope = m.scope
        AND l.subject IS NOT DISTINCT FROM m.subject AND l."limit" = m."limit"
),
-- Where neither an answer nor the catalog knows a limit in requests, what was still answered does.
observed AS (
    SELECT p.vendor, p.scope, p.subject, 'requests' AS currency, 'requests' AS "limit", p.minute,
        p.peak_window::DOUBLE AS counted, p.quota, p.quota_source AS source, p.window_s
    FROM rate_limit_pressure AS p
    ANTI JOIN (SELECT DISTINCT vendor, subject FROM minutes WHERE currency = 'requests') AS m
        ON m.vendor = p.vendor AND m.subject IS NOT DISTINCT FROM p.subject
    WHERE p.quota IS NOT NULL
),
with_observed AS (
    SELECT vendor, scope, subject, currency, "limit", minute, told_used, remaining, counted, quota,
        source, window_s, resets_at
    FROM with_quota
    UNION ALL BY NAME
    FROM observed
),
throttle_counts AS (
    SELECT vendor, code, key_id, client_ip, time_bucket(INTERVAL 1 MINUTE, ts) AS minute,
        count(*) AS throttled
    FROM failures WHERE class = 'rate_limit' GROUP BY ALL
),
-- A code speaks of the limits that name it, and of all where no limit of the vendor names it. What
-- answers stated in the common headers, or only was observed, has no name in the catalog: there the
-- scope decides.
codes_by_limit AS (
    SELECT vendor, name, scope, unnest(codes) AS code FROM catalog_limits
),
codes_by_scope AS (
    SELECT vendor, code, scope FROM codes_by_limit
    UNION
    SELECT vendor, code, 'keyless' FROM codes_by_limit
),
throttled_minutes AS (
    SELECT j.vendor, j.scope, j.subject, j."limit", j.minute, sum(r.throttled)::BIGINT AS throttled
    FROM with_observed AS j JOIN throttle_counts AS r ON r.vendor = j.vendor AND r.minute = j.minute
        AND CASE j.scope WHEN 'address' THEN r.client_ip ELSE coalesce(r.key_id, r.client_ip) END
            = j.subject
    WHERE (r.vendor, r.code) NOT IN (SELECT (vendor, code) FROM codes_by_limit)
        OR (r.vendor, r.code, split_part(j."limit", ':', 1)) IN
            (SELECT (vendor, code, name) FROM codes_by_limit)
        OR (j.currency = 'requests'
            AND (j.vendor, split_part(j."limit", ':', 1)) NOT IN
                (SELECT (vendor, name) FROM catalog_limits)
            AND (r.vendor, r.code, CASE WHEN r.key_id IS NULL THEN 'keyless' ELSE j.scope END) IN
                (SELECT (vendor, code, scope) FROM codes_by_scope))
    GROUP BY ALL
),
banned_minutes AS (
    SELECT DISTINCT j.vendor, j.scope, j.subject, j.minute
    FROM with_observed AS j JOIN bans AS b ON b.vendor = j.vendor AND b.scope = j.scope
        AND b.subject = j.subject AND b.since < j.minute + INTERVAL 1 MINUTE
        AND coalesce(b.until, b.last_refused) >= j.minute
)
SELECT j.vendor, j.scope, j.subject, j.currency, j."limit", j.minute,
    coalesce(j.told_used, j.counted) AS used, j.quota,
    coalesce(j.told_used, j.counted) / nullif(j.quota, 0) AS utilisation,
    coalesce(j.quota - coalesce(j.told_used, j.counted), j.remaining) AS headroom, j.source,
    coalesce(t.throttled, 0) AS throttled, b.minute IS NOT NULL AS banned, j.told_used, j.counted,
    j.told_used - j.counted AS unseen, j.window_s, j.resets_at
FROM with_observed AS j
LEFT JOIN throttled_minutes AS t ON t.vendor = j.vendor AND t.scope = j.scope AND t.subject = j.subject
    AND t."limit" = j."limit" AND t.minute = j.minute
LEFT JOIN banned_minutes AS b ON b.vendor = j.vendor AND b.scope = j.scope AND b.subject = j.subject
    AND b.minute = j.minute
