-- Callers that did not keep an advised wait up to `$until`, however long ago, until they are throttled
-- again and keep every wait of that run: what they did since the last such run.
WITH runs AS (
    SELECT *, count(*) FILTER (NOT honoured) OVER run AS run_ignored,
        count(*) FILTER (honoured) OVER run AS run_honoured
    FROM throttles WHERE ts < $until
    WINDOW run AS (PARTITION BY vendor, client, key_id, code, run_since)
),
with_kept AS (
    SELECT *, max(run_since) FILTER (run_ignored = 0 AND run_honoured > 0)
        OVER (PARTITION BY vendor, client, key_id, code) AS kept_since
    FROM runs
)
SELECT
    vendor, client, key_id, code, max_by(remedy, ts) AS remedy,
    count(*) AS throttled,
    count(*) FILTER (WHERE NOT honoured) AS ignored,
    median(advised_wait_s) AS advised_wait_s,
    median(actual_wait_s) AS actual_wait_s,
    min(ts) AS first_seen,
    max(ts) AS last_seen
FROM with_kept
WHERE kept_since IS NULL OR run_since > kept_since
GROUP BY vendor, client, key_id, code
HAVING count(*) FILTER (WHERE NOT honoured) > 0
ORDER BY ignored DESC, vendor, client, code, key_id
