-- The fullest minute of each limit, as logged and as it would have been: what answers told beyond
-- our own requests stays, and our own are counted again.
WITH own AS (
    SELECT coalesce(c.vendor, o.vendor) AS vendor, coalesce(c.scope, o.scope) AS scope,
        coalesce(c.subject, o.subject) AS subject, coalesce(c.currency, o.currency) AS currency,
        coalesce(c."limit", o."limit") AS "limit", coalesce(c.minute, o.minute) AS minute,
        coalesce(c.counted, 0) AS would_be, coalesce(o.counted, 0) AS was,
        coalesce(c.quota, o.quota) AS quota
    FROM changed.limit_usage AS c FULL JOIN limit_usage AS o ON o.vendor = c.vendor
        AND o.scope = c.scope AND o.subject IS NOT DISTINCT FROM c.subject
        AND o."limit" = c."limit" AND o.minute = c.minute
),
minutes AS (
    SELECT o.* EXCLUDE (quota), coalesce(p.quota, o.quota) AS quota,
        coalesce(p.used, 0) AS used_was,
        o.would_be + greatest(0, coalesce(p.told_used - p.counted, 0)) AS used
    FROM own AS o LEFT JOIN limit_pressure AS p ON p.vendor = o.vendor AND p.scope = o.scope
        AND p.subject IS NOT DISTINCT FROM o.subject AND p."limit" = o."limit"
        AND p.minute = o.minute
)
SELECT vendor, scope, subject, currency, "limit", max(quota) AS quota, max(used_was) AS used_was,
    max(used_was / quota) AS utilisation_was, max(used) AS used, max(used / quota) AS utilisation,
    count(*) FILTER (used_was >= quota) AS full_minutes_was,
    count(*) FILTER (used >= quota) AS full_minutes, max_by(minute, used) AS fullest_at
FROM minutes
GROUP BY vendor, scope, subject, currency, "limit"
ORDER BY utilisation DESC NULLS LAST, vendor, subject, "limit"
