"""Rows that are read and not yet written, by the number of their source."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pyarrow as pa

from analyzer import schema
from analyzer.ingest.lines.arrays import joined
from analyzer.ingest.rows.verdicts import REJECTED
from analyzer.ingest.sql.key_expiries import EXPIRING, first_of_each
from analyzer.ingest.sql.limit_states import TOLD
from analyzer.ingest.sql.request_items import NAMED
from analyzer.schema import no_rows

STAGED = schema.staged(schema.REQUESTS)
Mark = tuple[int, list[int]]


class StagedRows:
    """Requests, rejects, limit states, items, expiries of keys. Sources are numbered on and on.

    What is taken out is numbered from the first source begun since `empty`.
    """

    def __init__(self) -> None:
        self.number = 0
        self.empty()

    def begin(self) -> int:
        """Turn to the next source; its number."""
        self.number += 1
        return self.number

    def empty(self, *, so_far: bool = False) -> None:
        """Forget the rows; the next source is number 1 again, or the present one if `so_far`."""
        self.requests: list[pa.Table] = []
        self.rejects: list[pa.Table] = []
        self.limit_states: list[pa.Table] = []
        self.request_items: list[pa.Table] = []
        self.key_expiries: list[pa.Table] = []
        self.count = 0
        self._before = self.number - so_far

    def add_requests(self, rows: pa.Table) -> None:
        """Stage rows of requests, which may have more columns."""
        self.requests.append(rows.select(STAGED.names))
        self.count += len(rows)

    def mark(self) -> Mark:
        """Where the rows end now."""
        return self.count, [len(tables) for tables in self._all()]

    def go_back(self, mark: Mark) -> None:
        """Forget what was staged since."""
        self.count, sizes = mark
        for tables, size in zip(self._all(), sizes, strict=True):
            del tables[size:]

    def _all(self) -> Sequence[list[pa.Table]]:
        return (
            self.requests, self.rejects, self.limit_states, self.request_items, self.key_expiries,
        )  # fmt: skip

    def taken(self) -> dict[str, pa.Table]:
        """Each kind's rows as one table; columns that repeat may be dictionary arrays."""
        tables = {
            "requests": joined([no_rows(STAGED), *self.requests]),
            "rejects": pa.concat_tables([no_rows(REJECTED), *self.rejects]),
            "limit_states": joined([no_rows(TOLD), *self.limit_states]),
            "request_items": pa.concat_tables([no_rows(NAMED), *self.request_items]),
            "key_expiries": first_of_each([no_rows(EXPIRING), *self.key_expiries]),
        }
        return {name: self._renumbered(rows) for name, rows in tables.items()}

    def _renumbered(self, rows: pa.Table) -> pa.Table:
        at = rows.schema.get_field_index("number")
        numbers = pl.Series(rows["number"], dtype=pl.Int32) - self._before
        return rows.set_column(at, "number", numbers.to_arrow())
