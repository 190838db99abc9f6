r"""Access logs of AWS Classic Load Balancers.

Source: Elastic Load Balancing, "Access logs for your Classic Load Balancer". The time is when the
load balancer received the request; the three times add up to what it took, -1 where one is unknown.
Before 2014 a line ended with the request. Connections of TCP listeners are no requests.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import text_format

FORMAT = text_format(
    "aws_elb",
    "AWS Classic Load Balancer access log",
    (
        r'^(?P<start>\d{4}-\d\d-\d\dT[0-9:.]+Z) \S+ (?P<client_ip>[0-9A-Fa-f.:\[\]]+):\d+ (?:\S+:\d+|-) (?P<s>-1|[0-9.]+) (?P<s2>-1|[0-9.]+) (?P<s3>-1|[0-9.]+) (?P<status>\d{3}|-|0) (?:\d{3}|-|0) (?P<received>\d+) (?P<sent>\d+) "(?P<request>[A-Z]+ [^"]*)"(?: "(?:[^"\\]|\\.)*" \S+ \S+)?\s*$',
    ),
    (
        Sample(
            """2026-11-19T10:00:00.250000Z my-lb 10.0.0.7:2817 10.0.0.2:80 0.000073 0.031200 0.000057 502 502 10 57 "GET https://api.tickdb.ai:443/v1/market/ticker?symbol=BTCUSDT HTTP/1.1" "curl/7.38.0" ECDHE-RSA TLSv1.2
2026-11-19T10:00:00.250000Z my-lb 10.0.0.7:2817 - -1 -1 -1 503 0 0 0 "GET http://a:80/ HTTP/1.1" "-" - -
2026-11-19T10:00:00.250000Z my-lb 10.0.0.7:2817 10.0.0.2:80 0.0
2026-11-19T10:00:00.250000Z my-lb 10.0.0.7:2817 10.0.0.2:443 0.000744 0.000009 0.000012 - - 710 31845 "- - - " "-" - -
2026-11-19T10:00:01.250000Z my-lb 10.0.0.7:2817 - -1 -1 -1 504 0 0 0 "GET http://a:80/x HTTP/1.1"
""",
            rows=(
                row(
                    "10:00:00.25 /v1/market/ticker -> 502 with 57 B in 31.33 ms",
                    vendor="tickdb",
                    client_ip="10.0.0.7",
                    request_bytes=10,
                ),
                row("-> 503", duration_ms=None),
                row("10:00:01.25 GET /x -> 504 with 0 B"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r'.*HTTP/[0-9.]+"',
    other=r'"- - - "',
    broken=r"^\d{4}-\d\d-\d\dT\S+ \S+ \S+:\d+ ",
    plain_forms=(
        "{iso_started} {word} {peer} {backend} {part_s} {part_s} {part_s} {status_without_wait} {code}"
        ' {received} {sent} "{request}" "{quoted}" {word} {word}',
    ),
)
