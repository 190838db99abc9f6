"""Named reads over the lake, cached by what they depend on: the lake's version and the filters.

Filters narrow the rows that the views show, not what the views compute from: with one client
chosen, a key's pressure still counts the requests of every client.
"""

from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import streamlit as st
from words import language

from analyzer import bundle, catalog, queries, warehouse
from analyzer.catalog import Catalog
from analyzer.lake import Lake
from analyzer.literal import quoted
from analyzer.models import Model, models
from analyzer.models.order import tables_of
from analyzer.vendor_scope import views_of

_creating = threading.Lock()


@dataclass(frozen=True)
class Place:
    """Which data: a lake in one of its versions, seen through a catalog in one language."""

    lake: str
    version: int
    vendors: str | None
    vendors_stamp: float
    lang: str


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


def lake() -> Lake:
    """The lake that ANALYZER_LAKE names."""
    return Lake(os.environ.get("ANALYZER_LAKE", "lake"))


def place() -> Place:
    """What this run of the page reads."""
    vendors = os.environ.get("ANALYZER_VENDORS")
    return Place(
        lake=lake().root,
        version=lake().version(),
        vendors=vendors,
        vendors_stamp=_stamp(Path(vendors)) if vendors else 0.0,
        lang=language(),
    )


def _stamp(folder: Path) -> float:
    files = [folder, *folder.glob("*.toml")]
    return max((file.stat().st_mtime for file in files if file.exists()), default=0.0)


def read(name: str, narrowing: Narrowing = ALL, **parameters: object) -> pl.DataFrame:
    """The result of a named read, with the rows that the filters leave."""
    return _read(place(), narrowing, name, tuple(sorted(parameters.items())))


@st.cache_data(max_entries=1_000, max_size="256MB", show_spinner=False)
def _read(
    place: Place, narrowing: Narrowing, name: str, parameters: tuple[tuple[str, object], ...]
) -> pl.DataFrame:
    con = _opened(place).cursor()
    try:
        con.execute("SET TimeZone = 'UTC'")
        if narrowing:
            con.execute(f"SET search_path = '{_narrow(place, narrowing, name)}'")
        return queries.read(con, name, **dict(parameters))
    finally:
        con.close()


def support_bundle(trace: str) -> bytes:
    """The zip file for a vendor's support about a trace. Raises UsageError for an unknown one."""
    return _support_bundle(place(), trace)


@st.cache_data(max_entries=20, max_size="32MB", show_spinner=False)
def _support_bundle(place: Place, trace: str) -> bytes:
    con = _opened(place).cursor()
    try:
        con.execute("SET TimeZone = 'UTC'")
        return bundle.build(con, trace, place.lang)
    finally:
        con.close()


@st.cache_resource(show_spinner=False)
def catalog_of(vendors: str | None, stamp: float) -> Catalog:
    """The vendors' catalog, read again when a file of the folder changes."""
    del stamp
    return catalog.load(Path(vendors) if vendors else None)


@st.cache_resource(max_entries=6, show_spinner=False)
def _opened(place: Place) -> duckdb.DuckDBPyConnection:
    known = catalog_of(place.vendors, place.vendors_stamp)
    return warehouse.connect(Lake(place.lake), known, place.lang, names=views_of(queries.names()))


@st.cache_resource(max_entries=5_000, show_spinner=False)
def _narrow(place: Place, narrowing: Narrowing, name: str) -> str:
    """A schema that holds the narrowed views for a named read; its name.

    DuckDB looks up what a view reads in that view's own schema first, so the views of `main`
    go on reading each other whole.
    """
    schema = "narrowed_" + hashlib.sha256(repr(narrowing).encode()).hexdigest()[:16]
    asked = tables_of(queries.source(name))
    con = _opened(place).cursor()
    with _creating:
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for model in models().values():
            conditions = _conditions(model, narrowing)
            if model.name in asked and conditions:
                con.execute(
                    f'CREATE OR REPLACE VIEW {schema}."{model.name}" AS '
                    f'SELECT * FROM main."{model.name}" WHERE {" AND ".join(conditions)}'
                )
    con.close()
    return schema


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
    if "subject" in columns and narrowing.clients:
        calls = f"main.lake_requests WHERE client IN ({_list(narrowing.clients)})"
        found.append(f"subject IN (SELECT key_id FROM {calls} UNION SELECT client_ip FROM {calls})")
    return found


def _list(values: tuple[str, ...]) -> str:
    return ", ".join(map(quoted, values))
