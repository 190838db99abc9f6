"""What is kept of credentials as keys: of numbered ones once, of others as they come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.ingest.lines.arrays import texts
from analyzer.ingest.look.known_texts import Answers, Codes, Column
from analyzer.ingest.look.portions import Portion

OF_KEY = ("key_id", "key_shape", "key_expiry")
# What is kept of credentials, OF_KEY among it, in their order.
AskKeys = Callable[[pa.StringArray], pa.Table]


class KeyColumns:
    """Columns of keys, for senders that are known without their credential."""

    def __init__(self, ask: AskKeys, columns: Mapping[str, Column]) -> None:
        self._ask = ask
        self._columns = {name: columns[name] for name in OF_KEY}
        self._known = {name: np.empty(0, np.int32) for name in OF_KEY}

    def note(self, credentials: Sequence[str]) -> None:
        """Ask about credentials that the module has numbered since."""
        rows = pl.DataFrame(self._ask(texts(credentials)))
        for name, column in self._columns.items():
            codes = np.array([column.code(value) for value in rows[name]], np.int32)
            self._known[name] = np.concatenate([self._known[name], codes])

    def of(
        self, portion: Portion, at: NDArray[np.int64], senders: Answers, places: Codes
    ) -> dict[str, pa.Array]:
        """The columns of lines `at`, by where the answers about their senders lie."""
        fresh = senders.are_left_out(OF_KEY[0], places)
        numbers = portion.seen.rows["key"][at[fresh]]
        known, others = fresh[numbers >= 0], fresh[numbers < 0]
        told = self._told(portion.texts("secret", at[others])) if len(others) else None
        columns = {}
        for name, column in self._columns.items():
            codes = senders.codes(name, places).copy()
            codes[known] = self._known[name][numbers[numbers >= 0]]
            columns[name] = (
                column.array(codes)
                if told is None
                else column.array_with(codes, others, told[name].combine_chunks())
            )
        return columns

    def _told(self, credentials: pa.StringArray) -> pa.Table:
        """What is kept of credentials that have no number."""
        each = pc.dictionary_encode(credentials)
        return self._ask(each.dictionary).take(each.indices)
