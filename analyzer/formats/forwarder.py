r"""Forwarder (Sauce Labs), an HTTP proxy: what it says of requests in its own log.

Source: saucelabs/forwarder, pull requests 368 and 455, whose lines these are. A request's id and
how long its answer took stand in the line; of a tunnel that is how long it took to open it.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import METHOD, text_format

_LINE = (
    rf"(?P<method>{METHOD}) (?://)?(?P<target>\S+) status=(?P<status>\d{{3}}) "
    r"duration=(?P<took>[\d.]+[\dhmsµun.]+)"
)

FORMAT = text_format(
    "forwarder",
    "Forwarder (Sauce Labs), HTTP proxy",
    (
        rf"\[\w+\] \[INFO\] \[(?P<request_id>[\w-]+)\] {_LINE}",
        rf"\[\w+\] INFO: trace=(?P<request_id>\w+) {_LINE}",
    ),
    (
        Sample(
            """2026/11/19 10:00:00.100000 [proxy] [INFO] PROXY server listen address=[::]:3128 protocol=http
2026/11/19 10:00:00.200000 [proxy] [DEBUG] [2-9AC543C0] CONNECT to host directly: api.tickdb.ai:443
2026/11/19 10:00:00.281000 [proxy] [INFO] [2-9AC543C0] CONNECT api.tickdb.ai:443 status=200 duration=31ms
2026/11/19 10:00:01.250000 [proxy] [INFO] [3-9AC543C1] GET http://api.tickdb.ai/v1/x?a=1 status=502 duration=250.5µs
2026/11/19 10:00:02 [proxy] INFO: trace=2 CONNECT //api.tickdb.ai:443 status=503 duration=1.5s
2026/11/19 10:00:03 [proxy] INFO: trace=3 CONNECT //api.tickdb.ai:443 stat
""",
            rows=(
                row(
                    "10:00:00.25 CONNECT -> 200 in 31 ms", vendor="tickdb", request_id="2-9AC543C0"
                ),
                row("10:00:01.24975 GET api.tickdb.ai/v1/x?a=1 -> 502 in 0.2505 ms"),
                row("10:00:00.5 CONNECT -> 503 in 1500 ms", vendor="tickdb", request_id="2"),
            ),
            rejects=1,
            skipped=2,
        ),
    ),
    complete=r".*duration=\d",
    broken=rf"\[\w+\] (?:\[INFO\] \[[\w-]+\]|INFO: trace=\w+) {METHOD} ",
)
