"""Lines that wait for others, since a statement costs as much to begin as some thousand rows."""

from __future__ import annotations

import pyarrow as pa


class Waiting:
    """Numbered lines that one SELECT reads, until there are enough of them."""

    def __init__(self, select: str = "") -> None:
        self.select = select
        self._lines: list[pa.Table] = []
        self.size = 0

    def add(self, lines: pa.Table) -> None:
        """Let lines wait; `size` is in bytes."""
        self._lines.append(lines)
        self.size += lines.nbytes

    def are_all_of(self, number: int) -> bool:
        """Whether none is of another source than that."""
        firsts = (lines["number"][0].as_py() for lines in self._lines if len(lines))
        return all(first == number for first in firsts)

    def taken(self) -> pa.Table | None:
        """The lines that waited, which they do no longer."""
        lines, self._lines, self.size = self._lines, [], 0
        return pa.concat_tables(lines) if lines else None
