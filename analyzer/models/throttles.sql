/*
about = "Requests that were answered with a rate limit, the wait that was advised, and whether it was kept."
grain = "throttled request (class `rate_limit`)"
limits = "An exhausted quota, a refused connection or subscription is no throttle: a short wait mends none of them. Of callers that the log does not tell apart, one can break the wait of another."
lookback = "the run of throttled requests; and ahead, until the next request of the caller"
includes = "failures"
[columns]
advised_wait_s = "Wait that was advised, seconds; NULL where neither the answer nor the catalog advises any."
wait_source = "`header` (Retry-After, or where the vendor's answer says it otherwise) or `catalog`: the vendor's documented back-off, by place in the run; NULL is none."
actual_wait_s = "Seconds from this request to the next one that the caller (client and key) sent to the vendor after it was answered; NULL at the end of the data."
honoured = "Whether the actual wait was as long as advised; NULL where one of them is not known."
run_since = "First throttled request of the run: none of the caller's requests has succeeded since."
run_position = "Place in the run, from 1; throttled requests of one instant share it."
wasted = "Sent before a wait was over that the caller had been advised before."
*/
-- Read twice, the second time with all of its columns: keeping those of a month takes much memory.
WITH throttled AS NOT MATERIALIZED (
    SELECT *, hash(vendor, coalesce(client, client_ip), key_id) AS caller,
        ts + to_microseconds(greatest(coalesce(duration_ms, 0) * 1000, 1)::BIGINT) AS answered_at
    FROM failures WHERE class = 'rate_limit'
),
-- All that a wait depends on, so that the other columns are joined only once, at the end.
waits AS (
    SELECT DISTINCT vendor, caller, ts, answered_at, retry_after_s FROM throttled
),
-- What each caller sent, in spells of ten minutes: the next request is looked for among those of
-- the same spell, else it is the first of a later one. Few requests are near a throttled one.
spells AS (
    SELECT hash(vendor, caller, key_id) AS caller, epoch_us(since) // 600_000_000 AS spell,
        served_at, failed_at
    FROM caller_spells
),
-- Hardly any is answered on a later day than it was sent.
answered_late AS (
    SELECT caller, epoch_us(answered_at) // 600_000_000 AS spell FROM waits
    WHERE time_bucket(INTERVAL 24 HOURS, answered_at) > time_bucket(INTERVAL 24 HOURS, ts)
),
near AS (
    SELECT hash(vendor, caller, key_id) AS caller, ts, failing FROM throttled_spells
    UNION ALL
    SELECT hash(vendor, coalesce(client, client_ip), key_id), ts, failing FROM judged_requests
    WHERE (hash(vendor, coalesce(client, client_ip), key_id), epoch_us(ts) // 600_000_000)
        IN (FROM answered_late)
),
placed AS (SELECT *, epoch_us(answered_at) // 600_000_000 AS spell FROM waits),
followed AS (
    SELECT w.*, least(soon.ts, later.served_at) AS served_at
    FROM placed AS w ASOF LEFT JOIN (FROM near WHERE NOT failing) AS soon
        ON w.caller = soon.caller AND w.answered_at <= soon.ts
    ASOF LEFT JOIN (FROM spells WHERE served_at IS NOT NULL) AS later
        ON w.caller = later.caller AND w.spell < later.spell
),
answered AS (
    SELECT f.* EXCLUDE (spell), least(f.served_at, soon.ts, later.failed_at) AS next_ts
    FROM followed AS f ASOF LEFT JOIN (FROM near WHERE failing) AS soon
        ON f.caller = soon.caller AND f.answered_at <= soon.ts
    ASOF LEFT JOIN (FROM spells WHERE failed_at IS NOT NULL) AS later
        ON f.caller = later.caller AND f.spell < later.spell
),
instants AS (
    SELECT caller, ts,
        coalesce(lag(min(served_at)) OVER of_caller <= ts, FALSE) AS begins
    FROM answered GROUP BY caller, ts
    WINDOW of_caller AS (PARTITION BY caller ORDER BY ts)
),
numbered AS (
    SELECT caller, ts, sum(begins::INT) OVER (PARTITION BY caller ORDER BY ts) AS run
    FROM instants
),
runs AS (
    SELECT caller, ts, run, min(ts) OVER of_run AS run_since, row_number() OVER of_run AS place
    FROM numbered WINDOW of_run AS (PARTITION BY caller, run ORDER BY ts)
),
advised AS (
    SELECT a.*, r.run_since, r.place AS run_position,
        coalesce(a.retry_after_s, v.backoff_s[least(r.place, len(v.backoff_s))]) AS advised_wait_s,
        CASE WHEN a.retry_after_s IS NOT NULL THEN 'header' WHEN len(v.backoff_s) > 0 THEN 'catalog'
            END AS wait_source,
        (epoch_us(a.next_ts) - epoch_us(a.ts)) / 1e6 AS actual_wait_s
    FROM answered AS a JOIN runs AS r ON r.caller = a.caller AND r.ts = a.ts
    LEFT JOIN catalog_vendors AS v ON v.vendor = a.vendor
),
kept AS (
    SELECT * EXCLUDE (vendor), actual_wait_s >= advised_wait_s AS honoured,
        coalesce(max(ts + to_microseconds((advised_wait_s * 1e6)::BIGINT)) OVER (
            PARTITION BY caller ORDER BY ts
            RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 MICROSECOND PRECEDING) > ts, FALSE)
            AS wasted
    FROM advised
)
SELECT t.* EXCLUDE (caller, answered_at),
    k.advised_wait_s, k.wait_source, k.actual_wait_s, k.honoured, k.run_since, k.run_position,
    k.wasted
FROM throttled AS t JOIN kept AS k ON k.caller = t.caller AND k.ts = t.ts
    AND k.answered_at = t.answered_at AND k.retry_after_s IS NOT DISTINCT FROM t.retry_after_s
