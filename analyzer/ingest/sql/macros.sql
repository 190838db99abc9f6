-- What the SQL of formats and of ingest says more than once.

-- Epoch seconds, milliseconds, microseconds or nanoseconds, told by size → µs.
CREATE MACRO microseconds_of(number) AS CASE
    WHEN abs(number::DOUBLE) < 1e11 THEN (number::DECIMAL(38, 9) * 1000000)::BIGINT
    WHEN abs(number::DOUBLE) < 1e14 THEN (number::DECIMAL(38, 9) * 1000)::BIGINT
    WHEN abs(number::DOUBLE) < 1e17 THEN number::DECIMAL(38, 9)::BIGINT
    ELSE (number::DECIMAL(38, 9)::HUGEINT // 1000)::BIGINT
END;

-- RFC 3339 with any offset (none is UTC), or a number of the epoch. A leap second (`23:59:60`, RFC 3339
-- §5.7) is the first one after it, as POSIX counts.
CREATE MACRO time_of(value) AS CASE
    WHEN value[5] = '-' THEN coalesce(
        try_cast(value AS TIMESTAMPTZ), try_cast(upper(replace(value, ',', '.')) AS TIMESTAMPTZ),
        CASE WHEN contains(value, ':60') THEN try_cast(regexp_replace(upper(value),
            '(T| )([0-9]{2}:[0-5][0-9]):60(?:\.[0-9]+)?(Z|[+-])', '\1\2:59\3') AS TIMESTAMPTZ)
            + INTERVAL 1 SECOND END)
    WHEN regexp_full_match(value, '[0-9]{1,20}([.][0-9]*)?')
        THEN try(make_timestamptz(microseconds_of(left(value, 29))))
    WHEN regexp_full_match(value, '[0-9][0-9.]*[eE][+]?[0-9]{1,2}')
        THEN try(make_timestamptz(microseconds_of(value::DOUBLE)))
END;
CREATE MACRO time_of_long(value) AS list_transform([value], lambda one: time_of(one))[1];

-- HTTP-date in its three forms (RFC 9110 §5.6.7), upper or lower case. Each has a time of day: DuckDB
-- reads the words `epoch` and `infinity` in any form.
CREATE MACRO http_date(value) AS CASE WHEN contains(value, ':') THEN coalesce(
    try_strptime(regexp_replace(value, ' (gmt|utc)$', '', 'i'), '%a, %d %b %Y %H:%M:%S'),
    try_strptime(regexp_replace(value, ' (gmt|utc)$', '', 'i'), '%A, %d-%b-%y %H:%M:%S'),
    try_strptime(value, '%a %b %d %H:%M:%S %Y')) AT TIME ZONE 'UTC' END;

-- Go's duration texts, "6m0s" "1h2m3.5s" "350ms" → seconds.
CREATE MACRO go_duration_s(value) AS CASE
    WHEN regexp_full_match(value, '([0-9.]+(h|m|s|ms|us|µs|ns))+') THEN
        coalesce(try_cast(regexp_extract(value, '([0-9.]+)h', 1) AS DOUBLE), 0) * 3600
        + coalesce(try_cast(regexp_extract(value, '([0-9.]+)m(?:[0-9]|$)', 1) AS DOUBLE), 0) * 60
        + coalesce(try_cast(regexp_extract(value, '([0-9.]+)s', 1) AS DOUBLE), 0)
        + coalesce(try_cast(regexp_extract(value, '([0-9.]+)ms', 1) AS DOUBLE), 0) / 1e3
        + coalesce(try_cast(regexp_extract(value, '([0-9.]+)[uµ]s', 1) AS DOUBLE), 0) / 1e6
        + coalesce(try_cast(regexp_extract(value, '([0-9.]+)ns', 1) AS DOUBLE), 0) / 1e9
END;

-- A header's value by its lower-case name, from JSON object text; the first where there are more.
CREATE MACRO first_of(value) AS CASE
    WHEN value[1] = '[' THEN coalesce(try(json_extract_string(value, '$[0]')), value) ELSE value END;
-- A macro's text stands wherever it is called, each argument wherever the text names it: what is long
-- is an element here, planned and computed once.
CREATE MACRO first_of_long(value) AS list_transform([value], lambda one: first_of(one))[1];
CREATE MACRO header(headers, name) AS first_of_long(coalesce(
    list_filter(map_entries(try(from_json(headers, '"MAP(VARCHAR,VARCHAR)"'))),
        lambda e: lower(e.key) = name)[1].value,
    json_extract_string(headers, '$."' || list_filter(
        json_keys(headers), lambda k: lower(k) = name AND NOT contains(k, '"'))[1] || '"')));
CREATE MACRO one_of(value, may_be_list) AS
    CASE WHEN may_be_list THEN first_of(value) ELSE value END;

-- A header that is a list by itself (RFC 9651 §3.1): sent more than once, it goes on.
CREATE MACRO all_of(value) AS CASE
    WHEN value[1] = '[' THEN coalesce(array_to_string(try(from_json(value, '["VARCHAR"]')), ', '), value)
    ELSE value END;
CREATE MACRO is_list_header(name) AS lower(name) IN ('ratelimit', 'ratelimit-policy');

-- Headers of a log that are a JSON object; whatever else stands in their place tells nothing.
CREATE MACRO object_of(value) AS
    CASE WHEN starts_with(ltrim(value, E' \t\r\n'), '{') AND json_valid(value) THEN value END;

-- A body without the byte order mark that some services begin with, which JSON has not (RFC 8259 §8.1).
CREATE MACRO without_mark(body) AS CASE WHEN starts_with(body, chr(65279))
    THEN substr(body, 2) ELSE body END;
-- A body that was written as JSON twice, as it came.
CREATE MACRO written_once(body) AS CASE WHEN regexp_matches(body, '^"\s*(?:\{|\[)') AND json_valid(body)
    THEN json_extract_string(body, '$') ELSE body END;

-- HAR's list of {name, value} as an object.
CREATE MACRO values_of(pairs, name) AS array_to_string(list_transform(
    list_filter(pairs, lambda other: lower(other.name) = lower(name)), lambda other: other.value), ', ');
CREATE MACRO object_of_pairs(pairs) AS '{' || array_to_string(list_transform(
    pairs, lambda p: to_json(p.name)::VARCHAR || ':' || coalesce(to_json(
        CASE WHEN is_list_header(p.name) THEN values_of(pairs, p.name) ELSE p.value END)::VARCHAR,
        'null')), ',') || '}';
CREATE MACRO headers_of_list(pairs) AS
    object_of_pairs(try(from_json(pairs, '[{"name":"VARCHAR","value":"VARCHAR"}]')));
-- Lists of another make: Postman's {key, value}, pairs in lists, Node.js' rawHeaders (names and values by
-- turns); and the lines of a message's head, as one text or each a text.
CREATE MACRO pairs_of_keys(list) AS list_transform(
    try(from_json(list, '[{"key":"VARCHAR","value":"VARCHAR"}]')),
    lambda p: {'name': p.key, 'value': p.value});
CREATE MACRO pairs_of_lists(list) AS list_transform(
    try(from_json(list, '[["VARCHAR"]]')), lambda p: {'name': p[1], 'value': p[2]});
CREATE MACRO pairs_by_turns(texts) AS list_transform(
    range(1, len(texts), 2), lambda i: {'name': texts[i], 'value': texts[i + 1]});
CREATE MACRO pairs_of_lines(head) AS list_transform(
    regexp_extract_all(head, '(?m)^[A-Za-z][A-Za-z0-9-]*:[^\r\n]*'), lambda one: {
        'name': split_part(one, ':', 1), 'value': trim(substr(one, strpos(one, ':') + 1))});
CREATE MACRO headers_of_lines(head) AS object_of_pairs(pairs_of_lines(head));
-- Headers as an object, however a log has them; an empty list shows none, since each request has some.
CREATE MACRO headers_of(value) AS CASE
    WHEN regexp_full_match(value, '\[\s*\]') THEN NULL
    WHEN value[1] = '{' THEN json_of_python(value)
    ELSE list_transform([CASE
        WHEN regexp_matches(value, '^\[\s*\{\s*"[Kk]ey"') THEN pairs_of_keys(value)
        WHEN regexp_matches(value, '^\[\s*\[') THEN pairs_of_lists(value)
        WHEN regexp_matches(value, '^\[\s*"[A-Za-z][A-Za-z0-9-]*: ') THEN
            pairs_of_lines(array_to_string(try(from_json(value, '["VARCHAR"]')), E'\n'))
        WHEN regexp_matches(value, '^\[\s*"') THEN pairs_by_turns(try(from_json(value, '["VARCHAR"]')))
        WHEN value[1] = '[' THEN try(from_json(value, '[{"name":"VARCHAR","value":"VARCHAR"}]'))
        WHEN regexp_full_match(value, '(?:HTTP/[0-9.]+ [0-9]{3}[^\r\n]*\r?\n)?(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*(?:\r?\n|$))+\s*')
            THEN pairs_of_lines(value) END], lambda pairs: object_of_pairs(pairs))[1] END;

-- A URL's text before its query: scheme, authority without userinfo, path. What begins with "/" is a
-- request's target (RFC 9112 §3.2.1), whatever follows. `host:443` (CONNECT) and `host/path` have no
-- scheme. Most others have scheme and authority and neither userinfo nor fragment.
CREATE MACRO place_parts(place) AS CASE
    WHEN starts_with(place, '/') THEN {'scheme': '', 'authority': '', 'path': place}
    WHEN regexp_full_match(place, '[A-Za-z0-9.-]+(?::[0-9]+(?:/.*)?|\.[A-Za-z]{2,}/.*)') THEN {
        'scheme': '',
        'authority': split_part(place, '/', 1),
        'path': substr(place, length(split_part(place, '/', 1)) + 1)}
    WHEN contains(place, '@') OR contains(place, '#') OR NOT contains(place, '://') THEN
        regexp_extract(place,
            '^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://(?:[^/?#]*@)?([^/?#]*))?([^?#]*)',
            ['scheme', 'authority', 'path'])
    ELSE {
        'scheme': split_part(place, '://', 1),
        'authority': split_part(split_part(place, '://', 2), '/', 1),
        'path': substr(place, length(split_part(place, '://', 1)) + 4
            + length(split_part(split_part(place, '://', 2), '/', 1)))}
END;
CREATE MACRO without_port(host) AS
    CASE WHEN contains(host, ':') THEN regexp_replace(host, ':[0-9]+$', '') ELSE host END;
-- A host without the dot of the root, which names the same host (RFC 3986 §3.2.2).
CREATE MACRO without_root(host) AS CASE WHEN ends_with(host, '.') OR contains(host, '.:')
    THEN regexp_replace(host, '([^.])\.((?::[0-9]+)?)$', '\1\2') ELSE host END;

-- Identifiers in a path become {id}: numbers, UUIDs, hex and long tokens with digits, `ord-17`. The
-- first look passes over the many paths whose only digits are those of `/v1`. What is counted begins
-- at the first digit alone: from any digit, RE2 would count from each at once, twenty times as slow.
CREATE MACRO route_of(path) AS CASE
    WHEN NOT regexp_matches(path,
        '/(?:[0-9]|[a-zA-Z]{1,8}[-_][0-9]|[A-Za-z_-]*[0-9][0-9A-Za-z_-]{5}|[0-9A-Za-z_-]{6,}[0-9])')
        THEN path
    ELSE replace(regexp_replace(
        replace(path, '/', '//') || '/',
        '/(?:[0-9]+(?:[.,:_-][0-9]+)*|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[a-fA-F]*[0-9][0-9a-fA-F]{6,}'
        || '|[a-zA-Z]{1,8}[-_][0-9]+|[A-Za-z_-]*[0-9][0-9A-Za-z_-]{15,}|[0-9A-Za-z_-]{15,}[0-9][0-9A-Za-z_-]*)/',
        '/{id}/', 'g')[:-2], '//', '/') END;

-- What analyzer.capture puts where a credential was: its shape and its keyed hash.
CREATE MACRO is_hashed(credential) AS starts_with(credential, 'REDACTED-') AND
    regexp_full_match(credential, 'REDACTED-(?:uuid|jwt|other)-[0-9a-f]{16}(?:-[0-9]{10})?');

-- A keyed hash: SHA-256 over the lake's secret and a text, cut to 16 hex digits (so that nothing can be
-- appended to it). Without the 256 bits of the secret, trying texts tells nothing.
CREATE MACRO keyed_hash(said, salt) AS left(sha256(salt || encode(said)), 16);

