/*
en = "Which quota of the month or day is used up, and when does it reset?"
zh-Hans = "哪个月度或每日配额已经用完，什么时候重置？"
zh-Hant = "哪個月度或每日配額已經用完，什麼時候重置？"
plot = {mark = "circle", x = "exhausted_at:T", y = "vendor:N", color = "period:N", size = "refused:Q"}
*/
SELECT vendor, key_id, period, exhausted_at, refused, clients, resets_at, exhausted_again_at
FROM quota_exhaustions
ORDER BY resets_at DESC
