-- What was mapped of a line → the exchange that it tells, or why it tells none.
-- Reads `{{mapped}}` (the columns that columns.py maps fields to) and macros; `{{…}}` stands for a pattern of
-- client_words.py, a condition of answers.py, or what depends on the fields that there are (told_exchange.py).
-- What macros and conditions read several times is a column: it would be planned each time.
with_error AS (
    SELECT * EXCLUDE (worded_error, said_error, bare_error),
        coalesce(worded_error, said_error, bare_error{{raised}}) AS told_error,
        coalesce(worded_error, bare_error) AS own_error,
        words_of_error(error_text) AS text_words
    FROM {{mapped}}
),
with_first AS (
    SELECT * EXCLUDE (told_error), raised_first(told_error) AS named_error FROM with_error
),
said AS (
    SELECT *,
        coalesce(nullif(regexp_extract(named_error, {{status_of_client}}, 1), ''),
            nullif(regexp_extract(named_error, {{http_first}}, 1), ''),
            CASE WHEN regexp_matches(stack, {{client_frame}}) THEN coalesce(
                nullif(regexp_extract(named_error, {{status_first}}, 1), ''),
                CASE named_error {{names_of_statuses}} END) END) AS status_of_client,
        coalesce(nullif(regexp_extract(named_error, {{status_in_error}}, 1), ''),
            nullif(regexp_extract(named_error, {{status_said}}, 1), ''))
            AS status_in_error,
        regexp_extract(named_error, {{status_with_name}}, 1) AS named_status,
        regexp_extract(named_error, {{call_behind_error}}, ['status', 'method', 'url'])
            AS call_behind,
        regexp_extract(named_error, {{refused_call}}, ['method', 'url', 'status'])
            AS refused,
        regexp_extract(named_error, {{refused_at}}, 1) AS refused_at,
        regexp_extract(named_error, {{call_in_error}}, ['method', 'url']) AS called,
        coalesce(nullif(regexp_extract(named_error, {{url_in_error}}, 1), ''),
            nullif(regexp_extract(named_error, {{timeout_at}}, 1), '')) AS url_in_error,
        regexp_extract(array_to_string(texts, ' '), {{call_in_text}}, ['method', 'url'])
            AS named,
        regexp_extract(array_to_string(texts, ' '), {{url_in_text}}, 1) AS url_in_text,
        regexp_extract(named_error, 'API error occurred: ([a-z_]+)', 1) AS slack_code,
        regexp_matches(named_error, {{said_by_client_or_refused}})
            OR (regexp_matches(concat_ws(' ', named_error, error_code, error_text),
                {{unanswered}})
            AND (coalesce(regexp_matches(stack, {{client_frame}}), FALSE)
                OR ((starts_with(url, 'http')
                        OR regexp_matches(array_to_string(texts, ' '), {{of_request}}))
                    AND NOT regexp_matches(concat_ws(' ', named_error, error_text),
                        {{of_database}})))) AS is_of_client
    FROM with_first
),
joined AS (
    SELECT * EXCLUDE (named_error, error_code, error_text, urls, texts) REPLACE (
            coalesce(method, nullif(line.method, ''), upper(nullif(called.method, '')),
                nullif(call_behind.method, ''), nullif(refused.method, ''),
                CASE WHEN coalesce(url, nullif(called.url, ''), url_in_error, named.url) = named.url
                THEN nullif(named.method, '') END) AS method,
            coalesce(CASE WHEN base IS NOT NULL AND NOT contains(coalesce(after_base, ''), '://')
                THEN rtrim(base, '/') || coalesce('/' || ltrim(after_base, '/'), '') END,
                whole_url(url, urls), under_host(path, host), nullif(line.target, ''),
                under_host(served, host), target_alone, nullif(called.url, ''), url_in_error,
                nullif(call_behind.url, ''), nullif(refused.url, ''), nullif(named.url, ''),
                nullif(refused_at, ''), CASE WHEN is_of_client THEN nullif(url_in_text, '') END)
                AS url,
            coalesce(query, parameters) AS query),
        {{told_code}} AS told_code,
        coalesce(finished, written) AS ended,
        coalesce(told_ms, CASE WHEN finished >= started
            THEN date_diff('microsecond', started, finished) / 1000.0 END) AS took_ms,
        CASE WHEN error_code IS NULL
            THEN coalesce(named_error, CASE WHEN is_of_client
                OR ((says_no_response(coalesce(strong, weak))
                        OR (method IS NOT NULL AND contains(url, '://')
                            AND regexp_matches(error_text, {{says_failed}})))
                    AND error_type_of_words(text_words) <> 'other')
                THEN error_text END)
            ELSE concat_ws(' ', named_error, error_code, error_text) END AS said_of_failure,
        -- Whom a firewall names alone, without what was asked of him, need not have spoken HTTP.
        blocked AND client_ip IS NOT NULL AND (contains(url, '://')
            OR (method IS NOT NULL AND url IS NOT NULL)) AS is_blocked,
        coalesce(said_of_failure, CASE WHEN is_blocked THEN 'other' END) AS error,
        method IS NOT NULL OR coalesce(url, served) IS NOT NULL OR line.method <> ''
            OR called.url <> '' OR url_in_error IS NOT NULL
            OR call_behind.url <> '' AS names_request
    FROM said
),
with_error_words AS (SELECT *, words_of_error(error) AS error_words FROM joined),
with_type AS (SELECT *, error_type_of_words(error_words) AS type_of_error FROM with_error_words),
judged AS (
    SELECT * REPLACE (CASE WHEN contains(url, '?') OR query IS NULL THEN url
            ELSE url || '?' || ltrim(query, '?') END AS url),
        regexp_matches(error, {{fetch_in_error}}) AS is_of_fetch,
        {{is_answered}} AS is_answered,
        coalesce(strong, CASE of_slack WHEN 'slack_webapi_rate_limited_error' THEN '429'
            WHEN 'slack_webapi_platform_error' THEN '200' END,
            status_of_client, nullif(refused.status, ''),
            CASE WHEN names_request THEN coalesce(weak,
                nullif(asked_again, ''), status_in_error, nullif(call_behind.status, ''),
                nullif(named_status, '')) END) AS status
    FROM with_type
)
SELECT
    coalesce(started, sent_at(ended, took_ms)) AS ts,
    round(took_ms, 6) AS duration_ms, client, client_ip,
    coalesce(vendor, CASE WHEN of_slack IS NOT NULL THEN 'slack' END) AS vendor, method, url,
    scheme, host, status_of(status) AS status,
    CASE WHEN status_of(status) IS NULL AND NOT is_answered THEN coalesce(error,
        CASE WHEN says_no_response(status) THEN coalesce(ended_by, 'other') END) END AS error,
    request_bytes, response_bytes,
    CASE WHEN NOT coalesce(are_of_answer(request_headers), FALSE) THEN request_headers END
        AS request_headers,
    coalesce(response_headers, CASE WHEN are_of_answer(request_headers) THEN request_headers END)
        AS response_headers,
    request_body,
    coalesce(response_body, CASE WHEN of_slack IS NOT NULL AND slack_code <> ''
        THEN json_object('ok', FALSE, 'error', slack_code)::VARCHAR END,
        {{body_behind_status}}, {{body_of_code}})
        AS response_body,
    attempt, trace_id, request_id, key_id,
    CASE
        WHEN source_verdict IS NOT NULL THEN source_verdict
        WHEN told_by LIKE 'System.Net.Http.HttpClient.%.LogicalHandler'
            THEN 'skip: told by its handler'
        WHEN time_text IS NULL AND status IS NULL AND NOT coalesce(names_request, FALSE)
            THEN 'skip: no request'
        WHEN NOT coalesce(status_of(status) IS NOT NULL
            OR (names_request AND says_no_response(status)) OR of_slack IS NOT NULL OR is_of_fetch
            OR is_of_client OR is_answered
            -- A tunnel is asked for by its host alone.
            OR (((method IS NOT NULL AND (url IS NOT NULL OR (upper(method) = 'CONNECT' AND host IS NOT NULL)))
                    OR contains(url, '://'))
                -- What a server says of a request that it is at work on is no answer.
                AND NOT (client_ip IS NOT NULL AND coalesce(client, vendor, host) IS NULL
                    AND NOT contains(url, '://')
                    AND took_ms IS NULL
                    AND CASE WHEN said_of_failure IS NOT NULL THEN type_of_error END = 'other')
                AND CASE WHEN names_request THEN {{answer}}
                    WHEN type_of_error <> 'other' THEN error END IS NOT NULL), FALSE)
            THEN 'skip: tells of no answer'
        WHEN coalesce(started, ended) IS NULL THEN CASE WHEN time_text IS NULL
            THEN 'reject: no time' ELSE 'reject: the time cannot be read' END
    END AS verdict
FROM judged
