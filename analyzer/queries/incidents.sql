-- Incidents: runs of failures of one class at one vendor (where no response came: of one client)
-- without a pause of 30 minutes. A run counts from `$at_least` failures on; a used up quota and a
-- refused connection or subscription count from the first. A vendor's partial failures are one
-- incident. `since`: when it began, which may be before `$since`. `ongoing`: not over at `$until`, or
-- still open. Whose fault it is, the view of incidents tells by what else happened meanwhile.
WITH failing AS (
    SELECT *, CASE class WHEN 'network' THEN coalesce(client, '') ELSE vendor END AS whose
    FROM failures WHERE ts >= $since AND ts < $until
),
marked AS (
    SELECT *,
        (class <> 'partial_failure'
            AND coalesce(ts - lag(ts) OVER run > INTERVAL 30 MINUTES, TRUE))::INT AS begins
    FROM failing WINDOW run AS (PARTITION BY class, whose ORDER BY ts)
),
numbered AS (
    SELECT *,
        sum(begins) OVER (PARTITION BY class, whose ORDER BY ts ROWS UNBOUNDED PRECEDING) AS run
    FROM marked
),
half_done AS (
    SELECT vendor, count(*) FILTER (ts >= $since) AS unresolved, min(ts) AS since
    FROM partial_failures WHERE ts < $until AND resolution = 'open'
    GROUP BY vendor
),
used_up AS (
    SELECT vendor, min(exhausted_at) AS since FROM quota_exhaustions
    WHERE exhausted_at < $since AND coalesce(resets_at, last_refused) >= $since
    GROUP BY vendor
),
runs AS (
    SELECT
        list(DISTINCT vendor ORDER BY vendor) AS vendors,
        class, any_value(class_title) AS class_title, any_value("group") AS "group",
        min(ts) AS first_seen, max(ts) AS last_seen,
        count(*) AS failures,
        list(DISTINCT code ORDER BY code) AS codes,
        list(DISTINCT client ORDER BY client) FILTER (WHERE client IS NOT NULL) AS clients,
        mode(meaning) AS meaning, mode(remedy) AS remedy,
        any_value(docs_url) AS docs_url
    FROM numbered
    GROUP BY class, whose, run
    HAVING count(*) >= CASE
        WHEN class IN ('partial_failure', 'quota', 'connection_limit', 'subscription_limit') THEN 1
        ELSE $at_least END
)
SELECT
    runs.*,
    min(least(runs.first_seen, CASE
        WHEN runs.class = 'partial_failure' THEN half_done.since
        WHEN runs.class = 'quota' THEN used_up.since
        WHEN judged.since < $since THEN judged.since END)) AS since,
    CASE runs.class
        WHEN 'partial_failure' THEN coalesce(unresolved, 0) > 0
        ELSE last_seen >= $until - INTERVAL 30 MINUTES
    END AS ongoing,
    max_by(judged.fault, judged.failures) AS fault,
    max_by(judged.fault_by, judged.failures) AS fault_by
FROM runs
LEFT JOIN half_done
    ON runs.class = 'partial_failure' AND runs.vendors[1] = half_done.vendor
LEFT JOIN used_up ON runs.class = 'quota' AND runs.vendors[1] = used_up.vendor
LEFT JOIN incidents AS judged
    ON runs.class = judged.class AND list_contains(runs.vendors, judged.vendor)
    AND judged.since <= runs.last_seen AND judged.until >= runs.first_seen
GROUP BY ALL
ORDER BY ongoing DESC, runs.failures DESC, first_seen, runs.class
