"""Cache of SQL results for repeated texts, keyed by ids of the WebAssembly module."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from analyzer.ingest.look.arrays import arrow, texts

_NOT_ASKED, NEVER, _NULL = -1, -2, -1
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

    def code(self, value: str | None) -> int:
        """The number of a value; of NULL it is -1."""
        if value is None:
            return _NULL
        return self._codes.setdefault(value, len(self._codes))

    def array(self, codes: Codes) -> pa.DictionaryArray:
        """The values of these codes, as a dictionary array."""
        if self._texts is None or len(self._texts) != len(self._codes):
            self._texts = texts(self._codes)
        return pa.DictionaryArray.from_arrays(arrow(codes, codes < 0), self._texts)


class Answers:
    """The answers about one kind of text: some columns each.

    A key is a number, or two in one (`paired`); `find` gives the place of its answer.
    """

    def __init__(self, names: Sequence[str], columns: dict[str, Column], most: int) -> None:
        self.names, self._columns, self._most = names, columns, most
        self._keys = np.empty(0, np.int64)
        self._found = np.empty(0, np.int32)
        self._codes = {name: np.empty(0, np.int32) for name in names}

    def find(self, keys: NDArray[np.int64]) -> Codes:
        """For each key the index of its cached result; -1 not cached yet, -2 not to be used."""
        if not len(self._keys):
            return np.full(len(keys), _NOT_ASKED, np.int32)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[at] == keys, self._found[at], _NOT_ASKED)

    def new(self, keys: NDArray[np.int64]) -> New:
        """Uncached keys that occur more than once, as many as have room."""
        unknown = np.flatnonzero(self.find(keys) == _NOT_ASKED)
        found, first, count = np.unique(keys[unknown], return_index=True, return_counts=True)
        often = (count > 1).nonzero()[0][: max(0, self._most - len(self._keys))]
        return New(found[often], unknown[first[often]], int(count[often].sum()))

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

    def codes(self, name: str, places: Codes) -> Codes:
        """The same as codes; whatever for places that are none."""
        codes = self._codes[name]
        return codes[np.maximum(places, 0)] if len(codes) else np.zeros(len(places), np.int32)


def paired(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.int64]:
    """Two numbers as one."""
    return first.astype(np.int64) << 32 | second.astype(np.int64)
