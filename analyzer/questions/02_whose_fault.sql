/*
en = "Whose fault is it: ours, the vendor's, or the network's, and why do we think so?"
zh-Hans = "是谁的问题：我们、供应商还是网络？凭什么这么认为？"
zh-Hant = "是誰的問題：我們、供應商還是網路？憑什麼這麼認為？"
plot = {mark = "circle", x = "since:T", y = "vendor:N", color = "fault:N", size = "failures:Q"}
*/
SELECT since, until, vendor, class, failures, fault, fault_by, succeeded, clients, codes
FROM incidents
ORDER BY failures DESC
LIMIT 20
