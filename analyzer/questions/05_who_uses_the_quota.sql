/*
en = "Which program and which route used up the quota in the worst hour of each key?"
zh-Hans = "在每个密钥最差的一小时里，是哪个程序、哪条路由用掉了配额？"
zh-Hant = "在每個金鑰最差的一小時裡，是哪個程式、哪條路由用掉了配額？"
*/
SELECT *
FROM rate_limit_callers
WHERE (vendor, subject, hour) IN (
    SELECT (vendor, subject, date_trunc('hour', arg_max(minute, utilisation)))
    FROM rate_limit_pressure
    GROUP BY vendor, subject
    HAVING max(utilisation) > 0.8
)
ORDER BY vendor, subject, requests DESC
