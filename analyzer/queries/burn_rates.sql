-- How fast each vendor burned its error budget at the last mark of the period, by pair of windows.
-- `classes` of failures are `bad`, where those are NULL all that are not the client's own fault.
SELECT vendor, until, severity, long_window_s, short_window_s, factor, requests, bad, long_burn,
    short_burn, fires, objective_classes AS classes
FROM burn_rate LEFT JOIN vendors USING (vendor)
WHERE until >= $since AND until <= $until
QUALIFY until = max(until) OVER (PARTITION BY vendor)
ORDER BY vendor, factor DESC
