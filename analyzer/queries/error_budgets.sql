-- What each vendor's error budget holds at the end of the period.
-- `classes` of failures count against it, where those are NULL all that are not the client's own fault.
SELECT vendor, date, target, window_s, requests, bad, success_ratio, budget, budget_left,
    objective_classes AS classes
FROM service_level LEFT JOIN vendors USING (vendor)
WHERE date < $until::DATE OR date = ($until - INTERVAL 1 SECOND)::DATE
QUALIFY date = max(date) OVER (PARTITION BY vendor)
ORDER BY vendor
