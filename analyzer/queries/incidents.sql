-- Incidents: runs of failures of one class at one vendor (where no response came: of one client)
-- without a pause of 30 minutes. A run counts from `$at_least` failures on; a used up quota and a
-- refused connection or subscription count from the first. A vendor's partial failures are one
-- incident. `since`: when it began, which may be before `$since`. `ongoing`: not over at `$until`, or
-- still open, as the last of a quota that is used up still and was not answered since. Whose fault
-- it is comes from the view of incidents, which compares it with what else happened meanwhile.
WITH with_owner AS (
    SELECT *, CASE class WHEN 'network' THEN coalesce(client, '') ELSE vendor END AS owner
    FROM failures WHERE ts >= $since AND ts < $until
),
with_beginning AS (
    SELECT *,
        (class <> 'partial_failure'
            AND coalesce(ts - lag(ts) OVER run > INTERVAL 30 MINUTES, TRUE))::INT AS begins
    FROM with_owner WINDOW run AS (PARTITION BY class, owner ORDER BY ts)
),
with_run AS (
    SELECT *,
        sum(begins) OVER (PARTITION BY class, owner ORDER BY ts ROWS UNBOUNDED PRECEDING) AS run
    FROM with_beginning
),
-- Of many short runs few count: only of these it is gathered what they are made of.
counted AS (
    SELECT * FROM with_run
    QUALIFY count(*) OVER (PARTITION BY class, owner, run) >= CASE
        WHEN class IN ('partial_failure', 'quota', 'connection_limit', 'subscription_limit') THEN 1
        ELSE $at_least END
),
open_partial_failures AS (
    SELECT vendor, count(*) FILTER (ts >= $since) AS unresolved, min(ts) AS since
    FROM partial_failures WHERE ts < $until AND resolution = 'open'
    GROUP BY vendor
),
exhausted_quotas AS (
    SELECT vendor, min(exhausted_at) AS since FROM quota_exhaustions
    WHERE exhausted_at < $since AND coalesce(resets_at, last_refused) >= $since
    GROUP BY vendor
),
answered AS (
    SELECT vendor, key_id, max(last_success) AS last_success FROM caller_days GROUP BY ALL
),
used_up_quotas AS (
    SELECT q.vendor, max(last_refused) AS last_refused
    FROM quota_exhaustions AS q LEFT JOIN answered AS a
        ON a.vendor = q.vendor AND a.key_id IS NOT DISTINCT FROM q.key_id
    WHERE exhausted_at < $until AND coalesce(resets_at > $until, TRUE)
        AND coalesce(last_success <= last_refused, TRUE)
    GROUP BY q.vendor
),
runs AS (
    SELECT
        list(DISTINCT vendor ORDER BY vendor) AS vendors,
        class, any_value(class_title) AS class_title, any_value("group") AS "group",
        min(ts) AS first_seen, max(ts) AS last_seen,
        count(*) AS failures,
        list(DISTINCT code ORDER BY code) AS codes,
        list(DISTINCT client ORDER BY client) FILTER (WHERE client IS NOT NULL) AS clients,
        mode(meaning ORDER BY ts) AS meaning, mode(remedy ORDER BY ts) AS remedy,
        min_by(docs_url, ts) AS docs_url
    FROM counted
    GROUP BY class, owner, run
)
SELECT
    runs.*,
    min(least(runs.first_seen, CASE
        WHEN runs.class = 'partial_failure' THEN open_partial_failures.since
        WHEN runs.class = 'quota' THEN exhausted_quotas.since
        WHEN verdict.since < $since THEN verdict.since END)) AS since,
    CASE runs.class
        WHEN 'partial_failure' THEN coalesce(unresolved, 0) > 0
        WHEN 'quota' THEN last_seen
            >= least($until, coalesce(used_up_quotas.last_refused, $until)) - INTERVAL 30 MINUTES
        ELSE last_seen >= $until - INTERVAL 30 MINUTES
    END AS ongoing,
    max_by(verdict.fault, verdict.failures) AS fault,
    max_by(verdict.fault_by, verdict.failures) AS fault_by
FROM runs
LEFT JOIN open_partial_failures
    ON runs.class = 'partial_failure' AND runs.vendors[1] = open_partial_failures.vendor
LEFT JOIN exhausted_quotas ON runs.class = 'quota' AND runs.vendors[1] = exhausted_quotas.vendor
LEFT JOIN used_up_quotas ON runs.class = 'quota' AND runs.vendors[1] = used_up_quotas.vendor
LEFT JOIN incidents AS verdict
    ON runs.class = verdict.class AND list_contains(runs.vendors, verdict.vendor)
    AND verdict.since <= runs.last_seen AND verdict.until >= runs.first_seen
GROUP BY ALL
ORDER BY ongoing DESC, runs.failures DESC, first_seen, runs.class
