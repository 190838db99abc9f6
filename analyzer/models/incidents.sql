/*
about = "Runs of failures of one vendor and class, and whose fault they are by what else happened in the same minutes."
grain = ["vendor", "class", "since"]
time = ["since", "until"]
kept_whole = true
limits = "A run ends after 30 minutes without such a failure; its minutes are those in which it has one. Requests that were never sent prove nothing: where fewer than 10 requests, or fewer callers than a verdict needs, can be compared, it is `unknown`; these are counted over all of a verdict's callers together. Who has neither a name nor an address counts with those not hit. Clocks of clients that differ by a minute or more move what they met into other minutes."
lookback = "the length of a run, and 30 minutes"
judges = ["fault", "fault_by", "requests", "succeeded"]
[columns]
class = "One of the closed list of failure classes."
since = "First failure of the run."
until = "Last failure of the run."
failures = "Failures in the run."
requests = "All requests to the vendor in the run's minutes."
succeeded = "Of these, how many the vendor answered with success; an open, a close, and a line without an answer are none."
codes = "Codes met, sorted."
clients = "Clients hit, sorted."
other_clients = "How many clients not hit the vendor answered with success in these minutes."
keys = "How many keys were hit."
other_keys = "How many keys not hit succeeded in these minutes."
routes = "How many routes were hit."
other_routes = "How many routes not hit succeeded in these minutes."
vendors = "How many vendors had this class of failure in one of these minutes, at most, this one included."
other_vendors = "How many other vendors answered one of the callers hit in one of these minutes, at most."
fault = "Whose it is: `client` `vendor` `network` `unknown`, as `fault_by` says."
fault_by = "Where no response came: `many_vendors` (the network's: half of the run's failures or more are of callers that at least half of their requests to other vendors, 10 or more, met no response either), `one_vendor` (the vendor's: half or more are of callers, at least 2, that other vendors answered 9 of 10 times or more, over at least 10 requests, and half or more of all requests to this one, at least 10, met no response), `one_client` (the network's, on the client's side: the vendor answered other callers 9 of 10 times or more, over at least 10 requests, and those hit half the time or less, over at least 10), else `unknown`. Else `everyone` (the vendor's, where the catalog does not say so anyway: at least 10 failures, of 2 callers and 2 keys or more, and fewer than 1 of 10 succeeds) or `catalog` (as the catalog says of the codes of more than half of the failures); `unknown` where it says nothing."
[published]
*/
WITH with_minute AS (
    SELECT vendor, class, ts, code, client, coalesce(client, client_ip) AS caller, key_id, route,
        fault, time_bucket(INTERVAL 1 MINUTE, ts) AS minute
    FROM failures
),
-- No run ends within a minute, and minutes are few.
minutes AS (
    SELECT vendor, class, minute, min(ts) AS since, max(ts) AS until, count(*) AS failures
    FROM with_minute GROUP BY ALL
),
with_beginning AS (
    SELECT *, coalesce(since - lag(until) OVER (PARTITION BY vendor, class ORDER BY minute)
        > INTERVAL 30 MINUTES, TRUE) AS begins
    FROM minutes
),
run_minutes AS MATERIALIZED (
    SELECT vendor, class, minute, failures,
        sum(begins::INT) OVER (ORDER BY vendor, class, minute) AS run
    FROM with_beginning
),
runs AS (
    SELECT run, vendor, class, min(ts) AS since, max(ts) AS until, count(*) AS failures,
        list(DISTINCT code ORDER BY code) AS codes,
        coalesce(list(DISTINCT client ORDER BY client) FILTER (client IS NOT NULL), []) AS clients,
        count(DISTINCT caller) AS callers, count(DISTINCT key_id) AS keys,
        count(DISTINCT route) AS routes,
        -- That of more than half: codes of one class may differ, and one is not all.
        CASE WHEN 2 * count(*) FILTER (fault = 'client') > count(*) THEN 'client'
            WHEN 2 * count(*) FILTER (fault = 'vendor') > count(*) THEN 'vendor'
            WHEN 2 * count(*) FILTER (fault = 'network') > count(*) THEN 'network' END AS fault
    FROM with_minute JOIN run_minutes USING (vendor, class, minute) GROUP BY run, vendor, class
),
-- Each read once: where no day is precomputed, each reads all requests.
asked_minutes AS MATERIALIZED (
    FROM vendor_minutes SEMI JOIN run_minutes USING (vendor, minute)
),
answered_callers AS MATERIALIZED (
    FROM caller_minutes SEMI JOIN run_minutes USING (minute)
),
run_requests AS (
    SELECT run, sum(requests)::BIGINT AS requests, sum(answered)::BIGINT AS succeeded,
        max(failing_alike) AS vendors
    FROM run_minutes JOIN asked_minutes USING (vendor, minute)
    JOIN (
        SELECT class, minute, count(*) AS failing_alike FROM run_minutes GROUP BY ALL
    ) USING (class, minute)
    GROUP BY run
),
-- Who was answered with success in a run's minutes and did not fail in them.
unaffected AS (
    SELECT run, count(*) FILTER (kind = 'client') AS clients,
        count(*) FILTER (kind = 'key') AS keys, count(*) FILTER (kind = 'route') AS routes
    FROM (
        SELECT DISTINCT run, kind, member
        FROM run_minutes JOIN (
            SELECT vendor, minute, 'client' AS kind, unnest(clients) AS member FROM asked_minutes
            UNION ALL
            SELECT vendor, minute, 'key', unnest(keys) FROM asked_minutes
            UNION ALL
            SELECT vendor, minute, 'route', unnest(routes) FROM asked_minutes
        ) USING (vendor, minute)
    ) ANTI JOIN (
        SELECT run, unnest([{kind: 'client', member: client}, {kind: 'key', member: key_id},
            {kind: 'route', member: route}], recursive := TRUE)
        FROM (SELECT DISTINCT vendor, class, minute, client, key_id, route FROM with_minute)
        JOIN run_minutes USING (vendor, class, minute)
    ) USING (run, kind, member)
    GROUP BY run
),
-- What all vendors together answered a caller in a minute: less this one's part is elsewhere.
caller_totals AS (
    SELECT minute, caller, sum(answered) AS answered, sum(unanswered) AS unanswered,
        count(*) FILTER (answered > 0) AS vendors
    FROM answered_callers GROUP BY minute, caller
),
caller_failures AS (
    SELECT run, vendor, class, caller, count(*) AS failures
    FROM with_minute JOIN run_minutes USING (vendor, class, minute)
    WHERE caller IS NOT NULL GROUP BY ALL
),
-- In all of the run's minutes, not only in those in which the caller itself failed.
hit_callers AS (
    SELECT run, class, caller, any_value(h.failures) AS failures,
        coalesce(sum(c.answered), 0) AS answered, coalesce(sum(c.unanswered), 0) AS unanswered,
        sum(e.answered - coalesce(c.answered, 0)) AS elsewhere_answered,
        sum(e.unanswered - coalesce(c.unanswered, 0)) AS elsewhere_unanswered,
        max(e.vendors - coalesce(c.answered > 0, FALSE)::INT) AS other_vendors
    FROM caller_failures AS h JOIN run_minutes USING (run, vendor, class)
    JOIN caller_totals AS e USING (minute, caller)
    LEFT JOIN answered_callers AS c USING (vendor, minute, caller)
    GROUP BY ALL
),
with_side AS (
    SELECT *, elsewhere_answered + elsewhere_unanswered AS elsewhere,
        elsewhere_unanswered / nullif(elsewhere, 0) AS lost_elsewhere
    FROM hit_callers
),
elsewhere AS (
    SELECT run, max(other_vendors) AS other_vendors,
        coalesce(sum(failures) FILTER (lost_elsewhere >= 0.5), 0) AS lost_failures,
        coalesce(sum(elsewhere) FILTER (lost_elsewhere >= 0.5), 0) AS lost_requests,
        coalesce(sum(failures) FILTER (lost_elsewhere <= 0.1), 0) AS well_failures,
        coalesce(sum(elsewhere) FILTER (lost_elsewhere <= 0.1), 0) AS well_requests,
        count(*) FILTER (lost_elsewhere <= 0.1) AS well_callers,
        sum(answered) AS answered, sum(unanswered) AS unanswered
    FROM with_side GROUP BY run
),
-- The vendor's other callers in the run's minutes.
unharmed AS (
    SELECT run, sum(answered) AS answered, sum(unanswered) AS unanswered
    FROM run_minutes JOIN answered_callers USING (vendor, minute)
    ANTI JOIN hit_callers USING (run, caller)
    WHERE class = 'network' GROUP BY run
),
with_counts AS (
    SELECT r.*, m.requests, m.succeeded, m.vendors,
        coalesce(o.clients, 0) AS other_clients, coalesce(o.keys, 0) AS other_keys,
        coalesce(o.routes, 0) AS other_routes, coalesce(e.other_vendors, 0) AS other_vendors,
        e.lost_failures, e.lost_requests, e.well_failures, e.well_requests, e.well_callers,
        e.answered, e.unanswered,
        coalesce(u.answered, 0) AS unharmed_answered, coalesce(u.unanswered, 0) AS unharmed_unanswered
    FROM runs AS r JOIN run_requests AS m USING (run)
    LEFT JOIN unaffected AS o USING (run) LEFT JOIN elsewhere AS e USING (run)
    LEFT JOIN unharmed AS u USING (run)
),
with_fault_by AS (
    SELECT *,
        unanswered + answered + unharmed_answered + unharmed_unanswered AS answers_seen,
        CASE
            WHEN class = 'network' THEN CASE
                WHEN lost_failures >= 0.5 * failures AND lost_requests >= 10 THEN 'many_vendors'
                WHEN well_failures >= 0.5 * failures AND well_callers >= 2 AND well_requests >= 10
                    AND answers_seen >= 10 AND unanswered + unharmed_unanswered >= 0.5 * answers_seen
                    THEN 'one_vendor'
                WHEN unharmed_answered + unharmed_unanswered >= 10
                    AND unharmed_answered >= 0.9 * (unharmed_answered + unharmed_unanswered)
                    AND answered + unanswered >= 10 AND unanswered >= answered THEN 'one_client'
                ELSE 'unknown' END
            WHEN fault IS DISTINCT FROM 'vendor' AND failures >= 10 AND callers > 1 AND keys > 1
                AND succeeded < 0.1 * (failures + succeeded) THEN 'everyone'
            WHEN fault IS NOT NULL THEN 'catalog'
            ELSE 'unknown'
        END AS fault_by
    FROM with_counts
)
SELECT vendor, class, since, until, failures, requests, succeeded, codes, clients, other_clients,
    keys, other_keys, routes, other_routes, vendors, other_vendors,
    CASE fault_by WHEN 'many_vendors' THEN 'network' WHEN 'one_client' THEN 'network'
        WHEN 'one_vendor' THEN 'vendor' WHEN 'everyone' THEN 'vendor' WHEN 'catalog' THEN fault
        ELSE 'unknown' END AS fault,
    fault_by
FROM with_fault_by
