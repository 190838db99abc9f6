"""Lines of text that tell a call together: a request and, later, its status; a log's message and the
error that ends the Python traceback below it; what two handlers print of the same message.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from analyzer.formats.kinds.needed_text import that_match
from analyzer.formats.kinds.text_lines import (
    LONGEST,
    METHOD,
    TOLD_BEFORE,
    TRACEBACK,
    leading_time,
)

# Behind it stands what a line before said: how long ago, and which call.
ASKED = "\u241e"
_URL = r"https?://[^\s\"'<>|\\`]*[^\s\"'<>|\\`.,;:!?)\]}]"
_ASKS = re.compile(
    rf"(?:^|[\s\"'`(\[|:>])(?P<method>{METHOD})[\s\"'`(\[:,=]+(?P<url>{_URL})"
    rf"|\b(?:(?P<named>{METHOD})[ -])?(?i:request(?:ing)?|fetch(?:ing)?|calling|quer(?:y|ying)|sending)\b"
    rf"[^\n]{{0,40}}?[\s=:\"'](?P<asked>{_URL})"
    rf"|(?:[:\]|-] *|[A-Z]{{4,8}} +)url[=:] ?[\"']?(?P<told>{_URL})"
)
_RAISED = re.compile(r"^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Timeout|Warning)?: ")
_LEVEL = re.compile(r"^(?:[\W_]|\d|[TZ]|(?:DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL)\b)*")
_LONGEST_WAIT = 60.0
_MOST_BETWEEN = 20
# Fewer may be equal in different messages.
_WORDS_OF_MESSAGE = 4


class CallTexts:
    """The lines of one source, as they come by; each stays one line."""

    def __init__(
        self,
        may_tell: str,
        tells: Callable[[str], bool],
        answers: Callable[[str], bool],
    ) -> None:
        """What matches `may_tell` is worth to be asked `tells`, which says whether a line shows a
        call, and `answers`, which says whether one shows a status alone."""
        self._may_tell, self._tells, self._answers = may_tell, tells, answers
        self._recent: deque[str] = deque(maxlen=_MOST_BETWEEN)
        self._time: str | None = None
        self._in_traceback = False
        self._is_told = False
        self._asked: deque[tuple[str, str, str, int]] = deque(maxlen=_MOST_BETWEEN)
        self._number = 0
        self._before = ("", "", "")

    def take(self, lines: Sequence[str]) -> list[str]:
        """The same lines; those that show a part of a call have what is said of it elsewhere."""
        may_tell = that_match(lines, self._may_tell)
        return [self._line(line, may) for line, may in zip(lines, may_tell, strict=True)]

    def _line(self, line: str, may_tell: bool) -> str:
        if line.startswith(TRACEBACK):
            self._begin()
        time = leading_time(line) if self._in_traceback else None
        if self._in_traceback and time is None:
            return self._below(line)
        self._in_traceback = False
        self._recent.append(line)
        self._number += 1
        if len(line) > LONGEST or not may_tell or (time := time or leading_time(line)) is None:
            return line
        if self._is_told_twice(line, time):
            return f"{time} "
        return self._with_request(line, time)

    def _begin(self) -> None:
        """A traceback begins, which belongs to the last message with a time."""
        if self._in_traceback:
            return
        message = next(filter(leading_time, reversed(self._recent)), "")
        self._time, self._in_traceback = leading_time(message), True
        self._is_told = self._tells(message)

    def _below(self, line: str) -> str:
        """A line without a time: what a traceback ends with has its message's."""
        if self._time is None or not _RAISED.match(line):
            return line
        if self._is_told:
            return TOLD_BEFORE if self._tells(line) else line
        told = f"{self._time} {line}"
        self._is_told = self._tells(told)
        return told if self._is_told else line

    def _is_told_twice(self, line: str, time: str) -> bool:
        """Whether another handler printed the same message before, in another form."""
        level = _LEVEL.match(line)
        column = level.end() if level else 0
        now = line[:column], line[column:], time[:19]
        before, self._before = self._before, now
        short, long = sorted((before[1], now[1]), key=len)
        if before[2] != now[2] or not long.endswith(short):
            return False
        return len(short.split()) >= _WORDS_OF_MESSAGE and _form(before[0]) != _form(now[0])

    def _with_request(self, line: str, time: str) -> str:
        """A status without a URL has that of the one call that waits for it."""
        found = _ASKS.search(line) if "://" in line else None
        if found:
            call = f"{found['method'] or found['named'] or ''} {found['url'] or found['asked'] or found['told']}"
            self._asked.append((call, line, time, self._number))
        elif self._asked and "://" not in line and self._answers(line):
            waiting = self._waiting()
            if len(waiting) == 1:
                call, sent = waiting.popitem()
                apart = _milliseconds(sent, time)
                if apart <= _LONGEST_WAIT * 1000:
                    return f"{line} {ASKED}{apart:.3f}ms {call}"
        return line

    def _waiting(self) -> dict[str, str]:
        """The calls of the last lines that show no answer themselves, and when each was sent."""
        asked, first = list(self._asked), self._number - _MOST_BETWEEN
        self._asked.clear()
        return {
            call: time
            for call, line, time, number in asked
            if number >= first and not self._tells(line)
        }


def _form(text: str) -> str:
    return re.sub(r"\d", "0", text)


def _milliseconds(one: str, other: str) -> float:
    """From one time to another; more than is waited for where they cannot be told."""
    try:
        moments = [
            datetime.fromisoformat(text.replace("/", "-").replace(",", "."))
            for text in (one, other)
        ]
        apart = (moments[1] - moments[0]).total_seconds() * 1000
    except (ValueError, TypeError):
        return float("inf")
    return apart if apart >= 0 else float("inf")
