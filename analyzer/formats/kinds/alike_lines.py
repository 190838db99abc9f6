"""A few of those lines of a log that are alike, which stand for all: what is said of one is said of them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

# Of so few lines each is looked at; of more, so many of those that are alike.
_FEW, _OF_EACH = 64, 16
# What alike lines differ in: the time, where in a host, and numbers; of a status the class counts.
_DIFFERING = (
    (r"\d\d:\d\d:\d\d(?:[.,]\d+)?", "T"),
    (r"(://[^/?#\s\"']*)[^\s\"']*", "$1"),
    (r"\b([1-5])\d\d\b", "${1}xx"),
    (r"\b(?:\d+|[0-9A-Fa-f]{8}[0-9A-Fa-f-]*)\b", "0"),
)


def few_of_alike(lines: Sequence[str]) -> list[tuple[str, float]]:
    """Some of the lines in their order, and for how many each stands."""
    if len(lines) <= _FEW:
        return [(line, 1.0) for line in lines]
    kind = pl.Series("kind", lines, dtype=pl.String)
    for pattern, alike in _DIFFERING:
        kind = kind.str.replace_all(pattern, alike)
    counted = pl.DataFrame({"line": lines}).with_columns(
        kind, count=pl.len().over(kind), nth=pl.int_range(pl.len()).over(kind)
    )
    of_each = pl.min_horizontal("count", _OF_EACH).cast(pl.Int64)
    # Evenly among those of a kind.
    step = pl.col("nth") * of_each // pl.col("count")
    before = (pl.col("nth") - 1) * of_each // pl.col("count")
    few = counted.filter(step > before)
    return list(few.select("line", pl.col("count") / of_each).iter_rows())
