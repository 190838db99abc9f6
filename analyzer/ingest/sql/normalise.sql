-- exchange → requests: what any log shows of an exchange becomes the columns of the lake.
-- Reads `exchange` (the columns of a format, `sent`, `command` of a WebSocket, and the `number` of its
-- source, if there are several), `given` (one row: what holds for all of them, and the `salt` of
-- hashes), the macros of macros.sql, those that are made from the vendor catalog (vendors.py), and
-- the lookup tables `places`, `senders` and `keys` (learn_*.sql), aliased `cached`: the same URLs,
-- headers and keys come again and again, and each is parsed once.
-- Each step is a projection of the one before, named after what it adds; nothing is computed twice.
-- DuckDB readies all that follows a hash join once more for each of them, which for few rows takes
-- longer than to run it: what follows the second reads rows that are kept, and after the last comes
-- only what needs it.
WITH with_place AS (
    SELECT *, split_part(url, '?', 1) AS place FROM exchange, given
),
with_cached_place AS (
    SELECT with_place.*, cached.place IS NULL AS is_new_place, cached.scheme AS cached_scheme,
        cached.host AS cached_host, cached.path AS cached_path, cached.route AS cached_route,
        cached.vendor AS cached_vendor,
        CASE WHEN cached.place IS NULL THEN place_parts(with_place.place) END AS parts,
        nullif(substr(url, length(with_place.place) + 2), '') AS any_query
    FROM with_place LEFT JOIN places AS cached ON cached.place = with_place.place
),
with_target AS (
    SELECT * REPLACE (
            coalesce(cached_scheme, lower(coalesce(nullif(parts.scheme, ''), scheme))) AS scheme,
            coalesce(cached_host, without_root(lower(coalesce(nullif(parts.authority, ''), host)))) AS host,
            upper(nullif(method, '')) AS method,
            coalesce(protocol, 'http') AS protocol,
            written_once(without_mark(response_body)) AS response_body),
        coalesce(cached_path, nullif(parts.path, '')) AS raw_path,
        CASE WHEN NOT contains(url, '#') OR starts_with(url, '/') THEN any_query
            WHEN NOT contains(place, '#') THEN nullif(split_part(any_query, '#', 1), '')
        END AS raw_query
    FROM with_cached_place
),
with_vendor AS (
    SELECT * REPLACE (
            CASE WHEN NOT contains(host, ':') THEN host
                WHEN ends_with(host, ':443') AND scheme IN ('https', 'wss') THEN host[:-5]
                WHEN ends_with(host, ':80') AND scheme IN ('http', 'ws') THEN host[:-4]
                ELSE host END AS host,
            coalesce(vendor_named(coalesce(nullif(vendor, ''), given_vendor)), cached_vendor,
                vendor_of(without_port(host)), 'unknown') AS vendor,
            coalesce(nullif(client, ''), given_client) AS client,
            nullif(client_ip, '') AS client_ip,
            nullif(connection, '') AS connection,
            CASE WHEN status BETWEEN 100 AND 999 THEN status END AS status)
    FROM with_target
),
with_key_place AS MATERIALIZED (
    -- Which of the vendor's headers, parameters and message fields hold a credential.
    SELECT with_vendor.*, cached.credential AS cached_credential,
        cached.headers IS NULL AND request_headers IS NOT NULL AS is_new_sender,
        coalesce(cached.key_header, CASE WHEN is_new_sender
            THEN key_header_in(with_vendor.vendor, lower(request_headers)) END) AS key_header,
        CASE WHEN has_key_parameter(raw_query) THEN key_parameter_in(with_vendor.vendor, '&' || raw_query) END
            AS key_parameter,
        CASE WHEN sent IS NOT NULL
                AND coalesce(verdict, '') IN ('', 'skip: sent WebSocket message') THEN list_filter(
            credential_fields(with_vendor.vendor) || fields_of_login(sent, credential_fields(with_vendor.vendor)),
            lambda name: json_type(sent, name) NOT IN ('NULL', 'OBJECT', 'ARRAY'))[1] END
            AS key_field,
        is_new_sender AND regexp_matches(request_headers,
            '(?i)"(?:traceparent|x-request-id|x-trace-id)"') AS asks_for_ids
    FROM with_vendor LEFT JOIN senders AS cached
        ON cached.headers = request_headers AND cached.vendor = with_vendor.vendor
),
with_header_value AS (
    SELECT *,
        CASE WHEN is_new_sender AND key_header IS NOT NULL THEN first_of_long(coalesce(key_header_value(request_headers, key_header),
            header(request_headers, key_header))) END AS header_value
    FROM with_key_place
),
with_credential AS (
    SELECT *,
        coalesce(cached_credential,
            -- AWS signs each request anew; the key that it names first stays.
            nullif(CASE WHEN header_value ILIKE 'aws4-%credential=%'
                    THEN regexp_extract(header_value, '(?i)credential=([^/,\s]+)', 1)
                WHEN contains(header_value, ' ') THEN trim(regexp_replace(header_value,
                '(?i)^\s*(bearer|basic|token|apikey|key|hmac|digest|aws4-[a-z0-9-]+)\s+', ''))
                ELSE header_value END, ''),
            nullif(CASE WHEN key_field IS NOT NULL THEN json_extract_string(sent, key_field) END, ''),
            nullif(CASE WHEN key_parameter IS NOT NULL THEN percent_decoded(
                split_part(split_part('&' || raw_query, '&' || key_parameter || '=', 2), '&', 1)) END,
                '')) AS credential,
        CASE
            WHEN cached_credential IS NOT NULL OR nullif(trim(header_value), '') IS NOT NULL
                THEN 'header:' || key_header
            WHEN key_field IS NOT NULL THEN 'message:' || ltrim(key_field, '$.')
            WHEN key_parameter IS NOT NULL THEN 'query:' || key_parameter
            WHEN request_headers IS NOT NULL OR sent IS NOT NULL THEN 'none'
        END AS found_in,
        NOT coalesce(status BETWEEN 200 AND 399, FALSE) AS is_no_success,
        -- Only what can be a failure is parsed: most bodies are successes. Each look into a JSON text
        -- holds all of it taken apart until the statement ends.
        CASE WHEN response_body IS NOT NULL AND strlen(response_body) <= 1_048_576
                AND (is_no_success OR hides_failures(vendor)
                    OR contains(response_body, '"trace')
                    OR may_hide_failure(vendor, response_body))
            THEN json_valid(response_body) END AS is_json
    FROM with_header_value
),
with_parsed AS (
    SELECT *,
        CASE WHEN is_json THEN response_body
            WHEN NOT is_json THEN json_of_cut(response_body) END AS parsed,
        CASE WHEN is_json THEN response_body
            WHEN NOT is_json THEN text_of_cut(response_body) END AS parsed_text,
        CASE WHEN is_no_success THEN code_header(vendor, response_headers) END AS code_header
    FROM with_credential
),
with_answer AS (
    SELECT *,
        coalesce(CASE WHEN parsed IS NULL THEN CASE WHEN response_body IS NOT NULL
                    AND (is_no_success OR hides_failures(vendor))
                THEN text_code_in(vendor, response_body) END
            WHEN is_no_success OR hides_failures(vendor) THEN code_in(vendor, parsed)
            WHEN may_hide_failure(vendor, parsed) THEN hidden_code_in(vendor, parsed) END,
            CASE WHEN code_header IS NOT NULL
                THEN nullif(header_code(vendor, code_header, header(response_headers, code_header)), '')
            END) AS any_said,
        CASE WHEN parsed IS NOT NULL AND NOT is_no_success AND may_hide_failure(vendor, parsed)
            THEN hides_shape(vendor, parsed_text) ELSE FALSE END AS has_hidden_shape,
        nullif(CASE WHEN parsed IS NOT NULL THEN trace_in(vendor, parsed) END, '') AS body_trace,
        CASE WHEN cached_credential IS NOT NULL THEN cached_credential
            WHEN NOT is_placeholder(credential) THEN credential END AS presented,
        try(from_json(lower(response_headers),
            '{"retry-after":"VARCHAR","date":"VARCHAR","x-request-id":"VARCHAR",
              "x-trace-id":"VARCHAR","ratelimit":"VARCHAR","ratelimit-policy":"VARCHAR",
              "ratelimit-limit":"VARCHAR","ratelimit-remaining":"VARCHAR",
              "ratelimit-reset":"VARCHAR","x-ratelimit-limit":"VARCHAR",
              "x-ratelimit-remaining":"VARCHAR","x-ratelimit-reset":"VARCHAR",
              "x-rate-limit-limit":"VARCHAR","x-rate-limit-remaining":"VARCHAR",
              "x-rate-limit-reset":"VARCHAR"}')) AS rh,
        contains(lower(response_headers), 'ratelimit-limit-') AS tells_more_limits,
        contains(response_headers, '[') AS holds_lists
    FROM with_parsed
),
with_said_code AS (
    SELECT *,
        CASE WHEN any_said[1] IN ('{', '[') THEN NULL
            WHEN ends_with(any_said, '.0') AND try_cast(any_said AS DOUBLE) IS NOT NULL THEN any_said[:-3]
            ELSE any_said END AS said,
        CASE WHEN said IS NOT NULL THEN is_success_code(vendor, said)
            WHEN protocol = 'websocket' AND parsed IS NOT NULL THEN reports_success(parsed)
        END AS says_success,
        -- What is shorter would be found everywhere.
        CASE WHEN length(presented) >= 4 THEN presented END AS secret
    FROM with_answer
),
with_failing AS (
    SELECT *,
        CASE WHEN tells_more_limits AND rh.ratelimit IS NULL AND rh."ratelimit-policy" IS NULL
            THEN windows_said(lower(response_headers)) END AS windows,
        CASE WHEN NOT says_success THEN said END AS vendor_code,
        CASE WHEN protocol = 'websocket'
            THEN (event IS NULL AND NOT coalesce(says_success, FALSE))
                OR coalesce(status >= 400, FALSE) OR error IS NOT NULL
            ELSE coalesce(status >= 400, TRUE) OR has_hidden_shape OR NOT coalesce(says_success, TRUE)
        END AS failing
    FROM with_said_code
),
with_response_headers AS (
    SELECT *,
        CASE WHEN asks_for_ids THEN header(request_headers, 'traceparent') END AS traceparent,
        CASE WHEN rh."x-request-id" IS NOT NULL THEN header(response_headers, 'x-request-id')
            WHEN asks_for_ids THEN header(request_headers, 'x-request-id') END AS header_request_id,
        CASE WHEN rh."x-trace-id" IS NOT NULL THEN header(response_headers, 'x-trace-id')
            WHEN asks_for_ids THEN header(request_headers, 'x-trace-id') END AS x_trace_id,
        request_id_header(vendor, response_headers) AS id_header,
        CASE WHEN id_header IS NOT NULL THEN nullif(header(response_headers, id_header), '') END
            AS vendor_request_id,
        one_of(rh."retry-after", holds_lists) AS retry_after,
        CASE WHEN failing AND parsed IS NOT NULL THEN retry_in(vendor, parsed) END AS body_wait,
        one_of(rh.date, holds_lists) AS answered,
        CASE WHEN windows IS NOT NULL THEN left_of_windows(windows)
            WHEN holds_lists THEN all_of(rh.ratelimit) ELSE rh.ratelimit END AS ratelimit,
        CASE WHEN windows IS NOT NULL THEN policy_of_windows(windows)
            WHEN holds_lists THEN all_of(rh."ratelimit-policy") ELSE rh."ratelimit-policy" END AS policy,
        one_of(coalesce(rh."ratelimit-limit", rh."x-ratelimit-limit", rh."x-rate-limit-limit"),
            holds_lists) AS header_limit,
        one_of(coalesce(rh."ratelimit-remaining", rh."x-ratelimit-remaining",
            rh."x-rate-limit-remaining"), holds_lists) AS header_remaining,
        -- Of which of several windows is not said.
        CASE WHEN windows IS NULL THEN one_of(coalesce(rh."ratelimit-reset", rh."x-ratelimit-reset",
            rh."x-rate-limit-reset"), holds_lists) END AS header_reset
    FROM with_failing
),
with_ids_and_texts AS (
    SELECT *,
        shown_id(header_request_id) AS shown_request_id,
        coalesce(shown_id(request_id), shown_request_id, shown_id(vendor_request_id)) AS any_request_id,
        coalesce(shown_id(body_trace), shown_id(trace_id), trace_of_traceparent(traceparent),
            shown_request_id, shown_id(x_trace_id), shown_id(vendor_request_id)) AS any_trace_id,
        CASE WHEN retry_after IS NOT NULL OR body_wait IS NOT NULL OR header_reset IS NOT NULL
            THEN coalesce(http_date(answered), ts) END AS answered_at,
        CASE WHEN policy IS NOT NULL OR contains(header_limit, ';') THEN
            list_filter(policies_in(coalesce(policy, header_limit)),
                lambda policy: counts_requests(policy)) END AS policies,
        CASE WHEN ratelimit IS NOT NULL THEN tightest_limit(CASE WHEN contains(policy, 'qu=')
            THEN limits_of_requests(ratelimit, policies_in(policy)) ELSE ratelimit END, policies) END
            AS item,
        CASE WHEN event = 'close' THEN nullif(reason, '')
            WHEN failing AND parsed IS NULL
                THEN coalesce(text_message_in(vendor, response_body), trim(response_body, ' "'))
            WHEN failing THEN coalesce(
                CASE WHEN protocol = 'websocket' THEN error_text_in(parsed) END,
                message_in(vendor, parsed_text)) END AS raw_message,
        CASE WHEN failing AND parsed IS NOT NULL THEN detail_in(vendor, parsed) END AS raw_detail,
        CASE WHEN failing THEN nullif(left(response_body, 16384), '') END AS raw_body
    FROM with_response_headers
),
with_searched_texts AS (
    -- One search of all texts that are stored of a request shows whether any has to be redacted.
    -- Cached places are safe.
    SELECT *,
        coalesce(item.quota, CASE WHEN header_limit IS NOT NULL
            THEN stated_quota(header_limit) END) AS stated,
        CASE WHEN policies IS NOT NULL THEN policy_of(policies, item.name, stated) END AS chosen,
        CASE WHEN retry_after IS NOT NULL THEN coalesce(delay_seconds(retry_after),
                seconds_between(answered_at, http_date(retry_after)))
            WHEN body_wait IS NOT NULL THEN reset_s_of(body_wait, answered_at) END AS wait_s,
        coalesce(item.remaining, CASE WHEN header_remaining IS NOT NULL
            THEN try_cast(trim(header_remaining) AS DOUBLE) END) AS remaining,
        coalesce(item.reset_s, CASE WHEN header_reset IS NOT NULL
            THEN reset_s_of(header_reset, answered_at) END) AS reset_s,
        CASE WHEN status IS NULL AND error IS NOT NULL THEN words_of_error(error) END AS error_words,
        concat_ws(' ', CASE WHEN is_new_place THEN place END, raw_query, client, connection,
            command,
            CASE WHEN strlen(method) > 7 THEN method END,
            CASE WHEN strlen(host) > 32 OR url IS NULL THEN host END,
            CASE WHEN strlen(vendor) > 15 AND vendor IS DISTINCT FROM host THEN vendor END,
            CASE WHEN strlen(client_ip) > 15 THEN client_ip END,
            CASE WHEN NOT is_random_id(any_trace_id) THEN any_trace_id END,
            CASE WHEN any_request_id IS DISTINCT FROM any_trace_id AND NOT is_random_id(any_request_id)
                THEN any_request_id END) AS request_text,
        CASE WHEN failing OR raw_message IS NOT NULL
            THEN concat_ws(' ', vendor_code, raw_message, raw_detail, raw_body) END AS failure_text,
        CASE WHEN failure_text <> '' THEN list_filter(
            other_secrets(request_headers, raw_query, coalesce(request_body, sent)),
            lambda one: is_echoed(failure_text, one)) || CASE
                WHEN protocol = 'websocket' AND is_hashed(presented)
                    THEN words_hashed(failure_text, key_id_of(presented, salt), salt) ELSE [] END END AS echoed
    FROM with_ids_and_texts
),
with_is_unsafe AS (
    SELECT *,
        is_suspicious(concat_ws(' ', request_text, failure_text))
            OR contains(url, secret) IS TRUE OR contains(request_text, secret) IS TRUE
            OR contains(any_trace_id, secret) IS TRUE OR contains(any_request_id, secret) IS TRUE
            OR coalesce(len(echoed), 0) > 0
            OR CASE WHEN failure_text <> '' AND secret IS NOT NULL
                THEN is_echoed(failure_text, secret) ELSE FALSE END AS is_unsafe,
        coalesce(chosen.quota, stated) AS quota,
        not_past(wait_s) AS left_s
    FROM with_searched_texts
),
with_columns AS (
    SELECT
        ts,
        vendor,
        day_of(ts) AS date,
        client,
        client_ip,
        protocol,
        method,
        scheme,
        host,
        raw_path AS path,
        raw_query AS query,
        coalesce(cached_route, route_of(raw_path)) AS route,
        status::SMALLINT AS status,
        CASE WHEN error_words IS NOT NULL THEN error_type_of_words(error_words) END AS error_type,
        round(measure(duration_ms), 6) AS duration_ms,
        CASE WHEN request_bytes >= 0 THEN request_bytes END AS request_bytes,
        CASE WHEN response_bytes >= 0 THEN response_bytes END AS response_bytes,
        key_id,
        found_in AS key_in,
        presented AS key_shape,
        CASE WHEN vendor_code IS NOT NULL THEN left(vendor_code, 200) END AS code,
        -- What is unsafe is cut only after redaction, so that no secret is cut in two and passes.
        at_most(raw_message, 1000, is_unsafe) AS message,
        CASE WHEN is_unsafe THEN left(raw_detail, 16384) ELSE at_most_4_kib(raw_detail) END AS detail,
        at_most(any_trace_id, 200, is_unsafe) AS trace_id,
        trace_key_of(at_most(any_trace_id, 200, is_unsafe)) AS trace_key,
        at_most(any_request_id, 200, is_unsafe) AS request_id,
        measure(left_s) AS retry_after_s,
        measure(quota) AS limit_quota,
        measure(remaining) AS limit_remaining,
        measure(reset_s) AS limit_reset_s,
        measure(chosen.window_s) AS limit_window_s,
        CASE WHEN attempt BETWEEN 0 AND 32767 THEN attempt END::SMALLINT AS attempt,
        connection,
        at_most(command, 100, is_unsafe) AS command,
        CASE WHEN close_code BETWEEN 0 AND 32767 THEN close_code END::SMALLINT AS close_code,
        CASE WHEN is_unsafe THEN raw_body ELSE at_most_4_kib(raw_body) END AS body,
        verdict,
        number,
        -- Never written: what limit_states.py, request_items.py and key_expiries.py read, what redact.sql needs, what learn_*.sql learn from.
        CASE WHEN tells_limits(vendor) OR ratelimit IS NOT NULL OR policy IS NOT NULL
                OR header_limit IS NOT NULL OR header_remaining IS NOT NULL OR tells_more_limits
            THEN lower(response_headers) END AS limit_headers,
        CASE WHEN response_body IS NOT NULL AND tells_limits_in_body(vendor, response_body)
                AND strlen(response_body) <= 1_048_576 AND json_valid(response_body) THEN response_body END AS limit_body,
        protocol = 'http' AND names_items(vendor, raw_path) AS may_name_items,
        CASE WHEN may_name_items AND strlen(request_body) <= 1_048_576 THEN request_body END AS item_request,
        CASE WHEN may_name_items AND strlen(response_body) <= 1_048_576 THEN response_body END AS item_answer,
        secret AS item_secret,
        presented AS key_expiry,
        is_unsafe,
        CASE WHEN is_unsafe THEN secret END AS secret,
        echoed,
        presented AS new_key,
        CASE WHEN is_new_place AND NOT is_unsafe THEN place END AS new_place,
        CASE WHEN is_new_sender AND NOT asks_for_ids
            AND (key_header IS NULL OR (found_in = 'header:' || key_header AND presented IS NOT NULL))
            THEN {'headers': request_headers, 'key_header': key_header,
                'credential': CASE WHEN key_header IS NOT NULL THEN presented END} END AS new_sender,
        presented,
        salt
    FROM with_is_unsafe
)
SELECT with_columns.* EXCLUDE (presented, salt) REPLACE (
    coalesce(key_id_of(with_columns.key_id, salt), cached.key_id, key_id_of(presented, salt)) AS key_id,
    coalesce(cached.key_shape, key_shape_of(presented)) AS key_shape,
    -- What is cached of a credential holds, also that it names no time.
    CASE WHEN cached.key_id IS NULL THEN key_expiry_of(presented) ELSE cached.key_expiry END AS key_expiry,
    CASE WHEN cached.key_id IS NULL THEN presented END AS new_key)
FROM with_columns LEFT JOIN keys AS cached ON cached.credential = presented
