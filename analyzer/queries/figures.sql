-- The period and the one before it, from `$before` to `$since`: a row of numbers for each, in this
-- order. Shares are NULL where there is nothing to take a share of.
WITH request_counts AS (
    SELECT
        ts < $since AS is_before,
        count(*) AS requests,
        count(*) FILTER (WHERE outcome = 'failed') AS failed,
        count(*) FILTER (WHERE outcome = 'partial') AS partial,
        count(DISTINCT vendor) AS vendors,
        count(DISTINCT client) AS clients
    FROM request_outcomes WHERE ts >= $before AND ts < $until GROUP BY is_before
),
failure_counts AS (
    SELECT
        ts < $since AS is_before,
        count(*) AS failures,
        count(*) FILTER (WHERE "group" = 'rate_limit_pressure') AS throttled_or_refused,
        count(*) FILTER (WHERE class = 'network') AS unanswered,
        count(*) FILTER (WHERE status < 400) AS under_success_status,
        count(*) FILTER (WHERE class = 'rate_limit') AS throttled,
        count(*) FILTER (WHERE "group" = 'authentication') AS auth_failures,
        count(DISTINCT key_id) FILTER (WHERE "group" = 'authentication') AS keys_refused
    FROM failures WHERE ts >= $before AND ts < $until GROUP BY is_before
),
periods AS (
    SELECT FALSE AS is_before, $since AS since, $until AS until UNION ALL SELECT TRUE, $before, $since
),
-- What is not settled is of every period since.
partial_counts AS (
    SELECT
        is_before,
        count(*) FILTER (WHERE ts >= since) AS partial_failures,
        count(*) FILTER (WHERE resolution = 'open') AS partial_open,
        count(*) FILTER (WHERE resolution = 'failed_again') AS partial_failed_again
    FROM periods JOIN partial_failures ON ts < until GROUP BY is_before
),
pressure AS (
    SELECT minute < $since AS is_before, max(peak_60s) AS peak_60s,
        max(utilisation) FILTER (WHERE quota_source <> 'observed') AS utilisation
    FROM rate_limit_pressure WHERE minute >= $before AND minute < $until GROUP BY is_before
),
-- Limits of every currency: tokens may be used up where requests are far from it.
limit_use AS (
    SELECT minute < $since AS is_before, max(utilisation) AS utilisation_told
    FROM limit_pressure
    WHERE minute >= $before AND minute < $until AND source <> 'observed' GROUP BY is_before
),
-- Keys that were refused and not answered since: one that was answered again is in no trouble.
keys AS (
    SELECT is_before, count(*) AS keys_in_trouble
    FROM periods JOIN key_health ON state IN ('dead', 'never_worked')
        AND last_refused >= since AND dead_since < until
    GROUP BY is_before
),
unlisted_counts AS (
    SELECT ts < $since AS is_before, count(DISTINCT (vendor, code)) AS unlisted_codes
    FROM failures
    WHERE ts >= $before AND ts < $until AND NOT listed
        AND (vendor, code) IN (SELECT (vendor, code) FROM unlisted_codes)
    GROUP BY is_before
),
load_counts AS (
    SELECT
        is_before,
        count(*) AS loads,
        sum(lines)::BIGINT AS lines,
        sum(rejects)::BIGINT AS rejects,
        sum(skipped)::BIGINT AS skipped
    FROM periods JOIN loads ON CASE
        WHEN first_ts IS NULL THEN loaded_at >= since AND loaded_at < until + INTERVAL 1 DAY
        ELSE last_ts >= since AND first_ts < until
    END
    GROUP BY is_before
),
with_counts AS (
    SELECT is_before, greatest(utilisation, utilisation_told) AS utilisation, peak_60s,
        coalesce(COLUMNS(
            * EXCLUDE (is_before, since, until, utilisation, utilisation_told, peak_60s)), 0)
    FROM periods LEFT JOIN request_counts USING (is_before) LEFT JOIN failure_counts USING (is_before)
    LEFT JOIN partial_counts USING (is_before) LEFT JOIN pressure USING (is_before)
    LEFT JOIN limit_use USING (is_before)
    LEFT JOIN keys USING (is_before) LEFT JOIN unlisted_counts USING (is_before)
    LEFT JOIN load_counts USING (is_before)
)
SELECT * EXCLUDE is_before,
    failures / nullif(requests, 0) AS failure_share,
    rejects / nullif(lines, 0) AS reject_share
FROM with_counts ORDER BY is_before
