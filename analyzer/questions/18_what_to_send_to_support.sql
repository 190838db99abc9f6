/*
en = "What do we send to each vendor's support: its own failures, with the ids it can look up?"
zh-Hans = "我们该把什么发给各供应商的技术支持：由其自身造成、且带有可查编号的失败？"
zh-Hant = "我們該把什麼發給各供應商的技術支援：由其自身造成、且帶有可查編號的失敗？"
*/
SELECT vendor, ts, method, path, status, code, message, trace_id, request_id
FROM failures
WHERE fault = 'vendor' AND coalesce(trace_id, request_id) IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY vendor, code ORDER BY ts DESC) <= 3
ORDER BY vendor, code, ts DESC
