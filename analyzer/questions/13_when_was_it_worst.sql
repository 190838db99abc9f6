/*
en = "In which hours did a vendor answer less than 95 % of our requests?"
zh-Hans = "哪些小时里，供应商成功应答的请求不足 95 %？"
zh-Hant = "哪些小時裡，供應商成功應答的請求不足 95 %？"
plot = {mark = "circle", x = "hour:T", y = "success_ratio:Q", color = "vendor:N", size = "requests:Q"}
*/
SELECT vendor, hour, requests, failed, partial, success_ratio, p95_ms
FROM vendor_health
WHERE success_ratio < 0.95 AND requests >= 20
ORDER BY success_ratio
