"""The views from Python: for notebooks and scripts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl
from markupsafe import escape

from analyzer.catalog import catalog
from analyzer.errors import QueryError, UsageError
from analyzer.lake.lake import Lake
from analyzer.models import INTERMEDIATE, PUBLIC, models
from analyzer.questions import question
from analyzer.sandbox import sandbox
from analyzer.system.languages import LANGUAGES
from analyzer.text.period import Period, period
from analyzer.warehouse.narrowed import RowFilter, connect_part

if TYPE_CHECKING:
    import altair as alt

_SQL_SECONDS = 600


class OpenLake:
    """The views over a lake as it was when it was opened; a later load is seen by a later `open`.

    Nothing here writes into the lake. Every view of the reference (`analyzer sql`) is an attribute,
    a polars LazyFrame that reads only the columns and rows that are asked for:

    >>> lake.failures.filter(pl.col("class") == "quota").select("code").unique().collect().item()
    '3002'

    So is `lake["failures"]`, and `lake["failures", "ts", "code"]` with these columns alone.
    """

    def __init__(
        self,
        root: str | Path,
        vendors: str | Path | None,
        lang: str,
        *,
        period: Period | None = None,
    ) -> None:
        if lang not in LANGUAGES:
            raise UsageError(
                f"no language {lang!r}", where="lang", todo=f"One of {', '.join(LANGUAGES)}"
            )
        self._lake = Lake(root)
        self._lake.require()
        self._catalog = catalog.load(Path(vendors) if vendors else None)
        self._vendors, self._lang, self._period = vendors, lang, period

    @property
    def views(self) -> dict[str, str]:
        """The name of every view, and what it says.

        >>> lake.views["vendor_health"]
        'How each vendor did, hour by hour.'
        """
        return {name: model.about for name, model in models().items()}

    def frame(self, view: str) -> pl.LazyFrame:
        """A view as a polars LazyFrame. Raises QueryError for a view that is none.

        >>> lake.frame("vendors").filter(vendor="tickdb").select("title").collect().item()
        'TickDB'
        """
        frame: pl.LazyFrame = self.relation(view).pl(lazy=True)
        return frame

    def relation(self, view: str) -> duckdb.DuckDBPyRelation:
        """A view as a DuckDB relation, to filter, join and write on in DuckDB's own words.

        Each has a connection of its own, so one that is half read is in nobody's way.

        >>> lake.relation("failures").filter("class = 'quota'").aggregate("min(code)").fetchall()
        [('3002',)]

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

        >>> lake.sql("SELECT DISTINCT code FROM failures WHERE class = :c", c="quota").item()
        '3002'

        Raises QueryError for SQL that does not run or would do more than read the views.
        """
        return sandbox.read(self._locked, query, parameters)

    def ask(self, name: str) -> pl.DataFrame:
        """The answer to one of the questions of the morning (`analyzer sql --examples`).

        >>> lake.ask("who_does_not_wait")["client"][0]
        'mm-bot-2'

        Raises UsageError for a question that is none.
        """
        return self.sql(question(name).sql)

    def plot(self, name: str) -> alt.Chart:
        """The answer to one of the questions as an Altair chart, at most its first 100 rows.

        >>> lake.at("2026-11-17").plot("when_was_it_worst").to_dict()["mark"]["type"]
        'circle'

        Raises UsageError for a question that is none, or whose answer is nothing to draw.
        """
        from analyzer.questions.plot import plot

        return plot(question(name), self.ask(name), self._lang)

    def at(self, since: str, until: str | None = None) -> OpenLake:
        """The same views, with the rows of a period: a day, or from `since` to `until`.

        Each is a day (a whole one, also where it is the last) or a time in ISO 8601, UTC. Rows of
        views are taken by their time; where one lasts, as an incident does, it is in if any of it
        is. They say what they say of the whole lake: nothing is computed from the period alone.
        Views without a time, as the catalog's, stay. Raises UsageError for what is no period.

        >>> lake.at("2026-11-17").requests.select(pl.col("ts").dt.date().unique()).collect().item()
        datetime.date(2026, 11, 17)
        """
        given = {"date": since} if until is None else {"since": since, "until": until}
        now = datetime.now(UTC)
        span = period(self._open, **given, now=now)
        return OpenLake(self._lake.root, self._vendors, self._lang, period=span)

    def close(self) -> None:
        """Give back memory and files. Frames and relations of this lake end with it."""
        for name in ("_open", "_locked"):
            if con := self.__dict__.pop(name, None):
                con.close()

    @cached_property
    def _open(self) -> duckdb.DuckDBPyConnection:
        con = self._connected(models())
        con.execute("SET GLOBAL TimeZone = 'UTC'")
        return con

    @cached_property
    def _locked(self) -> duckdb.DuckDBPyConnection:
        con = self._connected()
        sandbox.lock(con, sandbox.Limits(_SQL_SECONDS))
        return con

    def _connected(self, names: Collection[str] | None = None) -> duckdb.DuckDBPyConnection:
        part = RowFilter(self._period)
        return connect_part(self._lake, self._catalog, self._lang, part, names=names)

    def __getattr__(self, name: str) -> pl.LazyFrame:
        if name.startswith("_") or name not in models():
            raise AttributeError(f"no view {name!r}; .views lists those there are")
        return self.frame(name)

    def __getitem__(self, key: str | tuple[str, ...]) -> pl.LazyFrame:
        view, *columns = (key,) if isinstance(key, str) else key
        return self.frame(view).select(columns) if columns else self.frame(view)

    def _ipython_key_completions_(self) -> list[str | tuple[str, ...]]:
        columns = [(m.name, column) for m in models().values() for column in m.columns]
        return [*models(), *columns]

    def _repr_html_(self) -> str:
        """What the lake covers, and its views, for a notebook."""
        loads = pl.DataFrame(self._lake.loads())
        counts = loads.select(pl.sum("lines", "requests", "rejects", "skipped")).row(0, named=True)
        first, last = loads.select(pl.min("first_ts"), pl.max("last_ts")).row(0)
        layers = "".join(
            f"<details{' open' if layer == PUBLIC else ''}><summary>{layer} views</summary><ul>"
            + "".join(
                f"<li><code>{m.name}</code> {escape(m.about)}</li>"
                for m in models().values()
                if m.layer == layer
            )
            + "</ul></details>"
            for layer in (PUBLIC, INTERMEDIATE)
        )
        figures = ", ".join(f"{count:,} {name}" for name, count in counts.items())
        return (
            f"<p><b>{escape(repr(self))}</b><br>{loads.height:,} loads, {figures}<br>"
            f"{escape(str(first))} to {escape(str(last))}</p>{layers}"
        )

    def __dir__(self) -> Iterable[str]:
        return sorted({*super().__dir__(), *models()})

    def __repr__(self) -> str:
        opened = f"analyzer.open({self._lake.root!r})"
        if self._period is None:
            return opened
        since, until = self._period.since.isoformat(), self._period.until.isoformat()
        return f"{opened}.at({since!r}, {until!r})"

    def __enter__(self) -> OpenLake:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
