"""What sections are made of, and the cells that several of them have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from analyzer.report.content import Content, Row
from analyzer.report.sql import Query
from analyzer.text.wording import Logged, Sentence, Value, Wording

_MOST_ROWS = 25
MOST_OPEN = 50


@dataclass(frozen=True)
class Trend:
    """A small chart in a cell; Markdown leaves its column out."""

    values: tuple[float, ...]


Cell = Value | Trend


@dataclass(frozen=True)
class Column:
    """`wide` columns are left out where there is little room."""

    name: str
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
    cells: Callable[[Row], tuple[Cell, ...]],
    *,
    title: str | None = None,
    query: Query | str | None = None,
    most: int = _MOST_ROWS,
) -> tuple[Table, ...]:
    """One table, or none where there is no row."""
    if not frame.height:
        return ()
    rows = tuple(cells(row) for row in frame.head(most).iter_rows(named=True))
    return (Table(title, tuple(columns), rows, max(0, frame.height - most), query),)


def before_columns(content: Content) -> list[Column]:
    """A column of the period before, where anything was sent then."""
    return [Column("before", numeric=True, wide=True)] if content.before["requests"] else []


def vendor(content: Content, row: Row) -> Value:
    """The vendor by the name that the catalog gives it, else as it was logged."""
    return content.vendor_title(row["vendor"]) or Logged(row["vendor"])


SUBJECT = (Column("vendor"), Column("scope", wide=True), Column("subject"))


def subject(content: Content, row: Row, words: Wording) -> tuple[Value, ...]:
    """The cells of SUBJECT: whom a limit counts, and at which vendor."""
    return vendor(content, row), words.named("scope", row["scope"]), logged(row["subject"])


def logged(value: str | None) -> Value:
    """A text out of a log; a dash where there is none."""
    return Logged(value) if value else "–"


def when(moment: Any, words: Wording) -> str:
    """A moment; a dash where there is none."""
    return words.when(moment) if moment else "–"


def seconds(value: float | None) -> str:
    """Seconds; a dash where they are not known."""
    return "–" if value is None else f"{value:,.1f}"
