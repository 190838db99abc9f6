/*
about = "How full our own requests made each documented limit, minute by minute, by the limit's own rule."
grain = ["vendor", "scope", "subject", "limit", "minute"]
kept_whole = true
time = "minute"
limits = "Sees only the requests in the lake: other users of the same key are invisible. Minutes without a request have no row. A refused request counts in a window, and takes nothing out of a bucket."
lookback = "the limit's window; of a bucket or a decaying counter all that is before"
[columns]
scope = "= limit_states"
subject = "= limit_states"
currency = "= limit_forecast"
limit = "The limit, as in `limit_states`."
minute = "Start of the minute, UTC."
requests = "Requests of the minute that it counts."
cost = "What they count together."
counted = "The most that was used at once in the minute: in a sliding window that ends in it, since a fixed window began, or as a level."
level = "What was used right after the last request of the minute."
last_ts = "When that was sent."
quota = "The documented quota; NULL is unknown."
window_s = "= limit_charges"
rate_per_s = "What a second gives back, of a bucket or a decaying counter."
rule = "= limit_charges"
*/
WITH sliding AS (
    SELECT *, sum(cost) OVER (PARTITION BY vendor, scope, subject, "limit" ORDER BY ts
        RANGE BETWEEN to_microseconds((window_s * 1e6)::BIGINT - 1) PRECEDING AND CURRENT ROW)
        AS level
    FROM limit_charges WHERE rule = 'sliding' AND window_s > 0
),
fixed AS (
    SELECT *, sum(cost) OVER (PARTITION BY vendor, scope, subject, "limit",
        epoch_us(ts) // (window_s * 1e6)::BIGINT ORDER BY ts
        RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS level
    FROM limit_charges WHERE rule = 'fixed' AND window_s > 0
),
-- The level after request n is the greatest, over any request k up to it, of what k to n cost less
-- what the time between them gave back: a sum and a running minimum. Requests of one instant, whose
-- order nobody knows, all have the level after the last of them.
with_sums AS (
    SELECT *, sum(cost) OVER (in_order ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS spent,
        sum(cost) OVER in_order AS spent_by_then,
        rate_per_s * (epoch_us(ts) - min(epoch_us(ts)) OVER of_subject) / 1e6 AS given_back
    FROM limit_charges WHERE rule IN ('bucket', 'decaying') AND rate_per_s > 0
    WINDOW of_subject AS (PARTITION BY vendor, scope, subject, "limit"),
        in_order AS (PARTITION BY vendor, scope, subject, "limit" ORDER BY ts)
),
with_level AS (
    SELECT * EXCLUDE (spent, spent_by_then, given_back),
        spent_by_then - given_back - min(spent - cost - given_back) OVER (
            PARTITION BY vendor, scope, subject, "limit" ORDER BY ts) AS level
    FROM with_sums
),
levels AS (
    FROM sliding UNION ALL FROM fixed UNION ALL FROM with_level
)
SELECT vendor, scope, subject, any_value(currency) AS currency, "limit",
    time_bucket(INTERVAL 1 MINUTE, ts) AS minute, count(*) AS requests, sum(cost) AS cost,
    max(level) AS counted, max_by(level, ts) AS level, max(ts) AS last_ts,
    max(quota) AS quota, max(window_s) AS window_s, max(rate_per_s) AS rate_per_s,
    any_value(rule) AS rule
FROM levels
GROUP BY vendor, scope, subject, "limit", time_bucket(INTERVAL 1 MINUTE, ts)
