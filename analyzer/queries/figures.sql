-- The period in one row of numbers. Shares are NULL where there is nothing to take a share of.
WITH sent AS (
    SELECT
        count(*) AS requests,
        count(*) FILTER (WHERE outcome = 'failed') AS failed,
        count(*) FILTER (WHERE outcome = 'partial') AS partial,
        count(DISTINCT vendor) AS vendors,
        count(DISTINCT client) AS clients
    FROM requests WHERE ts >= $since AND ts < $until
),
failing AS (
    SELECT
        count(*) AS failures,
        count(*) FILTER (WHERE "group" = 'rate_limit_pressure') AS throttled_or_refused,
        count(*) FILTER (WHERE class = 'network') AS unanswered,
        count(*) FILTER (WHERE status < 400) AS under_success_status,
        count(*) FILTER (WHERE class = 'rate_limit') AS throttled,
        count(*) FILTER (WHERE "group" = 'authentication') AS auth_failures,
        count(DISTINCT key_id) FILTER (WHERE "group" = 'authentication') AS keys_refused
    FROM failures WHERE ts >= $since AND ts < $until
),
partly AS (
    SELECT
        count(*) AS partial_failures,
        count(*) FILTER (WHERE resolution = 'open') AS partial_open,
        count(*) FILTER (WHERE resolution = 'failed_again') AS partial_failed_again
    FROM partial_failures WHERE ts >= $since AND ts < $until
),
pressure AS (
    SELECT max(utilisation) AS utilisation, max(peak_60s) AS peak_60s
    FROM rate_limit_pressure WHERE minute >= $since AND minute < $until
),
unlisted AS (
    SELECT count(*) AS unlisted_codes
    FROM unlisted_codes WHERE last_seen >= $since AND first_seen < $until
),
read AS (
    SELECT
        count(*) AS loads,
        coalesce(sum(lines), 0)::BIGINT AS lines,
        coalesce(sum(rejects), 0)::BIGINT AS rejects,
        coalesce(sum(skipped), 0)::BIGINT AS skipped
    FROM loads
    WHERE CASE
        WHEN first_ts IS NULL THEN loaded_at >= $since AND loaded_at < $until + INTERVAL 1 DAY
        ELSE last_ts >= $since AND first_ts < $until
    END
)
SELECT
    *,
    failures / nullif(requests, 0) AS failure_share,
    rejects / nullif(lines, 0) AS reject_share
FROM sent, failing, partly, pressure, unlisted, read
