/*
about = "What counts towards each vendor's service level, in steps of five minutes."
grain = ["vendor", "since"]
time = "since"
limits = "Steps in which the vendor was not called are missing. Requests of which the log shows no answer do not count."
[columns]
since = "Start of the five minutes, UTC."
target = "Share of requests that shall not fail: `objective.target` of the vendor's catalog file, else 0.999."
requests = "Requests whose outcome is known."
bad = "Of these, failures that count: of the classes in `objective.classes`, else whatever is not the client's own fault."
[materialized]
lookback_s = 10
*/
WITH failure_marks AS (
    SELECT f.vendor, time_bucket(INTERVAL 5 MINUTES, f.ts) AS since, count(*) AS requests,
        count(*) FILTER (CASE WHEN v.objective_classes IS NULL THEN f.fault IS DISTINCT FROM 'client'
            ELSE list_contains(v.objective_classes, f.class) END) AS bad
    FROM failures AS f LEFT JOIN catalog_vendors AS v ON v.vendor = f.vendor
    GROUP BY ALL
),
marks AS (
    SELECT vendor, since, sum(requests) AS requests, sum(bad) AS bad
    FROM (
        SELECT vendor, time_bucket(INTERVAL 5 MINUTES, minute) AS since,
            sum(succeeded - unanswered) AS requests, 0 AS bad
        FROM vendor_minutes GROUP BY ALL HAVING sum(succeeded - unanswered) > 0
        UNION ALL
        FROM failure_marks
    ) GROUP BY ALL
)
SELECT c.vendor, c.since, coalesce(v.objective_target, 0.999::DOUBLE) AS target,
    c.requests::BIGINT AS requests, c.bad::BIGINT AS bad
FROM marks AS c LEFT JOIN catalog_vendors AS v ON v.vendor = c.vendor
