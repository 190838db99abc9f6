r"""Envoy's access log, alone or mixed: default text, Istio's text, and JSON of Istio, Envoy Gateway
and Contour.

Sources: Envoy, "Access logging" (default format string, command operators, response flags); Istio,
"Envoy access logs". `start_time` is the request's start, `duration` is in ms; sizes are those of
bodies. Response code 0 means that no response was begun, and the flags say why. The default text
shows no peer, only what it forwarded for. A TCP connection is no request, but for one whose upstream could not
be reached, where it names a host in its TLS handshake (`requested_server_name`), as those through an
egress gateway do.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Format, Sample, by_lines, json_object, row
from analyzer.mapping.plain_fields import CLOSED, KEYED, REFUSED, closed_table

# A text line is cut at its quotes: matching what is between them is faster than matching the whole by one
# pattern, and a user agent with quotes of its own does no harm, since it is neither at the beginning
# nor at the end. The numbers come after the flags, or, in Istio's text, after one or two quoted
# reasons. Istio's last six fields have no quotes; before 1.4 they were five, in 1.0 four.
_FIRST = r"^ (\d{1,3}) (-|[A-Za-z][A-Za-z,]*)(?: [^\s\d]\S*){0,2}(?: (\d+) (\d+) (\d+|-) \S+)? $"
_NUMBERS = r"^ (\d+) (\d+) (\d+|-) \S+ $"
_TAIL = r"^ \S+ \S+ \S+ (\S+)(?: (\S+)(?: \S+)?)?\s*$"
_CLAIM = re.compile(
    r'^(?:ACCESS )?\[[^\]]+\] "\S+ .*(?: \S+|HTTP/[0-9.]+)" \d{1,3} (?:-|[A-Za-z][A-Za-z,]*) .*'
    r'\d+ \d+ (?:\d+|-) \S+ "[^"]*" ".*" "[^"]*" "[^"]*" "[^"]*"(?: \S+){0,6}\s*$'
)
_STRUCTURE = """{
    "start_time": "VARCHAR", "@timestamp": "VARCHAR", "timestamp": "VARCHAR", "method": "VARCHAR", ":method": "VARCHAR", "path": "VARCHAR",
    ":path": "VARCHAR", "x-envoy-origin-path": "VARCHAR", "x-envoy-original-path": "VARCHAR",
    "x_envoy_origin_path": "VARCHAR", "x_envoy_original_path": "VARCHAR",
    "response_code": "VARCHAR", "response_flags": "VARCHAR", "bytes_received": "VARCHAR",
    "bytes_sent": "VARCHAR", "duration": "VARCHAR", "authority": "VARCHAR", ":authority": "VARCHAR",
    "downstream_remote_address": "VARCHAR", "x_forwarded_for": "VARCHAR",
    "x-forwarded-for": "VARCHAR", "request_id": "VARCHAR", "x-request-id": "VARCHAR",
    "x_request_id": "VARCHAR", "trace_id": "VARCHAR", "traceparent": "VARCHAR",
    "upstream_request_attempt_count": "VARCHAR", "requested_server_name": "VARCHAR", "level": "VARCHAR", "msg": "VARCHAR",
    "message": "VARCHAR"}"""

# What its JSON says, of each the first that there is; of an answered request the flags say nothing.
_PLAIN = {
    "started": ("start_time", "@timestamp", "timestamp"),
    "duration": ("duration",),
    "client_ip": ("downstream_remote_address", "x_forwarded_for", "x-forwarded-for"),
    "method": ("method", ":method"),
    "url": (
        "x-envoy-origin-path", "x-envoy-original-path", "x_envoy_origin_path",
        "x_envoy_original_path", "path", ":path",
    ),
    "status": ("response_code",),
    "request_bytes": ("bytes_received",),
    "response_bytes": ("bytes_sent",),
    "attempt": ("upstream_request_attempt_count",),
    "request_id": ("request_id", "x-request-id", "x_request_id"),
    "trace_id": ("trace_id",),
    KEYED: ("authority", ":authority"),
    REFUSED: ("traceparent",),
}  # fmt: skip


def _first(slot: str, of: str = "given") -> str:
    """SQL of the first field of a slot that says anything."""
    return "coalesce(" + ", ".join(f'{of}(j."{name}")' for name in _PLAIN[slot]) + ")"


# What a request's start is called where logs go to Elasticsearch.
_OTHER_TIMES = frozenset(("@timestamp", "timestamp"))

_RUNTIME = (
    r"^\[[0-9-]+[ T][0-9:.]+Z?\]\[\d+\]\[[a-z]+\]"
    r"|^[0-9-]+T[0-9:.]+Z\s+(?:info|warn|error|debug)"
)

# A host of the outside, and flags that say that a TCP connection did not reach it.
_SERVER_NAME = r"^(?:[a-z0-9-]+\.)+[a-z]{2,}$"
_UNREACHED = r"\b(?:UF|URX|UH|UO|NR|NC|DF)\b"

# What the flags say where no response was begun, in words that tell the error's type.
_WHY = """CASE
    WHEN flags IS NULL THEN 'other'
    WHEN contains(flags, 'UT') OR contains(flags, 'DT') OR contains(flags, 'SI') THEN 'timeout'
    WHEN contains(flags, 'DF') THEN 'dns'
    WHEN contains(flags, 'UF') OR contains(flags, 'UH') OR contains(flags, 'NR') THEN 'connect'
    WHEN contains(flags, 'C') OR contains(flags, 'UR') OR contains(flags, 'LR')
        OR contains(flags, 'DR') THEN 'reset'
    ELSE 'other' END"""

_SELECT = rf"""
WITH parts AS (
    SELECT line, line[1] = '{{' AS is_json,
        CASE WHEN line[1] = '{{' THEN try(from_json(line, '{_STRUCTURE}')) END AS j,
        CASE WHEN line[1] <> '{{' THEN string_split(line, '"') END AS p
    FROM input
),
with_status AS (
    SELECT line, is_json, j, p, CASE WHEN len(p) >= 13 THEN regexp_extract(p[3], '{_FIRST}',
        ['status', 'flags', 'received', 'sent', 'duration']) END AS b
    FROM parts
),
with_sizes AS (
    SELECT line, is_json, j, p, b,
        CASE WHEN b.duration <> '' THEN 4 WHEN b.status = '' THEN NULL
            WHEN len(p) >= 15 AND p[5] <> ' ' THEN 6 WHEN len(p) >= 17 THEN 8 END AS forwarded_at,
        CASE WHEN b.duration = '' THEN regexp_extract(CASE WHEN p[5] <> ' ' THEN p[5] ELSE p[7] END,
            '{_NUMBERS}', ['received', 'sent', 'duration']) END AS m
    FROM with_status
),
with_text_fields AS (
    SELECT line, is_json, j,
        CASE WHEN forwarded_at IS NOT NULL AND (b.duration <> '' OR m.duration <> '')
                AND p[-3] = ' ' AND p[-5] = ' '
                AND p[-7] = ' ' AND (trim(p[-1]) = '' OR regexp_matches(p[-1], '{_TAIL}')) THEN {{
            'started': regexp_extract(p[1], '^(?:ACCESS )?\[([^\]]+)\] $', 1),
            'request': regexp_replace(p[2], '(\S)(HTTP/[0-9.]+)$', '\1 \2'),
            'status': b.status,
            'flags': b.flags,
            'received': coalesce(nullif(b.received, ''), m.received),
            'sent': coalesce(nullif(b.sent, ''), m.sent),
            'duration': coalesce(nullif(b.duration, ''), m.duration),
            'forwarded': p[forwarded_at],
            'request_id': p[-6],
            'authority': p[-4],
            'peer': nullif(regexp_extract(p[-1], '{_TAIL}', 1), ''),
            'server_name': regexp_extract(p[-1], '{_TAIL}', 2)}} END AS t
    FROM with_sizes
),
with_fields AS (
    SELECT line, is_json, j IS NULL AS is_broken, j.start_time IS NOT NULL AS is_started,
        coalesce(j.level, j.msg, j.message) IS NOT NULL AS is_runtime,
        coalesce({_first("started")}, given(t.started)) AS started,
        coalesce({_first("method")}, given(split_part(t.request, ' ', 1))) AS method,
        coalesce({_first("url")}, given(regexp_extract(t.request, '^\S+ (.*) \S+$', 1))) AS path,
        coalesce({_first("status")}, given(t.status)) AS code,
        given(coalesce(j.response_flags, t.flags)) AS flags,
        coalesce(j.bytes_received, t.received) AS received,
        coalesce(j.bytes_sent, t.sent) AS sent,
        coalesce(j.duration, t.duration) AS duration,
        coalesce({_first(KEYED)}, given(t.authority)) AS authority,
        coalesce({_first("client_ip", "address_of")}, address_of(t.peer), address_of(t.forwarded)) AS client_ip,
        coalesce({_first("request_id")}, t.request_id) AS request_id,
        coalesce(trace_of_traceparent(j.trace_id), given(j.trace_id),
            trace_of_traceparent(j.traceparent)) AS trace_id,
        j.upstream_request_attempt_count AS attempts,
        regexp_extract(coalesce(j.requested_server_name, t.server_name), '{_SERVER_NAME}') AS server_name
    FROM with_text_fields
)
SELECT
    moment_of(started) AS ts,
    milliseconds_of(duration, 1) AS duration_ms,
    client_ip, method, path AS url,
    coalesce(authority, CASE WHEN method IS NULL THEN nullif(server_name, '') END) AS host,
    status_of(code) AS status,
    CASE WHEN says_no_response(code) THEN {_WHY} END AS error,
    count_of(received) AS request_bytes,
    count_of(sent) AS response_bytes,
    count_of(attempts) AS attempt,
    trace_id,
    given(request_id) AS request_id,
    CASE
        WHEN is_json AND is_broken THEN 'reject: not valid JSON'
        WHEN is_json AND NOT is_started AND code IS NULL AND method IS NULL THEN
            CASE WHEN is_runtime THEN 'skip: runtime line' ELSE 'skip: no request' END
        WHEN started IS NULL AND regexp_matches(line, '{_RUNTIME}') THEN 'skip: runtime line'
        WHEN started IS NULL THEN 'reject: not an Envoy access log line'
        WHEN moment_of(started) IS NULL THEN 'reject: start time is no time'
        WHEN code IS NULL THEN 'reject: no response code'
        WHEN status_of(code) IS NULL AND NOT says_no_response(code)
            THEN 'reject: response code is no number'
        WHEN method IS NULL AND status_of(code) IS NULL AND NOT coalesce(
            server_name <> '' AND regexp_matches(flags, '{_UNREACHED}'), false) THEN 'skip: TCP connection'
    END AS verdict