-- A credential's keyed hash.
CREATE MACRO key_id_of(credential, salt) AS CASE
    WHEN is_hashed(credential) THEN split_part(credential, '-', 3)
    WHEN credential IS NOT NULL THEN keyed_hash(credential, salt)
END;

-- A connection's credential that another load holds is known by its hash: the words of a text that
-- have it.
CREATE MACRO words_hashed(text, key_id, salt) AS list_filter(
    list_distinct(regexp_extract_all(text, '[A-Za-z0-9_.~+/=-]{7,}[A-Za-z0-9_~+/=]')),
    lambda word: key_id_of(word, salt) = key_id);

-- What a limit counts apart, as an answer names it: a model, a resource, a group of routes. What is
-- no plain name is kept as a keyed hash: it still tells one from another, and no secret passes.
CREATE MACRO limit_group(said, salt) AS CASE
    WHEN strlen(said) <= 100 AND redact_text(said) = said AND NOT regexp_matches(said,
            '(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')
        AND regexp_full_match(said, '(?i)(?:[a-z]{1,64}|[a-z0-9]{1,15})(?:[_.:/-]+(?:[a-z]{1,64}|[a-z0-9]{1,15}))*')
        THEN said
    ELSE keyed_hash(said, salt)
END;

CREATE MACRO key_shape_of(credential) AS CASE
    WHEN credential IS NULL THEN NULL
    WHEN is_hashed(credential) THEN split_part(credential, '-', 2)
    WHEN strlen(credential) = 36
        AND regexp_full_match(credential, '(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')
        THEN 'uuid'
    WHEN starts_with(credential, 'eyJ') AND regexp_full_match(credential, 'eyJ[A-Za-z0-9_-]*[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]*') THEN 'jwt'
    ELSE 'other'
