-- The vendors that were called in the period.
SELECT DISTINCT vendor FROM lake_requests
WHERE ts >= $since AND ts < $until AND date >= $since::DATE AND date <= $until::DATE
ORDER BY vendor
