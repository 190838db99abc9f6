"""Tables made ready for charts and tiles: kinds of failure, changes, names of keys."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from analyzer.schema import KEY_ID
from analyzer.text.plain import TURNING
from parts.words import text

Request = Mapping[str, Any]
_SAME = "0"
Figures = Mapping[str, float | None]


def by_kind(failures: pl.DataFrame) -> pl.DataFrame:
    """With `kind_of_failure`: the view that gathers it, else the side whose fault it is."""
    by_fault = pl.when(pl.col("fault").is_in(["client", "vendor", "network"])).then("fault")
    kind = pl.coalesce("group", by_fault.otherwise(pl.lit("unknown")))
    return failures.with_columns(kind_of_failure=kind)


def gathered(silent: pl.DataFrame) -> list[tuple[str, list[str], float]]:
    """Who fell silent in few words: a vendor with its clients, or a client with its vendors.

    The name under which most are gathered comes first, then that of most of the rest; each with
    the longest silence. A client that stopped everywhere is named once so, not at each vendor.
    """
    left = silent.sort("vendor", "client").select("vendor", "client", "silent_for_s").rows()
    found = []
    while left:
        counts = Counter((place, row[place]) for row in left for place in (0, 1) if row[place])
        (place, name), _ = max(counts.items(), key=lambda one: (one[1], -one[0][0]))
        of_name = [row for row in left if row[place] == name]
        others = [row[1 - place] for row in of_name if row[1 - place]]
        found.append((name, others, max(row[2] for row in of_name)))
        left = [row for row in left if row[place] != name]
    return found


def change(now: Figures, before: Figures | None, name: str) -> str | None:
    """The difference to the period before, with its sign; None where there is none to compare."""
    values = _both(now, before, name)
    return _signed(values[0] - values[1], ",.0f") if values else None


def points(now: Figures, before: Figures | None, name: str) -> str | None:
    """The difference between two shares, in percentage points."""
    values = _both(now, before, name)
    if values is None:
        return None
    difference = _signed((values[0] - values[1]) * 100, ",.1f")
    return difference if difference == _SAME else text("delta.points", n=difference)


def _signed(difference: float, form: str) -> str:
    """With its sign; `0`, which Streamlit gives neither arrow nor colour, for what rounds to it."""
    written = f"{difference:+{form}}"
    return _SAME if not written.strip("+-0.,") else written


def _both(now: Figures, before: Figures | None, name: str) -> tuple[float, float] | None:
    first, second = now[name], before[name] if before else None
    return (first, second) if first is not None and second is not None else None


def named_subjects(table: pl.DataFrame) -> pl.DataFrame:
    """With `who`: vendor and key (in short) or address, to tell lines and bars apart."""
    is_key = pl.col("subject").str.contains(f"^{KEY_ID}$")
    subject = pl.when(is_key).then(pl.col("subject").str.head(8)).otherwise("subject")
    return table.with_columns(
        who=pl.format("{} · {}", "vendor", subject.fill_null(text("missing")))
    )


def set_apart(texts: pl.Expr) -> pl.Expr:
    """Texts from a log within another, which stays in its order where they run to the left."""
    told = texts.str.replace_all(TURNING, "\N{MIDDLE DOT}")
    isolate, end = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
    return pl.format(f"{isolate}{{}}{end}", told)


def total(table: pl.DataFrame, column: str) -> int:
    """The sum of a column of counts."""
    return int(table[column].sum())


def newest_since(counts: pl.DataFrame, at_most: int) -> datetime | None:
    """The start of the last step since which there are so many `requests`; None if there are fewer.

    Who wants just the newest need not read what was before.
    """
    by_step = counts.group_by("step").agg(pl.col("requests").sum()).sort("step", descending=True)
    since = by_step.filter(pl.col("requests").cum_sum() >= at_most)["step"].max()
    return since if isinstance(since, datetime) else None


def largest(table: pl.DataFrame, column: str) -> float | None:
    """The highest value of a column; None where none is known."""
    value = table[column].max()
    return value if isinstance(value, float) else None


def curl(request: Request) -> str | None:
    """An HTTP request as a command line, its key to be filled in; None for what is no such."""
    if request["protocol"] != "http" or not request["host"]:
        return None
    query = f"?{request['query']}" if request["query"] else ""
    url = f"{request['scheme'] or 'https'}://{request['host']}{request['path'] or '/'}{query}"
    place, _, name = (request["key_in"] or "").partition(":")
    key = ["-H", f"{name}: KEY"] if place == "header" else []
    return shlex.join(["curl", "-i", "-X", request["method"] or "GET", *key, url])
