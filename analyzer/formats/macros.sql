-- What several log formats say in the same way.

-- "-" and "" are how logs write that there is nothing.
CREATE MACRO given(value) AS CASE WHEN value NOT IN ('', '-') THEN value END;

-- A whole number, where the text is one, as tables have it ("1,234") too; "-" and -1 are how logs write that it is not known.
CREATE MACRO count_of(value) AS CASE WHEN try_cast(value AS DOUBLE) BETWEEN 0 AND 9e18
    THEN coalesce(try_cast(value AS BIGINT), try_cast(value AS DOUBLE)::BIGINT)
    WHEN regexp_full_match(value, '[1-9][0-9]{0,2}(,[0-9]{3})+') THEN replace(value, ',', '')::BIGINT END;

-- The status of a response; 0, 000 and -1 stand for none. "200 OK" is met as well.
CREATE MACRO status_of(value) AS CASE
    WHEN try_cast(value AS DOUBLE) BETWEEN 100 AND 999 THEN try_cast(value AS DOUBLE)::INTEGER
    WHEN regexp_matches(value, '^[1-9][0-9]{2} ') THEN value[:3]::INTEGER END;
CREATE MACRO says_no_response(status) AS coalesce(status IN ('0', '000', '-1', '0.0', '-1.0'), FALSE);

-- Why HAProxy got no answer, by the letters of its termination state: who ended it, and when.
CREATE MACRO ended_by(state) AS CASE
    WHEN state[1] IN ('c', 's') THEN 'timeout'
    WHEN state[1:2] = 'SC' THEN 'connect'
    WHEN state[1] IN ('C', 'S') THEN 'reset' END;

-- The first IP address of a text: alone, with a port, in brackets, with a zone, behind a host name and a slash
-- (as Java writes addresses), or first of a list.
CREATE MACRO address_of(value) AS nullif(regexp_extract(value,
    '^[\s"]*(?:[\w.-]*/)?\[?"?([0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)', 1), '');

-- "GET /path?query HTTP/1.1"; a target may hold spaces. What is no such line has no method. Most are
-- three plain words, which need no regular expression.
CREATE MACRO request_line(value) AS CASE
    WHEN split_part(value, ' ', 1) IN ('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS')
        AND split_part(value, ' ', 2) <> '' AND split_part(value, ' ', 4) = ''
        AND split_part(value, ' ', 3) IN ('HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0') AND NOT ends_with(value, ' ')
    THEN {
        'method': split_part(value, ' ', 1),
        'target': split_part(value, ' ', 2),
        'version': split_part(value, ' ', 3)}
    -- Tomcat, of a request that it could not read.
    WHEN value = 'null null null' THEN {'method': '', 'target': '', 'version': ''}
    ELSE regexp_extract(value,
        '^([A-Za-z][A-Za-z_-]*) (\S.*?)(?: +(HTTP/[0-9.]+))? *$', ['method', 'target', 'version'])
END;

-- "08/Apr/2024:12:17:58 +0000", the time of the common log.
-- Java's September is `Sept` in British English and in French.
CREATE MACRO clf_time(value) AS try_strptime(replace(value, 'ept', 'ep'), ['%d/%b/%Y:%H:%M:%S %z', '%d/%b./%Y:%H:%M:%S %z']);

-- When a request was sent, where the log gives its end.
CREATE MACRO sent_at(ended_at, duration_ms) AS CASE
    WHEN duration_ms BETWEEN 0 AND 1e9
        THEN ended_at - to_microseconds((duration_ms * 1000)::BIGINT)
    ELSE ended_at END;

-- When the log is read; a connection that knows has a temporary macro instead. A variable would
-- have DuckDB plan a prepared statement anew each time that it runs.
CREATE MACRO read_at() AS NULL::TIMESTAMPTZ;

