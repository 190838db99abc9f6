r"""Access lines in an order of somebody's own: a time in brackets, a request's first line, a status.

What `log_format` of nginx, `LogFormat` of Apache and `log-format` of HAProxy make of the same parts
that the well-known formats have. Each part is looked for by itself: the status where it is named
or next behind the request, bytes of the answer behind the status or named, the first
address before the request as the client's, a duration only where its name or unit is told, as in
`timed_access`. Formats that know the order of their lines come first. Forms were taken from nginx'
and HAProxy's documentation and from what users of log analyzers asked about.
"""

from __future__ import annotations

import re

from analyzer.formats import Format, Sample, by_lines, row
from analyzer.formats.timed_access import IN_MS, INFLUX, NAMED, NGINX, STATED, UPSTREAM
from analyzer.system.sql_literal import quoted

# In brackets, between bars, or next before a request in quotes, as Undertow writes it.
_TIME = (
    r"(?:\[(?:time: ?)?|^|\| ?|- )"
    r"(\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d(?:\.\d+)?(?: [+-]\d{4})?"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?[+-]\d\d:?\d\d))(?:\]| ?\|| \")"
)
# Of WebDAV and of caches, too: the version of HTTP behind it says that it is one.
_METHOD = r"[A-Z][A-Z-]{2,20}"
_REQUEST = rf"(?:^|[^\w/.-])({_METHOD} (?:[^\s\"]+|\"[^\s\"]+\") HTTP/[0-9](?:\.[0-9])?)"
# A word or a quoted text may stand between a request and its status, the host as a rule.
_BETWEEN = r"\"?(?: \|| \"[^\"]*\"| (?:[^\s\"]*[A-Za-z:.][^\s\"]*|-)){0,2}?"
_BEHIND = (
    rf"HTTP/[0-9](?:\.[0-9])?{_BETWEEN}(?: ?\| ?| )"
    r"[\"(]?([1-5]\d\d)[\")]?(?:\s+\"?(\d+|-)\"?)?(?:[\s,|)\]]|$)"
)
_STATUS = r"(?i:\bstatus|\bst|\bcode)[:=] ?\"?([1-5]\d\d)\b|^\(?([1-5]\d\d)\)? (?:\| )?\["
_BYTES = r"(?i:\b(?:body_?)?bytes(?:_?sent)?|\bsize|\blen(?:gth)?)[:=] ?\"?(\d+)\b"
_HOST = r"(?i:\b(?:v?host|server_name))[:=] ?\"?([A-Za-z0-9][\w.:-]*)"
# A name alone in quotes next before the request, or first in the line before an address.
_NAME = r"((?:[\w-]+\.)+[A-Za-z]{2,})(?::\d+)?"
_V6 = r"(?:(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}|[0-9A-Fa-f:]*::[0-9A-Fa-f:.]*)"
_BEFORE_REQUEST, _FIRST = (
    rf"\"{_NAME}\" \"?$",
    rf"^{_NAME} (?:\d{{1,3}}(?:\.\d{{1,3}}){{3}}|{_V6}) ",
)
_CLIENT = rf"(?:^|[\s\"\[(|=])((?:\d{{1,3}}(?:\.\d{{1,3}}){{3}}|{_V6}))(?::\d+)?:?(?:[\s\",\])|]|$)"
# Gandi's, in parentheses next before the request.
_STATED_BEFORE = r"\((\d+(?:\.\d+)?) (s|ms|us)\) \"?$"
# nginx' names for its seconds as people write them.
_SECONDS = r'\b(?:request_?time|RequestTime|req_t|rt)(?:[:=] ?| )"?(\d+\.\d{3})(?:\D|$)'
_HAS_TIME, _HAS_REQUEST = re.compile(_TIME), re.compile(_REQUEST)
_HAS_STATUS = re.compile(f"{_BEHIND}|{_STATUS}")


def _is_access(line: str) -> bool:
    return all(one.search(line) for one in (_HAS_TIME, _HAS_REQUEST, _HAS_STATUS))


def _first(pattern: str, of: str = "line") -> str:
    return f"nullif(regexp_extract({of}, {quoted(pattern)}, 1), '')"


