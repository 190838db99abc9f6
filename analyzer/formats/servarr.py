<<<<<<< HEAD
r"""Sonarr, Radarr, Prowlarr and their kin: what their HTTP client asked of others.

Source: Sonarr, NzbDrone.Common.Http.HttpClient (`Res: …` at level Trace, `HTTP Error - Res: …` at Warn)
and HttpResponse.ToString. A refusal that both levels tell is one call. Calls to the program itself
(loggers Http and Api) are none of a client.
=======
r"""Sonarr, Radarr, Prowlarr and their kin (.NET): what their HTTP client and their server answer.

Source: Sonarr/Sonarr, NzbDrone.Common.Http, HttpResponse.ToString: `Res: HTTP/2.0 [GET] URL: 429.TooManyRequests (92 bytes)
(31 ms)`. A failure is told again as a warning behind the trace of it, which counts once.
>>>>>>> next
"""

from __future__ import annotations

import re
from dataclasses import replace

<<<<<<< HEAD
from analyzer.formats import Sample, row
from analyzer.formats.kinds.stack_traces import Messages
from analyzer.formats.kinds.text_lines import METHOD, text_format

_ANSWER = (
    rf"\|\w*HttpClient\|(?:HTTP Error - )?Res: (?:HTTP/[0-9.]+ )?\[(?P<method>{METHOD})\] "
    r"(?P<target>https?://\S+?):? (?P<status>\d{3})\.\w+(?: \((?P<sent>\d+) bytes\))?(?: \((?P<ms>\d+) ms\))?"
)
_COMPILED = re.compile(_ANSWER)
# Versions before 4 write a year of two digits.
_SHORT = re.compile(r"^(\d\d)-(\d{1,2})-(\d{1,2}) (?=\d\d:\d\d:\d\d\.\d+\|)")

_FORMAT = text_format(
    "servarr",
    "Sonarr, Radarr, Prowlarr, Lidarr: their HTTP client",
    (_ANSWER,),
    (
        Sample(
            """2026-11-19 10:00:00.1|Trace|IndexerHttpClient|Req: [GET] https://api.tickdb.ai/v1/x?a=1
2026-11-19 10:00:00.6|Trace|IndexerHttpClient|Res: HTTP/2.0 [GET] https://api.tickdb.ai/v1/x?a=1: 200.OK (57 bytes) (500 ms)
2026-11-19 10:00:01.2|Trace|HttpClient|Res: HTTP/1.1 [GET] https://api.tickdb.ai/v1/y: 429.TooManyRequests (12 bytes) (100 ms)
2026-11-19 10:00:01.2|Warn|HttpClient|HTTP Error - Res: HTTP/1.1 [GET] https://api.tickdb.ai/v1/y: 429.TooManyRequests (12 bytes)
<error code="429"/>
26-11-19 10:00:02.2|Warn|HttpClient|HTTP Error - Res: [GET] https://api.tickdb.ai/v1/z 503.ServiceUnavailable
2026-11-19 10:00:03.2|Debug|Api|[GET] /api/v3/health: 200.OK (7 ms)
""",
            rows=(
                row("10:00:00.1 GET api.tickdb.ai/v1/x?a=1 -> 200 with 57 B in 500 ms"),
                row("10:00:01.1 GET /v1/y -> 429 in 100 ms"),
                row("10:00:02.2 GET /v1/z -> 503"),
            ),
            skipped=4,
        ),
        Sample(
            """|Warn|HttpClient|HTTP Error - Res: [GET] https://api.tickdb.ai/v1/z 503.ServiceUnavailable
""",
            rejects=1,
        ),
    ),
    complete=r".*Res: .*\d{3}\.",
)


class _Told:
    """The lines of one source, of which one tells of a call."""

    def __init__(self) -> None:
        self._messages = Messages(_message)

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines, with years of four digits."""
        lines = data.decode("utf-8", "replace").split("\n")
        dated = "\n".join(_SHORT.sub(_long, line) for line in lines)
        return self._messages.take(dated.encode(), is_last=is_last, ahead=ahead)


def _long(found: re.Match[str]) -> str:
    return f"20{found[1]}-{int(found[2]):02}-{int(found[3]):02} "


def _message(line: str) -> str:
    """What was asked for and answered."""
    found = _COMPILED.search(line)
    return f"{found['method']} {found['target']} {found['status']}" if found else ""


FORMAT = replace(_FORMAT, assemble=lambda: _Told().take)
=======
from analyzer.formats import Assemble, Sample, row
from analyzer.formats.kinds.text_lines import METHOD, text_format

_RES = (
    rf"\bRes: (?:\d+ |HTTP/[0-9.]+ )?\[(?P<method>{METHOD})\] (?P<target>\S+?):? (?P<status>[1-5]\d\d)\.\w+"
    r"(?: \((?P<sent>\d+) bytes\))?(?: \((?P<ms>\d+) ms\))?"
)
_TOLD = re.compile(
    r"\|HTTP Error - Res: (?:HTTP/[0-9.]+ )?(\[[A-Z]+\] \S+ [1-5]\d\d)|\|Res: (?:HTTP/[0-9.]+ )?(\[[A-Z]+\] \S+ [1-5]\d\d)"
)
_AGAIN = "an error that was told before"

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
Res: [GET] https://api.tickdb.ai/v1/y: 200.OK (9 ms)
""",
            rows=(
                row("10:00:00.2 GET api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 300 ms"),
                row("10:00:01.5 POST api.tickdb.ai/v1/orders -> 503 with 0 B"),
                row("10:00:02.491 GET /api/v3/log/file -> 200 in 9 ms"),
            ),
            rejects=1,
            skipped=3,
        ),
    ),
    complete=r".* [1-5]\d\d\.\w+",
)


def _once() -> Assemble:
    """The same lines, without the warning of what a trace just told."""
    last = [""]

    def take(data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        del is_last, ahead
        return "\n".join(
            _told(line, last) for line in data.decode("utf-8", "replace").split("\n")
        ).encode()

    return take


def _told(line: str, last: list[str]) -> str:
    found = _TOLD.search(line)
    if found and found[1] and found[1] == last[0]:
        last[0] = ""
        return _AGAIN
    if found:
        last[0] = found[2] or ""
    return line


FORMAT = replace(_FORMAT, assemble=_once)
>>>>>>> next
