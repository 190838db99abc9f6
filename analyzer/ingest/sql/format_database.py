"""DuckDB databases in memory, with the macros that formats and ingest call."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import duckdb

from analyzer.catalog.catalog import Catalog
from analyzer.ingest.sql.limit_states import limit_macros
from analyzer.ingest.sql.macro_database import with_macros
from analyzer.ingest.sql.request_items import item_macros
from analyzer.ingest.sql.vendors import vendor_macros
from analyzer.system.database import open_again
from analyzer.warehouse.catalog_macros import OF_MODELS


def open_for_formats() -> duckdb.DuckDBPyConnection:
    """A connection to such a database, which this process has one of; it holds no lines yet.

    To create the macros takes longer than to take an envelope off some lines.
    """
    return open_again(_of_formats())


@cache
def _of_formats() -> duckdb.DuckDBPyConnection:
    return with_macros()


def know_when_read(con: duckdb.DuckDBPyConnection, now: datetime | None) -> None:
    """Tell a connection when lines are read; None: that is not known.

    A statement that was prepared before goes on by what was said then.
    """
    if now is None:
        con.execute("DROP MACRO IF EXISTS temp.read_at")
    else:
        moment = f"TIMESTAMPTZ '{now.isoformat()}'"
        con.execute(f"CREATE OR REPLACE TEMP MACRO read_at() AS {moment}")


def open_for_requests(catalog: Catalog) -> duckdb.DuckDBPyConnection:
    """One that turns exchanges into requests as well, as a catalog's vendors tell."""
    con = with_macros()
    con.execute("SET temp_directory = ''")
    # A list of constants is compared where it stands: to begin a join costs more than rows do.
    # The learned tables are small, and of a chunk's rows nobody knows how many there are: they
    # are what a join builds its table of.
    con.execute("SET disabled_optimizers = 'join_order,build_side_probe_side,in_clause'")
    for macros in (vendor_macros, limit_macros, item_macros):
        con.execute(macros(catalog))
    con.execute(OF_MODELS)
    return con
