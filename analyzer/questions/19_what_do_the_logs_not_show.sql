/*
en = "What can these numbers not see, because a log leaves it out?"
zh-Hans = "因为日志没有记录，这些数字看不到什么？"
zh-Hant = "因為日誌沒有記錄，這些數字看不到什麼？"
*/
SELECT source, vendor, requests, without_key, without_client, without_trace, without_duration,
    failures, without_body, unclassified
FROM coverage
WHERE requests > 0
ORDER BY greatest(without_key, without_client, without_trace, without_duration) DESC
