-- Who used up one key's or address's quota: its requests by client, protocol, method and route.
SELECT
    client, protocol, method, route, count(*) AS requests,
    count(*) / sum(count(*)) OVER () AS share,
    count(*) FILTER (WHERE outcome IN ('failed', 'partial')) AS failed
FROM requests
WHERE ts >= $since AND ts < $until AND vendor = $vendor
    AND CASE $scope WHEN 'key' THEN key_id ELSE client_ip END IS NOT DISTINCT FROM $subject
GROUP BY client, protocol, method, route
ORDER BY requests DESC, client, route, protocol, method
LIMIT 50
