/*
about = "What became of each throttled request of a caller: the wait that was advised, the next request, its run."
grain = ["caller", "ts", "answered_at", "retry_after_s", "is_sent"]
time = "ts"
kept_whole = true
limits = "As `throttles`."
lookback = "the run of throttled requests; and ahead, until the next request of the caller"
[columns]
caller = "A hash of who sends: key and client, or address, of a vendor."
ts = "="
answered_at = "When its answer had come."
retry_after_s = "="
is_sent = "Whether it was sent, which the close of a connection is not."
advised_wait_s = "= throttles"
wait_source = "= throttles"
actual_wait_s = "= throttles"
honoured = "= throttles"
run_since = "= throttles"
run_position = "= throttles"
wasted = "= throttles"
*/
WITH distinct_waits AS (
    SELECT DISTINCT vendor, caller_of(vendor, client, client_ip, key_id) AS caller, ts,
        answered_at_of(ts, duration_ms) AS answered_at, retry_after_s, is_sent(command) AS is_sent
    FROM failures WHERE class = 'rate_limit'
),
-- What each caller sent, in spells of ten minutes: the next request is looked for among those of
-- the same spell, else it is the first of a later one. Few requests are near a throttled one.
spells AS (
    SELECT caller_of(vendor, caller, NULL, key_id) AS caller,
        epoch_us(since) // 600_000_000 AS spell, served_at, unserved_at
    FROM caller_spells
),
-- Hardly any is answered on a later day than it was sent.
answered_late AS (
    SELECT caller, epoch_us(answered_at) // 600_000_000 AS spell FROM distinct_waits
    WHERE time_bucket(INTERVAL 24 HOURS, answered_at) > time_bucket(INTERVAL 24 HOURS, ts)
),
near_requests AS (
    SELECT caller_of(vendor, caller, NULL, key_id) AS caller, ts, succeeded FROM throttled_spells
    UNION ALL
    SELECT caller_of(vendor, client, client_ip, key_id), ts,
        has_succeeded(failing, status, protocol) FROM judged_requests
    WHERE is_sent(command)
        AND (caller_of(vendor, client, client_ip, key_id), epoch_us(ts) // 600_000_000)
            IN (FROM answered_late)
),
with_spell AS (SELECT *, epoch_us(answered_at) // 600_000_000 AS spell FROM distinct_waits),
with_served AS (
    SELECT w.*, least(soon.ts, later.served_at) AS served_at
    FROM with_spell AS w ASOF LEFT JOIN (FROM near_requests WHERE succeeded) AS soon
        ON w.caller = soon.caller AND w.answered_at <= soon.ts
    ASOF LEFT JOIN (FROM spells WHERE served_at IS NOT NULL) AS later
        ON w.caller = later.caller AND w.spell < later.spell
),
with_next AS (
    SELECT f.* EXCLUDE (spell), least(f.served_at, soon.ts, later.unserved_at) AS next_ts
    FROM with_served AS f ASOF LEFT JOIN (FROM near_requests WHERE NOT succeeded) AS soon
        ON f.caller = soon.caller AND f.answered_at <= soon.ts
    ASOF LEFT JOIN (FROM spells WHERE unserved_at IS NOT NULL) AS later
        ON f.caller = later.caller AND f.spell < later.spell
),
-- A success ends a run also where it was sent before the throttled one was answered.
with_end AS (
    SELECT n.caller, n.ts, n.answered_at, n.is_sent, least(n.served_at, soon.ts) AS ended_at
    FROM with_next AS n ASOF LEFT JOIN (FROM near_requests WHERE succeeded) AS soon
        ON n.caller = soon.caller AND n.ts < soon.ts
),
instants AS (
    SELECT caller, ts, max(answered_at) AS answered_at, bool_or(is_sent) AS is_sent,
        coalesce(lag(min(ended_at)) OVER of_caller <= ts, FALSE) AS begins
    FROM with_end GROUP BY caller, ts
    WINDOW of_caller AS (PARTITION BY caller ORDER BY ts)
),
with_run AS (
    SELECT *, sum(begins::INT) OVER (PARTITION BY caller ORDER BY ts) AS run FROM instants
),
-- Whoever sent before the earlier ones were answered did not know of them.
with_step AS (
    SELECT *, is_sent AND coalesce(ts >= max(answered_at) OVER (of_run
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), FALSE) AS is_step
    FROM with_run WINDOW of_run AS (PARTITION BY caller, run ORDER BY ts)
),
run_places AS (
    SELECT caller, ts, min(ts) OVER of_run AS run_since, (1 + sum(is_step::INT) OVER of_run)::BIGINT AS place
    FROM with_step WINDOW of_run AS (PARTITION BY caller, run ORDER BY ts)
),
-- Where a vendor names no longest wait, doubling ends at an hour: whoever waited that long, waited.
with_advice AS (
    SELECT a.*, r.run_since, r.place AS run_position,
        coalesce(a.retry_after_s, CASE WHEN len(v.backoff_s) > 0 THEN least(
            coalesce(v.backoff_max_s, greatest(3600, v.backoff_s[-1])),
            v.backoff_s[least(r.place, len(v.backoff_s))]
            * v.backoff_factor ** least(greatest(r.place - len(v.backoff_s), 0), 30)) END)
            AS advised_wait_s,
        CASE WHEN a.retry_after_s IS NOT NULL THEN 'header' WHEN len(v.backoff_s) > 0 THEN 'catalog'
            END AS wait_source,
        (epoch_us(a.next_ts) - epoch_us(a.ts)) / 1e6 AS actual_wait_s
    FROM with_next AS a JOIN run_places AS r ON r.caller = a.caller AND r.ts = a.ts
    LEFT JOIN catalog_vendors AS v ON v.vendor = a.vendor
),
-- Until when a caller has to wait, from each answer on.
wait_ends AS (
    SELECT caller, answered_at, max(max(ts + to_microseconds((advised_wait_s * 1e6)::BIGINT)))
        OVER (PARTITION BY caller ORDER BY answered_at) AS wait_until
    FROM with_advice WHERE advised_wait_s IS NOT NULL GROUP BY caller, answered_at
)
SELECT a.caller, a.ts, a.answered_at, a.retry_after_s, a.is_sent, a.advised_wait_s, a.wait_source,
    a.actual_wait_s, a.actual_wait_s >= a.advised_wait_s AS honoured, a.run_since, a.run_position,
    coalesce(a.is_sent AND wait_ends.wait_until > a.ts, FALSE) AS wasted
FROM with_advice AS a ASOF LEFT JOIN wait_ends
    ON wait_ends.caller = a.caller AND a.ts >= wait_ends.answered_at
