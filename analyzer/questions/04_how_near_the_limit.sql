/*
en = "How near to its rate limit did each key or address come, and when?"
zh-Hans = "每个密钥或地址离速率限制有多近？是在什么时候？"
zh-Hant = "每個金鑰或位址離速率限制有多近？是在什麼時候？"
plot = {mark = "circle", x = "utilisation:Q", y = "subject:N", color = "vendor:N"}
*/
SELECT vendor, scope, subject, max(peak_60s) AS peak, any_value(quota) AS quota,
    max(utilisation) AS utilisation, arg_max(minute, utilisation) AS at, sum(throttled) AS throttled
FROM rate_limit_pressure
WHERE quota IS NOT NULL
GROUP BY ALL
ORDER BY utilisation DESC
