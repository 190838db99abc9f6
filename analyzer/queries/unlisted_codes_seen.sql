-- Codes that the catalog does not know, with their failures in the period.
SELECT
    codes.vendor, codes.code, codes.class, any_value(class_title) AS class_title,
    codes.sample_message, codes.first_seen,
    codes.first_seen >= $since AS is_new,
    count(*) AS failures,
    max(failures.ts) AS last_seen,
    list(DISTINCT client ORDER BY client) FILTER (WHERE client IS NOT NULL) AS clients
FROM unlisted_codes AS codes
JOIN failures ON codes.vendor = failures.vendor AND codes.code = failures.code
WHERE failures.ts >= $since AND failures.ts < $until AND NOT failures.listed
GROUP BY ALL
ORDER BY failures DESC, codes.vendor, codes.code
