"""Messages of a log with the lines behind them, such as stack traces: one failure, told once."""

from __future__ import annotations

import re
from collections.abc import Callable

from analyzer.formats.kinds.text_lines import leading_time

_AGAIN = "an error that was told before"


class Messages:
    """The messages of one source with their stack traces, as its lines come by."""

    def __init__(self, message: Callable[[str], str]) -> None:
        """`message` is what a line tells of a failure, or nothing."""
        self._message = message
        self._time: str | None = None
        self._is_emitted = False
        self._last = ("", "", "")

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines; the first that tells of a failure has its message's time."""
        del is_last, ahead
        return "\n".join(map(self._line, data.decode("utf-8", "replace").split("\n"))).encode()

    def _line(self, line: str) -> str:
        time, text = leading_time(line), self._message(line)
        if time:
            self._time, self._is_emitted = time, False
        if not text or self._time is None:
            return line
        before, last, shape = self._last
        now = self._time[:19], text.rstrip("\"'()[]{}., "), re.sub(r"\d", "0", line)
        self._last = now
        is_another = shape == now[2] and bool(time)
        if self._is_emitted or ((before, last) == now[:2] and not is_another):
            return _AGAIN
        self._is_emitted = True
        return line if time else f"{self._time} {line}"
