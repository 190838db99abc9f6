r"""uWSGI's request lines.

Source: uWSGI, core/logging.c. The time is the request's start, in the server's own zone, which it
does not say: taken as UTC.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import text_format

FORMAT = text_format(
    "uwsgi",
    "uWSGI request lines",
    (
        r"^\[pid: \d+\|app: \S+\|req: \S+\] (?P<client_ip>\S*) \([^)]*\) \{[^}]*\} \[(?P<start>[A-Z][a-z][a-z] [A-Z][a-z][a-z] [ \d]\d [0-9:]{8} \d{4})\] (?P<method>[A-Z]+) (?P<target>\S+) => generated (?P<sent>\d+) bytes in (?:(?P<ms>\d+) msecs|(?P<us>\d+) micros) (?:via \S+ )?\(HTTP/[0-9.]+ (?P<status>\d{3})\)",
    ),
    (
        Sample(
            """[pid: 7|app: 0|req: 1/1] 10.0.0.7 () {34 vars in 500 bytes} [Thu Nov 19 10:00:00 2026] GET /v1/market/ticker?symbol=BTCUSDT => generated 57 bytes in 31 msecs (HTTP/1.1 429) 4 headers in 120 bytes (1 switches on core 0)
spawned uWSGI worker 1 (pid: 7, cores: 1)
[pid: 7|app: 0|req: 1/1] 10.0.0.7 () {34 vars in 500 bytes} [Thu Nov 19 10:00:00 2026] GET /v1/mar
""",
            rows=(
                row("10:00:00 /v1/market/ticker -> 429 with 57 B in 31 ms", client_ip="10.0.0.7"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".*\(HTTP/[0-9.]+ \d{3}\)",
    broken=r"^\[pid: ",
)
