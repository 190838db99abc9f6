"""Tinyproxy: what it refused, and hosts that it could not reach.

Source: tinyproxy/tinyproxy, src/reqs.c, src/sock.c. It logs no status, so that what went
well is no request here. A domain that its filter refuses stands in the line; its times have no year.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import text_format

_BEFORE = r"^[A-Z]+ +(?P<end>[A-Z][a-z][a-z] [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?) \[\d+\]: "

FORMAT = text_format(
    "tinyproxy",
    "Tinyproxy",
    (
        rf'{_BEFORE}Proxying refused on (?P<error>filtered domain) "(?P<host>[^"\s]+)"',
        rf'{_BEFORE}Proxying refused on (?P<error>filtered url) "(?P<target>[^"\s]+)"',
        rf"{_BEFORE}opensock: (?P<error>Could not establish a connection) to (?P<host>[^\s:]+)",
    ),
    (
        Sample(
            """CONNECT   Nov 19 10:00:00.250 [1]: Connect (file descriptor 7): 10.0.0.7
CONNECT   Nov 19 10:00:00.251 [1]: Request (file descriptor 7): CONNECT api.tickdb.ai:443 HTTP/1.1
CONNECT   Nov 19 10:00:00.290 [1]: Established connection to host "api.tickdb.ai" using file descriptor 8.
CONNECT   Nov 19 10:00:01.250 [1]: Request (file descriptor 6): CONNECT mmapi.55-tech.com:443 HTTP/1.1
NOTICE    Nov 19 10:00:01.251 [1]: Proxying refused on filtered domain "mmapi.55-tech.com"
NOTICE    Nov 19 10:00:02.250 [1]: Proxying refused on filtered url "http://api.tickdb.ai/v1/x"
ERROR     Nov 19 10:00:03 [1]: opensock: Could not establish a connection to api.tickdb.ai:443
NOTICE    Nov 19 10:00:04.250 [1]: Proxying refused on filtered dom
""",
            rows=(
                row("10:00:01.251 mmapi.55-tech.com -> other", vendor="55tech"),
                row("10:00:02.25 http://api.tickdb.ai/v1/x -> other"),
                row("10:00:03 api.tickdb.ai -> connect"),
            ),
            rejects=1,
            skipped=4,
        ),
    ),
    complete=r".*(?:on filtered \w+ \"[^\"]+\"|establish a connection to \S)",
    broken=rf"{_BEFORE}(?:Proxying refused on |opensock: Could not establish )",
)
