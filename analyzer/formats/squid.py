r"""Squid's native access log.

Source: Squid, "Feature: Customizable Log Formats", `squid`. The time is when the line was written,
the request's end; the second field is milliseconds. Ports, sizes and the version may stand between. Status 000 means that no answer was sent;
of a connection that closed before it asked for anything there is no request.
Cisco's Secure Web Appliance (WSA) writes the same, with its level before where it pushes the log.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import text_format

_BEFORE = (
    r"^(?:Info: )?(?P<end>\d{9,10}(?:\.\d{3})?) +(?P<ms>\d+) (?P<client_ip>\S+)(?: \d+)? [A-Z_]+/"
)
_SIZES = r"(?P<sent>\d+)(?: (?:\d+|-)){0,4}"
_BEHIND = r"(?: \d\.\d)? \S+ [A-Z_0-9]+/\S+ \S+"

FORMAT = text_format(
    "squid",
    "Squid native access log",
    (
        rf"{_BEFORE}(?P<status>\d{{3}}) {_SIZES} (?P<method>[A-Z_]+) (?:error:\S+|(?P<target>\S+)){_BEHIND}",
        rf"{_BEFORE}(?P<status>[1-9]\d\d) {_SIZES} - error:\S+{_BEHIND}",
    ),
    (
        Sample(
            """1795082400.281     31 10.0.0.7 TCP_MISS/429 57 GET http://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT - HIER_DIRECT/10.0.0.2 application/json
1795082401.000      0 10.0.0.7 NONE_NONE/000 0 CONNECT api.tickdb.ai:443 - HIER_NONE/- -
1795082402.000      0 10.0.0.7 NONE_NONE/400 3900 - error:invalid-request - HIER_NONE/- text/html
1795082402.500      0 10.0.0.7 NONE_NONE/000 0 - error:transaction-end-before-headers - HIER_NONE/- -
1795082403      0 10.0.0.7 TCP_DENIED/403 3920 CONNECT api.tickdb.ai:443 - HIER_NONE/- text/html
1795082400.281     31 10.0.0.7 TCP_MISS/4
""",
            rows=(
                row(
                    "10:00:00.25 ?symbol=BTCUSDT -> 429 with 57 B in 31 ms",
                    vendor="tickdb",
                    client_ip="10.0.0.7",
                ),
                row("CONNECT -> other"),
                row("10:00:02 -> 400 with 3900 B", method=None, path=None),
                row("10:00:03 CONNECT -> 403 with 3920 B"),
            ),
            rejects=1,
            skipped=1,
        ),
        # Cisco's Secure Web Appliance, as it pushes its access log.
        Sample(
            """Info: 1795082400.281 31 10.0.0.7 TCP_MISS/429 57 GET http://api.tickdb.ai/v1/x - DIRECT/api.tickdb.ai text/html DEFAULT_CASE_12-DefaultGroup-NONE <"IW_infr",6.8,1,"-",-,"-"> - -
Info: 1795082401.000 0 10.0.0.7 TCP_DENIED/403 0 CONNECT tunnel://api.tickdb.ai:443/ - NONE/- - BLOCK_WEBCAT_12-DefaultGroup-NONE <"IW_fin",-,"-"> - -
Info: 1795082402.000 0 10.0.0.7 TCP_MISS/4
""",
            rows=(
                row("10:00:00.25 GET /v1/x -> 429 with 57 B in 31 ms", client_ip="10.0.0.7"),
                row("CONNECT -> 403 with 0 B"),
            ),
            rejects=1,
        ),
    ),
    complete=r".*[A-Z]/\S+ \S",
    broken=r"^(?:Info: )?\d{9,10}\.\d{3} ",
    other=r"/000 \d+ - error:",
)
