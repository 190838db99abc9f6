-- One limit of one key or address, minute by minute.
SELECT minute, used, quota, utilisation, headroom, source AS quota_source, throttled, banned
FROM limit_pressure
WHERE vendor = $vendor AND scope = $scope AND subject IS NOT DISTINCT FROM $subject
    AND currency = $currency AND "limit" = $limit AND minute >= $since AND minute < $until
    AND used IS NOT NULL
ORDER BY minute
