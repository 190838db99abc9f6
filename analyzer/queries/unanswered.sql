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
-- Up to each moment, how often the vendor had answered anybody, and how often each client.
answer_counts AS MATERIALIZED (
    SELECT vendor, client, ts, count(*) OVER (PARTITION BY vendor ORDER BY ts) AS of_any,
        count(*) OVER (PARTITION BY vendor, client ORDER BY ts) AS of_client
    FROM request_outcomes
    WHERE ts >= $since AND ts < $until AND outcome = 'ok' AND status IS NOT NULL
        AND client IS NOT NULL
),
vendor_answers AS (
    SELECT r.whose, r.fault_by, r.code, r.run,
        sum(coalesce(last.of_any, 0) - coalesce(before.of_any, 0)) AS answered
    FROM (SELECT *, unnest(vendors) AS vendor FROM runs) AS r
    ASOF LEFT JOIN answer_counts AS last ON r.vendor = last.vendor AND r.last_seen >= last.ts
    ASOF LEFT JOIN answer_counts AS before ON r.vendor = before.vendor AND r.first_seen > before.ts
    GROUP BY ALL
),
own_answers AS (
    SELECT r.whose, r.fault_by, r.code, r.run,
        sum(coalesce(last.of_client, 0) - coalesce(before.of_client, 0)) AS answered
    FROM (
        SELECT *, unnest(clients) AS own FROM (SELECT *, unnest(vendors) AS vendor FROM runs)
    ) AS r
    ASOF LEFT JOIN answer_counts AS last ON r.vendor = last.vendor AND r.own = last.client
        AND r.last_seen >= last.ts
    ASOF LEFT JOIN answer_counts AS before ON r.vendor = before.vendor AND r.own = before.client
        AND r.first_seen > before.ts
    GROUP BY ALL
)
SELECT
    runs.* EXCLUDE (run),
    (coalesce(vendor_answers.answered, 0) - coalesce(own_answers.answered, 0))::BIGINT AS answered_others
FROM runs
LEFT JOIN vendor_answers ON vendor_answers.whose IS NOT DISTINCT FROM runs.whose
    AND vendor_answers.fault_by IS NOT DISTINCT FROM runs.fault_by
    AND vendor_answers.code IS NOT DISTINCT FROM runs.code AND vendor_answers.run = runs.run
LEFT JOIN own_answers ON own_answers.whose IS NOT DISTINCT FROM runs.whose
    AND own_answers.fault_by IS NOT DISTINCT FROM runs.fault_by
    AND own_answers.code IS NOT DISTINCT FROM runs.code AND own_answers.run = runs.run
ORDER BY failures DESC, code, runs.client, first_seen