END;

-- The claims of a JWT, which are signed and not encrypted, as JSON text (RFC 7519 §3).
CREATE MACRO claims_of(token) AS decode(from_base64(rpad(translate(split_part(token, '.', 2), '-_', '+/'),
    ((length(split_part(token, '.', 2)) + 3) // 4 * 4)::INT, '=')));

-- When a credential says that it expires, Unix time: `exp` of a JWT (RFC 7519 §4.1.4), or what
-- analyzer.capture kept of it.
CREATE MACRO key_expiry_of(credential) AS CASE
    WHEN is_hashed(credential) THEN nullif(split_part(credential, '-', 4), '')
    WHEN key_shape_of(credential) = 'jwt' THEN TRY(CASE
        WHEN json_extract_string(claims_of(credential), '$.exp')::DOUBLE BETWEEN 1e9 AND 9_999_999_999
        THEN floor(json_extract_string(claims_of(credential), '$.exp')::DOUBLE)::BIGINT::VARCHAR END)
END;

-- What a log puts where a credential was: it says that one was sent, not which.
CREATE MACRO is_placeholder(credential) AS regexp_full_match(credential,
    '(?i)[\[<({*#x.-]*(?:redacted|filtered|masked|hidden|removed|secret|omitted|sensitive)?[\])>}*#x.-]*'
    || '|(?:[a-z]+ )?\([a-z ]+ removed\)');

-- An id, unless its log hides it, as Azure's SDKs do with headers: what stands there would join
-- whatever has it. No placeholder is as long as most ids are.
CREATE MACRO shown_id(id) AS CASE WHEN strlen(id) > 24 OR NOT is_placeholder(id) THEN id END;

-- A text without the frames of tracebacks and stacks in it, whose code holds words such as `timeout`
-- and `TLSSocket`: what was raised stays, each of a chain. As a JSON text has it, lines end in `\n`,
-- and the last with the text; what else is spelled so stays as it is.
CREATE MACRO without_stack(text) AS CASE
    WHEN contains(text, chr(10)) OR contains(text, '\n') THEN regexp_replace(text,
        '(?:(?:\n|\\n)(?:[ \t]|\\t)*(?:(?:at |#\d+ |\S+[.]rb:\d+:in |\S+[.](?:go|rs):\d+)(?:[^\n"\\]|\\[^n])*'
        || '|\d+: +<?\w+(?:::[^\s:\\"]+)+))+', '', 'g')
    ELSE text END;
CREATE MACRO without_frames(text) AS CASE
    -- Not of the one line of a traceback that is logged line by line.
    WHEN contains(text, 'Traceback (most recent call last)') AND (contains(rtrim(text, chr(10)), chr(10)) OR contains(text, '\n'))
    THEN trim(regexp_replace(replace(text, '\n', chr(10)),
        '(?m)\n?^(?:[ \t>│]+[^\n]*|During handling of the above[^\n]*|The above exception was[^\n]*)$'
        || '|\n?Traceback \(most recent call last\):|\n+$', '', 'g'), chr(10) || ' ')
    ELSE without_stack(text) END;

-- A traceback with what was raised at last before it, or that alone of structlog's objects, whose
-- frames hold the values of variables.
CREATE MACRO raised_first(text) AS CASE
    WHEN starts_with(text, '[{"exc_type"') AND json_valid(text)
    THEN concat_ws(': ', json_extract_string(text, '$[0].exc_type'),
        nullif(json_extract_string(text, '$[0].exc_value'), ''))
    WHEN contains(text, 'Traceback (most recent call last)')
    THEN concat_ws(chr(10), nullif(regexp_extract(replace(text, '\n', chr(10)),
        '(?s).*\n[ \t][^\n]*\n(\S.*)$', 1), ''), text)
    ELSE text END;

-- What a stack of Node.js, Java, .NET, PHP, Ruby, Rust or Go, or a traceback, tells of what was raised, and of its causes.
CREATE MACRO raised_in_stack(text) AS CASE
    WHEN contains(text, 'Traceback (most recent call last)') THEN text
    WHEN regexp_matches(text, '\n(?:\s+at |#0 |\S+[.]rb:\d+:in |\s+0: |[^\n]*\n\t\S+[.]go:\d)')
    THEN array_to_string(regexp_extract_all(text, '(?:^|\n(?:Caused by: | ---> ))([^\n]+)', 1), chr(10))
    END;

-- What an error says, of Python's own whose name tells of no client, by the name of the client through
-- whose code its traceback leads.
CREATE MACRO by_client(told, trace) AS regexp_replace(told,
    '(^|: |\n)((?:[A-Z]\w*(?:Error|Timeout|Read|Disconnected)|timeout|gaierror))(?:: ([^\n]*?))?\s*$',
    '\1' || coalesce(nullif(regexp_extract(trace,
        '(?s).*[/\\](aiohttp|httpx|httpcore|requests|urllib3|niquests|urllib|http)[/\\]\w+[.]py', 1), '') || '.', '')
        || '\2: \3');

-- OTel error.type for an exchange without response, from the client's own words.
CREATE MACRO error_type_of_words(error) AS CASE
    WHEN error IS NULL THEN NULL
    -- As HTTP.sys says it (Microsoft, "Error logging in HTTP APIs").
    WHEN starts_with(error, 'Timer_') THEN 'timeout'
    WHEN regexp_matches(error, '^Connection_(?:Dropped|Abandoned)') THEN 'reset'
    -- Of curl its number says it, whatever the class of the exception.
    WHEN regexp_matches(error, '(?i)\bcurl(?:[ ]error |: \()[56]\b') THEN 'dns'
    WHEN regexp_matches(error, '(?i)\bcurl(?:[ ]error |: \()(?:16|52|55|56|92)\b')
        AND NOT regexp_matches(error, '(?i)time[d ]*[-_ ]?out') THEN 'reset'
    -- Older ones of Guzzle leave curl's words out (curl, libcurl-errors).
    WHEN regexp_matches(error, '(?i)\bcurl error 7: see ') THEN 'connect'
    WHEN regexp_matches(error, '(?i)\bcurl error 28: see ') THEN 'timeout'
    WHEN regexp_matches(error, '(?i)\bcurl error (?:35|51|58|60|77): see ') THEN 'tls'
    -- As c-ares says it.
    WHEN regexp_matches(error, '(?i)contacting dns|\[try again\]|domain name not found') THEN 'dns'
    WHEN regexp_matches(error, '(?i)time[d ]*[-_ ]?out|deadline|execution expired|winerror 10060|did not properly respond|receive pong') THEN 'timeout'
    WHEN regexp_matches(error, '(?i)getaddrinfo|name or service|nodename|resolv|resolution|dns|gaierror|enotfound|eai_again|no such host|nxdomain|non-existing domain|unknown_?host|server misbehaving|host(?:name)? lookup|hostname could not be found|find the server|errno 11001')
        THEN 'dns'
    -- aiohttp says `ssl:default` of whatever fails on its way to an https host; the handshake of
    -- WebSocket, by which a connection opens or closes, is none of TLS.
    WHEN regexp_matches(regexp_replace(error, '(?i)\b(?:is_)?ssl[:=](?:\w+|<[^>]*>)'
            || '|(?:web ?socket|opening|clos(?:e|ing)|bad|http)[: ]*handshake|handshake (?:not finished|request|response)'
            || '|\bOpenSSL SSL_(?:read|write|connect): |\b(?:TLS|SSL)Socket\w*', '', 'g'),
        '(?i)ssl|pkix|secure_connection_error|(?:^|[^a-z])tls|(?:^|[^a-z])cert|handshake|self[-_ ]signed|unknown[-_ ](?:ca\b|issuer)') THEN 'tls'
    WHEN regexp_matches(error, '(?i)internet_disconnected|network_changed') THEN 'connect'
    -- Who asked ended it.
    WHEN regexp_matches(error, '(?i)operation was aborted|user aborted|err_aborted|binding_aborted|^client disconnected[.]') THEN 'other'
    WHEN regexp_matches(error, '(?i)reset|(?:^|: )terminated$|(?:connection|stream|socket)[a-z ]{0,12} terminated|broken ?(?:pipe|connection)|epipe|disconnect|closed|protocol_?error|(?:receive|send) ?failure|incomplete|aborted|eof(?:\b|error|exception)|response_ended|readerror|writeerror|hang ?up|end of (?:stream|file)|fixed content-length|empty[-_ ]?re(?:ply|sponse)|ended prematurely|nohttpresponse|failed to respond|connection lost|premature|reading from socket|received no bytes|not completed')
        THEN 'reset'
    WHEN regexp_matches(error, '(?i)connect|refused|unreach|no route|enetdown|address unavailable') THEN 'connect'
    ELSE 'other'
END;

-- Words of a path, such as `/orders/closed`, say nothing of what went wrong.
CREATE MACRO without_urls(text) AS CASE WHEN contains(text, '/') THEN regexp_replace(text,
    '[A-Za-z]+://[^\s''"<>]*|\b(?:url:|GET|POST|PUT|DELETE|PATCH|HEAD) ?/[^\s''"<>]*', '', 'g') ELSE text END;
CREATE MACRO words_of_error(told) AS without_urls(without_frames(told));
CREATE MACRO error_type_of(told) AS
    list_transform([words_of_error(told)], lambda words: error_type_of_words(words))[1];

-- W3C Trace Context: version, trace id, parent id, flags; all zeros and version ff are invalid, and only
-- a version that is to come may have more.
CREATE MACRO trace_of_traceparent(value) AS CASE
    WHEN regexp_full_match(value, '[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?')
        AND value[1:2] <> 'ff' AND (strlen(value) = 55 OR value[1:2] <> '00')
        AND value[4:35] <> repeat('0', 32) AND value[37:52] <> repeat('0', 16)
        THEN value[4:35] END;

-- Members of a structured list (RFC 9651), and of each its name and its parameters: what stands in
-- quotes holds no comma, no parameter. Of a parameter that is given twice the last one counts.
CREATE MACRO list_members(value) AS list_transform(
    regexp_extract_all(value, '(?:"(?:[^"\\]|\\.)*"|[^,])+'), lambda member: {
        'name': trim(regexp_extract(member, '^\s*("(?:[^"\\]|\\.)*"|[^;\s]*)', 1), '"'),
        'parameters': regexp_replace(regexp_replace(
            regexp_replace(member, '^\s*(?:"(?:[^"\\]|\\.)*"|[^;]*)', ''),
            '=\s*"([\w-]*)"', '=\1', 'g'), '"(?:[^"\\]|\\.)*"', '', 'g'),
        'member': member});
-- RateLimit (draft-ietf-httpapi-ratelimit-headers-11): `"burst";r=50;t=30, "daily";r=9`.
CREATE MACRO limits_left(value) AS
    list_filter(list_transform(list_members(value), lambda item: {
        'name': item.name,
        'part': nullif(trim(regexp_extract(item.parameters, '^.*;\s*pk\s*=\s*([^;]*)', 1)), ''),
        'quota': NULL::DOUBLE,
        'remaining': try_cast(regexp_extract(item.parameters, '^.*;\s*r\s*=\s*([0-9]+)', 1) AS DOUBLE),
        'reset_s': try_cast(regexp_extract(item.parameters, '^.*;\s*t\s*=\s*([0-9]+)', 1) AS DOUBLE)}),
        lambda item: item.remaining IS NOT NULL);
-- The limit with the least share left, of those used up the one that stays so longest; of a limit
-- without a quota what is left counts. Or of the form before, `limit=100, remaining=50, reset=30`.
CREATE MACRO tightest_limit(value, policies) AS CASE
    WHEN regexp_matches(value, 'remaining\s*=') THEN {
        'name': '',
        'part': NULL,
        'quota': try_cast(regexp_extract(value, 'limit\s*=\s*([0-9.]+)', 1) AS DOUBLE),
        'remaining': try_cast(regexp_extract(value, 'remaining\s*=\s*([0-9.]+)', 1) AS DOUBLE),
        'reset_s': try_cast(regexp_extract(value, 'reset\s*=\s*([0-9.]+)', 1) AS DOUBLE)}
    ELSE list_sort(list_transform(limits_left(value), lambda item: {
        'share': item.remaining / coalesce(nullif(policies[list_position(list_transform(
            policies, lambda policy: policy.name), item.name)].quota, 0), 1),
        'soonness': -coalesce(item.reset_s, 0),
        'item': item}))[1].item
END;

-- RateLimit-Policy: `"burst";q=100;w=60, "daily";q=1000;w=86400`, or before that `100;w=60`.
CREATE MACRO policies_in(value) AS list_filter(list_transform(list_members(value), lambda item: {
    'name': item.name,
    'quota': coalesce(
        try_cast(regexp_extract(item.parameters, '^.*;\s*q\s*=\s*([0-9]+)', 1) AS DOUBLE),
        try_cast(item.name AS DOUBLE)),
    'window_s': try_cast(regexp_extract(item.parameters, '^.*;\s*w\s*=\s*([0-9]+)', 1) AS DOUBLE),
    'unit': nullif(regexp_extract(item.parameters, '^.*;\s*qu\s*=\s*([\w-]+)', 1), '')}),
    lambda item: item.quota IS NOT NULL);
-- Limits with their windows in the names of their headers, as Kong sends them: what is said of each.
CREATE MACRO windows_said(headers) AS nullif(list_filter(list_transform(
    [{'name': 'second', 'w': ';w=1'}, {'name': 'minute', 'w': ';w=60'}, {'name': 'hour', 'w': ';w=3600'},
        {'name': 'day', 'w': ';w=86400'}, {'name': 'month', 'w': ''}, {'name': 'year', 'w': ''}],
    lambda one: {
        'name': one.name,
        'w': one.w,
        'quota': trim(first_of(json_extract_string(headers, '$."x-ratelimit-limit-' || one.name || '"'))),
        'left': trim(first_of(json_extract_string(headers, '$."x-ratelimit-remaining-' || one.name || '"')))}),
    lambda one: regexp_full_match(one.quota, '[0-9]{1,15}')), []);
-- … as RateLimit-Policy and RateLimit would say it.
CREATE MACRO policy_of_windows(windows) AS nullif(array_to_string(list_transform(
    windows, lambda one: '"' || one.name || '";q=' || one.quota || one.w), ', '), '');
CREATE MACRO left_of_windows(windows) AS nullif(array_to_string(list_transform(
    list_filter(windows, lambda one: regexp_full_match(one.left, '[0-9]{1,15}')),
    lambda one: '"' || one.name || '";r=' || one.left), ', '), '');
CREATE MACRO counts_requests(policy) AS coalesce(policy.unit, 'requests') = 'requests';
CREATE MACRO counted_by(policy) AS
    CASE WHEN policy.unit = 'content-bytes' THEN 'bytes' ELSE 'requests' END;
-- Of the limits that are left those whose policy counts requests, as text.
CREATE MACRO limits_of_requests(value, policies) AS
    array_to_string(list_transform(list_filter(list_members(value), lambda item: NOT list_contains(
        list_transform(list_filter(policies, lambda policy: NOT counts_requests(policy)),
            lambda policy: policy.name), item.name)), lambda item: item.member), ',');

-- The policy of that name; else, of those with the quota that is stated, or of all where none is,
-- the one with the shortest window.
CREATE MACRO shortest_of(policies) AS coalesce(
    list_filter(policies, lambda item: item.window_s = list_min(
        list_transform(policies, lambda other: other.window_s)))[1],
    policies[1]);
CREATE MACRO policy_of(policies, name, stated) AS coalesce(
    list_filter(policies, lambda item: item.name = name)[1],
    shortest_of(CASE WHEN stated IS NULL THEN policies
        ELSE list_filter(policies, lambda item: item.quota = stated) END));

-- Seconds as Retry-After has them (RFC 9110 §10.2.3), and with a fraction, as several vendors do.
CREATE MACRO delay_seconds(value) AS CASE WHEN regexp_full_match(value, '\s*[0-9]+(?:[.][0-9]*)?\s*')
    THEN try_cast(trim(value) AS DOUBLE) END;

-- Seconds from now; of the past 0. Not greatest() alone: of NULL and 0 that is 0.
CREATE MACRO not_past(seconds) AS
    list_transform([seconds], lambda s: CASE WHEN isfinite(s) THEN greatest(s, 0) END)[1];

-- To the microsecond, as `ts` is: rounded, a wait that was kept to the second would seem too short.
CREATE MACRO seconds_between(since, until) AS date_diff('microsecond', since, until) / 1e6;

-- X-RateLimit-Reset is seconds, an epoch time, RFC 3339, a Go duration or an HTTP-date: told by
-- form and size.
CREATE MACRO reset_s_of(value, answered_at) AS CASE
    WHEN try_cast(value AS DOUBLE) >= 1e9 OR value[5] = '-'
        THEN not_past(seconds_between(answered_at, time_of_long(trim(value))))
    WHEN try_cast(value AS DOUBLE) IS NOT NULL THEN not_past(try_cast(value AS DOUBLE))
    ELSE coalesce(go_duration_s(trim(value)), not_past(
        seconds_between(answered_at, http_date(trim(value)))))
END;

-- X-RateLimit-Limit: `100`, or before its policies, `100, 100;w=60`; `1,000` is no list.
CREATE MACRO stated_quota(value) AS CASE
    WHEN NOT regexp_full_match(value, '\s*[1-9][0-9]{0,2}(?:,[0-9]{3})+\s*')
        OR split_part(value, ',', 1) = split_part(value, ',', 2)
    THEN try_cast(regexp_extract(value, '^\s*([0-9.]+)\s*(?:[,;]|$)', 1) AS DOUBLE) END;

-- The window that a header's name ends with (`1m`, `10s`, `1d`) → seconds.
CREATE MACRO seconds_of_window(name) AS try_cast(regexp_extract(name, '^[0-9]+') AS DOUBLE)
    * CASE regexp_extract(name, '[a-z]+$') WHEN 's' THEN 1 WHEN 'm' THEN 60 WHEN 'h' THEN 3600
        WHEN 'd' THEN 86400 END;

-- A duration or a count that can be: neither negative nor infinite nor NaN.
CREATE MACRO measure(value) AS CASE WHEN value BETWEEN 0 AND 1e15 THEN value END;

-- The UTC day; a cast would ask for the time zone, row by row.
CREATE MACRO day_of(ts) AS DATE '1970-01-01' + (epoch_us(ts) // 86400000000)::INTEGER;

-- A UUID, or an id of W3C's Trace Context, in lower case: a word of a secret in it is chance.
CREATE MACRO is_random_id(id) AS length(id) IN (32, 36) AND regexp_full_match(
    id, '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}');

CREATE MACRO trace_key_of(trace_id) AS
    lower(CASE WHEN contains(trace_id, '-') THEN replace(trace_id, '-', '') ELSE trace_id END);

-- At most so many characters; of what is still to be redacted enough to redact it whole.
CREATE MACRO at_most(value, characters, is_unsafe) AS CASE
    WHEN strlen(value) <= characters THEN value
    ELSE left(value, CASE WHEN is_unsafe THEN 16384 ELSE characters END) END;

-- At most 4,096 bytes of UTF-8, cut between characters.
CREATE MACRO at_most_4_kib(value) AS CASE
    WHEN strlen(value) <= 4096 THEN value
    ELSE list_filter([4095, 2730, 2047, 1365, 1023], lambda n: strlen(value[:n]) <= 4096)
        .list_transform(lambda n: value[:n])[1]
END;

-- A word that says how it went is no command: an answer with it is to the last one that was sent.
CREATE MACRO is_failure_word(word) AS lower(word) IN ('error', 'failed', 'failure');

-- What a WebSocket message asks for or answers.
CREATE MACRO command_of(message) AS CASE WHEN json_valid(message) THEN list_filter([
    json_extract_string(message, '$.cmd'), json_extract_string(message, '$.command'),
    json_extract_string(message, '$.action'), json_extract_string(message, '$.op'),
    json_extract_string(message, '$.method'), json_extract_string(message, '$.event'),
    json_extract_string(message, '$.type')], lambda word: NOT is_failure_word(word))[1][:16384] END;

-- What was sent on a connection and may be quoted in an answer: values under a secret's name, and
-- all of a login's (`{"op":"login","args":[…]}`, `["auth",…]`, `AUTH …`) but ids and the command.
-- Each as it is written in JSON and as it reads; the longest first, so that none goes in part.
CREATE MACRO may_hold_secret(message) AS regexp_matches(message,
    '(?i)key|token|auth|secret|sign|pass|pwd|log[io]n|credential|session|jwt');
CREATE MACRO asks_for(message) AS CASE WHEN json_valid(message)
    THEN coalesce(command_of(message), json_extract_string(message, '$[0]'))
    ELSE regexp_extract(message, '^\W*(\w+)', 1) END;
CREATE MACRO is_login(message) AS regexp_matches(asks_for(message),
    '(?i)auth|log[io]n|sign|key|token|credential|session');
CREATE MACRO texts_of_login(message) AS CASE
    WHEN json_valid(message) THEN list_transform(list_filter(
        regexp_extract_all(message,
            '(?:"(?:[^"\\]|\\.)*"\s*:\s*)?"(?:[^"\\]|\\.)*"(?:\s*:)?'),
        lambda text: NOT ends_with(text, ':')
            AND NOT regexp_matches(text, '(?i)^"(?:id|rid|req_?id|request_?id|trace_?id)"\s*:')),
        lambda text: regexp_extract(text, '"((?:[^"\\]|\\.)*)"$', 1))
    ELSE regexp_extract_all(message, '[^\s,;:=]+')
END;
CREATE MACRO secrets_sent(message) AS list_transform(list_reverse_sort(list_transform(list_filter(
    list_distinct(flatten(list_transform(
        CASE WHEN is_login(message) THEN texts_of_login(message)[:20] ELSE [] END
        || regexp_extract_all(message,
            '(?i)"(?:pass|sign?|auth|[\w.-]*(?:key|' || secret_name() || ')[\w.-]*)"\s*:\s*"((?:[^"\\]|\\.)*)"',
            1)[:20],
        lambda text: [text, try(json_extract_string('["' || text || '"]', '$[0]'))]))),
    lambda text: strlen(text) >= 4 AND text <> asks_for(message) AND NOT regexp_full_match(text,
        '(?i)code|errors?|message|data|event|type|status|detail|reason|trace_?id')),
    lambda text: {'size': strlen(text), 'text': text})), lambda found: found.text);
-- Where a login holds its credential: under one of the names in its arguments, or first of them.
CREATE MACRO fields_of_login(message, names) AS CASE WHEN is_login(message) THEN
    flatten(list_transform(['$.args', '$.args[0]', '$.params'], lambda place:
        list_transform(names, lambda name: place || name[2:]))) || ['$.args[0]', '$.params[0]', '$[1]']
    ELSE [] END;
CREATE MACRO without_all(value, secrets) AS CASE WHEN secrets IS NULL THEN value
    ELSE list_reduce(secrets, lambda text, secret: replace(text, secret, 'REDACTED'), value) END;

-- What many APIs say where nothing failed.
CREATE MACRO is_common_success(code) AS lower(code) IN
    ('0', '00000', '000000', '200', '201', '202', '204', 'ok', 'success', 'succeeded', 'true');

-- Whether an answer says so by its code, or else by an error that is none: `"error": false`, `[]`.
CREATE MACRO is_no_error(value) AS value IS NULL OR lower(value) IN ('', 'false', '0', '[]', '{}');
CREATE MACRO reports_success(message) AS
    is_no_error(json_extract_string(message, '$.error'))
    AND is_no_error(json_extract_string(message, '$.errors'))
    AND CASE WHEN is_common_success(json_extract_string(message, '$.status')) THEN TRUE
        WHEN coalesce(json_type(message, '$.detail'), 'NULL') <> 'NULL' THEN FALSE
        ELSE coalesce(
            is_common_success(json_extract_string(message, '$.code')),
            is_common_success(json_extract_string(message, '$.success')),
            coalesce(json_type(message, '$.error'), json_type(message, '$.errors'), 'NULL') <> 'NULL') END;

-- A received message that answers or reports, as against data.
CREATE MACRO answers(message) AS CASE WHEN json_valid(message) THEN
    json_type(message, '$.code') NOT IN ('NULL', 'OBJECT', 'ARRAY')
    OR json_type(message, '$.error') <> 'NULL' OR json_type(message, '$.errors') <> 'NULL'
    OR json_type(message, '$.detail') <> 'NULL'
    OR is_failure_word(coalesce(json_extract_string(message, '$.type'),
        json_extract_string(message, '$.event'), json_extract_string(message, '$.status'))) END;

-- What is said of a line, with the line last, by which a source of several formats is read.
CREATE MACRO line_of_mixture(line) AS CASE
    WHEN line[1] = '{' AND json_valid(line) AND json_keys(line)[-2:] = ['verdict', 'line']
        THEN json_extract_string(line, '$.line') ELSE line END;

-- A line as its log has it, of what a format that joins several has put in its place.
CREATE MACRO as_written(line) AS CASE
    WHEN line_of_mixture(line)[1] = '{' AND json_valid(line_of_mixture(line))
        AND json_keys(line_of_mixture(line)) = ['note']
        THEN json_extract_string(line_of_mixture(line), '$.note')
    ELSE translate(line_of_mixture(line), chr(2), '') END;

-- Whether a line that is no request speaks of one, or of a failure, as numbers that can be added.
CREATE MACRO tells_of_call(line) AS regexp_matches(line,
    '(?i)\b(?:https?|wss?)://|\b(?:GET|POST|PUT|PATCH|DELETE) /')::INT;
CREATE MACRO tells_of_failure(line) AS regexp_matches(line,
    '(?i)\berror|exception|fail(?:ed|ure)|time(?:d[ -]?)?out|refused|\breset\b|too many requests'
    || '|rate[ -]?limit|\b(?:401|403|429|50[0-4])\b')::INT;
