"""Named reads shared by report and dashboard: one SQL file each, with `$name` parameters."""

from __future__ import annotations

from functools import cache
from importlib import resources

import duckdb
import polars as pl


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
    frame: pl.DataFrame = con.sql(sql, params=given).pl()
    return frame
