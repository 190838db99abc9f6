"""The values of a JSON document as chunks of lines, however large it is and wherever its lines end.

A value is an element of the array under the last name of `path`, as deep as `path` is long
(`("log", "entries")`: two); with an empty path, an element of the array that the document is, or
one of several values that stand one after another. What is neither object nor array ends at the
next comma. Of a damaged document the next value is looked for where a line begins with one, no
deeper indented than the values before.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analyzer.ingest.lines.chunks import (
    CHUNK_LINES,
    FIRST_BYTES,
    LONGEST_DOCUMENT_BYTES,
    Chunk,
    Digest,
    Position,
    counted,
    read_block,
)
from analyzer.ingest.lines.json_scan import Brackets, Places, Scan, opens
from analyzer.ingest.sources.byte_stream import ByteStream

_SPACE = b" \t\r\n"
_SEPARATORS = _SPACE + b","
_IS_SPACE = np.isin(np.arange(256), list(_SPACE))
_NEWLINE, _COMMA, _ARRAY, _END_OF_ARRAY = b"\n,[]"
# A line that begins with an object, be it after the end of another.
_FRESH = re.compile(rb"^([ \t]*)(?:[}\]],?[ \t]*|[,\[][ \t]*)*(?=\{)", re.MULTILINE)
_GAP = re.compile(rb"[ \t\r\n]*")
_SHORT_GAP = 16
# More than a key and the space around it.
_KEY_BYTES = 256
_BEGINNING_BYTES = 2000


def document_chunks(
    stream: ByteStream,
    digest: Digest,
    at: Position,
    size: int,
    path: Sequence[str],
    *,
    finished: bool = True,
) -> Iterator[Chunk]:
    """The values of a document, each a line, about `size` bytes of it at a time.

    `digest` and `at` follow what was taken; the lines of `at` are values. Of a source that is not
    `finished` values are left that have not ended; where it is an array that has not, `at.offset`
    stands at its beginning again in the end, and the chunks given are to be thrown away. A document
    that is cut off notes so in `at.ended_early`.
    """
    values = _Values(path)
    begun, wanted, ended, untaken = at.offset, min(size, FIRST_BYTES), False, b""
    mark = b"" if begun else codecs.BOM_UTF8
    while not ended:
        block, ended = read_block(stream, wanted, at)
        untaken += block
        lines, mark = values.of(block.removeprefix(mark)), b""
        if ended and finished:
            lines += values.rest()
        if ended and finished and values.is_cut_off:
            at.ended_early = at.ended_early or "the document is not closed"
        taken = len(untaken) if ended and finished else len(untaken) - values.held_bytes
        digest.update(untaken[:taken])
        at.offset += taken
        untaken = untaken[taken:]
        if ended and not finished and values.is_unclosed_array:
            at.offset = begun
        if lines:
            chunk = counted(lines, at, digest, LONGEST_DOCUMENT_BYTES)
            last = chunk.first + chunk.lines - 1
            overlong = (*chunk.overlong, *((last, one) for one in values.take_overlong()))
            wanted = min(size, CHUNK_LINES * (1 + len(lines) // chunk.lines))
            yield replace(chunk, overlong=overlong, is_last=ended)


class _Values:
    """The values of a text that comes block by block, as lines.

    What is held is a value that has begun, or what stands between two; what is unseen is to be
    looked through with the next block.
    """

    def __init__(self, path: Sequence[str]) -> None:
        self._key = path[-1].encode() if path else None
        # How deep the array's values are; 0 where they are in no array.
        self._level: int | None = len(path) + 1 if path else None
        self._scan = Scan()
        self._held = self._unseen = b""
        self._indent: int | None = None
        self._overlong: list[str] = []
        self._is_in_array = self._is_open = self._is_lost = self._has_ill_end = False

    @property
    def held_bytes(self) -> int:
        """How many of the last bytes belong to what is not complete."""
        return len(self._held) + len(self._unseen)

    @property
    def is_unclosed_array(self) -> bool:
        """Whether the end of the array, or of the document around it, is still to come."""
        return self._level != 0 and self._scan.depth != 0

    @property
    def is_cut_off(self) -> bool:
        """Whether the document should have gone on, as no other error has reported."""
        unclosed = self._scan.depth != 0 or self._scan.is_in_string
        return not self._has_ill_end and (self._is_lost or unclosed)

    def take_overlong(self) -> list[str]:
        """The beginnings of values that were too long; their lines are blank."""
        overlong, self._overlong = self._overlong, []
        return overlong

    def of(self, block: bytes) -> bytes:
        """The values that end in the next block."""
        if self._is_lost:
            return b""
        unseen, self._unseen = self._unseen + block, b""
        if self._level is None and not self._begin(unseen):
            self._unseen = unseen
            return b""
        found = self._scan.brackets(unseen)
        lines = self._taken(self._held + unseen, found, found.places + len(self._held))
        if self.held_bytes > LONGEST_DOCUMENT_BYTES:
            lines += self._salvaged(self._held + self._unseen)
        if self.held_bytes > LONGEST_DOCUMENT_BYTES:
            lines += self._let_go()
        return lines

    def rest(self) -> bytes:
        """What is left once the text has ended: values that are not complete."""
        lines, left = b"", self._held + self._unseen
        while self._is_reading and not self._is_lost and left.strip(_SEPARATORS):
            lines += self._salvaged(left)
            before, left = left, self._held + self._unseen
            if left == before:
                self._has_ill_end = True
                return lines + _line(left)
        return lines

    @property
    def _is_reading(self) -> bool:
        return self._is_in_array or self._level == 0

    def _begin(self, text: bytes) -> bool:
        first = text.lstrip(_SPACE)[:1]
        if first:
            self._level = 1 if first == b"[" else 0
        return bool(first)

    def _let_go(self) -> bytes:
        """A value that is too long: a blank line in its place. Nothing is read after it."""
        beginning = (self._held + self._unseen)[:_BEGINNING_BYTES]
        self._overlong.append(beginning.decode("utf-8", "replace"))
        self._held, self._unseen = b"", b""
        self._is_lost = self._has_ill_end = True
        return b"\n"

    def _taken(self, text: bytes, found: Brackets, places: Places) -> bytes:
        """The values that end in a text; the rest is held."""
        level = self._level or 0
        arrays = np.flatnonzero((found.kinds == _ARRAY) & (found.depths == level))
        if found.breaks_string:
            begins = None if self._is_reading else self._array_from(text, places, arrays)
            self._is_in_array = self._is_in_array or begins is not None
            self._is_lost = not self._is_reading
            return self._salvaged(text if begins is None else text[places[begins] + 1 :])
        ends = np.flatnonzero(~opens(found.kinds) & (found.depths == level - 1))
        lines: list[bytes] = []
        first = cursor = 0
        while True:
            if not self._is_reading:
                begins = self._array_from(text, places, arrays[np.searchsorted(arrays, first) :])
                if begins is None:
                    self._held = text[max(cursor, len(text) - _KEY_BYTES) :]
                    return b"".join(lines)
                self._is_in_array, first, cursor = True, begins + 1, int(places[begins]) + 1
            after = np.searchsorted(ends, first)
            end = int(ends[after]) if after < len(ends) else None
            if end is not None and (level == 0 or found.kinds[end] != _END_OF_ARRAY):
                return b"".join((*lines, self._salvaged(text[cursor:])))
            of_array = slice(first, end)
            is_opening, depths = opens(found.kinds[of_array]), found.depths[of_array]
            starts = places[of_array][is_opening & (depths == level + 1)]
            stops = places[of_array][~is_opening & (depths == level)] + 1
            limit = None if end is None else int(places[end])
            some, cursor = self._between(text, cursor, starts, stops, limit)
            lines.append(some)
            if end is None:
                self._held = text[cursor:]
                return b"".join(lines)
            self._is_in_array, first, cursor = False, end + 1, int(places[end]) + 1

    def _array_from(self, text: bytes, places: Places, arrays: Places) -> int | None:
        """The first of these brackets that begins the array of the values."""
        for array in arrays:  # of which there may be many more than are asked about here
            place = int(places[array])
            before = text[max(0, place - _KEY_BYTES) : place].rstrip(_SPACE)
            if self._key is None or before.removesuffix(b":").rstrip(_SPACE).endswith(
                b'"' + self._key + b'"'
            ):
                return int(array)
        return None

    def _between(
        self, text: bytes, cursor: int, starts: Places, stops: Places, limit: int | None
    ) -> tuple[bytes, int]:
        """The values in a part of an array, and up to where they are taken.

        The part goes from `cursor` up to `limit`, where the array ends, or to the text's end.
        """
        if self._is_open:
            starts = np.concatenate(([cursor], starts))
        if not len(starts):
            return (b"", cursor) if limit is None else (_scalars(text[cursor:limit]), limit)
        lines = [_scalars(text[cursor : starts[0]]), _joined(text, starts[: len(stops)], stops)]
        self._is_open = len(starts) > len(stops)
        self._note_indent(text, int(starts[-1]))
        reached = int(stops[-1]) if len(stops) else cursor
        if self._is_open:
            lines.append(_scalars(text[reached : starts[-1]]) if len(stops) else b"")
            reached = int(starts[-1])
        elif limit is not None:
            lines.append(_scalars(text[reached:limit]))
        return b"".join(lines), reached

    def _note_indent(self, text: bytes, start: int) -> None:
        """How deep the line of a value is indented, where nothing but ends stand before it."""
        line = text.rfind(b"\n", 0, start) + 1
        found = _FRESH.match(text, line) if line else None
        if found and found.end() == start:
            self._indent = len(found[1])

    def _salvaged(self, text: bytes) -> bytes:
        """Values of a damaged text: what begins on a line of its own, but for the last."""
        if self._is_lost:
            self._held = b""
            return b""
        found = [match for match in _FRESH.finditer(text) if match.end() > 0]
        if self._indent is None and found:
            self._indent = len(found[0][1])
        cuts = [match.end() for match in found if len(match[1]) <= (self._indent or 0)]
        lines = [_line(text[a:b]) for a, b in zip([0, *cuts], cuts, strict=False)]
        last = text[cuts[-1] :] if cuts else text
        self._scan, self._is_open = Scan(self._level or 0), False
        brackets = self._scan.brackets(last)
        if cuts and not brackets.breaks_string:
            lines.append(self._taken(last, brackets, brackets.places))
        else:
            self._scan, self._held, self._unseen = Scan(self._level or 0), b"", last
        return b"".join(lines)


def _line(value: bytes) -> bytes:
    value = value.strip(_SEPARATORS)
    return value.replace(b"\n", b" ") + b"\n" if value else b""


def _scalars(gap: bytes) -> bytes:
    """What stands between objects and arrays, and is no comma."""
    return b"".join(map(_line, gap.split(b","))) if gap.strip(_SEPARATORS) else b""


def _joined(text: bytes, starts: Places, stops: Places) -> bytes:
    """The values from `starts` to `stops`, each a line, with what scalars stand between."""
    if not len(stops):
        return b""
    begin, end = int(starts[0]), int(stops[-1])
    body = np.frombuffer(bytearray(text[begin:end].replace(b"\n", b" ")), dtype=np.uint8)
    gaps, nexts = stops[:-1] - begin, starts[1:] - begin
    separators = _after_space(body, gaps)
    has_comma = body[separators] == _COMMA
    for gap in np.flatnonzero(_after_space(body, separators + has_comma) != nexts):
        part = body[separators[gap] : nexts[gap]]
        part[part == _COMMA] = _NEWLINE
    body[np.where(has_comma, separators, gaps)[has_comma | (gaps < nexts)]] = _NEWLINE
    touching = nexts[gaps == nexts]
    return (np.insert(body, touching, _NEWLINE) if len(touching) else body).tobytes() + b"\n"


def _after_space(text: NDArray[np.uint8], places: Places) -> Places:
    """The first place from each on that holds no white space."""
    places = places.copy()
    todo = np.arange(len(places))
    for _ in range(_SHORT_GAP):
        todo = todo[_IS_SPACE[text[places[todo]]]]
        if not len(todo):
            break
        places[todo] += 1
    for one in todo.tolist():
        found = _GAP.match(text.data, int(places[one]))
        places[one] = found.end() if found else places[one]
    return places
