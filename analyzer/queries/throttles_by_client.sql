-- Who was throttled, and whether the advised wait was kept; NULL `honoured` is not known.
SELECT
    vendor, client, key_id, code, any_value(class) AS class, max_by(remedy, ts) AS remedy,
    count(*) AS throttled,
    count(*) FILTER (WHERE honoured) AS honoured,
    count(*) FILTER (WHERE NOT honoured) AS ignored,
    median(advised_wait_s) AS advised_wait_s,
    median(actual_wait_s) AS actual_wait_s,
    min(ts) AS first_seen,
    max(ts) AS last_seen
FROM throttles
WHERE ts >= $since AND ts < $until
GROUP BY vendor, client, key_id, code
ORDER BY throttled DESC, vendor, client, code, key_id
