"""Batches of small sources: one chunk of lines, each with the number of its source."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analyzer.ingest.line_table import line_offsets


class Gathered:
    """Chunks in their order; `size` is that of all their bytes."""

    def __init__(self) -> None:
        self.size = 0
        self._texts: list[bytes] = []
        self._lines: list[pa.Table] = []

    def add(self, text: bytes, lines: pa.Table) -> None:
        """Keep a chunk: its text, and the same as a table of lines."""
        self._texts.append(text)
        self._lines.append(lines)
        self.size += len(text)

    def together(self) -> tuple[bytes, NDArray[np.int32], pa.Table]:
        """The text of all, where its lines begin and end, and the lines."""
        *before, last = self._texts
        ended = [text if text.endswith(b"\n") else text + b"\n" for text in before]
        text = b"".join((*ended, last)) if ended else last
        return text, line_offsets(text), self.lines()

    def lines(self) -> pa.Table:
        """The lines of all."""
        return pa.concat_tables(self._lines)
