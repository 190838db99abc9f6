r"""Gin's access lines (Go).

Source: gin, logger.go, defaultLogFormatter. The time is when the answer was written, in the
process's own zone, which it does not say: taken as UTC.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import text_format

_BEFORE = r"(?:\[GIN\] )?(?P<end>\d{4}/\d\d/\d\d - \d\d:\d\d:\d\d) \| *(?P<status>\d{3}) *\| +(?P<took>[0-9.]+[a-zµ]+[0-9.a-zµ]*) \| +(?P<client_ip>[^ |]*) \| *(?P<method>[A-Z]+) +"

FORMAT = text_format(
    "gin",
    "Gin access lines (Go)",
    (
        rf'{_BEFORE}"(?P<target>/(?:[^"\\]|\\.)*)"\s*$',
        rf'{_BEFORE}(?P<target>/[^"\s]*)\s*$',
    ),
    (
        Sample(
            '[GIN] 2026/11/19 - 10:00:00 | 429 |      31.2ms |        10.0.0.7 | GET      "/v1/market/ticker?symbol=BTCUSDT"\n'
            '\x1b[90m[GIN] 2026/11/19 - 10:00:01 |\x1b[97;42m 200 \x1b[0m|     153.9µs |             ::1 |\x1b[97;44m GET     \x1b[0m "/health"\n'
            '[GIN] 2026/11/19 - 10:00:02 | 200 |        1.5s |         fd00::1 | PATCH    "/v1/x?a=\\"b\\""\n'
            "[GIN-debug] Listening and serving HTTP on :8080\n"
            '[GIN] 2026/11/39 - 10:00:00 | 429 |      31.2ms |        10.0.0.7 | GET      "/v1"\n',
            rows=(
                row("09:59:59.9688 GET /v1/market/ticker -> 429 in 31.2 ms", client_ip="10.0.0.7"),
                row("/health in 0.1539 ms", client_ip="::1"),
                row("10:00:00.5 PATCH /v1/x in 1500 ms", client_ip="fd00::1"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
)
