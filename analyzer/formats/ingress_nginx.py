"""ingress-nginx's access log in its default form, of current versions and of those before 0.9 and 0.2.

Source: kubernetes.github.io/ingress-nginx, "Log format". After the user agent: bytes of the request,
seconds until the last byte was sent, names of the upstreams, then what each upstream did, and the
request id. The time is the request's end.
"""

from __future__ import annotations

import re

from analyzer.formats import Format, Sample, by_lines, row

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_OF_UPSTREAMS = r"[^\s,]+(?:, [^\s,]+)*"
_FIRST_OF_UPSTREAMS = r"(?:[0-9.]+:\d+(?:, [0-9.]+:\d+)*|-)"
_LINE = (
    r"^([^\s,]+)(?:, ?[^\s,]+)* - (?:\[[^\]]*\] - )?\S+ "
    r'\[(\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+) '
    # The first versions named no upstream.
    rf"{_QUOTED} {_QUOTED} (\d+) (\d+\.\d+) (?:\[[^\]]*\](?: \[[^\]]*\])? {_OF_UPSTREAMS}|{_FIRST_OF_UPSTREAMS})"
    rf" {_OF_UPSTREAMS} {_OF_UPSTREAMS} {_OF_UPSTREAMS}(?: ([0-9A-Za-z-]+))?\s*$"
)
_SELECT = rf"""
WITH parts AS (
    SELECT line, regexp_extract(line, '{_LINE}', ['client', 'time', 'request', 'status', 'bytes',
        'received', 'took', 'id']) AS p
    FROM input
),
with_times AS (
    SELECT line, p, request_line(p.request) AS r, clf_time(p.time) AS ended,
        try_cast(p.took AS DOUBLE) * 1000 AS took_ms
    FROM parts
)
SELECT
    sent_at(ended, took_ms) AS ts,
    took_ms AS duration_ms,
    address_of(p.client) AS client_ip,
    nullif(r.method, '') AS method,
    nullif(r.target, '') AS url,
    status_of(p.status) AS status,
    count_of(p.received) AS request_bytes,
    count_of(p.bytes) AS response_bytes,
    given(p.id) AS request_id,
    access_line_verdict(line, p.time, ended, CASE
        WHEN is_error_log(line) THEN 'skip: error log line'
        WHEN regexp_matches(line, '^[IWEF][0-9]{{4}} [0-9:.]+ ') THEN 'skip: runtime line'
        END) AS verdict
FROM with_times
"""

_CLAIM = re.compile(_LINE)
# Of current versions, and of those that told the real address in brackets.
_FORM = (
    '[{clf_ended}] "{request}" {status} {sent} "{quoted}" "{quoted}" {received} {took_s} [{within}]'
    " [{within}] {word} {word} {word} {word} {request_id}"
)

FORMAT = Format(
    name="ingress_nginx",
    complete=r".*?\] (?:\[\] )?(?:[^\s,]+(?:, [^\s,]+)* ){3}\S",
    title="ingress-nginx access log (Kubernetes)",
    detect=by_lines(_CLAIM.match),
    select=_SELECT,
    plain_forms=(
        f"{{address}} - {{word}} {_FORM}",
        f"{{address}} - [{{within}}] - {{word}} {_FORM}",
    ),
    samples=(
        Sample(
            """10.0.0.7 - - [19/Nov/2026:10:00:01 +0000] "GET /v1/market/ticker?a=1 HTTP/1.1" 429 57 "-" "md-feed/2.1" 89 0.500 [default-web-8080] [] 172.17.0.5:8080 59 0.500 429 529a0079b4ff2a6f3a0f0f2c3a5b7c11
I1119 10:00:00.000000       7 controller.go:151] Configuration changes detected
10.0.0.7 - [10.0.0.7] - - [19/Nov/2026:10:00:02 +0000] "GET /v1/x HTTP/2.0" 502 157 "-" "md-feed/2.1" 89 0.001 [default-web-8080] 172.17.0.5:8080, 172.17.0.6:8080 0, 157 0.000, 0.001 502, 502
10.0.0.7 - - [19/Nov/2026:10:00:03 +0000] "GET /v1/x HTTP/1.1" 200 57 "-" "md-feed
10.0.0.7 - [10.0.0.8, 10.0.0.7] - - [19/Nov/2026:10:00:04 +0000] "GET /v1/y HTTP/1.1" 200 55 "-" "md-feed/2.1" 273 0.250 172.17.0.5:8080, 172.17.0.6:8080 0, 55 0.001, 0.249 502, 200
""",
            rows=(
                row(
                    "10:00:00.5 /v1/market/ticker -> 429 with 57 B in 500 ms",
                    client_ip="10.0.0.7",
                    request_bytes=89,
                    request_id="529a0079b4ff2a6f3a0f0f2c3a5b7c11",
                ),
                row("10:00:01.999 -> 502 in 1 ms"),
                row("10:00:03.75 /v1/y -> 200 with 55 B in 250 ms", client_ip="10.0.0.7"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
)
