-- Requests without a response and connections lost, in runs without a pause of ten minutes: of one
-- vendor, where the view of incidents lays the fault at the vendor, else of one client. `whose` is
-- that vendor or client, and `fault`, `fault_by` are the verdict of the view. `answered_others`: how
-- many requests of other clients the same vendors answered meanwhile.
WITH verdicts AS (
    SELECT vendor, since, fault, fault_by FROM incidents WHERE class = 'network'
),
with_owner AS (
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
        FROM with_owner
    )
),
runs AS (
    SELECT
        whose, fault_by, code, run, any_value(fault) AS fault, count(*) AS failures,
        min(ts) AS first_seen, max(ts) AS last_seen,
        CASE WHEN min(client) IS NOT DISTINCT FROM max(client) THEN min(client) END AS client,
        list(DISTINCT client ORDER BY client NULLS LAST) AS clients,
        list(DISTINCT vendor ORDER BY vendor) AS vendors,
        max_by(meaning, ts) AS meaning, max_by(remedy, ts) AS remedy
    FROM with_run
    GROUP BY whose, fault_by, code, run
),
-- How often the vendors answered anybody, and each client of the run, before its first failure and up
-- to its last: both stand among the answers in the order of time. A rank among all less one among
-- the failures is the number of answers before.
events AS (
    SELECT vendor, client, ts, 1 AS place, NULL AS whose, NULL AS fault_by, NULL AS code, NULL AS run
    FROM request_outcomes
    WHERE ts >= $since AND ts < $until AND outcome = 'ok' AND status IS NOT NULL
        AND client IS NOT NULL
    UNION ALL
    SELECT vendor, unnest(clients), CASE place WHEN 0 THEN first_seen ELSE last_seen END, place,
        whose, fault_by, code, run
    FROM (SELECT *, unnest(vendors) AS vendor FROM runs), (VALUES (0), (2)) AS places(place)
),
with_ranks AS (
    SELECT *, rank() OVER (PARTITION BY vendor ORDER BY ts, place) AS of_any,
        rank() OVER (PARTITION BY vendor, client ORDER BY ts, place) AS of_client
    FROM events
),
with_totals AS (
    SELECT * REPLACE (
        of_any - rank() OVER (PARTITION BY vendor ORDER BY ts, place) AS of_any,
        of_client - rank() OVER (PARTITION BY vendor, client ORDER BY ts, place) AS of_client)
    FROM with_ranks WHERE place <> 1
),
vendor_answers AS (
    SELECT whose, fault_by, code, run, vendor,
        max(of_any) FILTER (place = 2) - max(of_any) FILTER (place = 0)
            - sum(of_client) FILTER (place = 2) + sum(of_client) FILTER (place = 0) AS of_others
    FROM with_totals GROUP BY ALL
),
run_answers AS (
    SELECT whose, fault_by, code, run, sum(of_others)::BIGINT AS answered_others
    FROM vendor_answers GROUP BY ALL
)
SELECT runs.* EXCLUDE (run), a.answered_others
FROM runs JOIN run_answers AS a ON a.whose IS NOT DISTINCT FROM runs.whose
    AND a.fault_by IS NOT DISTINCT FROM runs.fault_by
    AND a.code IS NOT DISTINCT FROM runs.code AND a.run = runs.run
ORDER BY failures DESC, code, runs.client, first_seen
