"""SQL of a user: it reads the views, and nothing else."""

from __future__ import annotations

import re

import duckdb
import polars as pl

from analyzer.catalog import Catalog
from analyzer.errors import QueryError
from analyzer.lake import Lake
from analyzer.models import models
from analyzer.schema import TABLES
from analyzer.warehouse import connect

_LOOKING = {"information_schema", "describe", "show", "summarize", "sqlite_master"}
_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}


def run(lake: Lake, catalog: Catalog, lang: str, query: str) -> pl.DataFrame:
    """The result of one reading statement over the lake's views.

    Raises QueryError for SQL that does not run, or that would do more than read the lake.
    """
    lake.require()
    con = connect(lake, catalog, lang, names=_views_in(query))
    try:
        lock(con, lake)
        return read(con, query)
    finally:
        con.close()


def _views_in(query: str) -> set[str] | None:
    """The views that a query may read; None is all of them, for one that looks at the schema."""
    words = set(re.findall(r"\w+", query.lower()))
    looks_around = any(w in _LOOKING or w.startswith(("duckdb_", "pg_")) for w in words)
    return None if looks_around else words & models().keys()


def lock(con: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Leave a connection nothing but the lake's tables to reach."""
    folders = [str((lake.root / name).resolve()) for name in TABLES]
    con.execute("SET allowed_directories = $1", [folders])
    con.execute("SET temp_directory = ''")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")


def read(con: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    """The result of one reading statement. Raises QueryError."""
    try:
        statements = con.extract_statements(query)
    except duckdb.Error as error:
        raise _refused(error) from None
    if len(statements) != 1:
        raise QueryError(
            f"{len(statements)} statements", where="sql", todo="Give exactly one SELECT"
        )
    if statements[0].type not in _READING:
        raise QueryError(
            f"{statements[0].type.name} is refused: the lake is only read here",
            where="sql",
            todo="Give a SELECT",
        )
    try:
        frame: pl.DataFrame = con.sql(query).pl()
    except duckdb.Error as error:
        raise _refused(error) from None
    return frame


def _refused(error: duckdb.Error) -> QueryError:
    message = " ".join(str(error).split("\n\n")[0].split())
    return QueryError(message, where="sql", todo="`analyzer sql` alone lists views and columns")
