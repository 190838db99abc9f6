/*
en = "Why is access refused: a missing key, a wrong header, an address, a plan?"
zh-Hans = "为什么被拒绝访问：缺少密钥、请求头错误、地址还是套餐？"
zh-Hant = "為什麼被拒絕存取：缺少金鑰、標頭錯誤、位址還是方案？"
plot = {mark = "bar", x = "failures:Q", y = "cause:N", color = "vendor:N"}
*/
SELECT vendor, cause, client, count(*) AS failures, min(ts) AS first_seen, max(ts) AS last_seen,
    any_value(remedy) AS remedy
FROM auth_failures
GROUP BY ALL
ORDER BY failures DESC
