r"""Zoraxy, a reverse proxy: its log of requests.

Source: zoraxy, src/mod/info/logger/trafficlog.go: which part of it answered, who was asked, who asked,
with what (not in earlier versions), method, path, status. Times are those of its machine, taken as UTC.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, text_format

FORMAT = text_format(
    "zoraxy",
    "Zoraxy",
    (
        rf"^\[(?P<end>\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+)\] \[router:[\w-]+\] \[origin:(?:(?P<host>[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?)?\] \[client:? ?(?P<client_ip>{ADDRESS})\] (?:\[useragent: ?[^\n]*\] )?(?P<method>[A-Z]+) (?P<target>\S+) (?P<status>\d{{3}})\s*$",
    ),
    (
        Sample(
            """[2026-11-19 10:00:00.250000] [router:host-http] [origin:api.tickdb.ai] [client: 10.0.0.7] [useragent: md-feed/2.1 [linux]] GET /v1/market/ticker?symbol=BTCUSDT 429
[2026-11-19 10:00:01.500000] [router:root-no_resp] [origin:] [client: 2001:db8::7] [useragent: ] POST /v1/x 521
[2026-11-19 10:00:01.750000] [router:host-http] [origin:api.tickdb.ai:8443] [client 10.0.0.7] GET /v1/y 200
[2026-11-19 10:00:02.000000] [acme] [system:info] certificate of api.tickdb.ai renewed
[2026-11-19 10:00:03.000000] [router:host-http] [origin:api.tickdb.ai] [client: 10.0.0.7] [useragent: md-f
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT -> 429",
                    client_ip="10.0.0.7",
                    vendor="tickdb",
                ),
                row("10:00:01.5 POST /v1/x -> 521", client_ip="2001:db8::7", host=None),
                row("10:00:01.75 GET api.tickdb.ai/v1/y -> 200", client_ip="10.0.0.7"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".*\] [A-Z]+ \S+ \d{3}",
    broken=r"\] \[router:[\w-]+\] \[origin:",
)