_SELECT = rf"""
WITH parts AS (
    SELECT line, {_first(_REQUEST)} AS request, {_first(_TIME)} AS time,
        regexp_extract(line, {quoted(_BEHIND)}, ['status', 'bytes']) AS behind,
        regexp_extract(line, {quoted(_STATUS)}, ['status', 'first']) AS named
    FROM input
),
with_sides AS (
    SELECT *, split_part(line, request, 1) AS before,
        substr(line, strpos(line, request) + length(request)) AS after,
        replace(line, coalesce(request, ''), '') AS rest, request_line(replace(request, '"', '')) AS r
    FROM parts
),
with_times AS (
    SELECT *, moment_of(time) AS ended,
        try_cast(coalesce({_first(_SECONDS, "rest")}, {_first(NGINX, "rest")},
            {_first(UPSTREAM, "after")}) AS DOUBLE) * 1000 AS of_nginx,
        CASE WHEN regexp_matches(after, {quoted(STATED)})
            THEN regexp_extract(after, {quoted(STATED)}, ['n', 'unit'])
            ELSE regexp_extract(before, {quoted(_STATED_BEFORE)}, ['n', 'unit']) END AS stated,
        regexp_extract(after, {quoted(NAMED)}, ['unit', 'camel', 'n']) AS named_took
    FROM with_sides
)
SELECT coalesce(sent_at(ended, of_nginx), ended) AS ts,
    coalesce(of_nginx, round(coalesce(
        try_cast({_first(INFLUX, "after")} AS DOUBLE) / 1000,
        try_cast(stated.n AS DOUBLE) * {IN_MS.format("stated.unit")},
        try_cast(named_took.n AS DOUBLE)
            * {IN_MS.format("(named_took.unit || named_took.camel)")}), 6)) AS duration_ms,
    coalesce({_first(_CLIENT, "before")}, {_first(_CLIENT, "after")}) AS client_ip,
    upper(r.method) AS method, nullif(r.target, '') AS url,
    coalesce({_first(_HOST, "rest")}, {_first(_BEFORE_REQUEST, "before")}, {_first(_FIRST)}) AS host,
    try_cast(coalesce(nullif(named.status, ''), nullif(behind.status, ''),
        nullif(named.first, '')) AS INTEGER) AS status,
    try_cast(coalesce(nullif(behind.bytes, ''), {_first(_BYTES, "rest")}) AS BIGINT)
        AS response_bytes,
    CASE
        WHEN request IS NOT NULL AND ended IS NOT NULL
            AND (behind.status <> '' OR named.status <> '' OR named.first <> '') THEN NULL
        WHEN request IS NOT NULL AND time IS NOT NULL AND ended IS NULL THEN 'reject: no such time'
        WHEN is_error_log(line) THEN 'skip: error log line'
        WHEN request IS NOT NULL AND time IS NOT NULL THEN 'reject: no status in the line'
        WHEN is_message(line) OR time IS NULL THEN 'skip: another message'
        ELSE 'reject: not an access log line'
    END AS verdict
FROM with_times
"""

