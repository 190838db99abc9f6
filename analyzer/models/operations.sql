/*
about = "Attempts of one and the same operation, also where the log has no attempt number."
grain = ["vendor", "client", "key_id", "method", "path", "first_ts"]
each = "an operation that failed at least once"
kept_whole = true
time = ["first_ts", "last_ts"]
limits = "The same operation is: vendor, client, key, method, path and query (its parameters in any order, without timestamps, nonces and signatures). An attempt follows a failed one within 10 s of its answer (or of when nobody waited for one any more), or within the advised wait (told; or documented, of that ten minutes at most) and 10 s; a poll that is repeated faster than that looks like a retry, unless the log counts attempts. The last failure's wait counts, and one without an answer extends none. What was sent before the attempt before it was answered is an attempt beside it, no retry. At one instant a success comes first, then failures, then what had no answer. Attempts are of one client and measured by its own clock, so clocks that differ change none."
lookback = "the attempts of an operation"
judges = ["succeeded", "retries_after_5xx", "max_retries", "retries_over"]
[columns]
client = "= backoff_discipline"
key_id = "="
method = "="
path = "="
route = "="
first_ts = "The first attempt."
last_ts = "The last attempt."
attempts = "Attempts, the one that succeeded included."
failures = "Of these, how many failed."
succeeded = "Whether the last attempt succeeded: FALSE also where it had no answer."
took_s = "From the first to the last attempt, seconds."
codes = "Codes of the failures, sorted."
retries_after_5xx = "How often it was sent again after a failure on the vendor's side (5xx, or a code that means the same) had been answered; attempts in flight together count once."
max_retries = "How many of these the vendor asks for at most; NULL is unknown."
retries_over = "How many were sent beyond that; NULL is unknown."
counted_attempts = "The highest attempt number in the log, that of the success included; NULL where it counts none."
*/
WITH catalog_waits AS (
    SELECT caller_of(vendor, client, client_ip, key_id) AS waiting_caller, ts,
        least(max(advised_wait_s), 600) AS advised_wait_s
    FROM throttles WHERE wait_source = 'catalog' GROUP BY ALL
),
with_open_until AS (
    SELECT vendor, client, key_id, method, path, route, f.ts, code, attempt,
        answered_at_of(f.ts, duration_ms) AS answered_at,
        answered_at + to_microseconds(((10 + coalesce(retry_after_s, advised_wait_s, 0)) * 1e6)::BIGINT)
            AS open_until,
        coalesce(status >= 500, FALSE) OR class IN ('server_error', 'unavailable', 'gateway')
            AS is_5xx,
        caller_of(vendor, client, client_ip, key_id) AS caller,
        operation_of(vendor, method, path, query, caller) AS operation
    FROM failures AS f LEFT JOIN catalog_waits AS a ON f.class = 'rate_limit'
        AND a.waiting_caller = caller_of(vendor, client, client_ip, key_id) AND a.ts = f.ts
    WHERE method IS NOT NULL AND protocol IS DISTINCT FROM 'websocket'
),
-- Only what a caller sent soon after a failure, or while a long wait was on, can be an attempt: most
-- requests are not looked at.
near_spells AS (
    SELECT DISTINCT caller, unnest(generate_series(epoch_us(ts) // 20_000_000,
        epoch_us(open_until) // 20_000_000)) AS spell
    FROM with_open_until WHERE open_until - ts < INTERVAL 5 MINUTES
),
long_waits AS (
    SELECT DISTINCT caller FROM with_open_until WHERE open_until - ts >= INTERVAL 5 MINUTES
),
near_requests AS (
    SELECT * FROM (
        SELECT *, caller_of(vendor, client, client_ip, key_id) AS caller,
            epoch_us(ts) // 20_000_000 AS spell
        FROM classified_requests WHERE NOT failing AND protocol IS DISTINCT FROM 'websocket'
    ) WHERE (caller, spell) IN (FROM near_spells) OR caller IN (FROM long_waits)
),
successes AS (
    SELECT ts, attempt, operation_of(vendor, method, path, query, caller) AS operation FROM near_requests
    WHERE has_succeeded(failing, status, protocol)
),
-- Of a request without an answer nobody knows how it ended: it is an attempt, and settles nothing.
with_unanswered AS (
    SELECT *, {operation: operation, open_until: open_until} AS failure FROM with_open_until
    UNION ALL BY NAME
    SELECT vendor, client, key_id, method, path, route, ts, attempt,
        answered_at_of(ts, duration_ms) AS answered_at, FALSE AS is_5xx, caller,
        operation_of(vendor, method, path, query, caller) AS operation
    FROM near_requests WHERE NOT has_succeeded(failing, status, protocol)
),
-- Until when a request counts as an attempt after this failure, and whether one succeeded.
with_served AS (
    SELECT f.*, s.ts AS served_at, s.attempt AS served_attempt,
        coalesce(s.attempt <= f.attempt, FALSE) AS served_anew
    FROM with_unanswered AS f ASOF LEFT JOIN successes AS s ON f.operation = s.operation AND f.ts < s.ts
),
-- One order over all operations: windows with as many partitions take several times as long.
with_beginning AS (
    SELECT * EXCLUDE (open_until, failure), failure IS NOT NULL AS failed,
        lag(failure IGNORE NULLS) OVER in_order AS failure_before,
        (coalesce(failure, failure_before)).open_until AS open_until,
        (failure_before).operation IS DISTINCT FROM operation
            OR ts > (failure_before).open_until
            OR coalesce(lag(served_at) OVER in_order <= ts, FALSE)
            OR coalesce(attempt <= lag(attempt) OVER in_order, FALSE) AS begins,
        begins OR ts >= lag(answered_at) OVER in_order AS is_step,
        -- What succeeds after another failure is an attempt of that, not of this one.
        coalesce(lead(operation) OVER in_order = operation
            AND lead(ts) OVER in_order < served_at, FALSE) AS failed_between
    FROM with_served WINDOW in_order AS (ORDER BY operation, ts, attempt, failure.open_until)
),
with_run AS (
    SELECT *, sum(begins::INT) OVER in_order AS run, sum(is_step::INT) OVER in_order AS step
    FROM with_beginning WINDOW in_order AS (ORDER BY operation, ts)
),
-- An operation begins with its first failure: a request without an answer before it is no attempt.
of_operations AS (
    FROM with_run QUALIFY coalesce(max(CASE WHEN failed THEN run END) OVER (ORDER BY run, ts) = run, FALSE)
),
runs AS (
    SELECT any_value(vendor) AS vendor, any_value(client) AS client, any_value(key_id) AS key_id,
        any_value(method) AS method, any_value(path) AS path, any_value(route) AS route,
        min(ts) AS first_ts, max(ts) AS last_unserved,
        -- Only the last one decides; wrapped, because max_by passes over NULL.
        max_by(CASE WHEN served_at <= open_until AND NOT served_anew AND NOT failed_between
            THEN {instant: served_at, attempt: served_attempt}
            ELSE {instant: NULL, attempt: NULL} END,
            {ts: ts, is_last: NOT failed_between, open_until: open_until}) AS served,
        count(*) AS unserved, count(*) FILTER (failed) AS failures,
        list(DISTINCT code ORDER BY code) FILTER (failed) AS codes,
        count(DISTINCT step) FILTER (is_5xx) AS steps_5xx,
        coalesce(max(step) FILTER (is_5xx) = max(step), FALSE) AS ends_5xx,
        max_by(answered_at, {ts: ts, answered_at: answered_at}) AS answered_at,
        max(attempt) AS failed_attempts
    FROM of_operations GROUP BY run
),
with_retries AS (
    SELECT *, served.instant AS served_at,
        greatest(failed_attempts, served.attempt) AS counted_attempts,
        steps_5xx - (ends_5xx AND coalesce(served_at < answered_at, TRUE))::INT AS retries_after_5xx
    FROM runs
)
SELECT c.vendor, client, key_id, method, path, route, first_ts,
    coalesce(served_at, last_unserved) AS last_ts,
    unserved + (served_at IS NOT NULL)::INT AS attempts,
    failures,
    served_at IS NOT NULL AS succeeded,
    (epoch_us(coalesce(served_at, last_unserved)) - epoch_us(first_ts)) / 1e6 AS took_s,
    codes, retries_after_5xx, max_retries,
    CASE WHEN max_retries IS NOT NULL THEN greatest(retries_after_5xx - max_retries, 0) END
        AS retries_over,
    counted_attempts
FROM with_retries AS c LEFT JOIN catalog_vendors AS v ON v.vendor = c.vendor
