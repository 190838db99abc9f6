-- What each source's log leaves out.
SELECT source, vendor, formats, requests, failures, unclassified, by_status_only, without_body,
    unanswered, without_key, without_client, without_trace, without_duration
FROM coverage
WHERE vendor IS NOT NULL
ORDER BY source, vendor
