"""DuckDB in memory: times in UTC, and nothing fetched from the network."""

from __future__ import annotations

import duckdb

# Nothing here may reach for the network, and Parquet needs no extension that has to be fetched.
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def open_memory() -> duckdb.DuckDBPyConnection:
    """A DuckDB database in memory, whose times are UTC."""
    con = _in_utc(duckdb.connect(config=_SETTINGS))
    # DuckDB 2.0.0 now and then ends a query where small chunks are gathered: "dict-surviving cache:
    # global dictionary column changed identity" (its pull request 23447).
    con.execute("SET GLOBAL enable_caching_operators = false")
    # A file of the lake never changes, and a view may read it several times.
    con.execute("SET GLOBAL parquet_metadata_cache = true")
    # An ASOF join of few rows compares each with all others. Of what is filtered DuckDB expects too
    # few rows, and such a query would grow with their square.
    con.execute("SET GLOBAL asof_loop_join_threshold = 0")
    return con


def open_again(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Another connection to such a database, with temporary tables and views of its own."""
    return _in_utc(con.cursor())


def _in_utc(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    con.execute("SET TimeZone = 'UTC'")
    # Where Python runs no file, DuckDB shows one on standard output, among what was asked for.
    con.execute("SET enable_progress_bar = false")
    return con
