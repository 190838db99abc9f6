"""Tables of report sections, and the columns that several of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from analyzer.report.content import Content, Row
from analyzer.report.sql import Query
from analyzer.text.wording import Logged, Sentence, Value, Wording, number, share

_MOST_ROWS = 25
MOST_OPEN = 50


@dataclass(frozen=True)
class Trend:
    """A small chart in a cell; Markdown leaves its column out."""

    values: tuple[float, ...]


Cell = Value | Trend


@dataclass(frozen=True)
class Column:
    """What of a row stands in it; `wide` columns are left out where there is little room."""

    name: str
    cell: Callable[[Any], Cell]
    numeric: bool = False
    wide: bool = False

    @property
    def classes(self) -> str:
        """Names for the page's style sheet."""
        return self.name + " n" * self.numeric + " wide" * self.wide


@dataclass(frozen=True)
class Table:
    """Rows of cells; `more` is how many rows there are besides, `sql` shows them all."""

    title: str | None
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: int = 0
    sql: Query | str | None = None


@dataclass(frozen=True)
class Section:
    """A heading (a key of `section`), sentences, tables."""

    key: str
    sentences: tuple[Sentence, ...] = ()
    tables: tuple[Table, ...] = ()


def table(
    frame: pl.DataFrame,
    columns: Sequence[Column],
    *,
    title: str | None = None,
    query: Query | str | None = None,
    most: int = _MOST_ROWS,
) -> tuple[Table, ...]:
    """One table, or none where there is no row."""
    more = max(0, frame.height - most)
    return table_of(frame.head(most).to_dicts(), columns, title=title, query=query, more=more)


def table_of(
    rows: Iterable[object],
    columns: Sequence[Column],
    *,
    title: str | None = None,
    query: Query | str | None = None,
    more: int = 0,
) -> tuple[Table, ...]:
    """One table of these rows, whatever they are; none where there is none."""
    cells = tuple(tuple(column.cell(row) for column in columns) for row in rows)
    return (Table(title, tuple(columns), cells, more, query),) if cells else ()


@dataclass(frozen=True)
class Columns:
    """The columns that several tables have. `of` is the row's own name, where it differs."""

    content: Content
    words: Wording

    def vendor(self, *, wide: bool = False) -> Column:
        """The vendor by the name that the catalog gives it, else as it was logged."""
        title = self.content.vendor_title
        return Column("vendor", lambda r: title(r["vendor"]) or Logged(r["vendor"]), wide=wide)

    def subject(self) -> tuple[Column, ...]:
        """Whom a limit counts, and at which vendor."""
        scope = self.named("scope", "scope", wide=True)
        return self.vendor(), scope, self.logged("subject")

    def client(self) -> Column:
        """Who called."""
        return Column("client", lambda row: self.words.client(row["client"]))

    def clients(self, of: str = "clients") -> Column:
        """All who called."""
        return Column("clients", lambda r: self.words.clients(r[of] or [None]), wide=True)

    def key(self, *, wide: bool = False) -> Column:
        """The credential's hash."""
        return Column("key_id", lambda row: self.words.key(row["key_id"]), wide=wide)

    def request(self, *paths: str) -> Column:
        """The method, and the first of these columns that says where it went."""

        def cell(row: Row) -> Logged:
            path = next((row[name] for name in paths if row[name]), "")
            return Logged(f"{row['method'] or ''} {path}".strip())

        return Column("request", cell)

    def named(
        self, name: str, vocabulary: str, of: str | None = None, *, wide: bool = False
    ) -> Column:
        """One of a closed list, in words."""
        return Column(name, lambda row: self.words.named(vocabulary, row[of or name]), wide=wide)

    def time(self, name: str, of: str | None = None, *, wide: bool = False) -> Column:
        """A moment; a dash where there is none."""

        def cell(row: Row) -> str:
            moment = row[of or name]
            return self.words.when(moment) if moment else "–"

        return Column(name, cell, wide=wide)

    def minute(self) -> Column:
        """The minute of a peak."""
        return Column("minute", lambda row: self.words.minute(row["minute"]), wide=True)

    def logged(self, name: str, of: str | None = None, *, wide: bool = False) -> Column:
        """A text out of a log; a dash where there is none."""
        return Column(name, lambda row: logged(row[of or name]), wide=wide)

    def count(self, name: str, of: str | None = None, *, wide: bool = False) -> Column:
        """A number."""
        return Column(name, lambda row: number(row[of or name]), numeric=True, wide=wide)

    def share(self, name: str) -> Column:
        """A share as a percentage."""
        return Column(name, lambda row: share(row[name]), numeric=True)

    def seconds(self, name: str, *, wide: bool = False) -> Column:
        """Seconds; a dash where they are not known."""
        return Column(name, lambda row: _seconds(row[name]), numeric=True, wide=wide)

    def before(self, cell: Callable[[Row], Cell]) -> tuple[Column, ...]:
        """A column of the period before, where anything was sent then."""
        column = Column("before", cell, numeric=True, wide=True)
        return (column,) if self.content.before["requests"] else ()


def logged(value: str | None) -> Value:
    """A text out of a log; a dash where there is none."""
    return Logged(value) if value else "–"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}"
