"""Times that a collector put before lines, for those that have none of their own.

Of a program whose lines have times of their own, one without goes on from the line before, if it
was written in the same second: a body, the fields of an error. Other lines that begin a message get
the collector's time; what is indented, and a stack trace, goes on from a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from analyzer.formats import share_of_lines
from analyzer.formats.kinds.text_lines import TRACEBACK, leading_time

# What is put before a line that says its own time and year is only in the way.
_WITH_YEAR = re.compile(
    r"^.{0,80}?\d{4}[-/]\d\d[-/]\d\d[T ]|^.{0,80}?\d\d/[A-Z][a-z][a-z]/\d{4}[: ]"
)
_YEAR = re.compile(r"(?<![.:\d])20\d\d(?!\d)")
# Lines that go on from the one before: indented, what closes a value, a body, bytes with offset.
_GOES_ON = re.compile(
    r"(?!\s{1,2}(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\b)[\s}\])]|Caused by: |\{\"|0[0-9a-f]{3}: ?"
)
# Before a program's own time there is no more than a level; an access log has an address there.
_BEFORE_TIME = re.compile(r"[^\w{]{0,3}(?:[A-Za-z]{1,8}\W{1,3})?$")
_OWN_SHARE = 0.02
_SECONDS = len("2026-11-19T10:00:00")

# The time of a line, empty or None where there is none, and what else its prefix says.
Mark = tuple[str | None, str]


def with_times(data: bytes, marks: Iterable[Mark]) -> bytes:
    """The lines, with the time of the same number before those that need it."""
    lines = data.decode("utf-8", "replace").split("\n")
    return "\n".join(timed(lines, marks)).encode()


def timed(lines: Iterable[str], marks: Iterable[Mark]) -> list[str]:
    """The lines, with the time of the same number before those that need it."""
    out: list[str] = []
    # Of each writer: when its line before was, where it has times of its own, and if in a trace.
    before: dict[str, tuple[str | None, bool]] = {}
    for line, (time, writer) in zip(lines, marks, strict=True):
        begins = bool(line) and not _GOES_ON.match(line)
        latest, in_trace = before.get(writer, (None, False))
        second = (time or "")[:_SECONDS]
        own = _own_time(line) if begins else None
        has_own = own is not None
        if has_own:
            latest, in_trace = second, False
        elif second != latest and line:
            latest = None
        is_next = begins and not in_trace and (latest is None or has_own)
        before[writer] = latest, (in_trace and not begins) or line.startswith(TRACEBACK)
        is_dated = _WITH_YEAR.match(line) or (own and _YEAR.search(own))
        out.append(f"{time} {line}" if time and is_next and not is_dated else line)
    return out


def have_times(data: bytes) -> bool:
    """Whether some lines, not one of a hundred, begin with a time."""
    text = data.decode("utf-8", "replace")
    return share_of_lines(text, lambda line: _own_time(line) is not None) >= _OWN_SHARE


def _own_time(line: str) -> str | None:
    """The time that a line begins with, as it stands there."""
    time = leading_time(line)
    return time if time and _BEFORE_TIME.match(line[: line.index(time)]) else None