FROM with_fields
"""


# Plain lines of text, Envoy's own and Istio's.
_SIZES = "{received} {sent} {took_ms}"
_BEGIN = '[{iso_started}] "{request}" {status} {flags} '
_END = ' "{quoted}" "{request_id}" "{host}" "{word}"'
_FORMS = tuple(
    f"{_BEGIN}{why}{_SIZES} {upstream}{who}{_END}{more}"
    for why, who, more in (
        ("", ' "{forwarded}"', ""),
        (
            '{reason} {reason} "{quoted}" ',
            ' "{quoted}"',
            " {word} {word} {word} {peer} {word} {word}",
        ),
    )
    for upstream in ("{number}", "-")
)


def _fit(beginning: str) -> Format:
    if beginning.lstrip().startswith("{"):
        return FORMAT
    return replace(FORMAT, plain_as=None, plain_fields=None, plain_forms=_FORMS)


def _claims(line: str) -> bool:
    if line.startswith("{"):
        keys = json_object(line).keys()
        own = {"response_flags", "upstream_host", "upstream_cluster", "bytes_sent"}
        is_timed = "start_time" in keys or ("response_flags" in keys and bool(keys & _OTHER_TIMES))
        return "response_code" in keys and is_timed and bool(keys & own)
    return bool(_CLAIM.match(line))


FORMAT = Format(
    name="envoy",
    complete=r'(?:\{.*|.*"|.* )',
    title="Envoy access log: default text, Istio text, JSON of Istio, Envoy Gateway and Contour",
    detect=by_lines(_claims),
    select=_SELECT,
    plain_as=CLOSED,
    plain_fields=lambda: closed_table(_PLAIN),
    fit=_fit,
    samples=(
        Sample(
            """[2026-11-19T10:00:00.310Z] "GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1" 429 - 0 57 31 30 "10.0.0.7, 10.1.0.1" "md-feed/2.1" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "api.tickdb.ai" "93.184.216.34:443"
