/*
en = "Why do WebSocket connections end, and how long do they last?"
zh-Hans = "WebSocket 连接为什么结束？能持续多久？"
zh-Hant = "WebSocket 連線為什麼結束？能持續多久？"
plot = {mark = "bar", x = "connections:Q", y = "ended_by:N", color = "vendor:N"}
*/
SELECT vendor, client, ended_by, close_code, error_code, count(*) AS connections,
    median(session_s) AS median_s, any_value(close_reason) AS sample_reason
FROM connection_sessions
WHERE ended_by IS NOT NULL
GROUP BY ALL
ORDER BY connections DESC
