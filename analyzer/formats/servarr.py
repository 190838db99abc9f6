r"""Sonarr, Radarr, Prowlarr and their kin (.NET): what their HTTP client and their server answer.

Source: Sonarr/Sonarr, NzbDrone.Common.Http, HttpResponse.ToString: `Res: HTTP/2.0 [GET] URL: 429.TooManyRequests (92 bytes)
(31 ms)`; HttpException: `HTTP request failed: [403:Forbidden] [GET] at [URL]`, in a message or in the stack trace below it. A failure is
told again as a warning behind the trace of it, and by the exception, which counts once. The body of an answer that failed stands
below it, and behind that, in a line of its own, how long it took.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from analyzer.formats import ASIDE, Assemble, Sample, row
from analyzer.formats.kinds.failures.stack_traces import Messages
from analyzer.formats.kinds.text_lines import METHOD, TOLD_BEFORE, lines_and_ahead, text_format

_RES = (
    rf"\bRes: (?:\d+ |HTTP/[0-9.]+ )?\[(?P<method>{METHOD})\] (?P<target>\S+?):? (?P<status>[1-5]\d\d)\.\w+"
    r"(?: \((?P<sent>\d+) bytes\))?(?: \((?P<ms>\d+) ms\))?"
    rf"(?:{ASIDE}(?P<body>[{{\[][^\n]*))?"
)
_FAILED = re.compile(rf"\bRes: [^|]*?\[{METHOD}\] \S+ [45]\d\d\.\w+(?: \(\d+ bytes\))?\s*$")
_BEGINS = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2} |Res: ")
_TOOK = re.compile(r" \(\d+ ms\)\s*$")
_MOST_BELOW = 100
_RAISED = rf"\bHTTP request failed: \[(?P<status>[1-5]\d\d):\w+\] \[(?P<method>{METHOD})\] at \[(?P<target>[^\]\s]+)"
_EXCEPTION = re.compile(_RAISED)
_TOLD = re.compile(
    r"\|HTTP Error - Res: (?:HTTP/[0-9.]+ )?(\[[A-Z]+\] \S+ [1-5]\d\d)|\|Res: (?:HTTP/[0-9.]+ )?(\[[A-Z]+\] \S+ [1-5]\d\d)"
)
# Sonarr before version 4 writes a year of two digits.
_SHORT = re.compile(r"^(\d\d)-(\d{1,2})-(\d{1,2}) (?=\d\d:\d\d:\d\d\.\d+\|)")

_FORMAT = text_format(
    "servarr",
    "Sonarr, Radarr, Prowlarr (HTTP client and server)",
    (_RES, _RAISED),
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
2026-11-19 10:00:04.5|Warn|HttpClient|HTTP Error - Res: HTTP/1.1 [GET] https://api.tickdb.ai/v1/w: 403.Forbidden (0 bytes)
2026-11-19 10:00:04.6|Error|Updater|An unhandled exception has occurred while executing the request.

[v0.1.3.1113] NzbDrone.Common.Http.HttpException: HTTP request failed: [403:Forbidden] [GET] at [https://api.tickdb.ai/v1/w]
   at NzbDrone.Common.Http.HttpClient.ExecuteAsync(HttpRequest request) in HttpClient.cs:line 114
2026-11-19 10:00:05.5|Error|Updater|An unhandled exception has occurred while executing the request.

[v0.1.3.1113] NzbDrone.Common.Http.HttpException: HTTP request failed: [502:BadGateway] [GET] at [https://api.tickdb.ai/v1/v?a=1]
   at NzbDrone.Common.Http.HttpClient.ExecuteAsync(HttpRequest request) in HttpClient.cs:line 114
2026-11-19 10:00:06.5|Error|TaskManager|Task Error: HTTP request failed: [503:ServiceUnavailable] [GET] at [https://api.tickdb.ai/v1/u]
""",
            rows=(
                row("10:00:00.2 GET api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 300 ms"),
                row("10:00:01.5 POST api.tickdb.ai/v1/orders -> 503 with 0 B"),
                row("10:00:02.491 GET /api/v3/log/file -> 200 in 9 ms"),
                row("10:00:03.5 GET api.tickdb.ai/v1/z -> 429"),
                row("10:00:04.5 GET api.tickdb.ai/v1/w -> 403 with 0 B"),
                row("10:00:05.5 GET api.tickdb.ai/v1/v?a=1 -> 502"),
                row("10:00:06.5 GET api.tickdb.ai/v1/u -> 503"),
            ),
            rejects=1,
            skipped=10,
        ),
        # The body of what failed, and how long it took.
        Sample(
            """17-8-29 10:00:00.2|Trace|HttpClient|Req: [GET] https://api.tickdb.ai/v1/x
17-8-29 10:00:00.5|Trace|HttpClient|Res: [GET] https://api.tickdb.ai/v1/x: 429.429
{"code":3001,
 "message":"slow down"}
 (300 ms)
17-8-29 10:00:01.5|Warn|HttpClient|HTTP Error - Res: HTTP/2.0 [GET] https://api.tickdb.ai/v1/y: 401.Unauthorized (57 bytes)
{"code":1001}
17-8-29 10:00:02.5|Fatal|NzbDroneErrorPipeline|Request Failed
""",
            rows=(
                row(
                    "GET api.tickdb.ai/v1/x -> 429 in 300 ms",
                    ts="2017-08-29T10:00:00.2Z",
                    code="3001",
                    message="slow down",
                ),
                row("GET api.tickdb.ai/v1/y -> 401 with 57 B", code="1001"),
            ),
            skipped=6,
        ),
    ),
    complete=r".* [1-5]\d\d\.\w+",
)


