"""Named reads shared by report and dashboard: one SQL file each, with `$name` parameters."""

from __future__ import annotations

import warnings
from functools import cache
from importlib import resources

import duckdb
import polars as pl

# DuckDB would rather have `con.sql`, which binds a query twice: to know its columns, and to run it.
# That takes longer than another copy of the few rows that are read here.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)


@cache
def source(name: str) -> str:
    """The SQL of a named read. Raises FileNotFoundError for a name that is none."""
    return (resources.files(__package__) / f"{name}.sql").read_text("utf-8")


def names() -> list[str]:
    """Every named read in the folder."""
    files = (file.name for file in resources.files(__package__).iterdir())
    return sorted(name.removesuffix(".sql") for name in files if name.endswith(".sql"))


def read(con: duckdb.DuckDBPyConnection, name: str, **parameters: object) -> pl.DataFrame:
    """Run a named read. `parameters` are those its SQL names; times are aware datetimes."""
    sql = source(name)
    given = {key: value for key, value in parameters.items() if f"${key}" in sql}
    frame = pl.from_arrow(con.execute(sql, given or None).to_arrow_table())
    assert isinstance(frame, pl.DataFrame)
    return frame
