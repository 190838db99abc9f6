-- Requests a day of the zone `$zone`, from `$since` on.
SELECT (ts AT TIME ZONE $zone)::DATE AS day, count(*) AS requests FROM lake_requests
WHERE ts >= $since
GROUP BY day ORDER BY day
