r"""HAProxy's HTTP log (`option httplog`, `option httpslog`), with or without a syslog header
(which is taken off as any collector's prefix is).

Source: HAProxy, Configuration Manual, "HTTP log format". The bracketed accept date is the request's
start; it has no zone and is taken as UTC. The last of the five timers is the whole, in ms; of more,
as log-formats of one's own have them, the longest. A `+`
before it or the bytes says that the line was written early. Bytes count response headers as well.
Status -1 means that no response came, and the first letter of the termination state says from
whose side it ended. A request that was too long for the log is cut before its closing quote. The captured
headers have no names: what alone between bars is the name of a host is taken as Host, as is such a
name that a log-format of one's own has before the timers.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Format, Sample, by_lines, row

# Above this length a line may have been cut by the log's own limit (1,024 with syslog's header).
_LONG = 900
_LINE = (
    r"^(\S*):\d+ \[(\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d\.\d{3})\] "
    r"\S+ \S+/\S+ (?:(\S+) )??((?:-?\d+/){4,6}\+?-?\d+) (-1|\d{3}) (\+?\d+) "
    r"\S+ \S+ ([A-Za-z-]{4}) (?:\+?\d+)/(?:\+?\d+)/(?:\+?\d+)/(?:\+?\d+)/\+?(\d+) \d+/\d+ "
    # Fields of one's own may stand behind the captured headers, such as TLS's version and cipher.
    r'(?:(\{.*\}) )?(?:[^\s"{]+ ){0,8}?"([^"]*)("(?: \S+)*)?\s*$'
)
# Of `httpslog`, where the request's line names no host: the name that the client asked TLS for.
_SNI = r" ([\w-]+(?:\.[\w-]+)+)/(?:TLS|SSL)v[0-9.]+/"
_NAMES = (
    "'client', 'time', 'named', 'took', 'status', 'bytes', 'ended', 'retries', 'captured', 'request', "
    "'closing'"
)
# A host's name before the timers, or among the captured headers of the request.
_NAME = r"((?:[A-Za-z0-9][\w-]*\.)+[A-Za-z][\w-]*(?::\d+)?)"
_NAMED, _CAPTURED_NAME = rf"^{_NAME}$", rf"^\{{(?:[^{{}}|]*\|)*?{_NAME}[|}}]"
_HOSTS = f"""nullif(regexp_extract(p.captured, '{_CAPTURED_NAME}', 1), ''),
        nullif(regexp_extract(p.named, '{_NAMED}', 1), ''), """
# Lines of other kinds: another log format, a failed connection, the process's own words.
_OTHER = (
    r"^(?:\S*:\d+ \[[^\]]+\] \S+ \S+/\S+ -?\d+/-?\d+/\+?-?\d+ \+?\d+ \S\S |"
    r"\S*:\d+ \[[^\]]+\] [^\s/]+/\S+: |"
    r"(?:Proxy|Stopping|Stopped|Server|Backup|Health check|backend|Connect from|Pausing|Enabling|"
    r"New|Loading|Reloading|Exiting|Former|Initializing|Current|All workers) |\[[A-Z]+\] )"
)


def _select(hosts: str) -> str:
    return rf"""