-- "Nov 19 10:00:00" (syslog), "19 Nov 10:00:00" (Node-RED), "11-19 10:00:00.250" (Logcat) and "1119 10:00:00.250000" (klog) say no year: of the year in which the
-- log is read (`read_at`), or of the one before, where that would be more than a day ahead.
CREATE MACRO in_year(value, ahead) AS coalesce(
    try_strptime(year(read_at()::TIMESTAMP) + ahead || ' ' || value,
        ['%Y %b %d %H:%M:%S', '%Y %b %d %H:%M:%S.%f', '%Y %d %b %H:%M:%S', '%Y %B %d %H:%M:%S']),
    try_strptime(year(read_at()::TIMESTAMP) + ahead || replace(value, '-', ''),
        ['%Y%m%d %H:%M:%S.%f', '%Y%m%d %H:%M:%S'])
) AT TIME ZONE 'UTC';
CREATE MACRO yearless_time(value) AS CASE
    WHEN in_year(value, 0) <= read_at()::TIMESTAMPTZ + INTERVAL 1 DAY THEN in_year(value, 0)
    ELSE in_year(value, -1) END;

-- "8/4/2025, 2:40:11 AM", "25.11.2020, 19:35:10", "17-Feb-2020 11:47:48" and "17 Feb 2020 11:47:48",
-- as locales and programs write it; of digits between slashes only what can be but one day.
CREATE MACRO locale_time(value) AS CASE
    WHEN NOT regexp_matches(value, '^[0-9]+/[0-9]+/') OR ends_with(value, 'M')
        OR regexp_matches(value, '^(?:[0-9]+/)?(?:1[3-9]|2[0-9]|3[01])/')
    THEN try_strptime(regexp_replace(regexp_replace(replace(value, ',', '.'), '[.] ', ' '), '.([AP]M)$', ' \1'), [
        '%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y %H:%M:%S', '%d/%m/%Y %H:%M:%S', '%m/%d/%Y %H:%M:%S.%f',
        '%d/%m/%Y %H:%M:%S.%f', '%d.%m.%Y %H:%M:%S', '%d.%m.%Y %H:%M:%S.%f', '%d-%b-%Y %H:%M:%S',
        '%d-%b-%Y %H:%M:%S.%f', '%d %b %Y %H:%M:%S', '%d %b %Y %H:%M:%S.%f', '%m/%d/%Y %I:%M:%S.%f %p'])
    END AT TIME ZONE 'UTC';

