-- One key or address against its quota, minute by minute.
SELECT minute, requests, peak_60s, peak_window, quota, window_s, utilisation, headroom, throttled,
    quota_source, exhausted_in_s
FROM rate_limit_pressure
WHERE vendor = $vendor AND scope = $scope AND subject IS NOT DISTINCT FROM $subject
    AND minute >= $since AND minute < $until
ORDER BY minute
