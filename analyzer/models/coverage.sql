/*
about = "What the numbers cannot see: per source and vendor, what its log leaves out."
grain = ["source", "vendor"]
time = ["first_ts", "last_ts"]
kept_whole = true
limits = "Lines, rejects and skipped lines are of the whole source and stand in each of its rows. A source that was never ingested is not known here."
[columns]
vendor = "API provider; NULL where the source holds no request."
formats = "Log formats that the source was read as, sorted."
lines = "Lines (or elements) of the source."
rejects = "Lines that could not be read."
skipped = "Lines that are no requests."
requests = "Requests of the vendor in the source."
first_ts = "The first of them."
last_ts = "The last of them."
failures = "Of these, failures."
unclassified = "Failures that nothing explains (class `unknown`)."
by_status_only = "Failures told by their HTTP status alone."
without_body = "Failures whose body was not logged."
unanswered = "Requests of which the log shows neither an answer nor why there is none."
without_key = "Requests of which the log does not show the credential, or that there was none."
without_client = "Requests of which the log does not name the client."
without_trace = "Requests without a trace id."
without_duration = "HTTP requests without a duration."
left_out = "Why lines of the source were rejected or skipped (but for blank lines, headers and comments), how many of each, and up to three that look different, redacted."
*/
WITH sources AS (
    SELECT source, list(DISTINCT format ORDER BY format) AS formats, sum(lines)::BIGINT AS lines,
        sum(rejects)::BIGINT AS rejects, sum(skipped)::BIGINT AS skipped
    FROM lake_loads GROUP BY source
),
reasons AS (
    SELECT source, why.kind, why.reason, sum(why.lines)::BIGINT AS lines,
        arg_max(why.examples, loaded_at) AS examples
    FROM (SELECT source, loaded_at, unnest(from_json(left_out,
            '[{"kind":"VARCHAR","reason":"VARCHAR","lines":"BIGINT","examples":["VARCHAR"]}]')) AS why
        FROM lake_loads)
    GROUP BY source, why.kind, why.reason
),
left_out AS (
    SELECT source, list({'kind': kind, 'reason': reason, 'lines': lines, 'examples': examples}
        ORDER BY lines DESC, kind, reason) AS left_out
    FROM reasons GROUP BY source
),
with_requests AS (
    SELECT source, vendor, count(*) AS requests, min(ts) AS first_ts, max(ts) AS last_ts,
        count(*) FILTER (NOT failing AND status IS NULL AND protocol IS DISTINCT FROM 'websocket')
            AS unanswered,
        count(*) - count(key_in) AS without_key,
        count(*) - count(client) AS without_client,
        count(*) - count(trace_key) AS without_trace,
        count(*) FILTER (duration_ms IS NULL AND protocol = 'http') AS without_duration
    FROM classified_requests GROUP BY source, vendor
),
with_failures AS (
    SELECT source, vendor, count(*) AS failures,
        count(*) FILTER (class = 'unknown') AS unclassified,
        count(*) FILTER (evidence = 'status' AND error_type IS NULL) AS by_status_only,
        count(*) FILTER (body IS NULL AND error_type IS NULL) AS without_body
    FROM failures GROUP BY source, vendor
)
SELECT source, vendor, coalesce(formats, []) AS formats, lines, rejects, skipped,
    coalesce(requests, 0) AS requests, first_ts, last_ts,
    coalesce(failures, 0) AS failures,
    coalesce(unclassified, 0) AS unclassified,
    coalesce(by_status_only, 0) AS by_status_only,
    coalesce(without_body, 0) AS without_body,
    coalesce(unanswered, 0) AS unanswered,
    coalesce(without_key, 0) AS without_key,
    coalesce(without_client, 0) AS without_client,
    coalesce(without_trace, 0) AS without_trace,
    coalesce(without_duration, 0) AS without_duration,
    coalesce(left_out, []) AS left_out
FROM sources FULL JOIN with_requests USING (source) LEFT JOIN with_failures USING (source, vendor)
LEFT JOIN left_out USING (source)
