/*
en = "Which traces failed on their way through several vendors?"
zh-Hans = "哪些链路在经过多个供应商时失败了？"
zh-Hant = "哪些鏈路在經過多個供應商時失敗了？"
*/
SELECT trace_key, first_ts, last_ts, vendors, clients, requests, failures, codes
FROM traces
WHERE failures > 0 AND len(vendors) > 1
ORDER BY failures DESC, first_ts DESC
