"""Rules that make a nightly report fail: `failures.share > 2%`, `partial_failures.open > 0`.

A rule is `<view>.<figure or column> <comparison> <number>[%]`. A figure is one number of the
period; a column is compared in each of the view's rows of the period, and one row is enough.
What is unknown (NULL) fulfils no rule.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import duckdb

from analyzer import queries
from analyzer.errors import UsageError
from analyzer.models import Model, models
from analyzer.report.period import Period
from analyzer.report.wording import Logged, Wording, number, share
from analyzer.text import Text

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
_FORM = "Write it like `failures.share > 2%` or `rate_limit_pressure.utilisation >= 90%`."
_SHOWN = 8
# How a view's rows lie in time: at a moment, or from one to another.
_MOMENTS = ("ts", "minute", "hour")
_SPANS = (
    ("since", "until"),
    ("first_seen", "last_seen"),
    ("first_ts", "last_ts"),
    ("first_used", "last_used"),
)


@dataclass(frozen=True)
class Rule:
    """A rule as written (`text`) and as read; `limit` is a share of 1 where it was a percentage."""

    text: str
    view: str
    name: str
    comparison: str
    limit: float
    is_share: bool

    def check(self, con: duckdb.DuckDBPyConnection) -> None:
        """Raises UsageError where the column is no number. `parse` has found it in the view."""
        if self._is_figure():
            return
        kind = con.sql(f'SELECT "{self.name}" FROM "{self.view}" LIMIT 0').types[0]
        if not re.match(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$|DOUBLE|FLOAT|DECIMAL", str(kind)):
            raise UsageError(
                f"{self.view}.{self.name} is no number",
                where=f'rule "{self.text}"',
                todo=f"Numbers of {self.view}: {_enumerated(_numbers(con, self.view))}.",
            )

    def holds(self, con: duckdb.DuckDBPyConnection, period: Period, lang: str = "en") -> str | None:
        """A sentence that says what is so, if the rule holds in the period; else None.

        Raises UsageError as `check` does.
        """
        self.check(con)
        words, text = Wording(lang, period), Text("rules", lang)
        said = {"rule": self.text, "period": words.span(period)}
        if self._is_figure():
            value = self._figure(con, period)
            if value is None or not _COMPARISONS[self.comparison](value, self.limit):
                return None
            return text("figure", value=self._shown(value), **said)
        found = self._rows(con, period)
        if not found:
            return None
        worst = found[0]
        said |= {"value": self._shown(worst.pop("value")), "where": _where(worst, words)}
        n = worst.pop("rows")
        return text("one_row", **said) if n == 1 else text("rows", n=number(n), **said)

    def _is_figure(self) -> bool:
        return self.name == "count" or f"{self.view}.{self.name}" in {*FIGURES, *COUNTS}

    def _figure(self, con: duckdb.DuckDBPyConnection, period: Period) -> Any:
        figure = f"{self.view}.{self.name}"
        if figure in FIGURES:
            figures = queries.read(con, "figures", since=period.since, until=period.until)
            return figures[FIGURES[figure]][0]
        conditions = [_in_period(models()[self.view]), COUNTS.get(figure, "TRUE")]
        sql = f'SELECT count(*) AS value FROM "{self.view}" WHERE {" AND ".join(conditions)}'
        found = con.sql(sql, params={"since": period.since, "until": period.until}).pl()
        return found["value"][0]

    def _rows(self, con: duckdb.DuckDBPyConnection, period: Period) -> list[dict[str, Any]]:
        """The row that is furthest from the limit, with how many rows there are."""
        model = models()[self.view]
        labels = "".join(f', "{name}"' for name in _labels(model) if name != self.name)
        order = "ASC" if self.comparison.startswith("<") else "DESC"
        sql = f"""
            SELECT "{self.name}"::DOUBLE AS value, count(*) OVER () AS rows{labels}
            FROM "{self.view}"
            WHERE "{self.name}" {self.comparison} $limit AND {_in_period(model)}
            ORDER BY value {order} LIMIT 1
        """
        bounds = {"limit": self.limit, "since": period.since, "until": period.until}
        rows: list[dict[str, Any]] = con.sql(sql, params=bounds).pl().to_dicts()
        return rows

    def _shown(self, value: float) -> str:
        return share(value) if self.is_share else number(value)


def parse(text: str) -> Rule:
    """Read a rule. Raises UsageError for what is none, or names a view or column that is none."""
    where = f'rule "{text.strip()}"'
    match = _RULE.fullmatch(text)
    if not match:
        raise UsageError("cannot be read", where=where, todo=_FORM)
    view, name, comparison, figure, percent = match.groups()
    if view not in models():
        raise UsageError(
            f"there is no view `{view}`", where=where, todo=_suggestion(view, list(models()))
        )
    known = [*_figures_of(view), "count", *models()[view].columns]
    if name not in known:
        raise UsageError(
            f"`{view}` has no figure or column `{name}`", where=where, todo=_suggestion(name, known)
        )
    return Rule(
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


def _suggestion(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=3)
    return f"Did you mean {_enumerated(close)}?" if close else f"Choose from {_enumerated(known)}."


def _enumerated(names: list[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in dict.fromkeys(names[:_SHOWN]))
    return shown + (", …" if len(names) > _SHOWN else "")


def _numbers(con: duckdb.DuckDBPyConnection, view: str) -> list[str]:
    relation = con.sql(f'SELECT * FROM "{view}" LIMIT 0')
    columns = zip(relation.columns, relation.types, strict=True)
    return [name for name, kind in columns if re.search(r"INT|DOUBLE|FLOAT|DECIMAL", str(kind))]


def _in_period(model: Model) -> str:
    """The condition that a row belongs to the period; TRUE for views that know no time."""
    for name in _MOMENTS:
        if name in model.columns:
            return f"{name} >= $since AND {name} < $until"
    for first, last in _SPANS:
        if first in model.columns and last in model.columns:
            return f'"{last}" >= $since AND "{first}" < $until'
    if "date" in model.columns:
        return "date >= $since::DATE AND date < $until"
    return "$since < $until"


def _labels(model: Model) -> Iterator[str]:
    """Columns that say which row it is: those of the grain, else the usual ones."""
    named = [name for name in re.findall(r"\w+", model.grain) if name in model.columns]
    yield from named or [n for n in ("ts", "vendor", "client", "code") if n in model.columns]


def _where(labels: dict[str, Any], words: Wording) -> str:
    """`vendor 55tech, minute 14:20:00`."""
    parts = []
    for name, value in labels.items():
        if name == "rows" or value is None:
            continue
        shown = words.when(value) if hasattr(value, "hour") else Logged(str(value)).shown
        parts.append(f"{name} {shown}")
    return words.joined(parts)
