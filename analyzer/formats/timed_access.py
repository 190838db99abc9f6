r"""The common or combined access log with more behind it: how long the answer took.

Sources: nginx, ngx_http_log_module, and "Application Tuning Tips" for `rt=$request_time
uct="…" uht="…" urt="…"` (seconds with three decimals; the time is the request's end); Apache,
mod_log_config, `%D` `%T` `%{UNIT}T`; Tomcat, AccessLogValve, `%D` `%T` `%F` `%I`. The same letter is
another unit in another server, so that a duration counts only where the line says its unit:
`12 ms`, `time_us=57123`, or nginx's names with its three decimals; and where seconds with four decimals
alone end a common line, as Rack::CommonLogger writes it (Puma, Rackup), when the answer was there.
"""

from __future__ import annotations

import re

from analyzer.formats import Format, Sample, row
from analyzer.formats.combined import QUOTED, access_line, access_select
from analyzer.system.sql_literal import quoted

_PATTERN = access_line(rf'(?: {QUOTED} {QUOTED})?((?: +(?:[^" ]|{QUOTED})+)*)\s*$')
_BEFORE, _AFTER = r'(?:^|[ "\[(|/,;=:])', r'(?:[ "\])|/,;-]|$)'
_UNIT = "milliseconds|millis|msec|ms|microseconds|micros|usec|us|µs|nanoseconds|ns|seconds|sec|s"
# nginx's own names and decimals; a list of parts is of several upstreams.
NGINX = rf'{_BEFORE}(?:rt|request_time)[=:] ?"?(\d+\.\d{{3}}){_AFTER}'
UPSTREAM = rf'{_BEFORE}(?:urt|(?:upstream_)?response_time)[=:] ?"?(\d+\.\d{{3}})(?:[ "\])|/;]|$)'
_RACK = r"^ (\d+\.\d{4})\s*$"
# InfluxDB 1: the request's id, and microseconds; the time is the request's start.
INFLUX = r" [0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12} (\d+)\s*$"
# API Gateway's lines end in it as well, and Kong's, by its name.
_KONG = r' kong_request_id: "'
_REQUEST_ID = r' "?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})"?(?: \d+)?\s*$'
STATED = rf"{_BEFORE}(\d+(?:\.\d+)?) ?({_UNIT}){_AFTER}"
NAMED = r'(?:[_ ](ms|us|ns|s|sec|seconds|millis|micros)|[a-z](Ms|Millis|Micros|Seconds))[=:] ?"?(\d+(?:\.\d+)?)'
_TIMED = re.compile("|".join((NGINX, UPSTREAM, _RACK, INFLUX, STATED, NAMED, _KONG)))
IN_MS = """CASE WHEN {0} IN ('ms', 'msec') OR {0} ILIKE 'milli%' OR {0} = 'Ms' THEN 1
        WHEN {0} IN ('us', 'µs', 'usec') OR {0} ILIKE 'micro%' THEN 0.001
        WHEN {0} IN ('ns', 'nanoseconds') THEN 0.000001 WHEN {0} <> '' THEN 1000 END"""
# nginx' own names for the virtual host; its Amplify and F5 recommend `"$host" sn="$server_name"`.
_HOST = r'(?: "((?:[\w-]+\.)+[A-Za-z]{2,}(?::\d+)?)")? (?:sn|server_name|v?host)="?([\w.-]+)'
_TAIL = rf"""
SELECT *, coalesce(nullif(hosts.asked, ''), nullif(hosts.named, '_')) AS told_host,
    coalesce(sent_at(begun, of_nginx), begun) AS ts,
    coalesce(of_nginx, round(coalesce(
        try_cast(nullif(regexp_extract(p.tail, {quoted(INFLUX)}, 1), '') AS DOUBLE) / 1000,
        try_cast(stated.n AS DOUBLE) * {IN_MS.format("stated.unit")},
        try_cast(named.n AS DOUBLE) * {IN_MS.format("(named.unit || named.camel)")}), 6)) AS duration_ms,
    nullif(regexp_extract(p.tail, {quoted(_REQUEST_ID)}, 1), '') AS request_id
FROM (SELECT *,
    try_cast(coalesce(nullif(regexp_extract(p.tail, {quoted(NGINX)}, 1), ''),
        nullif(regexp_extract(p.tail, {quoted(UPSTREAM)}, 1), ''),
        regexp_extract(p.tail, {quoted(_RACK)}, 1)) AS DOUBLE) * 1000 AS of_nginx,
    regexp_extract(p.tail, {quoted(STATED)}, ['n', 'unit']) AS stated,
    regexp_extract(p.tail, {quoted(NAMED)}, ['unit', 'camel', 'n']) AS named,
    regexp_extract(p.tail, {quoted(_HOST)}, ['asked', 'named']) AS hosts
FROM with_request_line)"""
_CLAIM = re.compile(_PATTERN)
_COMMON = re.compile(access_line(r' (?!"(?:[^"\\]|\\.)*" ")'))
_SURENESS = 0.8


def _detect(beginning: str) -> float:
    """Some lines say a duration, or have more than common, and yet not what combined has."""
    lines = [line for line in beginning.splitlines() if line.strip()]
    found = [(line, one) for line in lines if (one := _CLAIM.match(line))]
    if not any(_TIMED.search(one[one.re.groups]) or _COMMON.match(line) for line, one in found):
        return 0.0
    return _SURENESS * len(found) / len(lines)


