/*
about = "When each limit is used up, if requests go on as in the last ten minutes, and what that rests on."
kept_whole = true
grain = ["vendor", "scope", "subject", "currency", "limit"]
time = "as_of"
limits = "The pace is that of the ten minutes before the end of the data, or since the window began (where less than half as much was used as the answer before stated): what changes after them is not foreseen. After a reset nothing is forecast before the next answer, unless the length of the window is documented or stated. Limits of which nothing was seen in the last day have no row."
lookback = "10 minutes, the limit's window, and 7 days for the usual pace"
judges = ["used", "pace_per_s", "used_up_at", "usual_pace_per_s", "usual_used_up_at", "source", "runs_out"]
[columns]
scope = "= limit_states"
subject = "= limit_states"
currency = "What is counted: `requests` `tokens` `weight` `cost` `bytes`."
limit = "The limit, as in `limit_pressure`."
used_up_at = "When nothing is left, at the present pace; NULL: not before the limit resets, or not at all, or not known."
as_of = "The end of the data, where the forecast begins."
used = "What is used by then."
quota = "The most that is allowed."
remaining = "What is left by then."
pace_per_s = "What is used a second, less what comes back; of a window that slides: what is sent a second."
pace_since = "Since when the pace is measured."
pace_rests_on = "Requests, or answers that stated it, that the pace is measured by."
source = "What the figures rest on: `header` or `body` (answers stated them), `catalog` (own count against the documented quota)."
resets_at = "When the limit resets next, at the latest where only the length of its window is stated; NULL is unknown, or it does not."
usual_pace_per_s = "What was used a second in the hour that follows, on the last 7 days; NULL where none is in the lake, or where neither answers nor the catalog say how long the window is or what a second gives back."
usual_used_up_at = "When nothing is left at that pace; NULL as `used_up_at`."
usual_days = "Days that the usual pace rests on."
used_up_in_s = "Seconds from the end of the data to `used_up_at`; NULL as that."
runs_out = "Whether to see to it: there is an `used_up_at` and something is left; the pace rests on 20 requests or answers or more, over 10 s or more, and on 2 minutes or more where less than half is used; and it is no further ahead than six times as long as the pace was seen, or the usual pace uses it up as well."
*/
WITH data_end AS (SELECT last_ts AS as_of FROM data_span),
states AS (
    SELECT s.*, as_of FROM limit_states AS s CROSS JOIN data_end
    WHERE ts > as_of - INTERVAL 1 DAY AND used IS NOT NULL AND quota > 0
),
-- Headers without a name can speak of several limits, told apart by their quotas. Of a window that
-- begins anew, only the states since it last did. Within an instant use grows.
with_drop AS (
    SELECT *, coalesce(rule IN ('bucket', 'decaying') OR refill_per_s > 0, FALSE) AS empties,
        used < 0.5 * lag(used) OVER of_limit AS dropped
    FROM states
    WINDOW of_limit AS (PARTITION BY vendor, scope, subject, "limit", quota ORDER BY ts, used)
),
since_drop AS (
    SELECT *, max(ts) OVER of_limit AS last_stated_at,
        NOT empties AND coalesce(ts < max(CASE WHEN dropped THEN ts END) OVER of_limit, FALSE) AS is_over
    FROM with_drop
    WINDOW of_limit AS (PARTITION BY vendor, scope, subject, "limit", quota)
),
stated AS (
    SELECT vendor, scope, subject, any_value(currency) AS currency, "limit",
        any_value(as_of) AS as_of, max(ts) AS stated_at,
        max_by(used, {ts: ts, used: used}) AS stated_used, quota,
        max_by(resets_at, {ts: ts, used: used, told: resets_at}) AS stated_reset,
        max_by(told_in, {ts: ts, used: used, told: told_in}) AS source,
        max_by(window_s, {ts: ts, used: used, told: window_s}) AS window_s,
        bool_or(empties) AS empties,
        max_by(refill_per_s, {ts: ts, used: used, told: refill_per_s}) AS refill_per_s,
        any_value(rule) AS rule, min(ts) FILTER (NOT is_over) AS seen_since,
        -- The end of a window stands still; when a bucket is full, or a window that slides is
        -- empty, moves on with each request.
        coalesce(max(resets_at) FILTER (recent AND resets_at > last_stated_at) - min(resets_at)
            FILTER (recent AND resets_at > last_stated_at) > INTERVAL 5 SECONDS, FALSE) AS moves,
        min(ts) FILTER (recent) AS pace_since, max(ts) FILTER (recent) AS pace_until,
        count(*) FILTER (recent) AS pace_rests_on,
        max_by(used, {ts: ts, used: used}) FILTER (recent)
            - min_by(used, {ts: ts, used: used}) FILTER (recent) AS risen
    FROM (SELECT *, NOT is_over AND ts > as_of - INTERVAL 10 MINUTES AS recent FROM since_drop)
    GROUP BY vendor, scope, subject, "limit", quota
),
with_pace AS (
    SELECT *, risen / nullif((epoch_us(pace_until) - epoch_us(pace_since)) / 1e6, 0) AS pace_per_s,
        (epoch_us(as_of) - epoch_us(stated_at)) / 1e6 AS stated_before_s,
        NOT empties AND NOT moves AS ends_window,
        coalesce(stated_reset, CASE WHEN rule = 'fixed' AND window_s > 0 THEN make_timestamptz(
            (epoch_us(stated_at) // (window_s * 1e6)::BIGINT + 1) * (window_s * 1e6)::BIGINT)
            -- Of a window of which only the length is stated: at the latest.
            WHEN rule IS NULL AND NOT empties AND window_s > 0
                AND seen_since + to_microseconds((window_s * 1e6)::BIGINT) > stated_at
            THEN seen_since + to_microseconds((window_s * 1e6)::BIGINT) END)
            AS resets_at
    FROM stated
),
stated_quotas AS (
    -- Between the last answer and the end of the data the pace goes on; a reset begins anew. When
    -- that ends is known where the window's length is.
    SELECT * REPLACE (CASE WHEN resets_at > as_of THEN resets_at
            WHEN ends_window AND window_s > 0 THEN make_timestamptz(epoch_us(resets_at)
                + ((epoch_us(as_of) - epoch_us(resets_at)) // (window_s * 1e6)::BIGINT + 1)
                * (window_s * 1e6)::BIGINT) END AS resets_at),
        ends_window AND resets_at <= as_of AND coalesce(window_s, 0) <= 0 AS is_unknown,
        CASE WHEN resets_at <= as_of THEN 0
        ELSE least(greatest(quota, stated_used),
            greatest(0, stated_used + coalesce(pace_per_s, 0) * stated_before_s)) END AS used
    FROM with_pace
),
-- Of several quotas that are still stated the one that is used up first, else the fullest.
with_end AS (
    SELECT *, greatest(0, quota - used) / nullif(greatest(0, pace_per_s), 0) AS end_s,
        (epoch_us(resets_at) - epoch_us(as_of)) / 1e6 AS reset_in_s,
        max(stated_at) OVER (PARTITION BY vendor, scope, subject, "limit") AS latest_at
    FROM stated_quotas
),
stated_now AS (
    SELECT * FROM with_end WHERE stated_at > as_of - INTERVAL 10 MINUTES OR stated_at = latest_at
    QUALIFY row_number() OVER (PARTITION BY vendor, scope, subject, "limit" ORDER BY
        CASE WHEN end_s < coalesce(reset_in_s, 'infinity') THEN end_s END NULLS LAST,
        used / quota DESC, quota) = 1
),
charges AS (
    SELECT c.*, as_of, (epoch_us(as_of) - epoch_us(ts)) / 1e6 AS before_s
    FROM limit_charges AS c CROSS JOIN data_end
    WHERE ts > as_of - INTERVAL 8 DAYS
),
own_counts AS (
    SELECT vendor, scope, subject, "limit", any_value(currency) AS currency,
        any_value(as_of) AS as_of, any_value(quota) AS quota, any_value(rule) AS rule,
        any_value(window_s) AS window_s, any_value(rate_per_s) AS rate_per_s,
        least(600, max(before_s)) AS pace_s,
        coalesce(sum(cost) FILTER (before_s < 600), 0) AS spent,
        count(*) FILTER (before_s < 600) AS pace_rests_on,
        sum(cost) FILTER (rule = 'sliding' AND before_s < window_s
            OR rule = 'fixed' AND epoch_us(ts) // (window_s * 1e6)::BIGINT
                = epoch_us(as_of) // (window_s * 1e6)::BIGINT) AS in_window
    FROM charges
    GROUP BY vendor, scope, subject, "limit"
    HAVING min(before_s) < 86400
),
levels AS (
    SELECT vendor, scope, subject, "limit", max_by(level, last_ts) AS level, max(last_ts) AS last_ts
    FROM limit_usage WHERE rule IN ('bucket', 'decaying') GROUP BY ALL
),
-- Quotas that some vendors state only when they refuse.
refusal_quotas AS (
    SELECT vendor, scope, subject, "limit", max_by(quota, {ts: ts, quota: quota}) AS quota,
        max_by(told_in, {ts: ts, quota: quota, told: told_in}) AS told_in
    FROM limit_states CROSS JOIN data_end
    WHERE ts > as_of - INTERVAL 1 DAY AND used IS NULL AND quota > 0
    GROUP BY vendor, scope, subject, "limit"
),
own_counts_now AS (
    -- Of the use that an answer stated, our own requests show what leaves a sliding window.
    SELECT c.* REPLACE (coalesce(t.quota, c.quota, q.quota) AS quota),
        CASE WHEN c.quota IS NULL THEN q.told_in ELSE 'catalog' END AS source,
        coalesce(t.used - coalesce(c.in_window, 0), 0) AS unseen, t.quota IS NOT NULL AS is_stated,
        c.spent / nullif(c.pace_s, 0) AS sent_per_s,
        CASE WHEN c.rule IN ('bucket', 'decaying') THEN greatest(0,
                l.level - c.rate_per_s * (epoch_us(c.as_of) - epoch_us(l.last_ts)) / 1e6)
            ELSE coalesce(c.in_window, 0) END AS used,
        CASE WHEN c.rule = 'fixed' THEN make_timestamptz(
            (epoch_us(c.as_of) // (c.window_s * 1e6)::BIGINT + 1) * (c.window_s * 1e6)::BIGINT) END
            AS resets_at
    FROM own_counts AS c LEFT JOIN levels AS l ON l.vendor = c.vendor AND l.scope = c.scope
        AND l.subject IS NOT DISTINCT FROM c.subject AND l."limit" = c."limit"
    LEFT JOIN stated_now AS t ON t.vendor = c.vendor AND t.scope = c.scope
        AND t.subject IS NOT DISTINCT FROM c.subject AND t."limit" = c."limit"
    LEFT JOIN refusal_quotas AS q ON q.vendor = c.vendor AND q.scope = c.scope
        AND q.subject IS NOT DISTINCT FROM c.subject AND q."limit" = c."limit"
    WHERE coalesce(t.quota, c.quota, q.quota) > 0
),
-- What leaves a window that slides, in sixty steps of it, while the present pace comes in.
steps AS (
    SELECT c.vendor, c.scope, c.subject, c."limit", i,
        any_value(c.sent_per_s) * any_value(c.window_s) * i / 60
            + coalesce(sum(x.cost) FILTER (x.before_s < c.window_s * (1 - i / 60)), 0) AS used,
        any_value(c.quota - greatest(0, c.unseen)) AS quota,
        any_value(c.window_s) * i / 60 AS after_s
    FROM (SELECT *, unnest(range(61))::DOUBLE AS i FROM own_counts_now WHERE rule = 'sliding') AS c
    JOIN charges AS x ON x.vendor = c.vendor AND x.scope = c.scope
        AND x.subject IS NOT DISTINCT FROM c.subject AND x."limit" = c."limit"
        AND x.before_s < c.window_s
    GROUP BY c.vendor, c.scope, c.subject, c."limit", i
),
crossings AS (
    SELECT vendor, scope, subject, "limit", min(after_s) AS after_s
    FROM steps WHERE used >= quota GROUP BY ALL
),
with_crossing AS (
    SELECT c.*,
        CASE WHEN c.rule IN ('bucket', 'decaying') THEN c.sent_per_s - c.rate_per_s
            ELSE c.sent_per_s END AS pace_per_s,
        x.after_s
    FROM own_counts_now AS c LEFT JOIN crossings AS x ON x.vendor = c.vendor AND x.scope = c.scope
        AND x.subject IS NOT DISTINCT FROM c.subject AND x."limit" = c."limit"
),
all_limits AS (
    SELECT t.vendor, t.scope, t.subject, t.currency, t."limit", t.as_of, t.used, t.quota,
        t.pace_per_s, t.pace_since, t.pace_rests_on, t.source, t.resets_at, t.refill_per_s,
        t.is_unknown, c.rule, c.window_s, CASE WHEN t.ends_window THEN t.resets_at END AS window_ends_at,
        CASE WHEN t.is_unknown THEN NULL WHEN t.used >= t.quota THEN 0
            WHEN c.rule = 'sliding' THEN c.after_s
            WHEN t.pace_per_s > 0 THEN (t.quota - t.used) / t.pace_per_s END AS after_s
    FROM stated_now AS t LEFT JOIN with_crossing AS c ON c.vendor = t.vendor AND c.scope = t.scope
        AND c.subject IS NOT DISTINCT FROM t.subject AND c."limit" = t."limit"
    UNION ALL BY NAME
    SELECT c.vendor, c.scope, c.subject, c.currency, c."limit", c.as_of, c.used, c.quota,
        c.pace_per_s, c.as_of - to_microseconds((c.pace_s * 1e6)::BIGINT) AS pace_since,
        c.pace_rests_on, c.source, c.resets_at, FALSE AS is_unknown, c.rule, c.window_s,
        c.resets_at AS window_ends_at,
        CASE WHEN c.rule IN ('bucket', 'decaying') THEN c.rate_per_s END AS refill_per_s,
        CASE WHEN c.used >= c.quota THEN 0 WHEN c.rule = 'sliding' THEN c.after_s
            WHEN c.pace_per_s > 0 THEN (c.quota - c.used) / c.pace_per_s END AS after_s
    FROM with_crossing AS c WHERE NOT is_stated
),
-- The hour that follows, as it was on the days before.
usual_pace AS (
    SELECT vendor, scope, subject, "limit", sum(cost) / count(DISTINCT day) / 3600 AS per_s,
        count(DISTINCT day) AS days
    FROM (
        SELECT *, ceil(before_s / 86400)::INT AS day,
            before_s - (ceil(before_s / 86400) - 1) * 86400 AS into_day
        FROM charges WHERE before_s > 0
    )
    WHERE day BETWEEN 1 AND 7 AND into_day > 82800 AND into_day <= 86400
    GROUP BY ALL
),
with_usual AS (
    SELECT j.*, u.per_s - coalesce(j.refill_per_s, 0) AS usual_pace_per_s, u.days AS usual_days,
        -- A window that slides holds what is sent in its length.
        greatest(0, j.quota - j.used)
            / CASE WHEN NOT j.is_unknown AND u.per_s > coalesce(j.refill_per_s, 0)
                AND (j.rule IS DISTINCT FROM 'sliding' OR u.per_s * j.window_s >= j.quota)
                THEN u.per_s - coalesce(j.refill_per_s, 0) END AS usual_after_s
    FROM all_limits AS j LEFT JOIN usual_pace AS u ON u.vendor = j.vendor AND u.scope = j.scope
        AND u.subject IS NOT DISTINCT FROM j.subject AND u."limit" = j."limit"
),
with_times AS (
    -- What is ten years away is not foreseen.
    SELECT *,
        CASE WHEN after_s < 3e8 THEN as_of + to_microseconds((after_s * 1e6)::BIGINT) END AS at_pace,
        CASE WHEN usual_after_s < 3e8
            THEN as_of + to_microseconds((usual_after_s * 1e6)::BIGINT) END AS at_usual
    FROM with_usual
),
within_window AS (
    SELECT *,
        CASE WHEN at_pace < coalesce(window_ends_at, 'infinity') THEN at_pace END AS used_up_at,
        CASE WHEN at_usual < coalesce(window_ends_at, 'infinity') THEN at_usual END AS usual_used_up_at
    FROM with_times
),
-- Of few answers, of a burst, and of a time long after what was seen there is no forecast: a false
-- alarm is worse than none.
with_seen AS (
    SELECT *, (epoch_us(as_of) - epoch_us(pace_since)) / 1e6 AS seen_s,
        (epoch_us(used_up_at) - epoch_us(as_of)) / 1e6 AS used_up_in_s
    FROM within_window
)
SELECT vendor, scope, subject, currency, "limit", used_up_at, as_of, used, quota,
    greatest(0, quota - used) AS remaining, pace_per_s, pace_since, pace_rests_on, source, resets_at,
    usual_pace_per_s, usual_used_up_at, coalesce(usual_days, 0) AS usual_days, used_up_in_s,
    coalesce(used_up_in_s > 0 AND used < quota AND pace_rests_on >= 20 AND seen_s >= 10
        AND (seen_s >= 120 OR used >= 0.5 * quota)
        AND (used_up_in_s <= 6 * seen_s OR usual_used_up_at IS NOT NULL), FALSE) AS runs_out
FROM with_seen
