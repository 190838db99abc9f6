"""Batches of small sources: one chunk of lines, each with the number of its source."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analyzer.ingest.chunks import Chunk, line_offsets


class Gathered:
    """Chunks in their order; `size` is that of all their bytes."""

    def __init__(self) -> None:
        self.size = 0
        self._chunks: list[Chunk] = []
        self._lines: list[pa.Table] = []

    def add(self, chunk: Chunk, lines: pa.Table) -> None:
        """Keep a chunk, and the same as a table of lines."""
        self._chunks.append(chunk)
        self._lines.append(lines)
        self.size += len(chunk.data)

    def together(self) -> tuple[bytes, NDArray[np.int32], pa.Table]:
        """The text of all, where its lines begin and end, and the lines."""
        if len(self._chunks) == 1:
            return self._chunks[0].data, self._chunks[0].ends, self.lines()
        *before, last = (chunk.data for chunk in self._chunks)
        ended = [text if text.endswith(b"\n") else text + b"\n" for text in before]
        text = b"".join((*ended, last))
        return text, line_offsets(text), self.lines()

    def lines(self) -> pa.Table:
        """The lines of all."""
        return pa.concat_tables(self._lines)
