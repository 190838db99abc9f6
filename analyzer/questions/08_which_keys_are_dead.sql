/*
en = "Which keys do not work any more, since when, and who still uses them?"
zh-Hans = "哪些密钥已经失效，从什么时候开始，谁还在用？"
zh-Hant = "哪些金鑰已經失效，從什麼時候開始，誰還在用？"
plot = {mark = "bar", x = "refused_since:Q", y = "key_id:N", color = "vendor:N"}
*/
SELECT vendor, key_id, state, dead_since, refused_since, last_refused, clients_since, other_keys
FROM key_health
WHERE state IN ('dead', 'never_worked')
ORDER BY refused_since DESC
