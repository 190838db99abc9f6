-- The minute in which each limit was fullest, in its own currency, and who called. Requests that only
-- our own count knows are those of `rate_limit_by_subject`.
WITH callers AS (
    SELECT vendor, key_id, client_ip, client FROM caller_days
    WHERE last_ts >= $since AND first_ts < $until AND client IS NOT NULL
    GROUP BY ALL
),
pressure AS MATERIALIZED (
    SELECT * FROM limit_pressure
    WHERE minute >= $since AND minute < $until
        AND ("limit" <> 'requests' OR told_used IS NOT NULL)
),
peaks AS (
    SELECT * FROM pressure
    QUALIFY row_number() OVER (
        PARTITION BY vendor, scope, subject, currency, "limit"
        ORDER BY utilisation DESC NULLS LAST, used DESC NULLS LAST, minute) = 1
),
sums AS (
    SELECT vendor, scope, subject, currency, "limit", sum(throttled)::BIGINT AS throttled,
        bool_or(banned) AS banned
    FROM pressure GROUP BY ALL
),
with_callers AS (
    SELECT p.vendor, p.scope, p.subject, p.currency, p."limit", p.minute, p.used, p.quota, p.utilisation,
        p.headroom, p.source AS quota_source, p.told_used IS NOT NULL AS is_told, p.window_s, s.throttled,
        s.banned,
        list(DISTINCT client ORDER BY client) FILTER (WHERE client IS NOT NULL) AS clients
    FROM peaks AS p
    JOIN sums AS s ON s.vendor = p.vendor AND s.scope = p.scope AND s.currency = p.currency
        AND s."limit" = p."limit" AND s.subject IS NOT DISTINCT FROM p.subject
    LEFT JOIN callers AS c ON c.vendor = p.vendor AND p.subject IS NOT DISTINCT FROM
        CASE p.scope WHEN 'address' THEN c.client_ip ELSE coalesce(c.key_id, c.client_ip) END
    GROUP BY ALL
)
FROM with_callers
ORDER BY utilisation IS NULL, quota_source = 'observed', utilisation DESC, vendor, subject, currency, "limit"
