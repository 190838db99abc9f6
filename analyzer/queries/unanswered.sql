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
-- How often the vendors answered anybody, and each client of the run, from its first failure to its
-- last: what was answered before a moment is a sum over hours, and one by one only what was in the
-- moment's own.
answers AS MATERIALIZED (
    SELECT vendor, client, ts, time_bucket(INTERVAL 1 HOUR, ts) AS hour FROM request_outcomes
    WHERE ts >= $since AND ts < $until AND outcome = 'ok' AND status IS NOT NULL
        AND client IS NOT NULL
),
client_hours AS MATERIALIZED (
    SELECT vendor, client, hour, count(*) AS answers FROM answers GROUP BY ALL
),
totals_of_clients AS (
    SELECT vendor, client, hour,
        sum(answers) OVER (PARTITION BY vendor, client ORDER BY hour) AS answers
    FROM client_hours
),
totals_of_vendors AS (
    SELECT vendor, hour, sum(sum(answers)) OVER (PARTITION BY vendor ORDER BY hour) AS answers
    FROM client_hours GROUP BY vendor, hour
),
ends AS MATERIALIZED (
    SELECT *, time_bucket(INTERVAL 1 HOUR, before) AS hour
    FROM (
        SELECT whose, fault_by, code, run, unnest(vendors) AS vendor, clients, sign,
            CASE sign WHEN -1 THEN first_seen ELSE last_seen + INTERVAL 1 MICROSECOND END AS before
        FROM runs, (VALUES (-1), (1)) AS signs(sign)
    )
),
ends_answered AS (
    SELECT e.whose, e.fault_by, e.code, e.run, e.sign, v.answers
    FROM ends AS e ASOF JOIN totals_of_vendors AS v ON e.vendor = v.vendor AND e.hour > v.hour
    UNION ALL
    SELECT e.whose, e.fault_by, e.code, e.run, e.sign, -c.answers
    FROM (SELECT * EXCLUDE (clients), unnest(clients) AS client FROM ends) AS e
    ASOF JOIN totals_of_clients AS c
        ON e.vendor = c.vendor AND e.client = c.client AND e.hour > c.hour
    UNION ALL
    SELECT e.whose, e.fault_by, e.code, e.run, e.sign, 1
    FROM ends AS e JOIN answers AS a ON e.vendor = a.vendor AND e.hour = a.hour
        AND a.ts < e.before
    WHERE NOT coalesce(list_contains(e.clients, a.client), FALSE)
),
run_answers AS (
    SELECT whose, fault_by, code, run, sum(sign * answers)::BIGINT AS answered_others
    FROM ends_answered GROUP BY ALL
)
SELECT runs.* EXCLUDE (run), coalesce(a.answered_others, 0) AS answered_others
FROM runs LEFT JOIN run_answers AS a ON a.whose IS NOT DISTINCT FROM runs.whose
    AND a.fault_by IS NOT DISTINCT FROM runs.fault_by
    AND a.code IS NOT DISTINCT FROM runs.code AND a.run = runs.run
ORDER BY failures DESC, code, runs.client, first_seen