FORMAT = Format(
    name="custom_access",
    complete=r"\(\d{3}\) \| .*HTTP/\d|.*?HTTP/\d.*?\b[1-5]\d\d\b",
    # Less sure than any format that knows the order, however few of the lines are its own.
    title="Access log in an order of its own: time in brackets, request, status",
    detect=by_lines(_is_access, sureness=0.05),
    select=_SELECT,
    samples=(
        Sample(
            """[steam] 10.0.0.7 / - - - [19/Nov/2026:10:00:00 +0000] "GET /v1/a HTTP/1.1" 502 182 "-" "feed" "MISS" "cdn.tickdb.ai" "-"
0.250 0.249 [19/Nov/2026:10:00:01 +0000] GET /v1/b HTTP/1.1 304 0 "api.tickdb.ai" "-" "feed" "-" 988 - 10.0.0.8
(200) | [19/Nov/2026:10:00:02 +0000] | 10.0.0.7 | RequestTime: 0.250 | UpstreamResponse: 0.240 | Request: "GET /v1/c HTTP/1.1" | Referrer: "-"
10.0.0.7 - - [19/Nov/2026:10:00:03 +0000] "GET /v1/d?a=1 HTTP/1.1" api.tickdb.ai 404 39 "-" "-" to: 10.0.0.62:8080: upstream_response_time 0.003 request_time 0.250
10.0.0.7 -> 10.0.0.2:80, 10.0.0.3 [2026-11-19T10:00:04+0000] "POST /v1/e HTTP/1.1" 503 166 "-" "feed"
[19/Nov/2026:10:00:05 +0000] 10.0.0.7 -> 10.0.0.2 | https POST /v1/f HTTP/1.1 | urt: 0.016 msec | rt: 0.250 msec | status: 429
10.0.0.7:1935 10.0.0.254 [19/Nov/2026:10:00:06.500] GET /v1/g HTTP/1.1 401 675 {|feed}
"10.0.0.7 - - [19/Nov/2026:10:00:07 +0000] "GET /v1/h HTTP/2" 302 444 "-" "feed""
10.0.0.7 "-" "-" [19/Nov/2026:10:00:08 +0000] "GET /v1/i HTTP/1.1" 503 450
10.0.0.7 -> 10.0.0.2 [19/Nov/2026:10:00:08 +0000] "PURGE /v1/l HTTP/1.1" 404 12
[19/Nov/2026:10:00:08 +0000] 10.0.0.7: "GET /v1/k HTTP/1.1" (429) 157 bytes 0.250 s - s
[httpd] 10.0.0.7 - bot [19/Nov/2026:10:00:08 +0000] "POST /write?db=m HTTP/1.1" 204 0 "-" "feed" d6ca5a14-a163-11e9-8942-000000000000 1234
2026-11-19T18:00:08+08:00|10.0.0.7|10.0.0.2:8080|GET /v1/m?a=1 HTTP/1.0|504|60.001|686|-|10.0.0.2:8080|60.000
api.tickdb.ai fd00::7 - bot [19/Nov/2026:10:00:08 +0000] (2 s) "GET /v1/q HTTP/1.1" 301 368 "-" "feed"
10.0.0.7 | 10.0.0.2 | 19/Nov/2026:18:00:08 +0800 | - | GET | GET /v1/n HTTP/1.1 |502 | 981 | - | feed
10.0.0.7 - - [19/Nov/2026:10:00:08 +0000] "api.tickdb.ai" POST /v1/o HTTP/1.1 "422" 333 "-" "feed" "1" "3.119"
api.tickdb.ai 10.0.0.7 [19/Nov/2026:10:00:08 +0000] GET "/v1/p/" HTTP/1.1 200 "-" "feed" 10.0.0.2 "/index.php" - 5.67 29392 0.000 -
10.0.0.7 - - 19/Nov/2026:10:00:08 +0000 "GET /v1/r HTTP/1.1" "?a=1" 500 -1 83
2026-11-19 10:00:08 [notice] worker started
10.0.0.7 "-" [19/Nov/2026:10:00:09 +0000] "GET /v1/j HTT
""",
            rows=(
                row("10:00:00 GET /v1/a -> 502 with 182 B", client_ip="10.0.0.7"),
                row("10:00:01 GET /v1/b -> 304 with 0 B", client_ip="10.0.0.8"),
                row("10:00:01.75 GET /v1/c -> 200 in 250 ms", client_ip="10.0.0.7"),
                row("10:00:02.75 GET /v1/d?a=1 -> 404 with 39 B in 250 ms"),
                row("10:00:04 POST /v1/e -> 503 with 166 B", client_ip="10.0.0.7"),
                row("10:00:04.75 POST /v1/f -> 429 in 250 ms", client_ip="10.0.0.7"),
                row("10:00:06.5 GET /v1/g -> 401 with 675 B", client_ip="10.0.0.7"),
                row("10:00:07 GET /v1/h -> 302 with 444 B", client_ip="10.0.0.7"),
                row("10:00:08 GET /v1/i -> 503 with 450 B", client_ip="10.0.0.7"),
                row("10:00:08 PURGE /v1/l -> 404 with 12 B", client_ip="10.0.0.7"),
                row("10:00:08 GET /v1/k -> 429 with 157 B in 250 ms"),
                row("10:00:08 POST /write?db=m -> 204 in 1.234 ms"),
                row("10:00:08 GET /v1/m?a=1 -> 504", client_ip="10.0.0.7"),
                row("10:00:08 GET /v1/n -> 502", client_ip="10.0.0.7"),
                row("10:00:08 POST api.tickdb.ai/v1/o -> 422", client_ip="10.0.0.7"),
                row("10:00:08 GET api.tickdb.ai/v1/p/ -> 200", client_ip="10.0.0.7"),
                row("10:00:08 GET api.tickdb.ai/v1/q -> 301 in 2000 ms", client_ip="fd00::7"),
                row("10:00:08 GET /v1/r -> 500", client_ip="10.0.0.7"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
)
