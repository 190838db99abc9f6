"""The lines of a chunk as Arrow tables that share the chunk's memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.ingest.lines.chunks import CHUNK_BYTES, CHUNK_LINES, Chunk

# As many as a thread takes at a time.
_BATCH_LINES = 8_192
# Out of an array: PyArrow imports pandas to make a scalar of a Python text.
_FIRST_TO_SEE = pl.Series(["!"]).to_arrow().cast(pa.string())[0]
# Of each line that of its source; they are in the order of the sources.
Numbers = NDArray[np.signedinteger[Any]]
LINES = pa.schema([("n", pa.int64()), ("line", pa.string())])


def numbered(chunk: Chunk) -> pa.Table:
    """The lines of a chunk as (n, line), with the newlines at their ends."""
    count = chunk.lines
    lines = pa.StringArray.from_buffers(count, pa.py_buffer(chunk.ends), pa.py_buffer(chunk.data))
    line_numbers = np.arange(chunk.first, chunk.first + count, dtype=np.int64)
    numbers = pa.Int64Array.from_buffers(pa.int64(), count, [None, pa.py_buffer(line_numbers)])
    return in_batches(pa.table({"n": numbers, "line": lines}, schema=LINES))


def text_of(lines: pa.Table) -> tuple[memoryview, NDArray[np.int32]]:
    """The text of lines one behind another, where each begins and the last one ends."""
    texts = pa.concat_arrays(lines["line"].chunks)
    _, offsets, text = texts.buffers()
    ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return memoryview(text)[ends[0] : ends[-1]], ends - ends[0]


def without_newlines(lines: pa.Table) -> pa.Table:
    """The same lines as SQL reads them."""
    texts = pc.ascii_rtrim(lines["line"], characters="\n")
    return lines.set_column(lines.schema.get_field_index("line"), LINES.field("line"), texts)


def in_batches(lines: pa.Table) -> pa.Table:
    """The same lines in batches of one size."""
    batches = lines.combine_chunks().to_batches(max_chunksize=_BATCH_LINES)
    return pa.Table.from_batches(batches, lines.schema)


def of_source(number: int, lines: pa.Table) -> pa.Table:
    """Lines with the number of their source."""
    numbers = np.full(len(lines), number, np.int32)
    column = pa.Int32Array.from_buffers(pa.int32(), len(lines), [None, pa.py_buffer(numbers)])
    return lines.append_column("number", column)


def not_blank(lines: pa.Table) -> pa.Table:
    """The lines that hold more than blanks."""
    # What begins like a text is not blank: most lines are not looked through.
    if pc.all(pc.greater_equal(lines["line"], _FIRST_TO_SEE)).as_py() is not False:
        return lines
    return lines.filter(pc.match_substring_regex(lines["line"], "[^ \t]"))


def portions(lines: pa.Table) -> Iterator[pa.Table]:
    """The same lines, as many at a time as a chunk may have."""
    sizes = pl.Series(pc.binary_length(lines["line"])).to_numpy()
    ends = np.cumsum(sizes, dtype=np.int64)
    first = taken = 0
    while first < len(lines):
        last = int(np.searchsorted(ends, taken + CHUNK_BYTES, side="right"))
        last = min(max(last, first + 1), first + CHUNK_LINES)
        yield lines.slice(first, last - first)
        first, taken = last, int(ends[last - 1])


def ends_in(number: int, lines: pa.Table) -> bool:
    """Whether the last of some lines is of that source."""
    return len(lines) > 0 and lines["number"][-1].as_py() == number


def with_numbers(rows: pa.Table, numbers: Numbers) -> pa.Table | None:
    """Rows, or what a format tells, with the numbers of their sources, where these are clear."""
    if len(rows) != len(numbers):
        if len(np.unique(numbers)) > 1:
            return None
        numbers = np.resize(numbers, len(rows))
    column = pl.Series(numbers, dtype=pl.Int32).to_arrow()
    at = rows.schema.get_field_index("number")
    return rows.append_column("number", column) if at < 0 else rows.set_column(at, "number", column)


def counted(numbers: Numbers) -> Iterable[tuple[int, int]]:
    """How often each source's number comes."""
    found, counts = np.unique(numbers, return_counts=True)
    return zip(found.tolist(), counts.tolist(), strict=True)