def _long(found: re.Match[str]) -> str:
    return f"20{found[1]}-{int(found[2]):02}-{int(found[3]):02} "


class _Lines:
    """The lines of one source, each failure told once."""

    def __init__(self) -> None:
        self._traced = ""
        self._answered = ""
        self._below = Messages(_raised).told

    def told(self, line: str) -> str:
        """What is to be read of a line."""
        line = _SHORT.sub(_long, line)
        if (found := _EXCEPTION.search(line)) and _call(found) == self._answered:
            return TOLD_BEFORE
        if found := _TOLD.search(line):
            if found[1] and found[1] == self._traced:
                self._traced = ""
                return TOLD_BEFORE
            self._traced, self._answered = found[2] or "", _answered(found[1] or found[2])
        return self._below(line)


def _assemble() -> Assemble:
    told = _Lines().told

    def take(data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        del is_last
        lines, later = lines_and_ahead(data, ahead)
        below = [*lines, *later]
        return "\n".join(
            told(
                _with_below(line, below[at + 1 : at + _MOST_BELOW])
                if _FAILED.search(line)
                else line
            )
            for at, line in enumerate(lines)
        ).encode()

    return take


def _with_below(line: str, below: Sequence[str]) -> str:
    """An answer that failed, with its body and how long it took, which stand below it."""
    own = list(takewhile(lambda one: not _BEGINS.match(one), below))
    end = next((at for at, one in enumerate(own) if _TOOK.fullmatch(one)), len(own))
    took = own[end].rstrip() if end < len(own) else ""
    body = " ".join(one.strip() for one in own[:end]).strip()
    return f"{line.rstrip()}{took}{ASIDE}{body}" if body[:1] in ("{", "[") else f"{line}{took}"


def _raised(line: str) -> str:
    found = _EXCEPTION.search(line)
    return _call(found) if found else ""


def _call(exception: re.Match[str]) -> str:
    return f"[{exception['method']}] {exception['target']} {exception['status']}"


def _answered(told: str) -> str:
    """An answer as the exception that it leads to says it."""
    method, url, status = told.split(" ")
    return f"{method} {url.rstrip(':')} {status}"


FORMAT = replace(_FORMAT, assemble=_assemble)
