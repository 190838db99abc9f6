-- What each vendor's error budget holds at the end of the period.
SELECT vendor, date, target, window_s, requests, bad, success_ratio, budget, budget_left
FROM service_level
WHERE date < $until::DATE OR date = ($until - INTERVAL 1 SECOND)::DATE
QUALIFY date = max(date) OVER (PARTITION BY vendor)
ORDER BY vendor
