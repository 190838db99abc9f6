/*
en = "Which codes do vendors send that their catalog does not know?"
zh-Hans = "供应商发来了哪些目录里没有的代码？"
zh-Hant = "供應商發來了哪些目錄裡沒有的代碼？"
plot = {mark = "bar", x = "failures:Q", y = "code:N", color = "vendor:N"}
*/
SELECT vendor, code, class, failures, first_seen, last_seen, sample_message
FROM unlisted_codes
ORDER BY last_seen DESC
