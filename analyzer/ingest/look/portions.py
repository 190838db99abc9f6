"""Portions of a log as the module sees them, on a thread of its own, ahead of who reads them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.ingest.lines.arrays import arrow, cut_texts
from analyzer.ingest.look.module import LookModule, Numbers, Seen

_AHEAD = 2


@dataclass(frozen=True)
class Portion:
    """Some lines, and what is `seen` of them; `new` are values not seen before."""

    lines: pa.Table
    seen: Seen
    new: Mapping[str, list[str]]
    text: pa.Buffer
    cut: Mapping[str, pa.StringArray]

    def column(self, name: str, at: NDArray[np.int64]) -> pa.StringArray:
        """One of TEXTS of the plain lines with that index; NULL where a line has none."""
        column = self.cut[name]
        is_whole = len(at) == len(column) and _is_rising(at)
        return column if is_whole else column.take(arrow(at))

    def texts(self, name: str, at: NDArray[np.int64]) -> pa.StringArray:
        """What one of SPANS holds of the plain lines with that index; NULL where it is empty."""
        if not _is_rising(at):
            lines, places = np.unique(at, return_inverse=True)
            return self.texts(name, lines).take(arrow(places))
        spans = self.seen.rows[name][at]
        each = 2 * np.arange(len(at))
        return _pieces(self.text, spans).take(arrow(each, spans["size"] == 0))


def _is_rising(numbers: NDArray[np.int64]) -> bool:
    return bool(np.all(numbers[1:] > numbers[:-1]))


def _pieces(text: pa.Buffer, spans: NDArray[Any]) -> pa.StringArray:
    """A text cut at the ends of spans, which follow one another: every other piece is a span."""
    stops = np.maximum.accumulate(np.where(spans["size"] > 0, spans["at"] + spans["size"], 0))
    offsets = np.empty((len(spans), 2), np.int32)
    offsets[:, 0] = np.where(spans["size"] > 0, spans["at"], stops)
    offsets[:, 1] = stops
    count = max(0, offsets.size - 1)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), text)


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
        cut = {name: cut_texts(*one) for name, one in seen.texts.items()}
        return Portion(unseen.lines, seen, new, pa.py_buffer(unseen.text), cut)
