"""Cache of SQL results for repeated texts, keyed by the numbers that look.c gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.ingest.lines.arrays import arrow, texts

NOT_ASKED, NEVER, _NULL = -1, -2, -1
# Stands in texts for the one id of a row that is fresh each time; in a line it is no plain text.
LEFT_OUT = "\x01"
Codes = NDArray[np.int32]


@dataclass(frozen=True)
class New:
    """Keys without a cached result: where each occurs first, and how often they occur in all."""

    keys: NDArray[np.int64]
    first: NDArray[np.int64]
    count: int


class Column:
    """The values of a column of the lake, each once."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._texts: pa.Array | None = None
        self._without_id: list[int] = []

    def code(self, value: str | None) -> int:
        """The number of a value; of NULL it is -1."""
        if value is None:
            return _NULL
        fresh = len(self._codes)
        code = self._codes.setdefault(value, fresh)
        if code == fresh and LEFT_OUT in value:
            self._without_id.append(code)
        return code

    def array(self, codes: Codes) -> pa.DictionaryArray:
        """The values of these codes, as a dictionary array."""
        return pa.DictionaryArray.from_arrays(arrow(codes, codes < 0), self._values())

    def array_with(
        self, codes: Codes, rows: NDArray[np.int64], told: pa.StringArray
    ) -> pa.DictionaryArray:
        """The same, but for some rows, whose values are told."""
        if not len(rows):
            return self.array(codes)
        own = pc.dictionary_encode(told)
        codes = codes.copy()
        at = pl.Series(own.indices, dtype=pl.Int32)
        codes[rows] = (at + len(self._codes)).fill_null(_NULL).to_numpy()
        values = pa.concat_arrays([self._values(), own.dictionary])
        return pa.DictionaryArray.from_arrays(arrow(codes, codes < 0), values)

    def array_with_ids(
        self, codes: Codes, rows: NDArray[np.int64], ids: pa.Array
    ) -> pa.DictionaryArray:
        """The same, of some rows with their ids where the values leave them out."""
        here = np.isin(codes[rows], self._without_id)
        if not here.any():
            return self.array(codes)
        rows, ids = rows[here], ids.filter(arrow(here))
        told = pl.DataFrame({"text": self._values().take(arrow(codes[rows])), "id": ids}).select(
            pl.col("text").str.replace(LEFT_OUT, pl.col("id"), literal=True)
        )
        return self.array_with(codes, rows, told["text"].to_arrow().cast(pa.string()))

    def _values(self) -> pa.Array:
        if self._texts is None or len(self._texts) != len(self._codes):
            self._texts = texts(self._codes)
        return self._texts


class Answers:
    """The answers about one kind of text: some columns each.

    A key is a number, or two in one (`paired`); `find` gives the place of its answer.
    """

    def __init__(self, names: Sequence[str], columns: dict[str, Column], most: int) -> None:
        self.names, self._columns, self._most = names, columns, most
        self._keys = np.empty(0, np.int64)
        self._found = np.empty(0, np.int32)
        self._once = np.empty(0, np.int64)
        self._codes = {name: np.empty(0, np.int32) for name in names}

    def find(self, keys: NDArray[np.int64]) -> Codes:
        """For each key the index of its cached result; -1 not cached yet, -2 not to be used."""
        if not len(self._keys):
            return np.full(len(keys), NOT_ASKED, np.int32)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[at] == keys, self._found[at], NOT_ASKED)

    def new(self, keys: NDArray[np.int64]) -> New:
        """Of keys without a cached result those that occur more than once, as many as have room.

        What occurred once in an earlier call counts too, of as many keys as there is room for.
        """
        found, first, count = np.unique(keys, return_index=True, return_counts=True)
        is_often = (count > 1) | np.isin(found, self._once, assume_unique=True)
        room = max(0, self._most - len(self._once))
        self._once = np.concatenate([self._once, found[~is_often][:room]])
        often = is_often.nonzero()[0][: max(0, self._most - len(self._keys))]
        return New(found[often], first[often], int(count[often].sum()))

    def learn(self, keys: NDArray[np.int64], rows: pl.DataFrame) -> None:
        """Keep the answers about keys: a row each, of which only those that are `usable` hold."""
        base = len(self._codes[self.names[0]])
        for name in self.names:
            codes = [self._columns[name].code(value) for value in rows[name]]
            self._codes[name] = np.concatenate([self._codes[name], np.array(codes, np.int32)])
        places = np.where(rows["usable"], np.arange(base, base + len(keys)), NEVER).astype(np.int32)
        keys = np.concatenate([self._keys, keys])
        order = np.argsort(keys, kind="stable")
        self._keys, self._found = keys[order], np.concatenate([self._found, places])[order]

    def forbid(self, keys: NDArray[np.int64]) -> None:
        """Exclude the cached results of some keys from use."""
        self._found[np.searchsorted(self._keys, keys)] = NEVER

    def array(self, name: str, places: Codes) -> pa.DictionaryArray:
        """A column of the answers that lie there."""
        return self._columns[name].array(self._codes[name][places])

    def array_with_ids(
        self, name: str, places: Codes, rows: NDArray[np.int64], ids: pa.Array
    ) -> pa.DictionaryArray:
        """The same, of some rows with their ids where the answers leave them out."""
        return self._columns[name].array_with_ids(self._codes[name][places], rows, ids)

    def array_with(
        self, name: str, places: Codes, rows: NDArray[np.int64], told: pa.Array
    ) -> pa.DictionaryArray:
        """The same, but for some rows, whose values are told."""
        return self._columns[name].array_with(self._codes[name][places], rows, told)

    def are_left_out(self, name: str, places: Codes) -> NDArray[np.int64]:
        """The rows whose answers leave out what the line has fresh."""
        left_out = self._columns[name].code(LEFT_OUT)
        return np.flatnonzero(self.codes(name, places) == left_out)

    def codes(self, name: str, places: Codes) -> Codes:
        """The same as codes; whatever for places that are none."""
        codes = self._codes[name]
        return codes[np.maximum(places, 0)] if len(codes) else np.zeros(len(places), np.int32)


def paired(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.int64]:
    """Two numbers as one."""
    return first.astype(np.int64) << 32 | second.astype(np.int64)
