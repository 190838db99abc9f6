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
-- Lists without a second look at each value: DISTINCT in three aggregates groups all rows once more
-- for each of them.
WITH alike AS (
    SELECT vendor, time_bucket(INTERVAL 1 MINUTE, ts) AS minute,
        is_answered(failing, status, protocol, command) AS served,
        CASE WHEN served THEN client END AS client, CASE WHEN served THEN key_id END AS key_id,
        CASE WHEN served THEN route END AS route, count(*) AS requests,
        count(*) FILTER (NOT failing) AS succeeded,
        count(*) FILTER (NOT failing AND status IS NULL AND protocol IS DISTINCT FROM 'websocket')
            AS unanswered
    FROM judged_requests GROUP BY ALL
)
SELECT vendor, minute, sum(requests)::BIGINT AS requests, sum(succeeded)::BIGINT AS succeeded,
    sum(unanswered)::BIGINT AS unanswered,
    coalesce(sum(requests) FILTER (served), 0)::BIGINT AS answered,
    coalesce(list_sort(list_distinct(list(client) FILTER (client IS NOT NULL))), []) AS clients,
    coalesce(list_sort(list_distinct(list(key_id) FILTER (key_id IS NOT NULL))), []) AS keys,
    coalesce(list_sort(list_distinct(list(route) FILTER (route IS NOT NULL))), []) AS routes
FROM alike GROUP BY ALL
