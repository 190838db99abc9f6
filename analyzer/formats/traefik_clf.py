"""Traefik's access log in its extended common log form.

Source: Traefik, "Access logs": the combined form, then request count, router, server URL and
duration. The time is the request's start. Status and size are "-" where nothing was sent.
"""

from __future__ import annotations

import re

from analyzer.formats import Format, Sample, row, share_of_lines

_LINE = (
    r"^([^\s\[,]+(?:, ?[^\s\[,]+)*) - (?:.*?) \[(\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "
    r'"((?:[^"\\]|\\.)*)" (\d{1,3}|-) (\d+|-)'
)
# A lone line of the plain form stands among them where something else answered.
_MORE = (
    r' (?:"(?:[^"\\]|\\.)*"|-) (?:"(?:[^"\\]|\\.)*"|-) '
    r'\d+ (?:"[^"]*"|-) (?:"([^"]*)"|-) (\d+)ms'
)
_RUNTIME = r'^(?:time="|[0-9-]+T[0-9:.]+[Z+-]\S* (?:DBG|INF|WRN|ERR|FTL) )'
_SELECT = rf"""
WITH parts AS (
    SELECT line, regexp_extract(line, '{_LINE}(?:{_MORE})?\s*$',
        ['client', 'time', 'request', 'status', 'bytes', 'server', 'took']) AS p
    FROM input
),
with_request_line AS (SELECT line, p, request_line(p.request) AS r FROM parts)
SELECT
    clf_time(p.time) AS ts,
    try_cast(p.took AS DOUBLE) AS duration_ms,
    address_of(p.client) AS client_ip,
    nullif(r.method, '') AS method,
    nullif(r.target, '') AS url,
    status_of(p.status) AS status,
    CASE WHEN p.status IN ('-', '0', '000') THEN 'other' END AS error,
    count_of(p.bytes) AS response_bytes,
    access_line_verdict(line, p.time, clf_time(p.time), CASE
        WHEN regexp_matches(line, '{_RUNTIME}') THEN 'skip: runtime line' END) AS verdict
FROM with_request_line
"""

_WHOLE = re.compile(rf"{_LINE}{_MORE}\s*$")
_BESIDE = re.compile(rf"{_LINE}\s*$|{_RUNTIME}")


def _detect(beginning: str) -> float:
    """Whole lines tell the format, lines of which Traefik writes others as well do not."""
    whole = share_of_lines(beginning, lambda line: bool(_WHOLE.match(line)))
    return (
        whole + share_of_lines(beginning, lambda line: bool(_BESIDE.match(line))) if whole else 0.0
    )


FORMAT = Format(
    name="traefik_clf",
    complete=r'[^"]*"[^"]*" (?:\d{1,3}|-) ',
    title="Traefik access log, common log form",
    detect=_detect,
    select=_SELECT,
    plain_forms=(
        '{address} - {word} [{clf_time}] "{request}" {status} {sent_or_none} "{quoted}" "{quoted}"'
        ' {number} "{quoted}" "{quoted}" {took_ms}ms',
    ),
    samples=(
        Sample(
            """10.0.0.7 - - [19/Nov/2026:18:00:00 +0800] "GET /v1/market/ticker HTTP/2.0" 429 57 "-" "md-feed/2.1" 262 "tickdb@docker" "http://172.19.0.3:5601" 31ms
time="2026-11-19T10:00:00Z" level=info msg="Configuration loaded"
::1 - - [19/Nov/2026:10:00:01 +0000] "GET / HTTP/1.1" - - "-" "-" 27 "-" "-" 0ms
10.0.0.8 - - [19/Nov/2026:10:00:01 +0000] "GET /ping HTTP/1.1" 404 19
10.0.0.7 - - [19/Nov/2026:10:00:02 +0000] "GET /v1/market/ticker HTTP/2.0" 200 57 "-" "md-feed/2.1" 263 "tickdb@docker" "http://172.19.0.3:5601" 3
""",
            rows=(
                row("10:00:00 /v1/market/ticker -> 429 with 57 B in 31 ms", client_ip="10.0.0.7"),
                row("-> other", client_ip="::1"),
                row("/ping -> 404 with 19 B", duration_ms=None),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
)
