/*
about = "Requests against the vendor's quota, minute by minute, per key or per address."
grain = ["vendor", "scope", "subject", "minute"]
kept_whole = true
time = "minute"
limits = "Sees only the requests in the lake: other users of the same key are invisible. Minutes without a request have no row. A row of a WebSocket counts as a request. Where a vendor limits by key and by address, a request counts in both. Where clients that share a key or an address have clocks that differ, their requests are counted as much earlier or later: a peak may be missed, or seen where there was none."
lookback = "60 s, or the vendor's longest window"
judges = ["quota_source", "peak_window", "utilisation", "exhausted_in_s"]
[columns]
scope = "What the vendor counts by: `key` or `address`; `address` also where the log shows no key."
subject = "= limit_states"
minute = "Start of the minute, UTC."
requests = "Requests sent in the minute."
peak_60s = "Most requests in any 60 s that end in the minute: in (t - 60 s, t] for any t in it."
quota = "Requests allowed in `window_s`, of several quotas the fullest; NULL is unknown."
window_s = "Length of the quota's window, seconds; NULL is unknown."
utilisation = "`peak_window` as a share of `quota`, 1 is full; at least the share that a header of the minute says is used."
headroom = "`quota` less `peak_window`; negative: by how much the peak must fall; at most what a header of the minute says is left. Where no quota is known, that; NULL is unknown."
throttled = "Requests of the minute that were answered with a rate limit, of this scope where the code tells which."
quota_source = "`catalog`; `header`: of those of the minute the fullest, else the last of the day; `observed`, of subjects that were throttled: the most requests in 60 s that were all answered. That is a lower bound, the limit may be any higher one; NULL is unknown."
peak_window = "Most requests in any `window_s` that end in the minute."
exhausted_in_s = "Seconds until the headroom is used up, if requests go on rising as since the minute before; 0 where it is; NULL where they do not rise."
*/
WITH documented AS (
    SELECT vendor, scope, quota, window_s, count(*) OVER (PARTITION BY vendor, scope) > 1 AS several
    FROM catalog_limits WHERE kind = 'requests' AND quota > 0 AND window_s > 0
),
-- Read once: where no day is precomputed, it reads all requests, and takes long to plan.
subject_days AS MATERIALIZED (FROM quota_days),
observed_quotas AS (
    SELECT vendor, scope, subject, 60::DOUBLE AS window_s,
        greatest(max(answered_before), max(answered))::DOUBLE AS quota
    FROM subject_days GROUP BY ALL HAVING count(answered_before) > 0 AND quota > 0
),
with_quota AS NOT MATERIALIZED (
    SELECT p.*, coalesce(d.quota, h.fullest.quota, day.quota, o.quota) AS quota,
        CASE WHEN d.vendor IS NOT NULL THEN d.window_s WHEN h.fullest IS NOT NULL THEN h.fullest.window_s
            WHEN day.has_header THEN day.window_s
            ELSE o.window_s END AS window_s,
        CASE WHEN d.vendor IS NOT NULL THEN 'catalog' WHEN day.has_header THEN 'header'
            WHEN o.quota IS NOT NULL THEN 'observed' END AS quota_source,
        CASE WHEN d.vendor IS NULL THEN h.fullest.remaining END AS remaining, h.remaining AS left_of_unknown,
        coalesce(d.several, FALSE) AS several
    FROM request_peaks AS p LEFT JOIN documented AS d ON d.vendor = p.vendor AND d.scope = p.scope
    LEFT JOIN subject_days AS day ON day.vendor = p.vendor AND day.scope = p.scope
        AND day.subject IS NOT DISTINCT FROM p.subject
        AND day.day = time_bucket(INTERVAL 24 HOURS, p.minute)
    LEFT JOIN limit_headers AS h ON h.vendor = p.vendor AND h.scope = p.scope
        AND h.subject IS NOT DISTINCT FROM p.subject AND h.minute = p.minute
    LEFT JOIN observed_quotas AS o ON o.vendor = p.vendor AND o.scope = p.scope
        AND o.subject IS NOT DISTINCT FROM p.subject
),
-- A peak can only be compared with a quota of the same window. Few are not of 60 s, and only
-- the requests of their subjects are read again. (Joined by IS NOT DISTINCT FROM, so that DuckDB does
-- not take the rest of the lake for one vendor as the smaller side and read it for nothing.)
windows AS (
    SELECT DISTINCT vendor, scope, subject, window_s
    FROM subject_days ANTI JOIN documented USING (vendor, scope) WHERE window_s <> 60
    UNION ALL
    SELECT vendor, scope, subject, window_s
    FROM (SELECT DISTINCT vendor, scope, subject FROM subject_days)
    JOIN (SELECT DISTINCT vendor, scope, window_s FROM documented) USING (vendor, scope)
    WHERE window_s <> 60
),
windowed_requests AS (
    SELECT w.*, ts FROM windows AS w JOIN lake_requests AS r
        ON r.vendor IS NOT DISTINCT FROM w.vendor AND r.key_id = w.subject
    WHERE scope = 'key'
    UNION ALL
    SELECT w.*, ts FROM windows AS w JOIN lake_requests AS r
        ON r.vendor IS NOT DISTINCT FROM w.vendor AND r.client_ip IS NOT DISTINCT FROM w.subject
    WHERE scope = 'address' AND (key_id IS NULL OR w.vendor IN (
        SELECT vendor FROM catalog_limits WHERE kind = 'requests' AND scope = 'address'))
),
-- Between requests a count only falls: it is highest at one of them, or as the minute begins.
instants AS (
    SELECT *, 1 AS requests FROM windowed_requests
    UNION ALL
    SELECT DISTINCT * REPLACE (time_bucket(INTERVAL 1 MINUTE, ts) AS ts), 0 FROM windowed_requests
),
with_count AS (
    SELECT vendor, scope, subject, window_s, time_bucket(INTERVAL 1 MINUTE, ts) AS minute,
        sum(requests) OVER (PARTITION BY vendor, scope, subject, window_s ORDER BY ts
            RANGE BETWEEN to_microseconds((window_s * 1e6)::BIGINT - 1) PRECEDING
            AND CURRENT ROW)::BIGINT AS sent
    FROM instants
),
other_peaks AS MATERIALIZED (
    SELECT vendor, scope, subject, window_s, minute, max(sent) AS peak FROM with_count GROUP BY ALL
),
with_peak AS NOT MATERIALIZED (
    SELECT q.*, CASE WHEN q.window_s = 60 THEN peak_60s ELSE peak END AS peak_window
    FROM with_quota AS q LEFT JOIN other_peaks AS o ON o.vendor = q.vendor AND o.scope = q.scope
        AND o.subject IS NOT DISTINCT FROM q.subject AND o.window_s = q.window_s
        AND o.minute = q.minute
),
with_utilisation AS NOT MATERIALIZED (
    SELECT *,
        -- Neither greatest() nor least() minds a NULL.
        greatest(peak_window / quota, CASE WHEN remaining <= quota THEN 1 - remaining / quota END)
            AS utilisation,
        least(quota - peak_window, remaining, left_of_unknown) AS headroom,
        (requests - requests_before) / 60 AS rise_per_s
    FROM with_peak
),
-- Of several quotas of one vendor the tightest. Few vendors have several, and only their rows are sorted.
tightest AS (
    FROM with_utilisation WHERE NOT several
    UNION ALL
    (FROM with_utilisation WHERE several
        QUALIFY row_number() OVER (PARTITION BY vendor, scope, subject, minute
            ORDER BY utilisation DESC NULLS LAST, window_s) = 1)
)
SELECT vendor, scope, subject, minute, requests, peak_60s, quota, window_s, utilisation, headroom,
    throttled, quota_source, peak_window,
    CASE WHEN headroom <= 0 THEN 0
        WHEN window_s = 60 AND requests_before > 0 AND rise_per_s > 0 THEN headroom / rise_per_s
        END AS exhausted_in_s
FROM tightest
