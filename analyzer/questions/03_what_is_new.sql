/*
en = "Which errors are new, or at least twice as many as the day before?"
zh-Hans = "哪些错误是新出现的，或者至少是前一天的两倍？"
zh-Hant = "哪些錯誤是新出現的，或者至少是前一天的兩倍？"
plot = {mark = "bar", x = "failures:Q", y = "code:N", color = "trend:N"}
*/
SELECT trend, t.date, vendor, g.code, g.route, t.failures, t.failures_before, g.sample_message
FROM error_trends AS t JOIN error_groups AS g USING (vendor, fingerprint)
WHERE trend IN ('new', 'back', 'grown') AND t.date = (SELECT max(date) FROM requests)
ORDER BY t.failures DESC
