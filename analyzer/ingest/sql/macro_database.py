"""A DuckDB database in memory that has the macros of formats and ingest, whatever the catalog.

It imports little, so that DuckDB can create them while Python imports the rest of the program.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from importlib import resources

import duckdb

from analyzer import formats
from analyzer.redaction.macros import macros as redaction_macros
from analyzer.system.database import open_memory

_MACROS = [
    (resources.files(__package__) / "macros.sql").read_text("utf-8"),
    (resources.files(formats) / "macros.sql").read_text("utf-8"),
]
_BEGUN: list[Future[duckdb.DuckDBPyConnection]] = []


@cache
def begin() -> None:
    """Begin the first such database of this process in a thread; `with_macros` waits for it."""
    thread = ThreadPoolExecutor(1, "macros")
    _BEGUN.append(thread.submit(_created))
    thread.shutdown(wait=False)


def with_macros() -> duckdb.DuckDBPyConnection:
    """The one that was begun, if nobody has it yet, else a new one."""
    try:
        return _BEGUN.pop().result()
    except IndexError:
        return _created()


def create_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Create the macros that formats and ingest call whatever the catalog."""
    for macros in (redaction_macros(), *_MACROS):
        con.execute(macros)


def _created() -> duckdb.DuckDBPyConnection:
    con = open_memory()
    create_macros(con)
    return con
