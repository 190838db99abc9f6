r"""Messages that loggers print behind a line of their own: java.util.logging, whose first line
has the time and who wrote, the second the level and the text; .NET's console logger, whose
first line has time, level and category, the next ones, indented, the text; and Erlang's, whose
first line has level and time. The text gets what stands above it, as others print it.

Sources: java.util.logging.SimpleFormatter, its default format; SimpleConsoleFormatter of
Microsoft.Extensions.Logging.Console, with a `TimestampFormat`; logger_formatter of Erlang/OTP,
with `legacy_header`, its default.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import ClassVar

from analyzer.ingest.wrapping.writers import Told

_OF_JAVA = re.compile(r"^([A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M) \S+(?: \S+)?\s*$")
_TEXT_OF_JAVA = re.compile(r"^(?:SEVERE|WARNING|INFO|CONFIG|FINE(?:R|ST)?): ")
_OF_NET = re.compile(
    r"^(\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:Z|[+-]\d\d:?\d\d))?\]? ?"
    r"(?:trce|dbug|info|warn|fail|crit)): [\w.`+<>-]+\[-?\d+\]\s*$"
)
_OF_ERLANG = re.compile(
    r"^=([A-Z]+) REPORT==== (\d{1,2}-[A-Z][a-z]{2}-\d{4})::(\d\d:\d\d:\d\d(?:\.\d+)?)"
    r"(?: UTC)? ===\s*$"
)
_INDENT = "      "
_LEVELS = {
    "trce": "TRACE",
    "dbug": "DEBUG",
    "info": "INFO",
    "warn": "WARN",
    "fail": "ERROR",
    "crit": "CRITICAL",
}
_AMERICAN = "%b %d, %Y %I:%M:%S %p"
# Without one of these there are none.
_MARKS = (" AM ", " PM ", " REPORT==== ", f"]\n{_INDENT}", f"]\r\n{_INDENT}")
_COMMON_SHARE = 0.5


@dataclass
class TwoLineLoggers:
    """Such messages of one source, as its lines come by."""

    name: ClassVar[str] = "two lines"
    timed: ClassVar[bool] = False
    escaped: ClassVar[bool] = False
    goes_on: ClassVar[None] = None

    _above: str = field(default="", init=False, compare=False)
    _is_any: bool = field(default=False, init=False, compare=False)  # what stands below counts
    _is_indented: bool = field(default=False, init=False, compare=False)

    @classmethod
    def of(cls, beginning: str) -> TwoLineLoggers | None:
        """The messages of a source most of whose first lines are such."""
        if not any(mark in beginning for mark in _MARKS):
            return None
        lines = beginning.splitlines()
        texts = list(pairwise(lines))
        of_java = sum(bool(_OF_JAVA.match(a) and _TEXT_OF_JAVA.match(b)) for a, b in texts)
        of_net = sum(bool(_OF_NET.match(a) and b.startswith(_INDENT)) for a, b in texts)
        own = sum(bool(_TEXT_OF_JAVA.match(line)) for line in lines) if of_java else 0
        flush = sum(bool(line[:1].strip()) for line in lines) if of_net else 0
        if any(map(_OF_ERLANG.match, lines)):
            return cls()
        is_common = max(of_java, of_net) >= _COMMON_SHARE * max(own, flush, 1)
        return cls() if is_common else None

    def off(self, data: bytes, *, stamped: bool = False) -> bytes:
        """The messages with their times; each line keeps its number."""
        del stamped
        return "\n".join(map(self._told, data.decode("utf-8", "replace").split("\n"))).encode()

    def told_by(self, data: bytes, *, stamped: bool = False) -> Told:
        """The same; who wrote them is not told."""
        return self.off(data, stamped=stamped), ()

    def _told(self, line: str) -> str:
        if not line:  # the end of a chunk, too
            return line
        above, self._above = self._above, ""
        is_any, self._is_any = self._is_any, False
        if found := _OF_JAVA.match(line):
            self._above, self._is_indented = _spelled(found[1]), False
        elif found := _OF_NET.match(line):
            self._above, self._is_indented = f"{found[1][:-4]}{_LEVELS[found[1][-4:]]}", True
        elif found := _OF_ERLANG.match(line):
            self._above, self._is_indented = _of_erlang(*found.groups()), False
            self._is_any = bool(self._above)
        elif self._is_indented and line.startswith(_INDENT):
            return f"{above} {line[len(_INDENT) :]}".lstrip() if above else line[len(_INDENT) :]
        elif above and (is_any or _TEXT_OF_JAVA.match(line)):
            return f"{above} {line}"
        else:
            self._is_indented = False
        return line


def _spelled(time: str) -> str:
    try:
        return datetime.strptime(time, _AMERICAN).strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:  # no such day or hour
        return ""


def _of_erlang(level: str, day: str, clock: str) -> str:
    try:
        return f"{datetime.strptime(day, '%d-%b-%Y').date()} {clock} {level}"
    except ValueError:  # no such day
        return ""
