-- The minute of highest pressure of each key or address, and who called with it. A limit that is
-- guessed from what was refused stands below those that are documented or told.
WITH callers AS (
    SELECT vendor, key_id, client_ip, client, count(*) AS requests
    FROM request_outcomes
    WHERE ts >= $since AND ts < $until
    GROUP BY ALL
),
pressure AS MATERIALIZED (
    SELECT * FROM rate_limit_pressure WHERE minute >= $since AND minute < $until
),
sums AS (
    SELECT vendor, scope, subject, sum(requests)::BIGINT AS requests,
        sum(throttled)::BIGINT AS throttled, max(utilisation) AS highest
    FROM pressure
    GROUP BY ALL
),
peaks AS (
    SELECT pressure.* FROM pressure JOIN sums ON pressure.vendor = sums.vendor
        AND pressure.scope = sums.scope AND pressure.subject IS NOT DISTINCT FROM sums.subject
        AND pressure.utilisation IS NOT DISTINCT FROM sums.highest
    QUALIFY row_number() OVER (
        PARTITION BY pressure.vendor, pressure.scope, pressure.subject
        ORDER BY peak_60s DESC, minute) = 1
),
with_callers AS (
    SELECT
        peaks.vendor, peaks.scope, peaks.subject, peaks.minute, peaks.peak_60s, peaks.quota,
        peaks.window_s, peaks.utilisation, peaks.headroom, peaks.quota_source, sums.requests,
        sums.throttled,
        list(DISTINCT client ORDER BY client) FILTER (WHERE client IS NOT NULL) AS clients
    FROM peaks
    JOIN sums ON peaks.vendor = sums.vendor AND peaks.scope = sums.scope
        AND peaks.subject IS NOT DISTINCT FROM sums.subject
    LEFT JOIN callers ON peaks.vendor = callers.vendor AND peaks.subject IS NOT DISTINCT FROM
        CASE peaks.scope WHEN 'key' THEN callers.key_id ELSE callers.client_ip END
    GROUP BY ALL
)
FROM with_callers
ORDER BY utilisation IS NULL, quota_source = 'observed', utilisation DESC, peak_60s DESC, vendor, subject
