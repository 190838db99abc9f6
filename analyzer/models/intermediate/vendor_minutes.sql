/*
about = "What each vendor was asked and answered, minute by minute, and whom."
grain = ["vendor", "minute"]
time = "minute"
limits = "Minutes without a request have no row. A failure under HTTP 200 whose body was not logged counts as a success."
[columns]
minute = "Start of the minute, UTC."
requests = "Requests sent in the minute."
succeeded = "Of these, how many did not fail."
unanswered = "Of these that did not fail, those of which the log shows no answer."
answered = "Requests that the vendor answered with success; an open, a close, and a line without an answer are none."
clients = "Clients that it so answered, sorted."
keys = "Keys with which it did, sorted."
routes = "Routes on which it did, sorted."
[materialized]
lookback_s = 0
*/
SELECT vendor, time_bucket(INTERVAL 1 MINUTE, ts) AS minute, count(*) AS requests,
    count(*) FILTER (NOT failing) AS succeeded,
    count(*) FILTER (NOT failing AND status IS NULL AND protocol IS DISTINCT FROM 'websocket')
        AS unanswered,
    count(*) FILTER (served) AS answered,
    coalesce(list(DISTINCT client ORDER BY client) FILTER (served AND client IS NOT NULL), [])
        AS clients,
    coalesce(list(DISTINCT key_id ORDER BY key_id) FILTER (served AND key_id IS NOT NULL), [])
        AS keys,
    coalesce(list(DISTINCT route ORDER BY route) FILTER (served AND route IS NOT NULL), [])
        AS routes
FROM (SELECT *, is_answered(failing, status, protocol, command) AS served FROM judged_requests)
GROUP BY ALL
