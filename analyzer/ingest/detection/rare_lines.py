"""Lines anywhere in a log that look like calls, for logs whose beginning tells of none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.ingest.lines.arrays import cut_texts
from analyzer.ingest.lines.chunks import as_text
from analyzer.ingest.sources.byte_stream import BROKEN, ByteStream, read_some
from analyzer.ingest.sources.source import Source

# What is looked through: all of a source, or so many parts of it.
_PARTS, _PART_BYTES = 32, 1 << 20
# Where one was called, what came back, and what went wrong: a line shows two of them.
_SHOWN = (
    r"://|\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b|(?i:\bwebsocket|\bwss?\b|\bapi\b)",
    r"HTTP/|(?i:\bstatus|\bcode\b|\bhttp)|(?:^|[^\w.:-])[45]\d\d(?:[^\w.:-]|[.:]\s|$)",
    r"(?i:error|exception|time(?:d )?out|refused|\breset\b|disconnected|\bclosed?\b|too many"
    r"|rate.?limit|unauthori[sz]ed|forbidden|unavailable|failed)",
)
_LEAST_SHOWN = 2
# Of lines alike but for their numbers a few tell as much as all.
_ALIKE, _MOST_COMPARED, _MOST_LINES, _MOST_LINE_BYTES = 6, 20_000, 120, 4096
# An error's lines stand around the one that names the call.
_BEFORE, _AFTER = 1, 2


def lines_like_calls(source: Source, beginning: str = "") -> str:
    """Some of them with what stands around each, in their order; none of a source that is piped.

    Lines such as stand in its beginning are left out.
    """
    if source.piped:
        return ""
    known = _kinds(beginning.splitlines())
    return "".join(found for part in _parts(source) for found in _of_part(part, known))


def looks_like_call(line: str) -> bool:
    """Whether a line shows what a call does."""
    return sum(bool(re.search(pattern, line)) for pattern in _SHOWN) >= _LEAST_SHOWN


def _kinds(lines: Sequence[str]) -> pl.Series:
    """Lines without their numbers."""
    texts = pl.Series("kind", [line[:200] for line in lines], dtype=pl.String)
    return texts.str.replace_all(r"[\w-]*\d[\w-]*", "0").str.slice(0, 80)


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


def _of_part(data: bytes, known: pl.Series) -> Iterator[str]:
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n")).astype(np.int32) + 1
    if not len(ends):
        return
    lines = cut_texts(data, np.concatenate([np.zeros(1, np.int32), ends])).view(pa.binary())
    shown = sum(pl.Series(pc.match_substring_regex(lines, p)).cast(pl.Int8) for p in _SHOWN)
    at = _telling(lines, pl.DataFrame({"shown": shown}).with_row_index("at"), known)
    around = (at[:, None] + np.arange(-_BEFORE, _AFTER + 1)).ravel()
    for number in np.unique(around[(around >= 0) & (around < len(lines))]).tolist():
        line = lines[number].as_py()
        if len(line) <= _MOST_LINE_BYTES:
            yield as_text(line)


def _telling(lines: pa.BinaryArray, shown: pl.DataFrame, known: pl.Series) -> NDArray[np.int64]:
    """Where those lines are that show most, a few of each kind that is not known."""
    hits = shown.filter(pl.col("shown") >= _LEAST_SHOWN)[:_MOST_COMPARED]
    kinds = _kinds([as_text(lines[at].as_py()[:200]) for at in hits["at"]])
    few = hits.with_columns(kinds).filter(
        ~pl.col("kind").is_in(known.implode()), pl.int_range(pl.len()).over("kind") < _ALIKE
    )
    most = few.sort("shown", descending=True, maintain_order=True)[:_MOST_LINES]
    return most["at"].cast(pl.Int64).to_numpy()
