"""Batches of small sources, or of elements: one text, each line with the number of its source."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


class Gathered:
    """Lines in their order; `size` is that of all their bytes."""

    def __init__(self) -> None:
        self.size = 0
        self._texts: list[bytes | memoryview] = []
        self._ends: list[NDArray[np.int32]] = []
        self._lines: list[pa.Table] = []

    def add(self, text: bytes | memoryview, ends: NDArray[np.int32], lines: pa.Table) -> None:
        """Keep lines: their text, where each begins and the last one ends, and their table."""
        self._texts.append(text)
        self._ends.append(ends)
        self._lines.append(lines)
        self.size += len(text)

    def together(self) -> tuple[bytes | memoryview, NDArray[np.int32], pa.Table]:
        """The text of all, where its lines begin and the last one ends, and the lines."""
        if len(self._texts) == 1:
            return self._texts[0], self._ends[0], self.lines()
        begins = np.cumsum([0, *map(len, self._texts)], dtype=np.int32)
        ends = [one[1:] + begin for one, begin in zip(self._ends, begins, strict=False)]
        return b"".join(self._texts), np.concatenate([begins[:1], *ends]), self.lines()

    def lines(self) -> pa.Table:
        """The lines of all."""
        return pa.concat_tables(self._lines)
