-- When the 60 s ended in which a key or an address sent most, of those that end in a minute: the
-- first such instant. Requests count as in `request_peaks`.
WITH sent AS (
    SELECT ts, 1 AS requests FROM requests
    WHERE vendor = $vendor
        AND ts > $minute - INTERVAL 60 SECONDS AND ts < $minute + INTERVAL 60 SECONDS
        AND CASE $scope WHEN 'key' THEN key_id ELSE client_ip END IS NOT DISTINCT FROM $subject
        AND ($scope = 'key' OR key_id IS NULL OR vendor IN (
            SELECT vendor FROM catalog_limits WHERE kind = 'requests' AND scope = 'address'))
    UNION ALL
    SELECT $minute, 0
),
counted AS (
    SELECT ts, sum(requests) OVER (ORDER BY ts
        RANGE BETWEEN INTERVAL 59999999 MICROSECONDS PRECEDING AND CURRENT ROW) AS peak_60s
    FROM sent
)
SELECT ts, peak_60s::BIGINT AS peak_60s FROM counted WHERE ts >= $minute
ORDER BY peak_60s DESC, ts LIMIT 1
