-- Loads with requests in the period; one without any request counts where it was loaded in the
-- period or on the day after.
SELECT load, source, format, lines, requests, rejects, skipped, bytes, first_ts, last_ts, loaded_at
FROM loads
WHERE CASE
    WHEN first_ts IS NULL THEN loaded_at >= $since AND loaded_at < $until + INTERVAL 1 DAY
    ELSE last_ts >= $since AND first_ts < $until
END
ORDER BY source, first_ts, load
