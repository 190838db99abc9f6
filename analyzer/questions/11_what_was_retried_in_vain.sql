/*
en = "Which operations were tried again and again without success?"
zh-Hans = "哪些操作反复重试却没有成功？"
zh-Hant = "哪些操作反覆重試卻沒有成功？"
plot = {mark = "bar", x = "attempts:Q", y = "route:N", color = "vendor:N"}
*/
SELECT vendor, client, method, route, count(*) AS operations, sum(attempts) AS attempts,
    max(took_s) AS longest_s, list_sort(list_distinct(flatten(list(codes)))) AS codes
FROM operations
WHERE NOT succeeded AND attempts > 1
GROUP BY ALL
ORDER BY attempts DESC
