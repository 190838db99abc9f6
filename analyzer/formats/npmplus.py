r"""NPMplus, a fork of Nginx Proxy Manager, with a log format of its own.

Source: NPMplus, rootfs/usr/local/nginx/conf/nginx.conf, `log_format alog`: time, host with the port if
it is not the usual one, client, seconds, request, status, bytes of the body and of all, referrer and
user agent without quotes. The time is the request's end. Errors of nginx may stand among the lines.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, CLF, text_format

FORMAT = text_format(
    "npmplus",
    "NPMplus: access log",
    (
        # `_` is what a server is called that answers for any host.
        rf'^\[(?P<end>{CLF})\] (?:_|(?P<host>[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?) (?P<client_ip>{ADDRESS}) (?P<s>\d+\.\d{{3}}) "(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{{3}}) (?P<sent>\d+) \d+ ',
    ),
    (
        Sample(
            """[19/Nov/2026:10:00:00 +0000] api.tickdb.ai 10.0.0.7 0.250 "GET /v1/market/ticker?symbol=BTCUSDT HTTP/2.0" 429 57 412 - md-feed/2.1 (linux)
[19/Nov/2026:18:00:01 +0800] dav.example.org 2001:db8::7 0.031 "REPORT /dav/bot/calendar/ HTTP/1.1" 207 125 440 https://dav.example.org/ feed/1.0
[19/Nov/2026:10:00:02 +0000] _ 10.0.0.8 0.500 "\\x16\\x03\\x01\\x01o\\x22k" 400 122 282 - -
2026/11/19 10:00:03 [error] 1124#1124: *163 open() "/var/www/x" failed (2: No such file or directory), client: 10.0.0.7, server: api.tickdb.ai, request: "GET /x HTTP/2.0", host: "api.tickdb.ai"
[19/Nov/2026:10:00:04 +0000] api.tickdb.ai 10.0.0.7 0.250 "GET /v1/mar
""",
            rows=(
                row(
                    "09:59:59.75 GET api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT -> 429 with 57 B in 250 ms",
                    client_ip="10.0.0.7",
                    vendor="tickdb",
                ),
                row(
                    "10:00:00.969 REPORT dav.example.org/dav/bot/calendar/ -> 207 with 125 B in 31 ms",
                    client_ip="2001:db8::7",
                ),
                row(
                    "10:00:01.5 -> 400 with 122 B in 500 ms",
                    client_ip="10.0.0.8",
                    host=None,
                    method=None,
                ),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r'.*" \d{3} \d+ \d',
    broken=r"^\[\d\d/",
)
