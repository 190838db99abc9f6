"""Times of a query's result that calendars write: polars ends the program over any other."""

from __future__ import annotations

from typing import cast

import polars as pl

# Of the years 1 and 9999, from 1970-01-01.
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
_DAY_S = 86_400
_PER_SECOND = {"ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def on_calendar(value: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """Times without infinity and what lies in years that nobody writes: these are NULL."""
    match kind:
        case pl.Datetime():
            return _within(value, _DAY_S * _PER_SECOND[kind.time_unit])
        case pl.Date():
            return _within(value, 1)
        case pl.List():
            return value.list.eval(on_calendar(pl.element(), cast(pl.DataType, kind.inner)))
        case pl.Array():
            return on_calendar(value.arr.to_list(), pl.List(kind.inner))
        case pl.Struct():
            fields = (
                on_calendar(value.struct.field(f.name), cast(pl.DataType, f.dtype)).alias(f.name)
                for f in kind.fields
            )
            return pl.when(value.is_not_null()).then(pl.struct(*fields))
    return value


def with_calendar_days(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows with all their times `on_calendar`."""
    return frame.with_columns(
        on_calendar(pl.col(name), kind).alias(name)
        for name, kind in frame.schema.items()
        if kind.is_temporal() or kind.is_nested()
    )


def _within(value: pl.Expr, day: int) -> pl.Expr:
    return pl.when((value.to_physical() // day).is_between(_FIRST_DAY, _LAST_DAY)).then(value)
