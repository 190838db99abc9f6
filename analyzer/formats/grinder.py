r"""The Grinder's data log, as it is or as Taurus has it, behind `data.<worker>`.

Source: The Grinder 3, "Data log" and its HTTP plug-in's statistics: the start in ms of the epoch, the
time in ms, errors, status and length of the answer. Taurus has lines of the worker between, which name
the URL of the request that the next line of data counts: it is taken where status and length agree.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Sample, row, share_of_lines
from analyzer.formats.kinds.text_lines import text_format

_DATA = r"^(?:data\.\S+ )?\d+, \d+, \d+, (?P<start>\d{13}), (?P<ms>\d+), "
_REST = r"(?P<sent>\d+)(?:, -?\d+)*(?:\t(?P<target>\S+))?\s*$"
_TOLD = re.compile(r"worker\.(\S+) (https?://\S+) -> (\d{3}) [^,]*, (\d+) bytes")
_COUNTED = re.compile(r"data\.(\S+) (?:\d+, ){5}\d+, (\d+), (\d+),")

_SELDOM = 0.1  # without lines of data

_FORMAT = text_format(
    "grinder",
    "The Grinder's data log",
    (
        rf"{_DATA}\d+, (?P<status>[1-5]\d\d), {_REST}",
        rf"{_DATA}[1-9]\d*, (?P<error>0), {_REST}",
    ),
    (
        Sample(
            "data.a-0 Thread, Run, Test, Start time (ms since Epoch), Test time, Errors, HTTP response code, HTTP response length\n"
            "worker.a-0 starting, will do 5 runs\n"
            "worker.a-0 https://api.tickdb.ai/v1/x -> 429 Too Many Requests, 57 bytes\n"
            "data.a-0 0, 0, 1, 1795082400250, 31, 0, 429, 57, 0, 0, 0, 30, 0\n"
            "data.a-0 0, 1, 1, 1795082401250, 31, 0, 429, 57, 0, 0, 0, 30, 0\n"
            "data.a-0 0, 2, 1, 1795082402250, 31, 1, 0, 0, 0, 0, 0, 0, 0\n"
            "data.a-0 0, 3, 1, 1795082\n",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/x -> 429 with 57 B in 31 ms"),
                row("10:00:01.25 -> 429 with 57 B in 31 ms", host=None),
                row("10:00:02.25 -> other in 31 ms", response_bytes=0),
            ),
            rejects=1,
            skipped=3,
        ),
    ),
    complete=r"^(?:data\.\S+ )?\d+, \d+, \d+, \d{13}, \d+, ",
    broken=r"^(?:data\.\S+ )?\d+, \d+, \d+, ",
)


class _Workers:
    """The URL that each worker asked for last."""

    def __init__(self) -> None:
        self._asked: dict[str, tuple[str, str, str]] = {}

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same lines; those of data have the URL behind them."""
        del is_last, ahead
        lines = data.decode("utf-8", "replace").split("\n")
        return "\n".join(map(self._told, lines)).encode()

    def _told(self, line: str) -> str:
        if told := _TOLD.match(line):
            self._asked[told[1]] = told[2], told[3], told[4]
        counted = _COUNTED.match(line)
        url, *answer = self._asked.pop(counted[1], ("",)) if counted else ("",)
        is_of_call = counted is not None and answer == [counted[2], counted[3]]
        return f"{line}\t{url}" if is_of_call else line


def _detect(beginning: str) -> float:
    """Lines of workers are its own as well, which others would read as calls."""
    workers = share_of_lines(beginning, lambda line: bool(_TOLD.match(line)))
    return max(_FORMAT.detect(beginning), _SELDOM * workers)


FORMAT = replace(_FORMAT, detect=_detect, assemble=lambda: _Workers().take)
