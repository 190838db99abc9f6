/*
en = "Which errors are new or back, or at least twice as many as on the last day before with requests?"
zh-Hans = "哪些错误是新出现或再次出现的，或者至少是上一个有请求日的两倍？"
zh-Hant = "哪些錯誤是新出現或再次出現的，或者至少是上一個有請求日的兩倍？"
plot = {mark = "bar", x = "failures:Q", y = "code:N", color = "trend:N"}
*/
SELECT trend, t.date, vendor, g.code, g.route, t.failures, t.failures_before, g.sample_message
FROM error_trends AS t JOIN error_groups AS g USING (vendor, fingerprint)
WHERE trend IN ('new', 'back', 'grown') AND t.date = (SELECT max(date) FROM requests)
ORDER BY t.failures DESC
