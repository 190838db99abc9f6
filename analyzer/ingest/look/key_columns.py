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
# Of credentials what is kept of them, OF_KEY, in their order.
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
        self,
        portion: Portion,
        at: NDArray[np.int64],
        fresh: NDArray[np.int64],
        senders: Answers,
        places: Codes,
    ) -> dict[str, pa.Array]:
        """The columns of lines `at`, of which those that are `fresh` have keys of their own."""
        numbers = portion.seen.rows["key"][at[fresh]]
        known, others = fresh[numbers >= 0], fresh[numbers < 0]
        credentials = pc.dictionary_encode(portion.texts("secret", at[others]))
        told = self._ask(credentials.dictionary).take(credentials.indices) if len(others) else None
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
