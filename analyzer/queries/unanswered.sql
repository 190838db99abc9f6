-- Requests without a response and connections lost, in runs without a pause of ten minutes: of one
-- vendor, where the view of incidents lays the fault at the vendor, else of one client. `whose` is
-- that vendor or client, and `fault`, `fault_by` are the verdict of the view. `answered_others`: how
-- many requests of other clients the same vendors answered meanwhile.
WITH verdicts AS (
    SELECT vendor, since, fault, fault_by FROM incidents WHERE class = 'network'
),
failing AS (
    SELECT f.client, f.code, f.vendor, f.ts, f.remedy, f.meaning, v.fault, v.fault_by,
        CASE v.fault WHEN 'vendor' THEN f.vendor ELSE f.client END AS whose
    FROM failures AS f ASOF LEFT JOIN verdicts AS v ON f.vendor = v.vendor AND f.ts >= v.since
    WHERE f.ts >= $since AND f.ts < $until AND f.class = 'network'
),
with_run AS (
    SELECT *, sum(begins) OVER (PARTITION BY whose, fault_by, code ORDER BY ts
        ROWS UNBOUNDED PRECEDING) AS run
    FROM (
        SELECT *, coalesce(ts - lag(ts) OVER (PARTITION BY whose, fault_by, code ORDER BY ts)
            > INTERVAL 10 MINUTES, TRUE)::INT AS begins
        FROM failing
    )
),
runs AS (
    SELECT
        whose, fault_by, code, run, any_value(fault) AS fault, count(*) AS failures,
        min(ts) AS first_seen, max(ts) AS last_seen,
        CASE WHEN min(client) IS NOT DISTINCT FROM max(client) THEN min(client) END AS client,
        list_sort(list_distinct(list(client))) AS clients,
        list(DISTINCT vendor ORDER BY vendor) AS vendors,
        max_by(meaning, ts) AS meaning, max_by(remedy, ts) AS remedy
    FROM with_run
    GROUP BY whose, fault_by, code, run
)
SELECT
    runs.* EXCLUDE (run),
    count(requests.ts) AS answered_others
FROM runs LEFT JOIN requests ON list_contains(runs.vendors, requests.vendor)
    AND requests.ts BETWEEN runs.first_seen AND runs.last_seen
    AND requests.outcome = 'ok' AND NOT list_contains(runs.clients, requests.client)
    AND requests.status IS NOT NULL
    AND requests.ts >= $since AND requests.ts < $until
GROUP BY ALL
ORDER BY failures DESC, code, client, first_seen
