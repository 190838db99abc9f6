-- Requests a day, from `$since` on.
SELECT date, count(*) AS requests FROM lake_requests
WHERE date >= $since::DATE
GROUP BY date ORDER BY date
