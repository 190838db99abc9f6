/*
en = "Which half-done operations are still open, oldest first?"
zh-Hans = "哪些只完成了一半的操作还没有了结？最早的排在前面。"
zh-Hant = "哪些只完成了一半的操作還沒有了結？最早的排在前面。"
plot = {mark = "circle", x = "ts:T", y = "vendor:N", color = "resolution:N"}
*/
SELECT ts, vendor, client, method, path, resolution, parts_failed, parts_total, parts, remedy
FROM partial_failures
WHERE resolution IN ('open', 'failed_again')
ORDER BY ts