WITH parts AS (
    SELECT line, regexp_extract(line, '{_LINE}', [{_NAMES}]) AS p FROM input
),
with_times AS (
    SELECT line, p, request_line(p.request) AS r,
        list_transform(string_split(replace(p.took, '+', ''), '/'),
            lambda timer: try_cast(timer AS DOUBLE)) AS timers,
        CASE WHEN len(timers) = 5 OR timers[-1] < 0 THEN timers[-1] ELSE list_max(timers) END
            AS took_ms,
        try_strptime(p.time, '%d/%b/%Y:%H:%M:%S.%g') AT TIME ZONE 'UTC' AS started
    FROM parts
)
SELECT
    started AS ts,
    CASE WHEN took_ms >= 0 THEN took_ms END AS duration_ms,
    address_of(p.client) AS client_ip,
    nullif(r.method, '') AS method,
    nullif(r.target, '') AS url,
    coalesce({hosts}nullif(regexp_extract(p.closing, '{_SNI}', 1), '')) AS host,
    status_of(p.status) AS status,
    CASE WHEN p.status = '-1' THEN coalesce(ended_by(p.ended), 'other') END AS error,
    count_of(ltrim(p.bytes, '+')) AS response_bytes,
    count_of(p.retries) AS attempt,
    CASE
        WHEN p.time <> '' AND started IS NULL THEN 'reject: no such time'
        WHEN p.time <> '' AND p.closing = '' AND length(line) < {_LONG}
            THEN 'reject: the request is cut off'
        WHEN p.time <> '' THEN NULL
        WHEN regexp_matches(line, '{_OTHER}') THEN 'skip: no HTTP request'
        ELSE 'reject: not an HTTP log line'
    END AS verdict
FROM with_times
"""


_CLAIM = re.compile(_LINE)
# Without captured headers, with those of requests, or of responses too.
_CAPTURED = ("", "{{{within}}} ", "{{{within}}} {{{within}}} ")
_FORM = (
    "{peer} [{clf_ms}] {word} {word}/{word} {number}/{number}/{number}/{number}/{took_ms} {status}"
    " {sent} {word} {word} {state} {number}/{number}/{number}/{number}/{retries} {number}/{number} "
)
_SHOWS_HOST = re.compile(_CAPTURED_NAME), re.compile(_NAMED)


def _shows_host(line: str) -> bool:
    found = _CLAIM.match(line)
    captured, named = found.group(9, 3) if found else (None, None)
    return any(
        one.match(text or "") for one, text in zip(_SHOWS_HOST, (captured, named), strict=True)
    )


def _fit(beginning: str) -> Format:
    """Captured headers are passed over where none of them shows a host."""
    if any(map(_shows_host, beginning.splitlines())):
        return replace(FORMAT, fit=None)
    forms = tuple(f'{_FORM}{captured}"{{request}}"' for captured in _CAPTURED)
    return replace(FORMAT, select=_select(""), plain_forms=forms, fit=None)


FORMAT = Format(
    name="haproxy",
    complete=r'.*"[^"]*(?=")',
    title="HAProxy HTTP log (httplog, httpslog)",
    detect=by_lines(_CLAIM.match),
    select=_select(_HOSTS),
    fit=_fit,
    plain_forms=(f'{_FORM}"{{request}}"',),
    samples=(
        Sample(
            """10.0.0.7:14853 [19/Nov/2026:10:00:00.127] https-in~ tickdb/node_1 170/0/0/3/173 429 739 - - --NN 0/0/0/0/1 0/0 {bot|"x"} {} "GET /v1/market/ticker?symbol=BTC USDT HTTP/1.1"
[fd00::1]:5 [19/Nov/2026:10:00:01.127] https-in~ be/<NOSRV> -1/-1/-1/-1/+5 -1 +0 - - CR-- 8/1/0/0/0 0/0 "<BADREQ>"
10.0.0.7:50033 [19/Nov/2026:10:00:02.123] https-in/1: SSL handshake failure
10.0.0.7:50033 [19/Nov/2026:10:00:02.123] ssh git/git1 0/0/5007 212 -- 0/0/0/0/3 0/0
10.0.0.7:14853 [19/Nov/2026:10:00:03.127] https-in~ tickdb/node_1 170/0/0/3/173 200 739 - - --NN 0/0/0/0/1 0/0 "GET /v1/mark
""",
            rows=(
                row(
                    "10:00:00.127 /v1/market/ticker?symbol=BTC USDT -> 429 with 739 B in 173 ms",
                    client_ip="10.0.0.7",
                    attempt=1,
                ),
                row("-> reset", client_ip="fd00::1", method=None),
            ),
            rejects=1,
            skipped=2,
        ),
        Sample(
            """Nov 19 10:00:00 lb1 haproxy[1]: Proxy in started.
