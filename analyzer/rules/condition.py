"""Conditions of rules: `failures.share > 2%`, `partial_failures.open > 0`.

A condition is `<view>.<figure or column> <comparison> <number>[%]`. A figure is one number of the
period; a column is compared in each of the view's rows of the period, and one row is enough.
What is unknown (NULL) fulfils no condition. Conditions are data: nothing of them runs as code.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

import duckdb

from analyzer import queries
from analyzer.errors import UsageError
from analyzer.models import models
from analyzer.rules.rows import identity, in_period, labelled, shown
from analyzer.system.strict_toml import TomlKey
from analyzer.text import Text
from analyzer.text.period import Period
from analyzer.text.wording import Wording, number, share
from analyzer.warehouse.vendor_scope import views_of

# What a rule may call a figure of `queries/figures.sql`; otherwise a view's `count` is its rows.
FIGURES = {
    "requests.count": "requests",
    "failures.count": "failures",
    "failures.share": "failure_share",
    "throttles.count": "throttled",
    "auth_failures.count": "auth_failures",
    "auth_failures.keys": "keys_refused",
    "partial_failures.count": "partial_failures",
    "partial_failures.open": "partial_open",
    "partial_failures.failed_again": "partial_failed_again",
    "unlisted_codes.count": "unlisted_codes",
    "rejects.count": "rejects",
    "rejects.share": "reject_share",
}
# Figures that are the rows of a view which fulfil a condition.
COUNTS = {"throttles.ignored": "NOT honoured"}
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
}
_RULE = re.compile(
    r"\s*([a-z_]\w*)\s*\.\s*([a-z_]\w*)\s*(>=|<=|!=|>|<|=)\s*(-?\d+(?:\.\d+)?)\s*(%?)\s*",
    re.ASCII,
)
_NUMBER = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$|DOUBLE|FLOAT|DECIMAL")
_FORM = "Write it like `failures.share > 2%` or `rate_limit_pressure.utilisation >= 90%`."
_SHOWN = 8
_NOTHING: Mapping[str, Any] = MappingProxyType({})
MOST_SUBJECTS = 100


@dataclass(frozen=True)
class Fact:
    """That a condition is so for one subject: a figure's, or one or more rows of a view.

    `subject` names it by its columns without times, empty for a figure; `where` says the same and
    where it was furthest from the limit, for people.
    """

    value: float
    subject: Mapping[str, str]
    where: str
    rows: int


@dataclass(frozen=True)
class Condition:
    """A condition as written (`text`) and as read; `limit` is a share of 1 if it was a percentage.

    `where` narrows the rows to values of columns, as text; `at_least` asks for a number of requests
    and the like: a figure's name where a figure is compared, else a column or `rows`. `origin` is
    file and key, for errors.
    """

    text: str
    view: str
    name: str
    comparison: str
    limit: float
    is_share: bool
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at_least: Mapping[str, float] = field(default_factory=dict)
    origin: TomlKey | None = None

    @property
    def is_figure(self) -> bool:
        """Whether it compares one number of the period, not each row of a view."""
        return self.name == "count" or f"{self.view}.{self.name}" in {*FIGURES, *COUNTS}

    @property
    def is_named_read(self) -> bool:
        """Whether the number is one of `queries/figures.sql`."""
        return f"{self.view}.{self.name}" in FIGURES and not self.where

    @property
    def views(self) -> set[str]:
        """The views that it reads."""
        reads_figures = self.is_named_read or (self.is_figure and self.at_least)
        return {self.view} | (views_of(["figures"]) if reads_figures else set())

    def check(self, con: duckdb.DuckDBPyConnection) -> None:
        """Raises UsageError where a column is no number. `parse` has found it in the view."""
        if self.is_figure:
            return
        for name in (self.name, *(n for n in self.at_least if n != "rows")):
            kind = con.sql(f'SELECT "{name}" FROM "{self.view}" LIMIT 0').types[0]
            if not _NUMBER.match(str(kind)):
                raise UsageError(
                    f"{self.view}.{name} is no number",
                    where=str(self.origin or f'rule "{self.text}"'),
                    todo=f"Numbers of {self.view}: {_enumerated(_numbers(con, self.view))}.",
                )

    def holds(self, con: duckdb.DuckDBPyConnection, period: Period, lang: str = "en") -> str | None:
        """A sentence that says what is so, if the condition holds in the period; else None.

        Raises UsageError as `check` does.
        """
        facts = self.facts(con, period, lang)
        if not facts:
            return None
        text = Text("rules", lang)
        labels = {"rule": self.text, "period": Wording(lang, period).span(period)}
        labels["value"] = self.value_shown(facts[0].value)
        if self.is_figure:
            return text("figure", **labels)
        labels["where"] = facts[0].where
        n = sum(fact.rows for fact in facts)
        return text("one_row", **labels) if n == 1 else text("rows", n=number(n), **labels)

    def facts(
        self, con: duckdb.DuckDBPyConnection, period: Period, lang: str = "en"
    ) -> tuple[Fact, ...]:
        """What is so in the period, one fact a subject, the furthest from the limit first.

        No more than MOST_SUBJECTS. Raises UsageError as `check` does.
        """
        self.check(con)
        if not self.is_figure:
            return self._rows(con, period, Wording(lang, period))
        value = self._figure(con, period)
        if value is None or not _COMPARISONS[self.comparison](value, self.limit):
            return ()
        return (Fact(value, _NOTHING, "", 1),)

    @property
    def limit_shown(self) -> str:
        """The comparison as written: `> 5%`."""
        return self.text[self.text.index(self.comparison) :]

    def value_shown(self, value: float) -> str:
        """A value in the manner of the limit: a percentage beside a percentage."""
        return share(value) if self.is_share else number(value)

    def _figure(self, con: duckdb.DuckDBPyConnection, period: Period) -> Any:
        bounds = {"since": period.since, "until": period.until}
        figures: Mapping[str, Any] = _NOTHING
        if self.is_named_read or self.at_least:
            figures = queries.read(con, "figures", before=period.since, **bounds).row(0, named=True)
        if any((figures[name] or 0) < least for name, least in self.at_least.items()):
            return None
        if self.is_named_read:
            return figures[FIGURES[f"{self.view}.{self.name}"]]
        conditions = [in_period(self.view), COUNTS.get(f"{self.view}.{self.name}", "TRUE")]
        sql = f"""
            SELECT count(*) AS value FROM "{self.view}"
            WHERE {" AND ".join([*conditions, *self._narrowed()])}
        """
        return con.sql(sql, params=bounds | self._parameters()).pl()["value"][0]

    def _rows(
        self, con: duckdb.DuckDBPyConnection, period: Period, words: Wording
    ) -> tuple[Fact, ...]:
        """The row that is furthest from the limit of each subject, with how many rows it has."""
        who = identity(self.view)
        names = [name for name in dict.fromkeys([*who, *shown(self.view)]) if name != self.name]
        labels = "".join(f', "{name}"' for name in names)
        order = "ASC" if self.comparison.startswith("<") else "DESC"
        subject = ", ".join(f'"{name}"' for name in who) or "1"
        least = [f'"{name}" >= {n!r}' for name, n in self.at_least.items() if name != "rows"]
        ties = "".join(f', "{name}"' for name in names)
        sql = f"""
            SELECT "{self.name}"::DOUBLE AS value, count(*) OVER subject AS rows{labels}
            FROM "{self.view}"
            WHERE {
            " AND ".join(
                [
                    f'"{self.name}" {self.comparison} $limit',
                    in_period(self.view),
                    *self._narrowed(),
                    *least,
                ]
            )
        }
            WINDOW subject AS (PARTITION BY {subject}),
                furthest AS (PARTITION BY {subject} ORDER BY "{self.name}" {order}{ties})
            QUALIFY row_number() OVER furthest = 1 AND rows >= $rows
            ORDER BY value {order}{ties} LIMIT {MOST_SUBJECTS}
        """
        bounds = {
            "limit": self.limit,
            "since": period.since,
            "until": period.until,
            "rows": self.at_least.get("rows", 1),
        }
        found = con.sql(sql, params=bounds | self._parameters()).pl().to_dicts()
        return tuple(
            Fact(
                row["value"],
                {name: str(row[name]) for name in who if row.get(name) is not None},
                labelled({name: row[name] for name in names}, words),
                row["rows"],
            )
            for row in found
        )

    def _narrowed(self) -> list[str]:
        return [
            f'list_contains($where_{n}, "{name}"::VARCHAR)' for n, name in enumerate(self.where)
        ]

    def _parameters(self) -> dict[str, Any]:
        return {f"where_{n}": list(values) for n, values in enumerate(self.where.values())}


def parse(text: str) -> Condition:
    """Read a condition. Raises UsageError for what is none, or names no view or column."""
    where = f'rule "{text.strip()}"'
    match = _RULE.fullmatch(text)
    if not match:
        raise UsageError("cannot be read", where=where, todo=_FORM)
    view, name, comparison, figure, percent = match.groups()
    if view not in models():
        raise UsageError(
            f"there is no view `{view}`", where=where, todo=_suggestion(view, list(models()))
        )
    names = [*_figures_of(view), "count", *models()[view].columns]
    if name not in names:
        raise UsageError(
            f"`{view}` has no figure or column `{name}`", where=where, todo=_suggestion(name, names)
        )
    return Condition(
        text=text.strip(),
        view=view,
        name=name,
        comparison=comparison,
        limit=float(figure) / (100 if percent else 1),
        is_share=bool(percent),
    )


def _figures_of(view: str) -> list[str]:
    figures = (figure.split(".") for figure in [*FIGURES, *COUNTS])
    return [name for of_view, name in figures if of_view == view]


def _suggestion(name: str, names: list[str]) -> str:
    close = get_close_matches(name, names, n=3)
    return f"Did you mean {_enumerated(close)}?" if close else f"Choose from {_enumerated(names)}."


def _enumerated(names: list[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in dict.fromkeys(names[:_SHOWN]))
    return shown + (", …" if len(names) > _SHOWN else "")


def _numbers(con: duckdb.DuckDBPyConnection, view: str) -> list[str]:
    relation = con.sql(f'SELECT * FROM "{view}" LIMIT 0')
    columns = zip(relation.columns, relation.types, strict=True)
    return [name for name, kind in columns if _NUMBER.match(str(kind))]
