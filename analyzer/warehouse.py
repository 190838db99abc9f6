"""DuckDB over a lake: the lake's files, the catalog as tables, the models as views."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import duckdb
import pyarrow as pa

from analyzer.catalog import Catalog
from analyzer.lake import Lake
from analyzer.models import Model, models
from analyzer.schema import TABLES

# Nothing here may reach for the network, and Parquet needs no extension that has to be fetched.
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def open_memory() -> duckdb.DuckDBPyConnection:
    """A DuckDB database in memory, whose times are UTC."""
    con = duckdb.connect(config=_SETTINGS)
    con.execute("SET TimeZone = 'UTC'")
    return con


def create_views(con: duckdb.DuckDBPyConnection) -> None:
    """Create every model as a documented view, each after the models that it reads.

    The connection must hold the relations that models start from: `lake_requests`,
    `lake_rejects`, `lake_loads` and the `catalog_…` tables.
    """
    for model in in_order(con, models()):
        con.execute(f'CREATE OR REPLACE VIEW "{model.name}" AS {model.sql}')
        con.execute(f'COMMENT ON VIEW "{model.name}" IS {quoted(model.about)}')
        for column, about in model.columns.items():
            con.execute(f'COMMENT ON COLUMN "{model.name}"."{column}" IS {quoted(about)}')


def in_order(con: duckdb.DuckDBPyConnection, wanted: Mapping[str, Model]) -> Iterator[Model]:
    """The models, each after those that it reads."""
    done: set[str] = set()

    def visit(name: str) -> Iterator[Model]:
        if name in done:
            return
        done.add(name)
        for read in sorted(tables_of(con, wanted[name].sql) & wanted.keys()):
            yield from visit(read)
        yield wanted[name]

    for name in wanted:
        yield from visit(name)


def tables_of(con: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    """Names that a SELECT reads from, found by DuckDB's own parser without binding."""
    row = con.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    tree = json.loads(row[0]) if row else {}
    if tree.get("error"):
        raise duckdb.ParserException(tree.get("error_message", "cannot be parsed"))
    return set(_table_names(tree))


def _table_names(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") == "BASE_TABLE":
            yield node["table_name"]
        for child in node.values():
            yield from _table_names(child)
    elif isinstance(node, list):
        for child in node:
            yield from _table_names(child)


def create_tables(con: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]) -> None:
    """Copy Arrow tables into the database, so that they outlive the Python objects."""
    for name, table in tables.items():
        con.register("arriving", table)
        con.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM arriving')
        con.unregister("arriving")


def quoted(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def connect(lake: Lake, catalog: Catalog, lang: str = "en") -> duckdb.DuckDBPyConnection:
    """An in-memory database with every view over the lake, in the catalog's language `lang`.

    A lake without loads gives empty views. Raises LakeError where the files cannot be read.
    """
    con = open_memory()
    open_lake(con, lake)
    create_tables(con, catalog.tables(lang))
    create_views(con)
    return con


def open_lake(con: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Create the views `lake_requests`, `lake_rejects` and `lake_loads` over the lake's files."""
    for name, columns in TABLES.items():
        files = lake.files(name)
        if files:
            listed = ", ".join(quoted(file) for file in files)
            hive = (
                ", hive_partitioning = true, hive_types = {'vendor': VARCHAR, 'date': DATE}"
                if name == "requests"
                else ""
            )
            select = ", ".join(columns.names)
            con.execute(
                f"CREATE VIEW lake_{name} AS SELECT {select} FROM read_parquet([{listed}]{hive})"
            )
        else:
            create_tables(con, {f"lake_{name}": columns.empty_table()})


def write_views(lake: Lake, catalog: Catalog, lang: str = "en") -> None:
    """Write `analyzer.duckdb` into the lake: the same views for other SQL tools, in one small file.

    Its storage format is that of DuckDB 1.5, so that tools which are not yet on 2.0 open it too.
    The file is replaced whole; who has the old one open goes on reading the old one.
    """
    target = lake.root / "analyzer.duckdb"
    with lake.staging() as folder:
        draft = folder / target.name
        with open_memory() as con:
            con.execute(f"ATTACH {quoted(str(draft))} AS analyzer (STORAGE_VERSION 'v1.5.0')")
            con.execute("USE analyzer")
            open_lake(con, lake)
            create_tables(con, catalog.tables(lang))
            create_views(con)
            con.execute("USE memory")
            con.execute("DETACH analyzer")
        draft.replace(target)
