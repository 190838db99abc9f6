"""Messages of a log with the lines behind them, such as stack traces: one failure, told once."""

from __future__ import annotations

import re
from collections.abc import Callable

from analyzer.formats.kinds.text_lines import LONGEST, TOLD_BEFORE, leading_time


class Messages:
    """The messages of one source with their stack traces, as its lines come by."""

    def __init__(self, message: Callable[[str], str]) -> None:
        """`message` is what a line tells of a failure, or nothing."""
        self._message = message
        self._time: str | None = None
        self._is_emitted = False
        self._last = ("", "", "")

    def told(self, line: str) -> str:
        """A line; the first of a message that tells of a failure has the message's time."""
        time, text = leading_time(line), self._message(line[:LONGEST])
        if time:
            self._time, self._is_emitted = time, False
        if not text or self._time is None:
            return line
        before, last, shape = self._last
        now = self._time[:19], text.rstrip("\"'()[]{}., "), _before(line, text)
        is_another = shape == now[2] and bool(time)
        if self._is_emitted or ((before, last) == now[:2] and not is_another):
            return TOLD_BEFORE
        # Several failures may be told before those that they are told to speak of them.
        self._last = now
        self._is_emitted = True
        return line if time else f"{self._time} {line}"


def _before(line: str, text: str) -> str:
    """What a line says before it tells of the failure: the same of all that one statement writes."""
    return re.sub(r"\d", "0", line[: line.find(max(text.split(), key=len, default=""))])
