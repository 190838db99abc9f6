"""Lines anywhere in a log that look like calls, for logs whose beginning tells of none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow.compute as pc

from analyzer.ingest.detection.line_kinds import kinds_of
from analyzer.ingest.lines.arrays import cut_texts
from analyzer.ingest.lines.chunks import valid_utf_8
from analyzer.ingest.lines.colours import without_colours
from analyzer.ingest.sources.byte_stream import BROKEN, ByteStream, read_some
from analyzer.ingest.sources.source import Source

# What is looked through: all of a source, or so many parts of it.
_PARTS, _PART_BYTES = 32, 1 << 20
# Who was called, how, what came back, and what went wrong: a line shows two of them.
_METHOD = r"\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b"
_SHOWN = (
    r"://|(?i:\bwebsocket|\bwss?\b|\bapi\b)|\b(?:Axios|Fetch|HTTP|Http)\w*Error\b",
    _METHOD,
    rf"{_METHOD}(?: (?:https?:/)?/|\" ?,)",
    r"HTTP/|(?i:\bstatus|\bcode\b|\bhttp)|(?:^|[^\w.:-])[45]\d\d(?:[^\w.:\n-]|[.:]\s)"
    r"|[\w)] \{[\"']",
    r"(?i:error|exception|time(?:d )?out|refused|\breset\b|disconnected|\bclosed?\b|too many"
    r"|rate.?limit|unauthori[sz]ed|forbidden|unavailable|failed)",
)
_LEAST_SHOWN = 2
# A member of an object that is laid out over several lines is no line of a log.
_OF_DOCUMENT = r'^\s*"'
# Of lines alike but for their numbers a few tell as much as all.
_ALIKE, _MOST_COMPARED, _MOST, _MOST_LINE = 4, 20_000, 40, 4096
# An error's lines stand around the one that names the call.
_BEFORE, _AFTER = 1, 2


class _Found(NamedTuple):
    """A line with what stands around it; `at` is its place among all."""

    at: tuple[int, int]
    shown: int
    kind: str
    text: str


def lines_like_calls(source: Source, beginning: str = "") -> str:
    """Some of them with what stands around each, in their order; none of a source that is piped.

    Lines such as stand in its beginning are left out.
    """
    if source.piped:
        return ""
    known = kinds_of(beginning.splitlines())
    found = [
        one for number, part in enumerate(_parts(source)) for one in _of_part(part, known, number)
    ]
    kinds: Counter[str] = Counter()
    most: list[_Found] = []
    for one in sorted(found, key=lambda one: -one.shown):
        kinds[one.kind] += 1
        if len(most) < _MOST and kinds[one.kind] <= _ALIKE:
            most.append(one)
    return "".join(one.text for one in sorted(most, key=lambda one: one.at))


def looks_like_call(line: str) -> bool:
    """Whether a line shows what a call does."""
    return sum(bool(re.search(pattern, line)) for pattern in _SHOWN) >= _LEAST_SHOWN


def _parts(source: Source) -> Iterator[bytes]:
    """What is looked through, at line ends. What breaks off ends it."""
    room = _PARTS * _PART_BYTES
    count = _PARTS if source.size > room else 1
    for number in range(count):
        start = number * source.size // count
        stream = source.open_at(start) if count > 1 else source.open()
        if stream is None:  # packed: from its beginning on
            stream, count = source.open(), 1
        with closing(stream):
            data = _read(stream, _PART_BYTES if count > 1 else room)
        begin = data.find(b"\n") + 1 if start else 0
        yield data[begin : data.rfind(b"\n") + 1]
        if count == 1:
            return


def _read(stream: ByteStream, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0:
        try:
            part = read_some(stream, size)
        except BROKEN:
            break
        if not part:
            break
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _of_part(data: bytes, known: pl.Series, before: int) -> Iterator[_Found]:
    """Lines that show most, a few of each kind that is not known; `before` come other parts."""
    data = without_colours(valid_utf_8(data))
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n")).astype(np.int32) + 1
    if not len(ends):
        return
    lines = cut_texts(data, np.concatenate([np.zeros(1, np.int32), ends]))
    shown = sum(pl.Series(pc.match_substring_regex(lines, p)).cast(pl.Int8) for p in _SHOWN)
    hits = pl.DataFrame({"shown": shown}).with_row_index("at")
    is_line = ~pl.Series(pc.match_substring_regex(lines, _OF_DOCUMENT))
    hits = hits.filter(is_line, pl.col("shown") >= _LEAST_SHOWN)[:_MOST_COMPARED]
    kinds = kinds_of(pl.Series(lines.take(hits["at"].to_arrow()), dtype=pl.String))
    few = hits.with_columns(kinds).filter(
        ~pl.col("kind").is_in(known.implode()), pl.int_range(pl.len()).over("kind") < _ALIKE
    )
    most = few.sort("shown", descending=True, maintain_order=True)[:_MOST]
    told = -1
    for at, showing, kind in most.sort("at").iter_rows():
        around = range(max(told + 1, at - _BEFORE), min(at + _AFTER + 1, len(lines)))
        told = max(told, at + _AFTER)
        texts = [lines[number].as_py() for number in around]
        text = "".join(one for one in texts if len(one) <= _MOST_LINE)
        yield _Found((before, at), showing, kind, text)
