-- How fast each vendor burned its error budget at the last mark of the period, by pair of windows.
SELECT vendor, until, severity, long_window_s, short_window_s, factor, requests, bad, long_burn,
    short_burn, fires
FROM burn_rate
WHERE until >= $since AND until <= $until
QUALIFY until = max(until) OVER (PARTITION BY vendor)
ORDER BY vendor, factor DESC
