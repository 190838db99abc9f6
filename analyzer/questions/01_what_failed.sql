/*
en = "What failed in the last day of the data, and what is to be done?"
zh-Hans = "数据的最后一天里，什么失败了，该怎么办？"
zh-Hant = "資料的最後一天裡，什麼失敗了，該怎麼辦？"
plot = {mark = "bar", x = "failures:Q", y = "code:N", color = "vendor:N"}
*/
SELECT vendor, code, class, count(*) AS failures, max(ts) AS last_seen, any_value(remedy) AS remedy
FROM failures
WHERE ts > (SELECT max(ts) FROM requests) - INTERVAL 24 HOURS
GROUP BY ALL
ORDER BY failures DESC