-- {"$date": …} of MongoDB's extended JSON, whole or as a number, "/Date(1795082400250)/" of .NET, and
-- what is quoted once more; {"seconds": …, "nanos": …} of protobuf, and as
-- Log4j 2 calls them; [2026,11,19,10,0,0,250000000] of Jackson.
CREATE MACRO structured_time(value) AS coalesce(
    time_of_long(nullif(regexp_extract(value,
        '^(?:\{"\$date": ?)?(?:\{"\$numberLong": ?)?"?(?:/Date\()?([0-9][0-9TZ:.+-]{8,})', 1), '')),
    make_timestamptz(1000000 * nullif(regexp_extract(value, '^\{"(?:seconds|epochSecond)": ?"?([0-9]{9,10})\b', 1), '')::BIGINT
        + coalesce(try_cast(regexp_extract(value, '"(?:nanos|nanoOfSecond)": ?([0-9]{1,9})\b', 1) AS BIGINT), 0) // 1000),
    (try_strptime(nullif(regexp_extract(value, '^\[([0-9]{4}(?:, ?[0-9]{1,2}){5})\b', 1), ''),
        ['%Y,%m,%d,%H,%M,%S', '%Y, %m, %d, %H, %M, %S'])
        + to_microseconds(coalesce(try_cast(regexp_extract(value, '([0-9]{1,9})\]$', 1) AS BIGINT), 0) // 1000
            * (length(value) - length(replace(value, ',', '')) = 6)::BIGINT)) AT TIME ZONE 'UTC');

-- A message as it went over the wire, plain or in base64 ("HTTP/", "GET ", "POST " and so on): its
-- headers, and the body of an answer, from which the sizes of its chunks are gone. What cannot be read
-- tells nothing: it may hold what its headers do.
CREATE MACRO is_on_wire(value) AS regexp_matches(value,
    '^(?:SFRUUC8|R0VUI|UE9TV|UFVUI|REVMR|UEFUQ|SEVBR|T1BUS|HTTP/[0-9.]+ |[A-Z]+ \S+ HTTP/)');
CREATE MACRO on_wire(value) AS CASE WHEN is_on_wire(value) THEN
    CASE WHEN regexp_full_match(value, '[A-Za-z0-9+/]+={0,2}') THEN try(decode(from_base64(value)))
        ELSE value END END;
CREATE MACRO headers_on_wire(value) AS
    headers_of_lines(regexp_extract(on_wire(value), '(?s)^(.*?)(?:\r?\n\r?\n|$)', 1));
CREATE MACRO body_on_wire(value) AS CASE WHEN is_on_wire(value) THEN nullif(trim(regexp_replace(
    regexp_extract(on_wire(value), '(?s)\r?\n\r?\n(.*)$', 1), '(^|\r\n)[0-9A-Fa-f]+\r\n', '', 'g'),
    chr(13) || chr(10)), '') ELSE value END;

-- What Java's Date prints of itself, "Sun Jan 25 15:40:11 CET 2026", in zones whose names mean one offset.
CREATE MACRO zoned_date(value) AS try_strptime(
    regexp_replace(value, ' [A-Z]{1,4} ([0-9]{4})$', concat(' ',
        CASE regexp_extract(value, ' ([A-Z]{1,4}) [0-9]{4}$', 1)
            WHEN 'UTC' THEN '+0000' WHEN 'GMT' THEN '+0000' WHEN 'Z' THEN '+0000' WHEN 'WET' THEN '+0000'
            WHEN 'WEST' THEN '+0100' WHEN 'CET' THEN '+0100' WHEN 'CEST' THEN '+0200'
            WHEN 'EET' THEN '+0200' WHEN 'EEST' THEN '+0300' WHEN 'MSK' THEN '+0300'
            WHEN 'JST' THEN '+0900' WHEN 'KST' THEN '+0900' WHEN 'EST' THEN '-0500'
            WHEN 'EDT' THEN '-0400' WHEN 'CDT' THEN '-0500' WHEN 'MST' THEN '-0700'
            WHEN 'MDT' THEN '-0600' WHEN 'PST' THEN '-0800' WHEN 'PDT' THEN '-0700' END, ' \1')),
    '%a %b %d %H:%M:%S %z %Y');

-- A time in any form that logs write it. A number below 10^8 is no time of the epoch. Java names the
-- zone behind it, "[Etc/UTC]", Go as well as its offset, with how long the program has run; Kibana
-- writes "Nov 19, 2026 @ 10:00:00.250", Sophos "2026:11:19-10:00:00".
CREATE MACRO moment_of(value) AS CASE
    WHEN value[5] = '-'
        THEN coalesce(time_of(value), time_of_long(regexp_replace(regexp_replace(regexp_replace(
            regexp_replace(value, '(:\d\d(?:[.]\d+)?)GMT$', '\1Z'), '(Z|[+-]\d\d:?\d\d)(?:\[[A-Za-z/_]+\]| [A-Z]{3,5}(?: m=[+-][0-9.]+)?)$', '\1'),
            ' ([+-])', '\1'), '(:\d\d):(\d{3})\b', '\1.\2')))
    WHEN value[5] = '/' AND NOT contains(value[:4], '/') THEN time_of_long(regexp_replace(regexp_replace(value,
        '^([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})(?: - |[ T])', '\1-\2-\3 '), ' ([+-])', '\1'))
    WHEN value[5] = ':' THEN try_strptime(value, '%Y:%m:%d-%H:%M:%S') AT TIME ZONE 'UTC'
    WHEN value[9] = 'T' THEN try_strptime(left(value, 15), '%Y%m%dT%H%M%S') AT TIME ZONE 'UTC'
    WHEN value[1] IN ('{', '"') OR value[:6] SIMILAR TO '\[[0-9]{4},' OR starts_with(value, '/Date(')
        THEN structured_time(value)
    WHEN regexp_full_match(value, '20[0-9]{12}(?:[.][0-9]{1,6})?')
        THEN try_strptime(value, ['%Y%m%d%H%M%S', '%Y%m%d%H%M%S.%f']) AT TIME ZONE 'UTC'
    WHEN regexp_full_match(value, '[0-9.]{9,30}([eE][+]?[0-9]+)?')
        THEN CASE WHEN try_cast(value AS DOUBLE) >= 1e8 THEN time_of(value) END
    WHEN contains(value, '/') THEN coalesce(
        try_strptime(trim(value, '[] '), ['%d/%b/%Y:%H:%M:%S %z', '%d/%b/%Y:%H:%M:%S.%f %z']),
        try_strptime(trim(value, '[] '),
            ['%d/%b/%Y:%H:%M:%S', '%d/%b/%Y:%H:%M:%S.%f', '%d/%b/%Y %H:%M:%S']) AT TIME ZONE 'UTC',
        locale_time(value))
    WHEN contains(value, ' ') THEN coalesce(http_date(value), yearless_time(value),
        try_strptime(replace(replace(value, '. ', ', '), ' @ ', ' '), ['%b %d, %Y %I:%M:%S %p',
            '%b %d, %Y %H:%M:%S.%f', '%b %d, %Y %H:%M:%S',
            '%y%m%d %H:%M:%S', '%Y%m%d %H:%M:%S', '%Y%m%d %H:%M:%S.%f', '%a %b %d %H:%M:%S.%f %Y']) AT TIME ZONE 'UTC',
        locale_time(value), zoned_date(value),
        try_strptime(regexp_replace(value, ' \(.*$', ''), '%a %b %d %Y %H:%M:%S GMT%z'))
END;

-- The moment of a time that stood before a line, whose commas are points; of one whose end cannot be
-- read, its seconds.
CREATE MACRO stamped_at(stamp) AS coalesce(moment_of(stamp), time_of(replace(stamp[:19], '/', '-')));

-- Milliseconds of a duration: a number in a unit of so many ms, a text with its own unit ("12 ms",
-- "1m2.5s", ISO 8601's "PT1M2.5S"), one with commas as Kibana's tables have it ("31,000,000"), or a list of parts ("0.001, 0.020 : 0.003").
-- More than eleven days are no duration of a request but a time of the epoch: its seconds are more milliseconds than that.
CREATE MACRO milliseconds_of(value, unit_ms) AS CASE
    WHEN try_cast(value AS DOUBLE) IS NOT NULL
        THEN CASE WHEN try_cast(value AS DOUBLE) * unit_ms BETWEEN 0 AND 1e9
            THEN try_cast(value AS DOUBLE) * unit_ms END
    WHEN regexp_matches(value, '^[0-9.]+ ?[a-zµ]') THEN go_duration_s(regexp_replace(
        replace(value, ' ', ''), '(m?s)(?:ec|illis|econd|illisecond)s?$|(m)illi(s)(?:econds?)?$', '\1\2\3')) * 1000
    -- Python's has no fraction where it is whole seconds; one of hours may be a time of the day.
    WHEN regexp_full_match(value, '[0-9]{1,2}:[0-9]{2}:[0-9]{2}[.][0-9]+|00?:[0-9]{2}:[0-9]{2}')
        THEN epoch(try_cast(left(value, 15) AS INTERVAL)) * 1000
    WHEN regexp_full_match(value, 'PT([0-9.]+[HMS])+') THEN go_duration_s(lower(value[3:])) * 1000
    WHEN regexp_full_match(value, '[1-9][0-9]{0,2}(,[0-9]{3}){2,}([.][0-9]+)?|[1-9][0-9]{0,2}(,[0-9]{3})+[.][0-9]+')
        THEN replace(value, ',', '')::DOUBLE * unit_ms
    WHEN regexp_full_match(value, '[0-9]+,[0-9]+') THEN try_cast(replace(value, ',', '.') AS DOUBLE) * unit_ms
    WHEN regexp_full_match(value, '[0-9]+([.][0-9]+)?([ ,:]+(-|[0-9]+([.][0-9]+)?))+')
        THEN list_sum(regexp_extract_all(value, '[0-9]+(?:[.][0-9]+)?')::DOUBLE[]) * unit_ms
END;

CREATE MACRO milliseconds_of_long(value, unit_ms) AS
    list_transform([value], lambda one: milliseconds_of(one, unit_ms))[1];

-- A duration without the comma of its thousands, or with a point for the comma of its decimals, as
-- .NET writes them where that is the custom: three digits behind a comma are thousands.
CREATE MACRO without_commas(value) AS CASE
    WHEN regexp_matches(value, '^[1-9][0-9]{0,2}(,[0-9]{3})+([^0-9,]|$)') THEN replace(value, ',', '')
    ELSE replace(value, ',', '.') END;

-- Headers of an answer with what else is known of when to try again.
CREATE MACRO with_wait(headers, wait) AS CASE
    WHEN wait IS NULL OR regexp_matches(headers, '(?i)"retry-after"') THEN headers
    ELSE json_merge_patch(json_object('retry-after', wait), coalesce(headers, '{}'))::VARCHAR END;

-- The path of a host, or an address that names one as it stands.
CREATE MACRO under_host(path, host) AS CASE
    WHEN path[1] IN ('/', '*') OR host IS NULL OR contains(path, '://') OR starts_with(path, host)
    THEN path ELSE '/' || path END;

-- The same with what is known of a limit.
CREATE MACRO with_limit(headers, quota, remaining, reset) AS CASE
    WHEN coalesce(quota, remaining, reset) IS NULL OR regexp_matches(headers, '(?i)"(?:x-)?rate-?limit') THEN headers
    ELSE json_merge_patch(coalesce(headers, '{}'), json_merge_patch('{}', json_object('x-ratelimit-limit', quota,
        'x-ratelimit-remaining', remaining, 'x-ratelimit-reset', reset)))::VARCHAR END;

-- Seconds to wait, as a line or a message says them in words: "Retry-After: 6", "please try again in 1m2s",
-- "please wait 30 seconds", "retry_after_ms=2500".
CREATE MACRO seconds_said_in(said) AS coalesce(
    try_cast(regexp_extract(lower(said), '\bretry[-_ ]?after[-_ ]?(?:ms|millis)["'']?(?: ?[:=] ?| )["'']?([0-9]+(?:[.][0-9]+)?)\b', 1) AS DOUBLE) / 1000,
    milliseconds_of_long(regexp_replace(nullif(regexp_extract(lower(said), concat(
    '(?:\bretry[-_ ]?after(?:[-_ ]?(?:s|secs?|seconds|header))?["'']?(?: |: ?|=)["'']?|(?:\bplease |[.!,:;"''(-] ?)(?:(?:re)?try (?:again )?(?:in|after)|wait) )',
    '((?:[0-9]+(?:[.][0-9]+)?(?:h|ms|m|s))+\b|[0-9]+(?:[.][0-9]+)?',
    '(?: ?(?:ms|s|m|h|milliseconds?|seconds?|secs?|min(?:ute)?s?|hours?)\b)?)'), 1), ''),
    ' ?(m)in(?:ute)?s?$| ?(h)ours?$', '\1\2'), 1000) / 1000);
-- A moment is told as Retry-After has one.
CREATE MACRO wait_said_in(said) AS coalesce(
    strftime(try_cast(nullif(regexp_extract(said, '(?i)\bretry[-_ ]?after["'']?(?: ?[:=] ?| )["'']?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:[.]\d+)?(?: ?UTC|Z|[+]00:?00)\b', 1), '')
        AS TIMESTAMP), '%a, %d %b %Y %H:%M:%S GMT'),
    seconds_said_in(regexp_replace(said, '\d{4}-\d\d-\d\d', '-'))::VARCHAR);

-- Ids and a duration beside a call that people told in words, by what names them: "request id: …", "[trace_id=…]",
-- "latency=31ms", "elapsed_ms=31". What stands in a URL is none; an id has digits,
-- GitHub's colons between them.
CREATE MACRO id_said_in(said, name) AS regexp_extract(said, concat(
    '(?i)(?:^|[^\w?&/.:-])(?:x[-_]|dd[.])?', name, '["'']?(?: ?[:=] ?| )["''(]?([\w.-]*\d[\w.-]*\w(?::[0-9A-F]{2,10}\b)*)'), 1);
CREATE MACRO request_id_said_in(said) AS CASE WHEN regexp_matches(said, '(?i)req|\brid') THEN nullif(
    id_said_in(said, '(?:req(?:uest)?[-_ ]?id|rid\b)'), '') END;
CREATE MACRO trace_id_said_in(said) AS CASE WHEN regexp_matches(said, '(?i)trace') THEN coalesce(
    trace_of_traceparent(nullif(id_said_in(said, 'traceparent'), '')),
    nullif(id_said_in(said, 'trace[-_ ]?id'), ''),
    nullif(regexp_extract(said, '(?i)[^\w?&/.:-]trace[ =:]{1,2}([0-9a-f]{16,32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b', 1), '')) END;
CREATE MACRO took_said_in(said) AS list_transform([regexp_extract(said, concat(
    '(?i)[^\w?&/.:-](?:(?:request|response|total|call)[-_ ]?)?(?:duration|elapsed|latency|took|time|time[-_ ]?taken|rtt|round[-_ ]?trip(?:[-_ ]time)?',
    '|cost|(?:finished|completed|done) (?:in|after))(?:[-_ ]?(ms|millis|s|sec|secs|seconds))?["'']?(?: ?[:=] ?| )["'']?',
    '(\d+(?:[.]\d+)? ?(?:milliseconds?|millis|msecs?|ms|seconds?|secs?|s|µs|us)?)(?:[^\w.%]|[.](?:\s|$)|$)'), ['unit', 'took'])],
    lambda told: milliseconds_of(told.took, CASE
        WHEN regexp_matches(told.took, '[a-zµ]') OR told.unit ILIKE 'm%' THEN 1
        WHEN told.unit ILIKE 's%' THEN 1000 END))[1];

-- A field of CSV without its quotes.
CREATE MACRO unquoted(value) AS
    CASE WHEN value[1] = '"' THEN replace(value[2:-2], '""', '"') ELSE value END;

-- What Python prints of an answer, its dict or its bytes, as JSON; else the text as it is.
CREATE MACRO json_of_python(value) AS CASE
    WHEN starts_with(value, '{''') THEN list_transform([value], lambda told: coalesce(
        list_filter([regexp_replace(regexp_replace(regexp_replace(regexp_replace(told,
            '''((?:[^''"\\]|\\[^''])*)''', '"\1"', 'g'), '([:,\[] ?)None\b', '\1null', 'g'),
            '([:,\[] ?)True\b', '\1true', 'g'), '([:,\[] ?)False\b', '\1false', 'g')],
            lambda one: json_valid(one))[1], told))[1]
    WHEN starts_with(value, 'b''{') AND json_valid(value[3:-2]) THEN value[3:-2]
    ELSE value END;

-- A line of the error log of nginx, Apache or Gunicorn.
CREATE MACRO is_error_log(line) AS regexp_matches(line,
    '^[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9:]{8} \[[a-z]+\] |^\[[0-9-]{10} [0-9:]{8} [+-][0-9]{4}\] \[[0-9]+\] \[[A-Z]+\] |^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [0-9 ]\d [0-9:.]+ [0-9]{4}\] \[');

-- A logger's object with a level, in which nothing tells of a call or a failure.
CREATE MACRO is_logged_object(line) AS starts_with(line, '{')
    AND regexp_matches(line, '"(?:level|severity|lvl|levelname|log\.level)"\s*:') AND json_valid(line)
    AND NOT regexp_matches(line, concat('://|\b(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\b|HTTP',
        '|(?i:"(?:path|route|req|res)"|\b(?:request|response)\b|status|ur[il]\b|method|code|fail|err|exception',
        '|time[d -]*out|refused|reset|denied|unauthori|forbidden|too many|rate.?limit)'));

-- A line that programs write beside their requests: it begins with a time or a level, names an error,
-- is a part of a stack trace, of AWS Lambda's runtime, or an object that tells no call.
CREATE MACRO is_message(line) AS CASE WHEN contains(line, '{"') THEN is_logged_object(line)
    ELSE regexp_matches(line, concat(
    '^[\[(<]?(?:[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}|[0-9]{2}:[0-9]{2}:[0-9]{2}',
    '|[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}|[A-Z][a-z]{2} [ 0-9]?[0-9] [0-9]{2}:|[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}[.]',
    '|(?i:trace|debug|info|notice|warn|warning|err|error|critical|fatal|panic)\b[^=])',
    '|^\[[A-Za-z][A-Za-z0-9_.-]*\] |^Traceback \(|^Caused by: |^goroutine [0-9]|^[\w.]+(?:Error|Exception)(?::|$)',
    '|^(?:START|END|REPORT) RequestId: |^INIT_START Runtime',
    '|^[ \t]+(?:File "|at |\.\.\. [0-9]+ |[A-Za-z_\^~])')) END;

-- The verdict on a line of an access log: `written` is the time as it stands there, '' where the line
-- has another form; `beside` is the verdict on what the same program writes beside its requests.
CREATE MACRO access_line_verdict(line, written, ts, beside) AS CASE
    WHEN ts IS NOT NULL THEN NULL
    WHEN written <> '' THEN 'reject: no such time'
    WHEN beside IS NOT NULL THEN beside
    WHEN is_message(line) THEN 'skip: another message'
    ELSE 'reject: not an access log line' END;

-- Of durations in ms the first that says what `rough` does, but less roughly than in whole units.
CREATE MACRO finer_of(rough, others, unit_ms) AS CASE
    WHEN rough % unit_ms <> 0 THEN rough
    ELSE coalesce(list_filter(others,
        lambda other: abs(other - rough) < unit_ms AND other % unit_ms <> 0)[1], rough) END;

-- Whether headers that a log does not say whose they are came with an answer.
CREATE MACRO are_of_answer(headers) AS
    regexp_matches(headers, '(?i)"(?:retry-after|server|date|set-cookie|etag|www-authenticate|x-ratelimit-[a-z-]+)":')
    AND NOT regexp_matches(headers, '(?i)"(?:host|user-agent|authorization|accept|cookie|x-api-key)":');

-- A path, or the URL among others that ends in it.
CREATE MACRO whole_url(url, urls) AS CASE WHEN url[1] <> '/' THEN url
    ELSE coalesce(list_filter(urls, lambda other: contains(other, '://')
        AND ends_with(split_part(other, '?', 1), split_part(url, '?', 1)))[1], url) END;

-- A JSON object of parameters as a query string.
CREATE MACRO query_of(parameters) AS CASE WHEN parameters[1] = '{' THEN nullif(array_to_string(
    list_transform(map_entries(try(from_json(parameters, '"MAP(VARCHAR,VARCHAR)"'))),
        lambda p: url_encode(p.key) || '=' || url_encode(p.value)), '&'), '') END;

-- What lines of one kind have in common: the keys of JSON, else the beginning without its numbers.
CREATE MACRO shape_of(line) AS CASE
    WHEN line[1] = '{' THEN coalesce(array_to_string(try(json_keys(line)), ' '), left(line, 60))
    ELSE regexp_replace(left(line, 60), '[0-9]+', '0', 'g') END;
