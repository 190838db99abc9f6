"""Portions of a log as the module sees them, on a thread of its own, ahead of who reads them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.ingest.lines.arrays import arrow, texts
from analyzer.ingest.look.module import LookModule, Numbers, Seen
from analyzer.redaction import GONE

_AHEAD = 2
_UNSIGNED = "query without signature"


@dataclass(frozen=True)
class Portion:
    """Some lines, and what is `seen` of them; `new` are values not seen before."""

    lines: pa.Table
    seen: Seen
    new: Mapping[str, list[str]]
    text: pa.Buffer
    _pieces: dict[str, pa.StringArray] = field(default_factory=dict)

    def texts(self, column: str, at: NDArray[np.int64]) -> pa.StringArray:
        """What spans of the plain lines hold, by the lines' index; NULL where a line has none."""
        if column not in self._pieces:
            self._pieces[column] = _pieces(self.text, self.seen.rows[column])
        return self._pieces[column].take(arrow(2 * at, self.seen.rows[column]["size"][at] == 0))

    def queries(self, at: NDArray[np.int64]) -> pa.StringArray:
        """The queries of some plain lines, without the signatures in them."""
        queries = self.texts("query", at)
        signed = self.seen.rows["signature"]["size"] > 0
        here = signed[at]
        if not here.any():
            return queries
        if _UNSIGNED not in self._pieces:
            spans = {name: self.seen.rows[name][signed] for name in ("query", "signature")}
            self._pieces[_UNSIGNED] = _unsigned(self.text, **spans)
        places = np.cumsum(signed)[at[here]] - 1
        unsigned = self._pieces[_UNSIGNED].take(arrow(places))
        return pc.replace_with_mask(queries, arrow(here), unsigned)


def _pieces(text: pa.Buffer, spans: NDArray[Any]) -> pa.StringArray:
    """A text cut at the ends of spans, which follow one another: every other piece is a span."""
    stops = np.maximum.accumulate(np.where(spans["size"] > 0, spans["at"] + spans["size"], 0))
    offsets = np.empty((len(spans), 2), np.int32)
    offsets[:, 0] = np.where(spans["size"] > 0, spans["at"], stops)
    offsets[:, 1] = stops
    count = max(0, offsets.size - 1)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), text)


def _unsigned(text: pa.Buffer, query: NDArray[Any], signature: NDArray[Any]) -> pa.StringArray:
    """Queries without the signature that each has."""
    before, after = query.copy(), signature.copy()
    before["size"] = signature["at"] - query["at"]
    after["at"] += signature["size"]
    after["size"] = query["at"] + query["size"] - after["at"]
    spans = arrow(np.arange(0, 2 * len(query), 2))
    parts = (_pieces(text, one).take(spans) for one in (before, after))
    return pc.binary_join_element_wise(*parts, texts([GONE])[0])


def without_dashes(ids: pa.StringArray) -> pa.StringArray:
    """Ids in lower case without their dashes."""
    return pc.replace_substring(pc.ascii_lower(ids), "-", "")


@dataclass(frozen=True)
class _Unseen:
    text: memoryview
    ends: NDArray[np.int32]
    lines: pa.Table


class Portions:
    """A queue of portions, in their order. No more than two are looked at before one is taken.

    `tables` are those of the module whose texts are values as they stand.
    """

    def __init__(self, module: LookModule, form: str, tables: Iterable[str]) -> None:
        self._module, self._form = module, form
        self._thread = ThreadPoolExecutor(1, "look")
        self._unseen: deque[_Unseen] = deque()
        self._seen: deque[Future[Portion]] = deque()
        self._told = dict.fromkeys(tables, 0)
        self._whole: list[Numbers] = []

    def __len__(self) -> int:
        return len(self._seen) + len(self._unseen)

    def add(self, text: memoryview, ends: NDArray[np.int32], lines: pa.Table) -> None:
        """Have lines looked at, which end before `ends`; the first of these is their beginning."""
        self._unseen.append(_Unseen(text, ends, lines))
        self._go_on()

    def next(self) -> Portion:
        """The first portion, once it is looked at."""
        portion = self._seen.popleft().result()
        self._go_on()
        return portion

    def know_whole(self, bodies: Numbers) -> None:
        """Of successes with these bodies, know a body by every byte in portions still unseen."""
        self._whole.append(bodies)

    def _go_on(self) -> None:
        while self._unseen and len(self._seen) < _AHEAD:
            whole, self._whole = self._whole, []
            self._seen.append(self._thread.submit(self._look, self._unseen.popleft(), whole))

    def _look(self, unseen: _Unseen, whole: list[Numbers]) -> Portion:
        for bodies in whole:
            self._module.know_whole(bodies)
        seen = self._module.look(unseen.text, unseen.ends, self._form)
        new = {table: self._module.numbered(table, told) for table, told in self._told.items()}
        for table, values in new.items():
            self._told[table] += len(values)
        return Portion(unseen.lines, seen, new, pa.py_buffer(unseen.text))
