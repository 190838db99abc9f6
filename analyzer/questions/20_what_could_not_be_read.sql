/*
en = "Which lines of which log could not be read, and why?"
zh-Hans = "哪份日志的哪些行无法读取，原因是什么？"
zh-Hant = "哪份日誌的哪些行無法讀取，原因是什麼？"
plot = {mark = "bar", x = "lines:Q", y = "reason:N", color = "source:N"}
*/
SELECT source, reason, count(*) AS lines, min(line) AS first_line, any_value(excerpt) AS excerpt
FROM rejects
GROUP BY ALL
ORDER BY lines DESC
