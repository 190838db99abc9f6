"""SQL that a reader writes: it reads the lake's views, for a limited time, memory and size."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
import streamlit as st

from analyzer import queries
from analyzer.errors import QueryError
from analyzer.sandbox import query_subprocess
from analyzer.sandbox.calendar_days import with_calendar_days
from analyzer.sandbox.sandbox import SEE_NAMES, Limits
from analyzer.system.sql_literal import quoted
from parts.reading import place
from parts.views import Place
from parts.words import text

MOST_ROWS = 10_000
MOST_SECONDS = 20
_MEMORY = "512MB"
# Each query is a process with that much memory; more of them than cores would help nobody.
_turns = threading.BoundedSemaphore(os.cpu_count() or 1)
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
    return _ask(place(), query.strip(), dict(values), Limits(MOST_SECONDS, _MEMORY))


def told(error: QueryError) -> str:
    """What is wrong with a query, and where the names that it may use stand on this page."""
    todo = text("sql.see_names") if error.todo == SEE_NAMES else error.todo
    return str(QueryError(error.what, where=error.where, todo=todo))


@st.cache_data(max_entries=20, max_size="64MB", show_spinner=False)
def _ask(place: Place, query: str, values: dict[str, str], limits: Limits) -> Answer:
    vendors = Path(place.vendors) if place.vendors else None
    with _turns:
        began = time.monotonic()
        rows = query_subprocess.ask(
            place.lake, vendors, place.lang, query, values, rows=MOST_ROWS + 1, limits=limits
        )
        took = time.monotonic() - began
    query_subprocess.prepare()
    return Answer(with_calendar_days(rows.head(MOST_ROWS)), rows.height > MOST_ROWS, took)


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
    return quoted(str(value))
