"""Which vendors have partitions of their own, and which share one.

A host that no catalog claims is a vendor, and a crawler's log names thousands of them: a folder and
a file for each would take more time and room than their rows.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote

import polars as pl
import pyarrow as pa

from analyzer.lake.lake import Lake
from analyzer.schema import OTHERS

# So many vendors that no catalog knows get a partition of their own in a lake, and each that brings
# so many rows at once.
MOST_UNLISTED = 64
MANY_ROWS = 20_000
# A folder is named by its vendor, in which anything may stand that a log has for a host; names of
# files have at most 255 bytes.
_LONGEST_NAME = 200


class Partitioning:
    """Who has a partition in a lake; `listed` are the vendors of the catalog, who always have."""

    def __init__(self, lake: Lake, listed: Collection[str]) -> None:
        self._lake, self._listed = lake, frozenset(listed)
        self._unlisted: set[str] | None = None

    def own(self, vendors: pa.ChunkedArray) -> frozenset[str]:
        """The vendors that have a partition of their own, when rows of these are to be written.

        Who has one in the lake keeps it.
        """
        counts = pl.Series("vendor", vendors).value_counts(name="rows")
        counts = counts.with_columns(pl.col("vendor").cast(pl.String))
        unlisted = counts.filter(~pl.col("vendor").is_in([*self._listed, OTHERS]))
        if len(unlisted):
            self._admit(unlisted.sort("rows", "vendor", descending=[True, False]))
        return self._listed.union(self._unlisted or ())

    def _admit(self, counts: pl.DataFrame) -> None:
        if self._unlisted is None:
            self._unlisted = self._lake.vendors() - self._listed - {OTHERS}
        for vendor, rows in counts.iter_rows():
            is_wanted = rows >= MANY_ROWS or len(self._unlisted) < MOST_UNLISTED
            if is_wanted and len(quote(vendor, safe="")) <= _LONGEST_NAME:
                self._unlisted.add(vendor)
