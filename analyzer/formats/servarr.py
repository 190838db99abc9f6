r"""Sonarr, Radarr, Prowlarr and their kin (.NET): what their HTTP client and their server answer.

Source: Sonarr/Sonarr, NzbDrone.Common.Http, HttpResponse.ToString: `Res: HTTP/2.0 [GET] URL: 429.TooManyRequests (92 bytes)
(31 ms)`. A failure is told again as a warning behind the trace of it, which counts once.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Assemble, Sample, row
from analyzer.formats.kinds.text_lines import METHOD, TOLD_BEFORE, line_by_line, text_format

_RES = (
    rf"\bRes: (?:\d+ |HTTP/[0-9.]+ )?\[(?P<method>{METHOD})\] (?P<target>\S+?):? (?P<status>[1-5]\d\d)\.\w+"
    r"(?: \((?P<sent>\d+) bytes\))?(?: \((?P<ms>\d+) ms\))?"
)
_TOLD = re.compile(
    r"\|HTTP Error - Res: (?:HTTP/[0-9.]+ )?(\[[A-Z]+\] \S+ [1-5]\d\d)|\|Res: (?:HTTP/[0-9.]+ )?(\[[A-Z]+\] \S+ [1-5]\d\d)"
)
# Sonarr before version 4 writes a year of two digits.
_SHORT = re.compile(r"^(\d\d)-(\d{1,2})-(\d{1,2}) (?=\d\d:\d\d:\d\d\.\d+\|)")

_FORMAT = text_format(
    "servarr",
    "Sonarr, Radarr, Prowlarr (HTTP client and server)",
    (_RES,),
    (
        Sample(
            """2026-11-19 10:00:00.2|Trace|HttpClient|Req: [GET] https://api.tickdb.ai/v1/x?a=1
2026-11-19 10:00:00.5|Trace|HttpClient|Res: HTTP/2.0 [GET] https://api.tickdb.ai/v1/x?a=1: 429.TooManyRequests (57 bytes) (300 ms)
2026-11-19 10:00:00.5|Warn|HttpClient|HTTP Error - Res: HTTP/2.0 [GET] https://api.tickdb.ai/v1/x?a=1: 429.TooManyRequests (57 bytes)
2026-11-19 10:00:01.5|Warn|HttpClient|HTTP Error - Res: HTTP/1.1 [POST] https://api.tickdb.ai/v1/orders: 503.ServiceUnavailable (0 bytes)
2026-11-19 10:00:02.5|Trace|Http|Res: 24427 [GET] /api/v3/log/file: 200.OK (9 ms)
2026-11-19 10:00:02.5|Debug|Api|[GET] /api/v3/log/file: 200.OK (9 ms)
26-11-19 10:00:03.5|Warn|HttpClient|HTTP Error - Res: [GET] https://api.tickdb.ai/v1/z 429.429
Res: [GET] https://api.tickdb.ai/v1/y: 200.OK (9 ms)
""",
            rows=(
                row("10:00:00.2 GET api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 300 ms"),
                row("10:00:01.5 POST api.tickdb.ai/v1/orders -> 503 with 0 B"),
                row("10:00:02.491 GET /api/v3/log/file -> 200 in 9 ms"),
                row("10:00:03.5 GET api.tickdb.ai/v1/z -> 429"),
            ),
            rejects=1,
            skipped=3,
        ),
    ),
    complete=r".* [1-5]\d\d\.\w+",
)


def _long(found: re.Match[str]) -> str:
    return f"20{found[1]}-{int(found[2]):02}-{int(found[3]):02} "


def _once() -> Assemble:
    """The same lines, without the warning of what a trace just told."""
    last = [""]
    return line_by_line(lambda line: _told(_SHORT.sub(_long, line), last))


def _told(line: str, last: list[str]) -> str:
    found = _TOLD.search(line)
    if found and found[1] and found[1] == last[0]:
        last[0] = ""
        return TOLD_BEFORE
    if found:
        last[0] = found[2] or ""
    return line


FORMAT = replace(_FORMAT, assemble=_once)
