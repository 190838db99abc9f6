r"""Apache APISIX's access log in its default form.

Source: APISIX, conf/config-default.yaml, `nginx_config.http.access_log_format`. The time is the
request's end; durations are in seconds.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import CLF, text_format

FORMAT = text_format(
    "apisix",
    "Apache APISIX access log",
    (
        rf'^(?P<client_ip>\S+) - \S+ \[(?P<end>{CLF})\] (?P<host>[^\s"]+) "(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{{3}}) (?P<sent>\d+) (?P<s>\d+\.\d+) "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*" \S+',
    ),
    (
        Sample(
            """10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] api.tickdb.ai "GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1" 429 57 0.500 "-" "md-feed/2.1" 10.0.0.2:80 429 0.499 "http://api.tickdb.ai"
10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] api.tickdb.ai "GET /v1/mar
""",
            rows=(
                row(
                    "09:59:59.5 GET -> 429 with 57 B in 500 ms",
                    vendor="tickdb",
                    client_ip="10.0.0.7",
                ),
            ),
            rejects=1,
        ),
    ),
    complete=r'.*" \d{3} \d+ \d+\.\d+ "[^"]*" "[^"]*" \S',
    broken=r"^\S+ - \S+ \[",
)
