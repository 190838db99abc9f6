"""SQL statements shown beside the figures of a report, which return the rows behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from analyzer.models import models
from analyzer.system.sql_literal import quoted
from analyzer.text.period import Period

# A line is pasted into shells and SQL editors. What a log says may hold a quote, a dollar sign or
# a line break: such a character is written as its number.
_HARMFUL = re.compile(r"[^\w .,:/@{}()+=-]")
# A condition on a longer value is left out, and the line shows more rows instead.
_LONGEST = 200

Condition = str | int | Sequence[str | None] | None


@dataclass(frozen=True)
class Query:
    """`line` is for people; `exact` is its condition on the rows of `view`, nothing left out."""

    line: str
    view: str
    exact: str

    def __str__(self) -> str:
        return self.line


def select(
    columns: str,
    view: str,
    period: Period,
    *,
    also: str | None = None,
    order: str | None = None,
    **equal: Condition,
) -> Query:
    """`SELECT columns FROM view` of a period, where columns equal values (or one of several).

    `also` is one more condition, in our own words. NULL is compared as a value.
    """
    time = models()[view].time[0]
    bounds = [f"{time} >= '{literal(period.since)}'", f"{time} < '{literal(period.until)}'"]
    bounds += [also] if also else []
    safe = [text for name, value in equal.items() if (text := condition(name, value))]
    whole = [_exactly(name, value) for name, value in equal.items()]
    line = (
        f"SELECT {columns} FROM {view} WHERE {' AND '.join([*bounds[:2], *safe, *bounds[2:]])}"
        f" ORDER BY {order or time}"
    )
    return Query(line, view, " AND ".join([*bounds, *whole]))


def _exactly(name: str, value: Condition) -> str:
    if value is None:
        return f"{name} IS NULL"
    if isinstance(value, int):
        return f"{name} = {value}"
    values = [value] if isinstance(value, str) else list(value)
    listed = ", ".join(quoted(one) for one in values if one is not None) or "NULL"
    either = f" OR {name} IS NULL" if None in values else ""
    return f"({name} IN ({listed}){either})"


def command(sql: str | Query) -> str:
    """The line for a shell; `select` has left out what a shell could take for its own."""
    return f'analyzer sql "{sql}"'


def literal(moment: datetime) -> str:
    """A time as SQL reads it in any time zone."""
    moment = moment.astimezone(UTC)
    to_second = "%Y-%m-%dT%H:%M:%SZ" if moment.second else "%Y-%m-%dT%H:%MZ"
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ" if moment.microsecond else to_second)


def within(name: str, first: datetime, last: datetime) -> str:
    """The condition that a time lies between two others, these included."""
    return f"{name} BETWEEN '{literal(first)}' AND '{literal(last)}'"


def condition(name: str, value: Condition) -> str | None:
    """`name = value`, or None where the value is too long for a line."""
    if value is None:
        return f"{name} IS NULL"
    if isinstance(value, int):
        return f"{name} = {value}"
    values = [value] if isinstance(value, str) else [one for one in value if one is not None]
    if any(len(one) > _LONGEST for one in values):
        return None
    written = [_harmless(one) for one in values]
    known = f"{name} = {written[0]}" if len(written) == 1 else f"{name} IN ({', '.join(written)})"
    if isinstance(value, str) or len(values) == len(value):
        return known
    return f"({known} OR {name} IS NULL)" if written else f"{name} IS NULL"


def _harmless(value: str) -> str:
    """A text as SQL that no shell takes for its own."""
    parts = (
        f"chr({ord(part)})" if _HARMFUL.fullmatch(part) else f"'{part}'"
        for part in re.split(f"({_HARMFUL.pattern})", value)
        if part
    )
    return " || ".join(parts) or "''"
