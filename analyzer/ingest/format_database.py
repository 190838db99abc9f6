"""A DuckDB database in memory that knows what the SELECTs of formats are written in."""

from __future__ import annotations

from importlib import resources

import duckdb

from analyzer import formats
from analyzer.redaction.macros import macros as redaction_macros
from analyzer.system.database import open_memory

_MACROS = [
    (resources.files(__package__) / "macros.sql").read_text("utf-8"),
    (resources.files(formats) / "macros.sql").read_text("utf-8"),
]


def open_for_formats() -> duckdb.DuckDBPyConnection:
    """Such a database; it holds no lines yet."""
    con = open_memory()
    for macros in (redaction_macros(), *_MACROS):
        con.execute(macros)
    return con
