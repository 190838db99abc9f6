-- What was going on when the period began, by vendor and class: since when. A run of failures goes on
-- over pauses of up to 30 minutes (the view of incidents); a used up quota until it resets.
SELECT vendor, class, since, until
FROM incidents
WHERE since < $since AND until >= $since::TIMESTAMPTZ - INTERVAL 30 MINUTES
UNION ALL
SELECT vendor, 'quota', min(exhausted_at), max(last_refused)
FROM quota_exhaustions
WHERE exhausted_at < $since AND coalesce(resets_at, last_refused) >= $since
GROUP BY vendor
ORDER BY ALL
