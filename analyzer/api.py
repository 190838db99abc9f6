"""The views from Python: for notebooks and scripts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import duckdb
import polars as pl

from analyzer.catalog import catalog
from analyzer.errors import QueryError, UsageError
from analyzer.lake.lake import Lake
from analyzer.models import models
from analyzer.sandbox import sandbox
from analyzer.system.languages import LANGUAGES
from analyzer.warehouse.connection import connect

_SQL_SECONDS = 600


class OpenLake:
    """The views over a lake as it was when it was opened; a later load is seen by a later `open`.

    Nothing here writes into the lake. Every view of the reference (`analyzer sql`) is an attribute,
    a polars LazyFrame that reads only the columns and rows that are asked for:

        lake.failures.filter(pl.col("class") == "quota").select("ts", "code").collect()
    """

    def __init__(self, root: str | Path, vendors: str | Path | None, lang: str) -> None:
        if lang not in LANGUAGES:
            raise UsageError(
                f"no language {lang!r}", where="lang", todo=f"One of {', '.join(LANGUAGES)}"
            )
        self._lake = Lake(root)
        self._lake.require()
        self._catalog = catalog.load(Path(vendors) if vendors else None)
        self._lang = lang

    @property
    def views(self) -> dict[str, str]:
        """The name of every view, and what it says."""
        return {name: model.about for name, model in models().items()}

    def frame(self, view: str) -> pl.LazyFrame:
        """A view as a polars LazyFrame. Raises QueryError for a view that is none."""
        frame: pl.LazyFrame = self.relation(view).pl(lazy=True)
        return frame

    def relation(self, view: str) -> duckdb.DuckDBPyRelation:
        """A view as a DuckDB relation, to filter, join and write on in DuckDB's own words.

        Each has a connection of its own, so one that is half read is in nobody's way.
        Raises QueryError for a view that is none.
        """
        if view not in models():
            raise QueryError(
                f"no view {view!r}",
                where=self._lake.root,
                todo="See .views for those there are",
            )
        return self._open.cursor().table(view)

    def sql(self, query: str, **parameters: object) -> pl.DataFrame:
        """The answer to one SELECT over the views, in the sandbox of `analyzer sql`.

        `parameters` are the values of `:name` in the query.
        Raises QueryError for SQL that does not run or would do more than read the views.
        """
        return sandbox.read(self._locked, query, parameters)

    def close(self) -> None:
        """Give back memory and files. Frames and relations of this lake end with it."""
        for name in ("_open", "_locked"):
            if con := self.__dict__.pop(name, None):
                con.close()

    @cached_property
    def _open(self) -> duckdb.DuckDBPyConnection:
        con = connect(self._lake, self._catalog, self._lang)
        con.execute("SET GLOBAL TimeZone = 'UTC'")
        return con

    @cached_property
    def _locked(self) -> duckdb.DuckDBPyConnection:
        con = connect(self._lake, self._catalog, self._lang)
        sandbox.lock(con, sandbox.Limits(_SQL_SECONDS))
        return con

    def __getattr__(self, name: str) -> pl.LazyFrame:
        if name.startswith("_") or name not in models():
            raise AttributeError(f"no view {name!r}; .views lists those there are")
        return self.frame(name)

    def __dir__(self) -> Iterable[str]:
        return sorted({*super().__dir__(), *models()})

    def __repr__(self) -> str:
        return f"analyzer.open({self._lake.root!r})"

    def __enter__(self) -> OpenLake:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
