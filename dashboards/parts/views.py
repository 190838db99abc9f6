"""The views over one version of a lake, as they are, narrowed by filters, or computed once.

Filters narrow the rows that the views show, not what the views compute from: with one client
chosen, a key's pressure still counts the requests of every client. So what depends on the whole
lake is computed once for each of its versions, and all filters choose from the same table.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
import streamlit as st

from analyzer import queries
from analyzer.catalog import catalog
from analyzer.catalog.catalog import Catalog
from analyzer.lake.lake import KEPT, Lake
from analyzer.models import Model, models
from analyzer.models.order import read_often
from analyzer.report import bundle
from analyzer.system.database import open_memory
from analyzer.system.sql_literal import quoted
from analyzer.warehouse.connection import create_views, not_kept, open_tables, with_selects
from analyzer.warehouse.vendor_scope import views_of

_FILTERED = {"vendor", "client", "clients", "key_id", "subject", "route"}
_COMPUTED = "computed"
_VIEWS, _TABLES, _HELD = "memory.main", f"{_COMPUTED}.main", f"{_COMPUTED}.held"
# Of a lake with no more requests, all that pages read is computed as the first one opens.
_FEW_REQUESTS = 100_000
# Of the lake and of the language: who reads an old one goes on with it.
_VERSIONS = 4


@dataclass(frozen=True)
class Place:
    """Which data: a lake in one of its versions, seen through a catalog in one language.

    `by_hand` changes with what people settled and noted.
    """

    lake: str
    version: int
    vendors: str | None
    vendors_stamp: float
    lang: str
    by_hand: str = ""


@dataclass(frozen=True)
class Narrowing:
    """Which rows: those of these vendors, clients, keys and routes; empty is all of them."""

    vendors: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.vendors, self.clients, self.keys, self.routes))


ALL = Narrowing()


@st.cache_resource(show_spinner=False)
def catalog_of(vendors: str | None, stamp: float) -> Catalog:
    """The vendors' catalog, read again when a file of the folder changes."""
    del stamp
    return catalog.load(Path(vendors) if vendors else None)


