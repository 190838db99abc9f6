-- Requests without a response and connections lost, in runs without a pause of ten minutes, and
-- how many requests of other clients the same vendors answered meanwhile.
WITH failing AS (
    SELECT client, code, vendor, ts, remedy, meaning,
        coalesce(ts - lag(ts) OVER of_client > INTERVAL 10 MINUTES, TRUE)::INT AS begins
    FROM failures
    WHERE ts >= $since AND ts < $until AND class = 'network'
    WINDOW of_client AS (PARTITION BY client, code ORDER BY ts)
),
numbered AS (
    SELECT *,
        sum(begins) OVER (PARTITION BY client, code ORDER BY ts ROWS UNBOUNDED PRECEDING) AS run
    FROM failing
),
runs AS (
    SELECT
        client, code, run, count(*) AS failures, min(ts) AS first_seen, max(ts) AS last_seen,
        list(DISTINCT vendor ORDER BY vendor) AS vendors,
        max_by(meaning, ts) AS meaning, max_by(remedy, ts) AS remedy
    FROM numbered
    GROUP BY client, code, run
)
SELECT
    runs.* EXCLUDE (run),
    count(requests.ts) AS answered_others
FROM runs LEFT JOIN requests ON list_contains(runs.vendors, requests.vendor)
    AND requests.ts BETWEEN runs.first_seen AND runs.last_seen
    AND requests.outcome = 'ok' AND requests.client IS DISTINCT FROM runs.client
    AND requests.ts >= $since AND requests.ts < $until
GROUP BY ALL
ORDER BY failures DESC, code, client, first_seen
