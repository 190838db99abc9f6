/*
en = "Which routes are slowest, and are they slower than in the days before?"
zh-Hans = "哪些路由最慢？比前几天更慢吗？"
zh-Hant = "哪些路由最慢？比前幾天更慢嗎？"
plot = {mark = "circle", x = "p95_ms:Q", y = "route:N", color = "vendor:N"}
*/
SELECT vendor, method, route, count(*) AS requests,
    quantile_cont(duration_ms, 0.95) FILTER (date = last) AS p95_ms,
    quantile_cont(duration_ms, 0.95) FILTER (date < last) AS p95_ms_before
FROM requests, (SELECT max(date) AS last FROM requests)
WHERE duration_ms IS NOT NULL AND protocol = 'http'
GROUP BY ALL
HAVING count(*) >= 20
ORDER BY p95_ms DESC NULLS LAST
LIMIT 20
