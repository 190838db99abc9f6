"""SQL that a reader writes: it reads the lake's views, for a limited time, memory and size."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import streamlit as st
from reading import Place, catalog_of, place

from analyzer import queries, sandbox, warehouse
from analyzer.errors import QueryError
from analyzer.lake import Lake

MOST_ROWS = 10_000
MOST_SECONDS = 20
_MEMORY = "512MB"
EXAMPLE = """SELECT vendor, class, code, count(*) AS failures, max(ts) AS last_seen
FROM failures
GROUP BY ALL
ORDER BY failures DESC"""


@dataclass(frozen=True)
class Answer:
    """The rows of a query, whether there were more, and how long it took."""

    rows: pl.DataFrame
    cut: bool
    seconds: float


class TookTooLongError(Exception):
    """The query was stopped after MOST_SECONDS."""


def ask(query: str) -> Answer:
    """Run one reading statement. Raises QueryError and TookTooLongError."""
    return _ask(place(), query.strip().rstrip(";").strip())


@st.cache_data(max_entries=20, max_size="64MB", show_spinner=False)
def _ask(place: Place, query: str) -> Answer:
    con = _locked(place).cursor()
    stopped = threading.Event()

    def stop() -> None:
        stopped.set()
        con.interrupt()

    timer = threading.Timer(MOST_SECONDS, stop)
    began = time.monotonic()
    timer.start()
    try:
        rows = sandbox.read(con, _bounded(con, query))
    except QueryError:
        if stopped.is_set():
            raise TookTooLongError from None
        raise
    finally:
        timer.cancel()
        con.close()
    return Answer(rows.head(MOST_ROWS), rows.height > MOST_ROWS, time.monotonic() - began)


def _bounded(con: duckdb.DuckDBPyConnection, query: str) -> str:
    """The query with a limit on its rows, where it is a SELECT; anything else as it is."""
    bounded = f"FROM (\n{query}\n) LIMIT {MOST_ROWS + 1}"
    try:
        alone = con.extract_statements(query)
        together = con.extract_statements(bounded)
    except duckdb.Error:
        return query
    selects = [one.type == duckdb.StatementType.SELECT for one in (*alone, *together)]
    return bounded if selects == [True, True] else query


@st.cache_resource(max_entries=3, show_spinner=False)
def _locked(place: Place) -> duckdb.DuckDBPyConnection:
    known = catalog_of(place.vendors, place.vendors_stamp)
    lake = Lake(Path(place.lake))
    con = warehouse.connect(lake, known, place.lang)
    con.execute("SET GLOBAL TimeZone = 'UTC'")
    con.execute(f"SET memory_limit = '{_MEMORY}'")
    sandbox.lock(con, lake)
    return con


def runnable(name: str, parameters: Mapping[str, object]) -> str:
    """A named read with its parameters written out, to run as it stands."""
    return re.sub(
        r"\$(\w+)",
        lambda match: _literal(parameters[match[1]]) if match[1] in parameters else match[0],
        queries.source(name),
    ).strip()


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime):
        return f"TIMESTAMPTZ '{value.isoformat(sep=' ')}'"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_literal(one) for one in value) + "]"
    return "'" + str(value).replace("'", "''") + "'"
