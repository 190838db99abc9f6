r"""Fiber's access lines (Go).

Source: fiber, middleware/logger: `${time} | ${status} | ${latency} | ${ip} | ${method} | ${path} | ${error}`,
before 2.50 `[${time}] ${status} - ${latency} ${method} ${path}`. The time is when the answer was there,
by default without its day, which stands before it then.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, METHOD, text_format

_TIME = r"(?:\d{4}[-/]\d\d[-/]\d\d[ T])?\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"
_TOOK = r"(?P<took>[0-9.]+(?:ns|[mµ]?s)|\d+m[0-9.]+s)"

FORMAT = text_format(
    "fiber",
    "Fiber access lines (Go)",
    (
        rf"{_TIME} \| *(?P<status>\d{{3}}) \| +{_TOOK} \| +(?P<client_ip>{ADDRESS}) \| (?P<method>{METHOD}) +\| (?P<target>/\S*)(?: +\| .*)?$",
        rf"\[{_TIME}\] (?P<status>\d{{3}}) - +{_TOOK} (?P<method>{METHOD}) +(?P<target>/\S*)\s*$",
    ),
    (
        Sample(
            """2026-11-19 10:00:00 | 429 |      31.2ms |        10.0.0.7 | GET     | /v1/x?a=1       | -
2026-11-19T10:00:01.500Z 10:00:01 | 500 |     1.2001s |             ::1 | POST    | /v1/y       | boom | bang
[2026-11-19 10:00:02] 200 -    153.9µs GET /v1/z
2026-11-19 10:00:02 listening
00:00:00 | 429 |      31.2ms |        10.0.0.7 | GET     | /v1       | -
""",
            rows=(
                row("GET /v1/x?a=1 -> 429 in 31.2 ms", client_ip="10.0.0.7"),
                row("POST /v1/y -> 500 in 1200.1 ms", client_ip="::1"),
                row("GET /v1/z -> 200 in 0.1539 ms"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".*(?:\| [A-Z]+ +\| /|s [A-Z]+ +/)",
)
