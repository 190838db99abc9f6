/*
en = "Who goes on sending although the vendor said how long to wait?"
zh-Hans = "供应商已经说明要等多久，谁还在继续发送？"
zh-Hant = "供應商已經說明要等多久，誰還在繼續發送？"
plot = {mark = "bar", x = "ignored:Q", y = "client:N", color = "vendor:N"}
*/
SELECT vendor, client, key_id, throttled, honoured, ignored, wasted, advised_wait_s, actual_wait_s
FROM backoff_discipline
WHERE ignored > 0
ORDER BY ignored DESC
