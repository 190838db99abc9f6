"""Named reads over the lake, cached by what they depend on: the lake's version and the filters."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import polars as pl
import streamlit as st
from blake3 import blake3
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from analyzer import queries
from analyzer.lake.lake import Lake
from analyzer.lake.marks import Mark, marks
from analyzer.lake.settlements import settlements
from analyzer.report import bundle
from analyzer.report.attention.item import Item
from analyzer.report.sql import Query
from parts.views import ALL, Narrowing, Place, seen
from parts.words import language

_STEADY_S, _STALE_S = 10, 300
# A page asks dozens of times as it is drawn, and to look takes milliseconds.
_LOOK_S = 0.2
_SIDE_BY_SIDE = 3
Result = TypeVar("Result")


def lake() -> Lake:
    """The lake that ANALYZER_LAKE names."""
    return Lake(os.environ.get("ANALYZER_LAKE", "lake"))


def place() -> Place:
    """What this run of the page reads."""
    vendors = os.environ.get("ANALYZER_VENDORS")
    version, by_hand = _looks(lake().root).version()
    return Place(
        lake=lake().root,
        version=version,
        vendors=vendors,
        vendors_stamp=_stamp(Path(vendors)) if vendors else 0.0,
        lang=language(),
        by_hand=by_hand,
    )


@st.cache_data(ttl=10, show_spinner=False)
def _noted(root: str) -> tuple[Mark, ...]:
    return tuple(marks(Lake(root)))


def noted() -> tuple[Mark, ...]:
    """Events from outside that were noted for the lake."""
    return _noted(lake().root)


def _version(root: str) -> tuple[int, str]:
    lake = Lake(root)
    by_hand = repr((settlements(lake), marks(lake)))
    return lake.version(), blake3(by_hand.encode("utf-8", "replace")).hexdigest(8)


class _Looks:
    """The version of a lake to show: a change at once, the next one a while later.

    A lake that is loaded all the time would have all computed anew with every click. The longer
    it took to compute what is shown, the longer it is shown.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self._version = _version(root)
        self._changed, self._computed_s = -math.inf, 0.0
        self._looked = time.monotonic()

    def version(self) -> tuple[int, str]:
        """The last version that was taken, or a newer one; of what is loaded, and said by hand."""
        now = time.monotonic()
        steady_s = min(max(_STEADY_S, 2 * self._computed_s), _STALE_S)
        if now - self._changed >= steady_s and now - self._looked >= _LOOK_S:
            self._looked = now
            found = _version(self._root)
            if found != self._version:
                self._version, self._changed, self._computed_s = found, now, 0.0
        return self._version

    def computed(self, seconds: float) -> None:
        """Note how long something took that is shown."""
        self._computed_s += seconds


@st.cache_resource(show_spinner=False)
def _looks(root: str) -> _Looks:
    return _Looks(root)


def _stamp(folder: Path) -> float:
    files = [folder, *folder.glob("*.toml")]
    return max((file.stat().st_mtime for file in files if file.exists()), default=0.0)


def read(name: str, narrowing: Narrowing = ALL, **parameters: object) -> pl.DataFrame:
    """The result of a named read, with the rows that the filters leave."""
    sql = queries.source(name)
    given = ((key, value) for key, value in parameters.items() if f"${key}" in sql)
    return _read(place(), narrowing, name, tuple(sorted(given)))


@st.cache_data(max_entries=1_000, max_size="256MB", show_spinner=False)
def _read(
    place: Place, narrowing: Narrowing, name: str, parameters: tuple[tuple[str, object], ...]
) -> pl.DataFrame:
    began = time.monotonic()
    try:
        with seen(place, narrowing, [name]) as con:
            return queries.read(con, name, **dict(parameters))
    finally:
        _looks(place.lake).computed(time.monotonic() - began)


def side_by_side(*reads: Callable[[], Result]) -> Iterator[Result]:
    """Begin reads that need nothing of each other; their results in the order of the reads.

    DuckDB plans a query with one thread, and what has come can be drawn while others are read.
    """
    session = get_script_run_ctx()
    threads = ThreadPoolExecutor(_SIDE_BY_SIDE, "read", lambda: add_script_run_ctx(None, session))
    coming = [threads.submit(read) for read in reads]
    threads.shutdown(wait=False)
    return (one.result() for one in coming)


@st.cache_data(max_entries=50, max_size="64MB", show_spinner=False)
def rows_behind(
    place: Place, narrowing: Narrowing, view: str, condition: str, at_most: int
) -> tuple[int, pl.DataFrame]:
    """How many rows of a view a condition of ours leaves, and the newest of them."""
    with seen(place, narrowing, [], also=[view]) as con:
        ((count,),) = con.execute(f"SELECT count(*) FROM {view} WHERE {condition}").fetchall()
        newest = f"FROM {view} WHERE {condition} ORDER BY ts DESC LIMIT {at_most}"
        return count, con.sql(newest).pl()


def finding_bundle(place: Place, item: Item) -> bytes:
    """The zip file for a vendor's support about the failures behind a finding."""
    also = [item.sql.view] if isinstance(item.sql, Query) else []
    with seen(place, ALL, bundle.READS, also=also) as con:
        return bundle.of_finding(con, item, place.lang) or b""


def support_bundle(trace: str) -> bytes:
    """The zip file for a vendor's support about a trace. Raises UsageError for an unknown one."""
    return _support_bundle(place(), trace)


@st.cache_data(max_entries=20, max_size="32MB", show_spinner=False)
def _support_bundle(place: Place, trace: str) -> bytes:
    with seen(place, ALL, ()) as con:
        return bundle.build(con, trace, place.lang)
