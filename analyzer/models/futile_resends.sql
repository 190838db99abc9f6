/*
about = "Requests that failed again because they were sent again although no retry mends them: the same request, with the same code, within an hour."
each = "failed request that repeats one (class `validation`, `quota` or `protocol`, not retryable, known by what the vendor said)"
limits = "The log does not show whether a body changed in between: a request with a body counts where it is another attempt (`attempt` above 1) or its quota is used up. Two callers that the log does not tell apart are one. A refused key is in `auth_failures`."
lookback = "an hour"
includes = "failures"
[columns]
failed_before_at = "When the same request was sent that had failed with the same code before, and had been answered; of several the one that was answered last."
*/
SELECT
    ts, f.vendor, client, key_id, method, route, f.status, f.family, f.code, f.class, f.message,
    rules.meaning, rules.remedy, rules.retryable, rules.fault, evidence, f.listed, trace_id,
    trace_key, fingerprint, date,
    'failed' AS outcome,
    classes."group", rules.cause, vendor_code,
    families.title AS family_title, classes.title AS class_title,
    coalesce(rules.docs_url, vendors.docs_url) AS docs_url,
    f.protocol, scheme, host, path, query, error_type, duration_ms, client_ip, key_in, f.key_shape,
    detail, request_id, retry_after_s, limit_quota, limit_remaining, limit_reset_s, limit_window_s,
    attempt, connection, command, close_code, body, source, load,
    failed_before_at
FROM futile_failures AS f
JOIN catalog_codes AS rules ON f.entry = rules.entry
JOIN catalog_classes AS classes ON f.class = classes.class
LEFT JOIN catalog_vendors AS vendors ON f.vendor = vendors.vendor
LEFT JOIN catalog_families AS families
    ON f.vendor = families.vendor AND f.family = families.family