FORMAT = Format(
    name="timed_access",
    complete=r'.*" \d{3} ',
    title="Access log, common or combined, with how long the answer took",
    detect=_detect,
    select=access_select(_PATTERN, tail=_TAIL),
    samples=(
        Sample(
            """10.0.0.7 - - [19/Nov/2026:10:00:01 +0000] "GET /v1/a HTTP/1.1" 502 57 "-" "md-feed/2.1" "-" rt=0.250 uct="0.001" uht="0.240" urt="0.240"
10.0.0.7 - - [19/Nov/2026:10:00:01 +0000] "GET /v1/b HTTP/1.1" 200 57 "-" "md-feed/2.1" upstream_response_time="0.250"
10.0.0.7 - - [19/Nov/2026:10:00:01 +0000] "GET /v1/c HTTP/1.1" 200 57 "-" "-" "request_time=0.250"
10.0.0.7 - - [19/Nov/2026:10:00:01 +0000] "GET /v1/d HTTP/1.1" 200 57 "-" "-"
10.0.0.7 - - [19/Nov/2026:10:00:01 +0000] "GET /v1/f HTTP/1.1" 504 5 "-" "-" "-" "api.tickdb.ai" sn="_" rt=0.250 ua="10.0.0.9:80" us="504" ut="0.250"
10.0.0.7 - - 19/Nov/2026:10:00:01 +0000 "GET /v1/g HTTP/1.1" 503 5 250ms
10.0.0.7 - - [19/Nov/2026:10:00:01 +0000] "GET /v1/e HTTP/1.1" 200 5 "-" "-" rt=0.250 "
""",
            rows=(
                row("10:00:00.75 /v1/a -> 502 in 250 ms"),
                row("10:00:00.75 /v1/b in 250 ms"),
                row("10:00:00.75 /v1/c in 250 ms"),
                row("10:00:01 /v1/d", duration_ms=None),
                row("10:00:00.75 api.tickdb.ai/v1/f -> 504 in 250 ms"),
                row("10:00:01 /v1/g -> 503 in 250 ms"),
            ),
            rejects=1,
        ),
        Sample(
            """10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /v1/a HTTP/1.1" 429 57 "-" "md-feed" kong_request_id: "c8b1a2d3e4f5061728394a5b6c7d8e9f"
10.0.0.7 - - [19/Nov/2026:10:00:01 +0000] "GET /v1/b HTTP/1.1" 200 57 "-" "md-feed" kong_request_id: "c8b1a2d3e4f5061728394a5b6c7d8e90"
""",
            rows=(
                row("10:00:00 /v1/a -> 429", request_id="c8b1a2d3e4f5061728394a5b6c7d8e9f"),
                row("10:00:01 /v1/b -> 200", request_id="c8b1a2d3e4f5061728394a5b6c7d8e90"),
            ),
        ),
        # Reactor Netty's, of a server that speaks French or Spanish.
        Sample(
            """10.0.0.7 - - [19/nov./2026:10:00:00 +0000] "GET /v1/a HTTP/1.1" 429 57 8080 31 ms
10.0.0.7 - - [19/nov/2026:10:00:01 +0000] "GET /v1/b HTTP/1.1" 200 57 8080 31 ms
""",
            rows=(
                row("10:00:00 /v1/a -> 429 with 57 B in 31 ms"),
                row("10:00:01 /v1/b -> 200 with 57 B in 31 ms"),
            ),
        ),
        Sample(
            """10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /v1/a HTTP/1.1" 503 57 31
10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /v1/b HTTP/1.1" 200 - 0.031 31
10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /v1/c HTTP/1.1" 200 57 31 ms
10.0.0.7 - - [19/Nov/2026:10:00:02 +0000] "GET /v1/g HTTP/1.1" 200 57 0.2501
10.0.0.7 - bot [19/Nov/2026:10:00:00 +0000] http-nio-8080-exec-1 "GET /v1/d HTTP/1.1" 200 57 [31ms]
10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /v1/e HTTP/1.1" 200 57 "-" "-" time_us=31200
10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /v1/f HTTP/1.1" 200 57 "-" "-" **0/31200**
10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /v1/h HTTP/1.1" 200 57 "-" "-" d6ca5a14-a163-11e9-8942-000000000000 31200
10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /v1/i HTTP/1.1" 403 23 bf4e0a4c-3c6f-4a3f-8a3c-000000000001
""",
            rows=(
                row("10:00:00 /v1/a -> 503", duration_ms=None),
                row("/v1/b", duration_ms=None, response_bytes=None),
                row("/v1/c with 57 B in 31 ms"),
                row("10:00:01.7499 /v1/g with 57 B in 250.1 ms"),
                row("/v1/d in 31 ms", client_ip="10.0.0.7"),
                row("10:00:00 /v1/e in 31.2 ms"),
                row("/v1/f", duration_ms=None),
                row(
                    "10:00:00 /v1/h in 31.2 ms",
                    request_id="d6ca5a14-a163-11e9-8942-000000000000",
                ),
                row("/v1/i -> 403 with 23 B", request_id="bf4e0a4c-3c6f-4a3f-8a3c-000000000001"),
            ),
        ),
    ),
)