Nov 19 10:00:00 lb1 haproxy[7]: 10.0.0.7:53332 [19/Nov/2026:10:00:00.143] in~ be/s1 0/0/7/1457/1487 502 11394 - - ---- 2/1/0/0/0 0/0 {Mozilla/5.0 (X11)} {} "POST /api/v1/orders HTTP/1.1" 0/0/0/0/1 a.b/TLSv1.3/TLS_AES_256_GCM_SHA384
""",
            rows=(row("10:00:00.143 POST a.b/api/v1/orders -> 502 in 1487 ms"),),
            skipped=1,
        ),
        # A log-format with what was agreed on for TLS before the request.
        Sample(
            """10.0.0.7:2842 [19/Nov/2026:10:00:00.065] in~ be/s1 0/0/1/6/7 429 649 - - ---- 233/233/3/2/0 0/0 {api.tickdb.ai|bot} TLSv1.3 TLS_AES_256_GCM_SHA384 "GET /v1/x HTTP/1.1"
10.0.0.7:2842 [19/Nov/2026:10:00:01.065] in~ be/s1 0/0/1/6/7 200 649 - - ---- 233/233/3/2/0 0/0 TLSv1.3 TLS_AES_256_GCM_SHA384 "GET /v1/y HTTP/1.1"
""",
            rows=(
                row("10:00:00.065 GET api.tickdb.ai/v1/x -> 429 with 649 B in 7 ms"),
                row("10:00:01.065 GET /v1/y -> 200 with 649 B in 7 ms"),
            ),
        ),
        # The host of a request stands among its captured headers, or before the timers.
        Sample(
            """10.0.0.7:2842 [19/Nov/2026:10:00:00.065] in~ be/s1 0/0/1/6/7 429 649 - - ---- 233/233/3/2/0 0/0 {bot 1.2|api.tickdb.ai|10.0.0.8} {nginx.example} "GET /v1/x HTTP/1.1"
10.0.0.7:2842 [19/Nov/2026:10:00:01.065] in~ be/s1 0/0/1/6/7 200 649 - - ---- 233/233/3/2/0 0/0 {a.b|} {} "GET /v1/x HTTP/1.1"
-:2842 [19/Nov/2026:10:00:02.065] in~ be/s1 c.d 0/0/1/6/7 200 649 - - ---- 233/233/3/2/0 0/0 "GET /v1/x HTTP/1.1"
10.0.0.7:2842 [19/Nov/2026:10:00:03.065] in~ be/s1 0/0/1/6/7 200 649 - - ---- 233/233/3/2/0 0/0 {10.0.0.8|bot} {nginx.example} "GET /v1/x HTTP/1.1"
""",
            rows=(
                row("10:00:00.065 GET api.tickdb.ai/v1/x -> 429"),
                row("10:00:01.065 GET a.b/v1/x -> 200"),
                row("10:00:02.065 GET c.d/v1/x -> 200", client_ip=None),
                row("10:00:03.065 GET /v1/x -> 200", host=None),
            ),
        ),
        Sample(
            """Nov 9 10:00:00 lb1 haproxy[7]: 10.0.0.7:53332 [19/Nov/2026:10:00:00.143] in~ be/s1 0/0/7/1457/1487/23 429 11394 - - ---- 2/1/0/0/0 0/0 "POST /api/v1/orders HTTP/1.1"
Nov 9 10:00:00 lb1 haproxy[7]: 10.0.0.7:53332 [19/Nov/2026:10:00:01.143] in~ be/s1 0/0/7/1457/1487 200 11394 - - ---- 2/1/0/0/9876543210 0/0 "GET /v1/x HTTP/1.1"
""",
            rows=(
                row("10:00:00.143 POST /api/v1/orders -> 429 in 1487 ms"),
                row("10:00:01.143 GET /v1/x -> 200 in 1487 ms", attempt=None),
            ),
        ),
    ),
)
