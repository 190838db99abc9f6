/*
about = "When a key's quota of the month or day was used up, when it resets, and when it will be used up again."
grain = ["vendor", "key_id", "period_start"]
time = ["coalesce(exhausted_at, period_start)", "last_refused"]
kept_whole = true
limits = "Requests of the key that are not in the lake are invisible: a forecast rests on those that are, over at most 7 days before. The reset is taken to be at midnight UTC. A clock that is wrong by seconds moves only what lies at the edge of a day or month."
lookback = "the period of the quota, and 7 days"
judges = ["used", "per_day", "resets_at", "exhausted_again_at"]
[columns]
key_id = "Keyed hash of the credential; NULL where the log does not show it."
period = "`monthly` or `daily`, as the vendor documents it; NULL is unknown."
period_start = "Start of the period, UTC; where the period is unknown the first refusal."
exhausted_at = "First refusal for the quota in the period."
last_refused = "Last refusal for the quota in the period."
refused = "Requests refused for the quota in the period."
clients = "Clients that were refused, sorted."
used = "Requests of the key from the start of the period to the exhaustion, as far as they are in the lake."
per_day = "Requests a day of the key in the 7 days before (or since the first in the lake); NULL where that is less than an hour before."
resets_at = "When the quota resets; NULL is unknown."
exhausted_again_at = "When the next quota is used up at that pace, or, where the lake does not show the period from its start, as long after the reset as this one was after its own; NULL where it is not, or not known, as where the lake shows no use in the period."
exhausted_again_day = "The day of the month of that."
*/
WITH refusals AS (
    SELECT f.vendor, f.key_id, v.quota_reset AS period,
        CASE v.quota_reset WHEN 'monthly' THEN date_trunc('month', f.date::TIMESTAMP)
            WHEN 'daily' THEN f.date::TIMESTAMP END AT TIME ZONE 'UTC' AS period_start,
        min(f.ts) AS exhausted_at, max(f.ts) AS last_refused, count(*) AS refused,
        coalesce(list(DISTINCT client ORDER BY client) FILTER (client IS NOT NULL), []) AS clients
    FROM failures AS f LEFT JOIN catalog_vendors AS v ON v.vendor = f.vendor
    WHERE f.class = 'quota'
    GROUP BY ALL
),
with_reset AS (
    SELECT *,
        CASE period WHEN 'monthly' THEN (period_start AT TIME ZONE 'UTC' + INTERVAL 1 MONTH)
            AT TIME ZONE 'UTC' WHEN 'daily' THEN period_start + INTERVAL 1 DAY END AS resets_at
    FROM refusals
),
usage AS (
    SELECT d.vendor, d.key_id, d.exhausted_at,
        count(*) FILTER (r.ts >= d.period_start) AS used,
        count(*) FILTER (r.ts >= d.exhausted_at - INTERVAL 7 DAYS) AS recent,
        least(epoch(d.exhausted_at - min(r.ts)), 7 * 86400) AS recent_s,
        min(r.ts) <= any_value(d.period_start) + INTERVAL 1 HOUR AS whole
    FROM with_reset AS d JOIN lake_requests AS r ON r.vendor = d.vendor
        AND r.key_id IS NOT DISTINCT FROM d.key_id AND r.ts < d.exhausted_at
    GROUP BY d.vendor, d.key_id, d.exhausted_at
),
with_pace AS (
    SELECT d.*, u.used, recent / nullif(recent_s, 0) AS per_s, recent_s, whole
    FROM with_reset AS d LEFT JOIN usage AS u ON u.vendor = d.vendor
        AND u.key_id IS NOT DISTINCT FROM d.key_id AND u.exhausted_at = d.exhausted_at
),
-- Where the lake does not reach back to the start of the period, the pace is taken for all of it.
with_forecast AS (
    SELECT *,
        resets_at + to_seconds(CASE WHEN whole THEN nullif(used, 0) / nullif(per_s, 0)
            WHEN used > 0 THEN epoch(exhausted_at - period_start) END) AS again_at,
        (resets_at AT TIME ZONE 'UTC' + CASE period WHEN 'monthly' THEN INTERVAL 1 MONTH
            ELSE INTERVAL 1 DAY END) AT TIME ZONE 'UTC' AS next_reset
    FROM with_pace
)
SELECT vendor, key_id, period, coalesce(period_start, exhausted_at) AS period_start,
    exhausted_at, last_refused, refused, clients,
    coalesce(used, 0) AS used,
    -- A burst of seconds is no day's worth.
    CASE WHEN recent_s >= 3600 THEN per_s * 86400 END AS per_day,
    resets_at,
    CASE WHEN again_at < next_reset THEN again_at END AS exhausted_again_at,
    CASE WHEN again_at < next_reset THEN day(again_at AT TIME ZONE 'UTC') END AS exhausted_again_day
FROM with_forecast