[2026-11-19T10:00:01.000Z] "POST /v1/orders HTTP/2" 0 DC downstream_remote_disconnect - "-" 154 0 226 - "-" "bot "quoted" 1" "-" "api.tickdb.ai" "[fd00::1]:443" outbound|443||api.tickdb.ai 10.0.0.9:4 93.184.216.34:443 [fd00:1234::5a24]:5022 - d
[2026-11-19T10:00:01.500Z] "GET /v1/x HTTP/1.1" 418 - "-" 0 135 11 10 "-" "bot" "-" "api.tickdb.ai" "93.184.216.34:443" outbound|443||api.tickdb.ai - 93.184.216.34:443 10.0.0.9:60290 -
[2026-11-19 10:00:02.000][1][info][main] [source/server/server.cc:404] starting
[2026-11-19T10:00:03.000Z] "- - -" 0 - - - "-" 12 34 5 - "-" "-" "-" "-" "10.0.0.1:3" outbound|33||db 10.0.0.9:4 10.0.0.1:33 10.0.0.7:5 - -
[2026-11-19T10:00:04.000Z] "GET /v1/mark
""",
            rows=(
                row(
                    "10:00:00.31 /v1/market/ticker?symbol=BTCUSDT -> 429 with 57 B in 31 ms",
                    vendor="tickdb",
                    client_ip="10.0.0.7",
                    request_bytes=0,
                    request_id="cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2",
                ),
                row("10:00:01 -> reset", client_ip="fd00:1234::5a24", request_bytes=154),
                row("10:00:01.5 GET /v1/x -> 418 with 135 B in 11 ms", client_ip="10.0.0.9"),
            ),
            rejects=1,
            skipped=2,
        ),
        Sample(
            '{":authority":"mmapi.55-tech.com","bytes_received":12,"bytes_sent":512,'
            '"downstream_remote_address":"[fd00::1]:43000","duration":15,"method":"POST",'
            '"protocol":"HTTP/2","response_code":502,"response_flags":"UF","route_name":null,'
            '"start_time":"2026-11-19T10:00:00.000Z","user-agent":"bot","x-envoy-origin-path":'
            '"/api/v1/orders/17/cancel","x-forwarded-for":"10.0.0.7","x-request-id":"r-1"}\n'
            '{"start_time":"2026-11-19T10:00:01.000Z","method":"GET","path":"/","response_co\n',
            rows=(
                row(
                    "10:00:00 -> 502 in 15 ms",
                    vendor="55tech",
                    client_ip="fd00::1",
                    route="/api/v1/orders/{id}/cancel",
                    request_bytes=12,
                    request_id="r-1",
                ),
            ),
            rejects=1,
        ),
        Sample(
            '{"@timestamp":"2026-11-19T10:00:00.250Z","response_code":0,"protocol":"HTTP/1.1",'
            '"response_flags":"UF","method":"GET","path":"/healthz","duration":2001}\n'
            '{"@timestamp":"2026-11-19T10:00:01.250Z","response_code":0,"protocol":"HTTP/2",'
            '"response_flags":"DC","method":"POST","path":"/v1/orders"}\n'
            '{"@timestamp":"2026-11-19T10:00:02.250Z","response_code":429,"protocol":"HTTP/2",'
            '"response_flags":"RL","method":"POST","path":"/v1/orders","duration":3,"bytes_sent":18}\n'
            '{"@timestamp":"2026-11-19T10:00:03Z","response_code":429,"response_fl\n',
            rows=(
                row("10:00:00.25 GET /healthz -> connect in 2001 ms"),
                row("10:00:01.25 POST /v1/orders -> reset"),
                row("10:00:02.25 POST /v1/orders -> 429 with 18 B in 3 ms"),
            ),
            rejects=1,
        ),
        Sample(
            """[2026-11-19T10:00:00.250Z] "- - -" 0 UF,URX - - "-" 0 0 9995 - "-" "-" "-" "-" "93.184.216.34:443" outbound|443||api.tickdb.ai - 93.184.216.34:443 10.0.0.7:55322 api.tickdb.ai -
