-- Lines that could not be read, of the loads of the period, by reason and source.
SELECT
    rejects.reason, rejects.source, count(*) AS rejects,
    list(line ORDER BY line)[:10] AS first_lines,
    min_by(excerpt, line) AS sample
FROM rejects JOIN loads USING (load)
WHERE CASE
    WHEN first_ts IS NULL THEN loaded_at >= $since AND loaded_at < $until + INTERVAL 1 DAY
    ELSE last_ts >= $since AND first_ts < $until
END
GROUP BY rejects.reason, rejects.source
ORDER BY rejects DESC, rejects.reason, rejects.source
