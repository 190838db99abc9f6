"""What Rich's handler prints of Python's logging: columns of time, level, message and path.

The time stands only where it is another than that of the line above; a message is wrapped within
its column, and a URL longer than that is cut. The message's own lines are put together, each with
its time and level, or bare as in plain logging; lines that were only wrapped become blank ones.
Before a time of day (`[%X]`) the day was put in (clock_times), which moved the other columns.
Sources: rich.logging.RichHandler, rich._log_render.LogRender and rich._wrap.divide_line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analyzer.ingest.wrapping.writers import Told

_HEAD = re.compile(r"^(.{0,40}?)((?:DEBUG   |INFO    |WARNING |ERROR   |CRITICAL) )(?=\S)")
_PATH = re.compile(r" +([\w.-]+\.py:\d+|<\w+>:\d+)[ \t]*$")
# How Rich prints a time by default, `[%x %X]` as in America.
_AMERICAN = re.compile(r"^\[(\d\d)/(\d\d)/(\d\d) (\d\d:\d\d:\d\d)\]$")
_DAY = re.compile(r"^(\[?)(\d{4}-\d\d-\d\d )(?=\d\d:\d\d:\d\d\b)")
# What is no part of a word that was cut, or of the code that a traceback shows.
_NEW_WORD = re.compile(r"[\"'].")
_RAISED = re.compile(r"(?:[a-z_]\w*\.)+[A-Z]\w+(?::|$)|[A-Z]\w+(?:Error|Exception):")
# The frames of a traceback, and what stands beside them.
_BOX = ("╭", "│", "╰")
_COMMON_SHARE = 0.5


class RichConsole:
    """Such columns of one source."""

    name = "rich console"
    timed = False
    escaped = False
    goes_on = None

    def __init__(self, offset: int, *, is_dated: bool = False) -> None:
        self._offset, self._is_dated, self._day, self._time = offset, is_dated, "", ""

    @classmethod
    def of(cls, beginning: str) -> RichConsole | None:
        """The columns of a source most of whose first lines stand in them."""
        lines = [line for line in _plain(beginning) if line.strip()]
        return cls._of(lines) or cls._of([_DAY.sub(r"\1", line) for line in lines], is_dated=True)

    @classmethod
    def _of(cls, lines: Sequence[str], *, is_dated: bool = False) -> RichConsole | None:
        heads = [(found, line) for line in lines if (found := _HEAD.match(line))]
        if not heads:
            return None
        offset = heads[0][0].end()
        alike = [(found, line) for found, line in heads if found.end() == offset]
        below = sum(line.startswith(" " * offset) for line in lines)
        has_paths = sum(bool(_PATH.search(line)) for _, line in alike)
        has_gaps = sum(not found[1].strip() and bool(found[1]) for found, _ in alike)
        is_rich = (has_paths >= _COMMON_SHARE * len(alike)) or (has_gaps and below)
        # A plain log may pad its levels as well; its messages are not cut, and its times all there.
        is_cut = below or has_gaps or any(_AMERICAN.match(found[1].strip()) for found, _ in alike)
        is_most = len(alike) + below >= _COMMON_SHARE * len(lines)
        return cls(offset, is_dated=is_dated) if is_rich and is_cut and is_most else None

    def anew(self) -> RichConsole:
        """The same columns, of which no line was read yet."""
        return RichConsole(self._offset, is_dated=self._is_dated)

    def off(self, data: bytes, *, stamped: bool = False) -> bytes:
        """The messages as plain logging prints them; each begins in the line it began in."""
        del stamped
        lines = list(_plain(data.decode("utf-8", "replace")))
        days = [_DAY.match(line) if self._is_dated else None for line in lines]
        if self._is_dated:
            lines = [_DAY.sub(r"\1", line) for line in lines]
        out = [""] * len(lines)
        place = 0
        while place < len(lines):
            if day := days[place]:
                self._day = day[2]
            size = self._size(lines, place)
            for below, line in enumerate(self._told(lines[place : place + size])):
                out[place + below] = line
            place += size
        return "\n".join(out).encode()

    def told_by(self, data: bytes, *, stamped: bool = False) -> Told:
        """The same; who wrote them is not told."""
        return self.off(data, stamped=stamped), ()

    def _size(self, lines: Sequence[str], place: int) -> int:
        """How many lines a message takes that begins here."""
        found = _HEAD.match(lines[place])
        if found is None or found.end() != self._offset:
            return 1
        end, margin = place + 1, " " * self._offset
        while end < len(lines) and lines[end].startswith(margin):
            end += 1
        return end - place

    def _told(self, lines: Sequence[str]) -> Iterator[str]:
        """The lines of one message."""
        first = lines[0]
        found = _HEAD.match(first)
        if found is None or found.end() != self._offset:
            yield first
            return
        path = _PATH.search(first, self._offset)
        width = len(first) - self._offset - (1 + len(path[1]) if path else 0)
        head = first[: path.start()] if path else first
        time = _time_of(found[1].strip())
        self._time = re.sub(r"^(\[?)", rf"\g<1>{self._day}", time) if time else self._time
        before = f"{self._time} {found[2].strip()} ".lstrip()
        cells = [head[self._offset :], *(line[self._offset :][:width] for line in lines[1:])]
        told = _unwrapped([cell.rstrip() for cell in cells], width)
        yield before + next(told)
        yield from told


def _plain(text: str) -> Iterator[str]:
    return iter(text.replace("\r\n", "\n").split("\n"))


def _time_of(text: str) -> str:
    american = _AMERICAN.match(text)
    return f"20{american[3]}-{american[1]}-{american[2]} {american[4]}" if american else text


def _unwrapped(cells: Sequence[str], width: int) -> Iterator[str]:
    """The lines of a text that was wrapped at words; longer words were cut."""
    line, last = cells[0], cells[0]
    for cell in cells[1:]:
        is_raised = line[:1] == " " and _RAISED.match(cell)
        if cell.startswith(_BOX) or last.startswith(_BOX):
            yield line
            line = cell
        elif len(last) == width and " " not in last and not _NEW_WORD.match(cell):
            line += cell
        elif _fits_no_more(last, cell, width) and not is_raised:
            line += f" {cell}"
        else:
            yield line
            line = cell
        last = cell
    yield line


def _fits_no_more(above: str, cell: str, width: int) -> bool:
    """Whether the first word of a cell had no place in the line above."""
    return (
        cell[:1] not in ("", " ") and len(above) + 1 + len(cell.split(" ", maxsplit=1)[0]) > width
    )
