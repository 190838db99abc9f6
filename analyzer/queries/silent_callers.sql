-- Clients that fell silent: no request to the vendor for ten times their usual gap, and for an hour
-- at least, before `$until` or the end of the data, whichever comes first: what nobody has read yet
-- is no silence; with fewer than 20 requests nobody knows what is usual. Requests whose client no log
-- names are one caller. The usual gap is the 95th percentile of those before: of the last days that
-- hold 10,000 requests together, or of all days where there are fewer.
-- Of the day in which `$until` lies, only what was sent before it counts.
WITH data_end AS (
    SELECT least($until::TIMESTAMPTZ, last_ts) AS at FROM data_span
),
days AS (
    SELECT vendor, client, day, requests, last_ts AS last_seen
    FROM caller_days WHERE day < time_bucket(INTERVAL 24 HOURS, $until::TIMESTAMPTZ)
    UNION ALL
    SELECT vendor, client, time_bucket(INTERVAL 24 HOURS, $until::TIMESTAMPTZ), count(*), max(ts)
    FROM request_outcomes
    WHERE ts >= time_bucket(INTERVAL 24 HOURS, $until::TIMESTAMPTZ) AND ts < $until
    GROUP BY vendor, client
),
callers AS (
    SELECT vendor, client, sum(requests)::BIGINT AS requests, max(last_seen) AS last_seen
    FROM days GROUP BY vendor, client
),
-- Only of these, which are few, the gaps are worth their cost.
long_silent AS (
    SELECT callers.*, epoch(data_end.at - last_seen) AS silent_for_s
    FROM callers CROSS JOIN data_end
    WHERE requests >= 20 AND epoch(data_end.at - last_seen) > 3600
),
with_later AS (
    SELECT d.vendor, d.client, d.day, s.requests, s.last_seen, s.silent_for_s,
        sum(d.requests) OVER (PARTITION BY d.vendor, d.client ORDER BY d.day DESC) AS since_then
    FROM days AS d JOIN long_silent AS s
        ON d.vendor = s.vendor AND d.client IS NOT DISTINCT FROM s.client
),
silent AS (
    SELECT vendor, client, requests, last_seen, silent_for_s,
        coalesce(max(day) FILTER (since_then >= 10_000), min(day)) AS looked_at_since
    FROM with_later GROUP BY ALL
),
-- Semi-joined, so that DuckDB does not take the requests for the smaller side and hash them all.
own_requests AS (
    SELECT r.vendor, r.client, r.ts FROM request_outcomes AS r SEMI JOIN silent AS q
        ON q.vendor = r.vendor AND q.client IS NOT DISTINCT FROM r.client
    WHERE r.ts < $until
),
request_gaps AS (
    SELECT r.vendor, r.client, q.requests,
        epoch(ts - lag(ts) OVER (PARTITION BY r.vendor, r.client ORDER BY ts)) AS gap_s
    FROM own_requests AS r JOIN silent AS q ON q.vendor = r.vendor
        AND q.client IS NOT DISTINCT FROM r.client AND r.ts >= q.looked_at_since
),
usual_gaps AS (
    -- Of few gaps an estimate may be the one night among them; only of very many it is worth its saving.
    SELECT vendor, client, coalesce(quantile_cont(gap_s, 0.95) FILTER (requests <= 100_000),
        approx_quantile(gap_s, 0.95)) AS usual_gap_s
    FROM request_gaps GROUP BY ALL
)
SELECT s.vendor, s.client, requests, last_seen, usual_gap_s, silent_for_s
FROM silent AS s JOIN usual_gaps AS u
    ON u.vendor = s.vendor AND u.client IS NOT DISTINCT FROM s.client
WHERE silent_for_s > greatest(3600, 10 * usual_gap_s)
ORDER BY silent_for_s DESC, s.vendor, s.client
