r"""The access log of AWS Application Load Balancers.

Source: AWS, "Access logs for your Application Load Balancer". Fields are appended over the years,
so a line has at least the first seventeen, and any words and quoted texts may follow. The second
field is when the response was made (a WebSocket's: when it closed); `request_creation_time` is the
start where the line has it. The three times are in seconds, -1 where not available. Sizes count
headers as well. The request holds an absolute URL with its port.
"""

from __future__ import annotations

import re

from analyzer.formats import Format, Sample, by_lines, row

_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z"
_LINE = (
    rf"^(https?|h2|grpcs?|wss?) ({_TIME}) \S+ (\S+) \S+ (-1|[\d.]+) (-1|[\d.]+) (-1|[\d.]+) "
    r'(\d{3}|-) (?:\d{3}|-) (\d+|-) (\d+|-) "([^"]*)" "(?:[^"\\]|\\.)*" \S+ \S+ \S+'
    rf'(?: "([^"\s]*)"(?: "[^"]*" "[^"]*" ?(?:-?\d+|-)(?: ({_TIME}|-) "[^"]*" "[^"]*" "([^"]*)")?)?)?'
    r'(?: (?:"[^"]*"|[^\s"]+))*\s*$'
)
_NAMES = (
    "'kind', 'ended', 'client', 't1', 't2', 't3', 'status', 'received', 'sent', 'request', "
    "'trace', 'started', 'why'"
)
# Network and classic load balancers, and connections.
_OTHER = (
    r"^(?:tls \d\.\d |"
    rf'{_TIME} \S+ \S+ \S+ (?:-1|[\d.]+) .*"$|{_TIME} \S+ \S+ \S+ (?:-1|[\d.]+) .*" \S+ \S+$|'
    rf"{_TIME} \S+ \d+ \d+ )"
)

_SELECT = rf"""
WITH parts AS (
    SELECT line, regexp_extract(line, '{_LINE}', [{_NAMES}]) AS p FROM input
),
with_times AS (
    SELECT line, p, request_line(trim(p.request)) AS r, time_of(p.ended) AS ended,
        time_of(given(p.started)) AS started,
        CASE WHEN p.t1 <> '-1' AND p.t2 <> '-1' AND p.t3 <> '-1' THEN round(1000 * (
            try_cast(p.t1 AS DOUBLE) + try_cast(p.t2 AS DOUBLE) + try_cast(p.t3 AS DOUBLE)), 6) END
            AS took_ms
    FROM parts
)
SELECT
    coalesce(started, sent_at(ended, took_ms)) AS ts,
    took_ms AS duration_ms,
    -- Always with its port, and an address of IPv6 without brackets.
    address_of(regexp_replace(p.client, ':\d+$', '')) AS client_ip,
    nullif(r.method, '') AS method,
    nullif(r.target, '') AS url,
    status_of(p.status) AS status,
    CASE WHEN p.status IN ('-', '000') THEN coalesce(given(p.why), 'other') END AS error,
    count_of(p.received) AS request_bytes,
    count_of(p.sent) AS response_bytes,
    nullif(regexp_extract(p.trace, 'Root=([^;]+)', 1), '') AS trace_id,
    CASE
        WHEN p.kind <> '' AND ended IS NOT NULL THEN NULL
        WHEN p.kind <> '' THEN 'reject: no such time'
        WHEN regexp_matches(line, '{_OTHER}') THEN 'skip: no request to an ALB'
        ELSE 'reject: not an ALB access log line'
    END AS verdict
FROM with_times
"""

_CLAIM = re.compile(_LINE)
_FORM = (
    " {iso_ended} {word} {peer} {word} {part_s} {part_s} {part_s} {status} {code} {received} {sent}"
    ' "{request}" "{quoted}" {word} {word} {word} "Root={trace_id}" "{quoted}" "{quoted}" {number}'
    ' {iso_started} "{quoted}" "{quoted}" "{quoted}" "{quoted}" "{quoted}" "{quoted}" "{quoted}"'
)

FORMAT = Format(
    name="aws_alb",
    complete=r'[^"]*"[^"]*" "[^"]*',
    title="AWS Application Load Balancer access log",
    detect=by_lines(_CLAIM.match),
    select=_SELECT,
    plain_forms=tuple(
        f"{kind}{_FORM}{more}" for kind in ("https", "h2", "http") for more in (" {word}", "")
    ),
    samples=(
        Sample(
            "https 2026-11-19T10:00:00.186641Z app/lb/50dc6c495c0c9188 10.0.0.7:2817 10.0.0.1:80 "
            '0.086 0.048 0.037 502 502 34 366 "GET https://api.tickdb.ai:443/v1/market/ticker?a=b '
            'c HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elb:tg/1 '
            '"Root=1-58337281-1d84f3d73c47ec4e58577259" "api.tickdb.ai" "arn:aws:acm:c" 1 '
            '2026-11-19T10:00:00.015000Z "forward" "-" "-" "10.0.0.1:80" "502" "-" "-" TID_1\n'
            "https 2026-11-19T10:00:01.686641Z app/lb/50dc6c495c0c9188 2001:db8:1:2:3:4:5:6:2817 - "
            '0.086 0.048 0.037 200 200 34 366 "GET https://api.tickdb.ai:443/v1/w HTTP/1.1" "curl/7" - - -\n'
            "http 2026-11-19T10:00:01.171000Z app/lb/50dc6c495c0c9188 [fd00::1]:2817 - "
            '-1 -1 -1 400 - 0 272 "- http://lb.example.com:80-" "-" - - -\n'
            "tls 2.0 2026-11-19T10:00:02 net/lb/c6e77e28c25b2234 g3d4b5e8bb8464cd 10.0.0.7:2817 x\n"
            "https 2026-11-19T10:00:02.679895Z app/lb/50dc6c495c0c9188 10.0.0.7:2818 - -1 -1 -1 404 - "
            '204 167 "GET https://api.tickdb.ai:443/v1/y HTTP/1.1" "curl/7.46.0" ECDHE TLSv1.2 - '
            '"Root=1-5833 HTTP/1.1" "curl/7.46.0" ECDHE TLSv1.2 - "Root=1-58337284" "-" "-" 0 -\n'
            "https 2026-11-19T10:00:03.186641Z app/lb/50dc6c495c0c9188 10.0.0.7:2817 - -1 -1 -1\n"
            "https 2026-11-19T10:00:04.679895Z app/lb/50dc6c495c0c9188 10.0.0.7:2818 - -1 -1 -1 404 - "
            '204 167 "GET https://api.tickdb.ai:443/v1/z HTTP/1.1" "curl/7.46.0" ECDHE TLSv1.2 - "Ro\n',
            rows=(
                row(
                    "10:00:00.015 api.tickdb.ai/v1/market/ticker?a=b c -> 502 with 366 B in 171 ms",
                    vendor="tickdb",
                    request_bytes=34,
                    trace_id="1-58337281-1d84f3d73c47ec4e58577259",
                ),
                row("10:00:01.515641 api.tickdb.ai/v1/w -> 200", client_ip="2001:db8:1:2:3:4:5:6"),
                row("10:00:01.171", client_ip="fd00::1", method=None, duration_ms=None),
                # What follows is of two lines: neither the trace nor the start is sure.
                row("10:00:02.679895 GET api.tickdb.ai/v1/y -> 404 with 167 B", trace_id=None),
            ),
            rejects=2,
            skipped=1,
        ),
    ),
)
