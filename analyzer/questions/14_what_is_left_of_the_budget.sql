/*
en = "How much of each vendor's error budget is left?"
zh-Hans = "每个供应商的错误预算还剩多少？"
zh-Hant = "每個供應商的錯誤預算還剩多少？"
plot = {mark = "bar", x = "budget_left:Q", y = "vendor:N"}
*/
SELECT vendor, date, target, requests, bad, success_ratio, budget, budget_left
FROM service_level
QUALIFY row_number() OVER (PARTITION BY vendor ORDER BY date DESC) = 1
ORDER BY budget_left
