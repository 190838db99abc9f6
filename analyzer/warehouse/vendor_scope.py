"""A DuckDB connection restricted to some vendors: named queries return their rows alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import duckdb

from analyzer import queries
from analyzer.models import models
from analyzer.models.order import in_order, tables_of
from analyzer.system.sql_literal import quoted


@contextmanager
def only_vendors(
    con: duckdb.DuckDBPyConnection, vendors: Sequence[str], views: Iterable[str]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection on which the `views` hold rows of these vendors alone.

    Views without a vendor stay as they are, but loads and rejects are those with requests of the
    vendors. Where `con` looks into another schema before `main`, so does the one that is given.
    """
    schema = f"vendors_{secrets.token_hex(8)}"
    listed = ", ".join(quoted(vendor) for vendor in vendors)
    first = _first_schema(con)
    computed = set(_tables(con, first))
    with con.cursor() as own:
        own.execute("SET TimeZone = 'UTC'")
        own.execute(f"CREATE SCHEMA {schema}")
        try:
            for view in sorted(set(views)):
                home = first if view in computed else "main"
                if condition := _condition(view, listed):
                    own.execute(
                        f"CREATE VIEW {schema}.{view} AS SELECT * FROM {home}.{view}"
                        f" WHERE {condition}"
                    )
            own.execute(f"SET search_path = '{schema},{first},main'")
            yield own
        finally:
            own.execute("SET search_path = 'main'")
            own.execute(f"DROP SCHEMA {schema} CASCADE")


def views_of(names: Iterable[str]) -> set[str]:
    """The views that named reads start from."""
    return {view for name in names for view in tables_of(queries.source(name)) & models().keys()}


def _first_schema(con: duckdb.DuckDBPyConnection) -> str:
    ((path,),) = con.execute("SELECT current_setting('search_path')").fetchall()
    return str(path).split(",")[0] or "main"


def _tables(con: duckdb.DuckDBPyConnection, schema: str) -> Iterator[str]:
    found = con.sql(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = $schema",
        params={"schema": schema},
    )
    yield from (name for (name,) in found.fetchall())


def _condition(view: str, listed: str) -> str | None:
    columns = models()[view].columns.keys()
    if not _reads_the_lake(view):  # what the catalog says of a vendor is asked for others too
        return None
    if "vendor" in columns:
        return f"vendor IN ({listed})"
    if "load" in columns:
        return f"load IN (SELECT DISTINCT load FROM main.lake_requests WHERE vendor IN ({listed}))"
    return None


def _reads_the_lake(view: str) -> bool:
    tables = {name for model in in_order(models(), [view]) for name in tables_of(model.sql)}
    return any(name.startswith("lake_") for name in tables)
