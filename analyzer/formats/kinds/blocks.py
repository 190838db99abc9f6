"""Messages that are printed over several lines, each put in the place of its first line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from analyzer.formats import Assemble
from analyzer.formats.kinds.exchange import PART, note

# How many lines a message has that begins in one of some lines, and what is told in it: an object,
# or nothing, of another message in one line.
ReadBlock = Callable[[list[str], int], tuple[int, Mapping[str, object] | None]]
# A line that the message before it has, where fields are read by their names.
_NO_FIELDS = "{}"


def _lines_of(data: bytes) -> list[str]:
    return [line.rstrip("\r") for line in data.decode("utf-8", "replace").split("\n")]


class Blocks:
    """The messages of one source, as its lines come by: `take` gives the same number of lines."""

    def __init__(self, read: ReadBlock, part: str = PART) -> None:
        self._read, self._part = read, part
        self._goes_on = 0  # lines of the next chunk that a message goes on in

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """An object in the place of each message's first line, its other lines parts of it."""
        del is_last
        lines = _lines_of(data)
        ends = [lines.pop()] if not lines[-1] else []
        count, at = len(lines), min(self._goes_on, len(lines))
        lines += _lines_of(ahead) if ahead else []
        out = self._parts(lines[:at])
        self._goes_on -= at
        while at < count:
            size, told = self._read(lines, at)
            line = lines[at]
            out.append(
                line if not line.strip() else note(line) if told is None else json.dumps(told)
            )
            out += self._parts(lines[at + 1 : at + size])
            at += size
        self._goes_on += at - count
        return "\n".join([*out[:count], *ends]).encode()

    def _parts(self, lines: Sequence[str]) -> list[str]:
        return [line and self._part for line in map(str.strip, lines)]


def fields_of_blocks(
    size_of: Callable[[Sequence[str], int], int],
    fields_of: Callable[[Sequence[str]], Mapping[str, object]],
) -> Callable[[], Assemble]:
    """`assemble` of a format whose messages have their fields below them.

    `size_of` tells how many lines the message has that begins in one of some lines, `fields_of` its
    fields, or nothing: the line stands alone then, as a message.
    """

    def read(lines: Sequence[str], at: int) -> tuple[int, Mapping[str, object]]:
        size = size_of(lines, at)
        return size, fields_of(lines[at : at + size]) or {"msg": lines[at]}

    return lambda: Blocks(read, _NO_FIELDS).take
