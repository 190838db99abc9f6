"""The journal's export format (`journalctl -o export`): fields of an entry, a line each.

The field MESSAGE becomes the object that `journalctl -o json` writes, in the place of its line; the
other lines become blank. What holds line breaks or colours stands behind its length in eight bytes,
of which the zeros show. Source: systemd, "Journal File Formats", Journal Export Format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from analyzer.ingest.wrapping.envelope import LineEnvelope
from analyzer.ingest.wrapping.writers import Told

_OPENING = re.compile(r"\s*__CURSOR=\S+\n__REALTIME_TIMESTAMP=\d+\n")
_FIELD = re.compile(r"([A-Z_][A-Z0-9_]*)=(.*)$")
_BYTES = re.compile(r"[A-Z_][A-Z0-9_]*$")
_LENGTH = re.compile(r".{0,3}?[\0\ufffd]{5,8}(?=[^\0\ufffd]|$)")
# An empty line that a program wrote, where other lines are empty that hold nothing of it.
_BLANK = " "
_TEXT, _TIME, _WRITER = "MESSAGE", "__REALTIME_TIMESTAMP", "SYSLOG_IDENTIFIER"


class JournalExport:
    """Such entries, of one source."""

    name = "journal export"
    timed = False
    escaped = False
    goes_on = None

    def __init__(self) -> None:
        self._envelope, self._time, self._within = LineEnvelope(), "", ""

    @classmethod
    def of(cls, beginning: str) -> JournalExport | None:
        """Those of a source that begins with an entry."""
        return cls() if _OPENING.match(beginning) else None

    def off(self, data: bytes, *, stamped: bool = False) -> bytes:
        """The messages; each keeps the number of its line."""
        return self.told_by(data, stamped=stamped)[0]

    def told_by(self, data: bytes, *, stamped: bool = False) -> Told:
        """The same, and who wrote each; nobody wrote the lines of other fields."""
        lines = data.decode("utf-8", "replace").split("\n")
        told = list(self._messages(lines))
        texts, writers = self._envelope.told_by("\n".join(told).encode(), stamped=stamped)
        wrote = [writer if line else None for line, writer in zip(told, writers, strict=True)]
        lines = ["" if line == _BLANK else line for line in texts.decode().split("\n")]
        return "\n".join(lines).encode(), wrote

    def _messages(self, lines: list[str]) -> Iterator[str]:
        for place, line in enumerate(lines):
            field = _FIELD.match(line)
            if field and not _LENGTH.match(line):
                self._within = ""
                self._time = field[2] if field[1] == _TIME else self._time
                yield self._object(field[2], lines, place) if field[1] == _TEXT else ""
            elif _BYTES.match(line) or not line.strip():
                self._within = line.strip() or (self._within and _TEXT)
                yield ""
            elif self._within == _TEXT:
                yield (
                    self._object(_LENGTH.sub("", line), lines, place)
                    if _LENGTH.match(line)
                    else line
                )
            else:
                yield ""

    def _object(self, text: str, lines: list[str], place: int) -> str:
        if not text:
            return _BLANK
        return json.dumps({_TEXT: text, _TIME: self._time, _WRITER: _writer(lines, place)})


def _writer(lines: list[str], place: int) -> str:
    """Who wrote the message of the entry that a line is of; empty where no line near it says so."""
    begin, end = place, place
    while begin and lines[begin - 1].strip():
        begin -= 1
    while end < len(lines) and lines[end].strip():
        end += 1
    name = f"{_WRITER}="
    return next((x.removeprefix(name) for x in lines[begin:end] if x.startswith(name)), "")
