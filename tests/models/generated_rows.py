"""Rows of logs made by chance, and what views say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model_rows import Row, RowsDatabase

one_of = st.sampled_from

some_checks = settings(max_examples=25, deadline=None)

BEGIN = datetime(2026, 11, 19, 23, 57, 30, tzinfo=UTC)


SECOND = timedelta(seconds=1)


MINUTE = timedelta(minutes=1)


MICROSECOND = timedelta(microseconds=1)


Rows = list[dict[str, Any]]


@cache
def database() -> RowsDatabase:
    return RowsDatabase()


def made(most_s: float, **columns: st.SearchStrategy[Any]) -> st.SearchStrategy[Rows]:
    """Random rows within `most_s` seconds from BEGIN."""
    times = st.integers(0, int(most_s * 4)).map(lambda n: BEGIN + n * SECOND / 4)
    return st.lists(st.fixed_dictionaries({"ts": times, **columns}), max_size=40)


def checked(most_s: float, **columns: st.SearchStrategy[Any]) -> Callable[..., Any]:
    """A test of random rows within `most_s` seconds from BEGIN."""
    return lambda test: some_checks(given(made(most_s, **columns))(test))


def read(rows: Iterable[Row], query: str) -> list[dict[str, Any]]:
    database().put([{**row, "ts": row["ts"].isoformat()} for row in rows])
    return database().read(query)


def iso(ts: datetime | None) -> str | None:
    return ts.isoformat().replace("+00:00", "Z") if ts else None


def minute_of(ts: datetime) -> datetime:
    return ts.replace(second=0, microsecond=0)


def in_groups(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def alike(found: Iterable[Any], told: Iterable[Any]) -> None:
    assert sorted(found, key=repr) == sorted(told, key=repr)
