"""SQL that a reader writes: it reads the lake's views, for a limited time, memory and size."""

from __future__ import annotations

import re
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


def ask(query: str, values: Mapping[str, str]) -> Answer:
    """Run one reading statement with the values of its `:name`.

    Raises QueryError; TookTooLongError after MOST_SECONDS.
    """
    return _ask(place(), query.strip(), dict(values), sandbox.Limits(MOST_SECONDS, _MEMORY))


@st.cache_data(max_entries=20, max_size="64MB", show_spinner=False)
def _ask(place: Place, query: str, values: dict[str, str], limits: sandbox.Limits) -> Answer:
    began = time.monotonic()
    rows = sandbox.read(_locked(place, limits), query, values, rows=MOST_ROWS + 1)
    return Answer(rows.head(MOST_ROWS), rows.height > MOST_ROWS, time.monotonic() - began)


@st.cache_resource(max_entries=3, show_spinner=False)
def _locked(place: Place, limits: sandbox.Limits) -> duckdb.DuckDBPyConnection:
    known = catalog_of(place.vendors, place.vendors_stamp)
    con = warehouse.connect(Lake(Path(place.lake)), known, place.lang)
    sandbox.lock(con, limits)
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