[2026-11-19T10:00:01.250Z] "- - -" 0 NR - - "-" 0 0 1 - "-" "-" "-" "-" "-" - - 93.184.216.34:443 10.0.0.7:55323 api.tickdb.ai -
[2026-11-19T10:00:02.250Z] "- - -" 0 - - - "-" 6238 6291 84 - "-" "-" "-" "-" "93.184.216.34:443" outbound|443||api.tickdb.ai 10.0.0.9:4 93.184.216.34:443 10.0.0.7:55324 api.tickdb.ai -
[2026-11-19T10:00:03.250Z] "- - -" 0 UF,URX - - "-" 0 0 2285 - "-" "-" "-" "-" "127.0.0.1:12950" inbound|12950|| - 10.0.0.9:12950 10.0.0.7:11504 - -
[2026-11-19T10:00:04.250Z] "- - -" 0 UF,URX - - "-" 0 0 21 - "-" "-" "-" "-" "10.0.0.5:15443" outbound|80||pay - 10.0.0.9:80 10.0.0.7:11504 outbound_.80_._.pay.default.svc.cluster.local -
""",
            rows=(
                row(
                    "10:00:00.25 -> connect in 9995 ms", host="api.tickdb.ai", client_ip="10.0.0.7"
                ),
                row("10:00:01.25 -> connect in 1 ms", host="api.tickdb.ai"),
            ),
            skipped=3,
        ),
        Sample(
            '{"start_time":"2026-11-19T10:00:00.250Z","method":null,"response_code":0,"duration":12,'
            '"response_flags":"UF,URX","requested_server_name":"api.tickdb.ai","bytes_sent":0}\n'
            '{"start_time":"2026-11-19T10:00:01.250Z","method":null,"response_code":0,"duration":12,'
            '"response_flags":"-","requested_server_name":"api.tickdb.ai","bytes_sent":9}\n',
            rows=(row("10:00:00.25 -> connect in 12 ms", host="api.tickdb.ai"),),
            skipped=1,
        ),
        # Istio 1.0, whose text has no space before the protocol.
        Sample(
            """[2026-11-19T10:00:00.250Z] "GET /v1/sendHTTP/1.1" 200 - 0 57 31 30 "-" "curl/7" "a1" "api.tickdb.ai" "10.0.0.9:80"
[2026-11-19T10:00:01.250Z] "POST /v1/sendHTTP/2" 503 UF 0 57 31 - "-" "curl/7" "a2" "api.tickdb.ai" "-" outbound|80||api.tickdb.ai - 10.0.0.9:80 10.0.0.7:5
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/send -> 200 with 57 B in 31 ms"),
                row("10:00:01.25 POST api.tickdb.ai/v1/send -> 503 in 31 ms"),
            ),
        ),
    ),
)
