"""The period in six numbers, each beside that of the period before, and of the week before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from analyzer.report.content import Content, Row
from analyzer.report.unfinished import left_over
from analyzer.text.period import Period
from analyzer.text.wording import number, share


@dataclass(frozen=True)
class Figure:
    """A number with the name of its phrase; `before` None where there is nothing to compare.

    `week` is the mean of the week before, None also where a mean would say nothing. `trend` is
    `up`, `down` or `same`; for each of these figures but requests, up is worse.
    """

    name: str
    value: str
    before: str | None
    week: str | None
    trend: str


_FIGURES: tuple[tuple[str, Callable[[float | None], str]], ...] = (
    ("requests", number),
    ("failure_share", share),
    ("throttled", number),
    ("keys_in_trouble", number),
    ("partial_open", number),
    ("utilisation", share),
)


def figures(content: Content) -> tuple[Figure, ...]:
    """The six figures of the period."""
    compared = content.before["requests"] > 0
    now, before = counted(content)
    return tuple(
        Figure(
            name,
            tell(now[name]),
            tell(before[name]) if compared else None,
            _week(content, name),
            _trend(now[name], before[name]) if compared else "same",
        )
        for name, tell in _FIGURES
    )


def counted(content: Content) -> tuple[Row, Row]:
    """All that is counted of the period, and of the one before: what every form tells."""
    return (
        _with_quotas(content, content.figures, content.period),
        _with_quotas(content, content.before, content.compared),
    )


def was_full(quotas: pl.DataFrame, of: Period, until: datetime) -> bool:
    """Whether one of the quotas was used up in a period: refused in it, or before and still so.

    `quotas` are the rows of `quotas_exhausted`, `until` is the end of what is reported.
    """
    begun = quotas.filter(pl.col("exhausted_at") < of.until)
    still = left_over("quotas", begun, until)
    return not (still.is_empty() and begun.filter(pl.col("last_refused") >= of.since).is_empty())


def _with_quotas(content: Content, row: Row, of: Period) -> Row:
    """The numbers of a period, whose highest use is that of quotas too."""
    if not was_full(content.quotas_exhausted, of, content.period.until):
        return row
    return {**row, "utilisation": max(1.0, row["utilisation"] or 0)}


def _week(content: Content, name: str) -> str | None:
    if content.weekly is None or name not in content.week:
        return None
    value = content.week[name]
    return share(value) if name == "failure_share" else number(round(value * content.weekly))


def _trend(now: float | None, before: float | None) -> str:
    now, before = now or 0, before or 0
    return "up" if now > before else "down" if now < before else "same"
