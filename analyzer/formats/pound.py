r"""Pound's access log in its default form, of which syslog or a collector gives the time.

Source: graygnuorg/pound, issue 67, whose lines these are. The status stands in the first line of the
answer. A request that could not be read has none; its answer still is one.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, text_format

FORMAT = text_format(
    "pound",
    "Pound access log",
    (
        rf"(?:^|\s)(?P<client_ip>{ADDRESS}) (?P<request>[A-Z]+ \S+ HTTP/[0-9.]+|) - HTTP/[0-9.]+ (?P<status>\d{{3}})(?: [A-Za-z' -]+)?\s*$",
    ),
    (
        Sample(
            """2026-11-19T10:00:00Z 10.0.0.7 GET /v1/x?a=1 HTTP/1.1 - HTTP/1.1 200 OK
2026-11-19T10:00:01Z (fc868000) e500: 10.0.0.7: error reading request: Operation timed out
2026-11-19T10:00:01Z 10.0.0.7  - HTTP/1.0 500 Internal Server Error
10.0.0.7 GET /v1/y HTTP/1.1 - HTTP/1.1 200 OK
""",
            rows=(
                row("10:00:00 GET /v1/x?a=1 -> 200", client_ip="10.0.0.7"),
                row("10:00:01 -> 500", method=None, client_ip="10.0.0.7"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".* - HTTP/[0-9.]+ \d{3}",
)