@contextmanager
def seen(
    place: Place, narrowing: Narrowing, names: Sequence[str], *, also: Collection[str] = ()
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection on which named reads, and the views in `also`, show what the filters leave."""
    opened, wanted = _opened(place), {*views_of(names), *also}
    opened.hold(wanted)
    for view in sorted(view for view in wanted if opened.is_precomputed(view)):
        opened.compute(view)
    schemas = [opened.narrow(narrowing, wanted)] if narrowing else []
    with opened.con.cursor() as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute(f"SET search_path = '{','.join((*schemas, _TABLES, _VIEWS))}'")
        yield con


class _Opened:
    """A database of the views over a lake, and what was made of them since."""

    def __init__(self, place: Place) -> None:
        vendors, lake = catalog_of(place.vendors, place.vendors_stamp), Lake(place.lake)
        # Whether any rows of models are kept beside the lake's requests.
        self._is_kept = lake.storage.holds(f"{KEPT}/")
        self.con, names = open_memory(), views_of(queries.names())
        self._opened = open_tables(self.con, lake, vendors, place.lang, names)
        self._there: set[str] = set()
        self._is_small = self._opened.requests <= _FEW_REQUESTS
        if self._is_small:
            self._create(self.con, names)
        # Of a day that nothing is kept of, as of one being loaded, all requests are looked at: what
        # does not fit goes to the disk, where only this user reads it.
        spill = os.environ.get("ANALYZER_SPILL")
        self._spilled = tempfile.TemporaryDirectory(prefix="analyzer-", dir=spill)
        self.con.execute(f"SET temp_directory = {quoted(self._spilled.name)}")
        self.con.execute(f"ATTACH ':memory:' AS {_COMPUTED} (COMPRESS)")
        self.con.execute(f"CREATE SCHEMA {_HELD}")
        self._made: set[str] = set()
        self._held: set[str] = set()
        self._making = threading.Lock()

    def is_precomputed(self, view: str) -> bool:
        """Whether pages read a table of a view, which `compute` makes."""
        model = models()[view]
        return model.precompute and not (model.kept_whole and view in self._opened.kept)

    def hold(self, views: Collection[str]) -> None:
        """Compute the rows that these views read of days that nothing is kept of, and hold them.

        One model after the other, since each looks at all requests of such a day.
        """
        if self._held.issuperset(views):
            return
        with self._making, self.con.cursor() as con:
            self._create(con, views)
            con.execute("SET TimeZone = 'UTC'")
            for model in with_selects(self._opened.kept, set(views) - self._held):
                if model.name not in self._held and not self._is_small:
                    self._hold(con, model)
                self._held.add(model.name)

    def _create(self, con: duckdb.DuckDBPyConnection, names: Collection[str]) -> None:
        """Create the views that are not there yet; to create all takes over a second.

        What several views read is computed at once where that takes no longer.
        """
        kept, there = self._opened.kept, self._there
        known = {model.name: model for model in with_selects(kept, names)}
        computed = read_often(known, names) if self._is_small else ()
        create_views(con, names, instead=kept, computed=computed, besides=there)
        self._there.update(known)

    def _hold(self, con: duckdb.DuckDBPyConnection, model: Model) -> None:
        name, rule = model.name, model.materialized
        if rule is None or rule.held == "never":
            return
        if rule.held == "always" or not self._is_kept:
            view = f"{_VIEWS}.{name}"
        elif _is_schema(con, not_kept(name)):
            view = f'"{not_kept(name)}".parts'
        else:
            return
        con.execute(f"CREATE TABLE {_HELD}.{name} AS FROM {view}")
        con.execute(f"CREATE OR REPLACE VIEW {view} AS FROM {_HELD}.{name}")

    def compute(self, view: str) -> None:
        """Make a table of a view, with what named reads and filters ask of it."""
        table = f"{_TABLES}.{view}"
        with self._making, self.con.cursor() as con:
            if table not in self._made:
                con.execute("SET TimeZone = 'UTC'")
                columns = ", ".join(f'"{column}"' for column in _asked_for(view))
                con.execute(f"CREATE TABLE {table} AS SELECT {columns} FROM {_VIEWS}.{view}")
                self._made.add(table)
                # What lies in memory is compressed only then: while others read, with a later one.
                with suppress(duckdb.TransactionException):
                    con.execute(f"CHECKPOINT {_COMPUTED}")

    def narrow(self, narrowing: Narrowing, views: Collection[str]) -> str:
        """Make narrowed views; the schema that holds them.

        DuckDB looks up what a view reads in that view's own schema first, so the other views go
        on reading each other whole.
        """
        schema = "narrowed_" + hashlib.sha256(repr(narrowing).encode()).hexdigest()[:16]
        with self._making, self.con.cursor() as con:
            con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            for view in sorted(views):
                name = f"{schema}.{view}"
                home = _TABLES if self.is_precomputed(view) else _VIEWS
                conditions = _conditions(models()[view], narrowing)
                if conditions and name not in self._made:
                    where = " AND ".join(conditions)
                    con.execute(f"CREATE VIEW {name} AS SELECT * FROM {home}.{view} WHERE {where}")
                    self._made.add(name)
        return schema


@st.cache_resource(max_entries=_VERSIONS, show_spinner=False)
def _opened(place: Place) -> _Opened:
    return _Opened(place)


def _is_schema(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    found = con.execute("SELECT 1 FROM duckdb_schemas() WHERE schema_name = $1", [name])
    return found.fetchone() is not None


def _asked_for(view: str) -> list[str]:
    sources = [queries.source(name) for name in queries.names() if view in views_of([name])]
    if "fingerprint" in models()[view].columns:
        sources.append(bundle.FAILURES)  # which a finding's bundle is made of
    words = {word for source in sources for word in re.findall(r"\w+", source)}
    return [column for column in models()[view].columns if column in words | _FILTERED]


def _conditions(model: Model, narrowing: Narrowing) -> list[str]:
    columns = model.columns
    found = [
        f'"{column}" IN ({_list(values)})'
        for column, values in (
            ("vendor", narrowing.vendors),
            ("client", narrowing.clients),
            ("key_id", narrowing.keys),
            ("route", narrowing.routes),
        )
        if column in columns and values
    ]
    if "clients" in columns and narrowing.clients:
        found.append(f"list_has_any(clients, [{_list(narrowing.clients)}])")
    if "subject" in columns and narrowing.keys:
        found.append(f"subject IN ({_list(narrowing.keys)})")
    calls = f"{_VIEWS}.caller_days WHERE client IN ({_list(narrowing.clients)})"
    if "subject" in columns and narrowing.clients:
        found.append(f"subject IN (SELECT key_id FROM {calls} UNION SELECT client_ip FROM {calls})")
    # Keys that name no client are those with which it called.
    elif "key_id" in columns and not {"client", "clients"} & columns.keys() and narrowing.clients:
        found.append(f"(vendor, key_id) IN (SELECT (vendor, key_id) FROM {calls})")
    return found


def _list(values: tuple[str, ...]) -> str:
    return ", ".join(map(quoted, values))
