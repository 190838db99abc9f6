/*
en = "How near to its rate limit did each key or address come, and when?"
zh-Hans = "每个密钥或地址离速率限制有多近？是在什么时候？"
zh-Hant = "每個金鑰或位址離速率限制有多近？是在什麼時候？"
plot = {mark = "circle", x = "utilisation:Q", y = "subject:N", color = "vendor:N"}
*/
-- A quota that is only observed is a guess, and stands below those that are documented or told.
SELECT vendor, scope, subject, max(peak_60s) AS peak, arg_max(quota, utilisation) AS quota,
    arg_max(quota_source, utilisation) AS quota_source, max(utilisation) AS utilisation,
    arg_max(minute, utilisation) AS at, sum(throttled) AS throttled
FROM rate_limit_pressure
WHERE quota IS NOT NULL
GROUP BY ALL
ORDER BY arg_max(quota_source, utilisation) = 'observed', max(utilisation) DESC
