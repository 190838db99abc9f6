"""Open connections over time, as the chart has them: none between two that were open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from analyzer import queries
from tests.model_rows import RowsDatabase

SINCE = datetime(2026, 11, 16, 10, tzinfo=UTC)


def open_by_minute(*frames: tuple[str, str, str], data_ends: str) -> list[tuple[int, int]]:
    """What the query tells of `(time, connection, open or close)`, by minutes after ten."""
    database = RowsDatabase()
    database.put(_rows(frames, data_ends))
    database.read("SELECT 1 FROM connection_pressure, requests LIMIT 1")
    bounds = {"since": SINCE, "until": SINCE + timedelta(hours=1), "step_s": 60}
    steps = queries.read(database.con, "connections_over_time", **bounds).to_dicts()
    minute = timedelta(minutes=1)
    return [((row["step"] - SINCE) // minute, row["open_connections"]) for row in steps]


def _rows(frames: Iterable[tuple[str, str, str]], data_ends: str) -> Iterable[dict[str, object]]:
    of_all = {"vendor": "tickdb", "client": "feed"}
    for time, connection, command in frames:
        at = {"ts": f"2026-11-16T{time}Z", "protocol": "websocket", "connection": connection}
        yield {**of_all, **at, "command": command}
    yield {**of_all, "ts": f"2026-11-16T{data_ends}Z", "protocol": "http", "status": 200}


def test_between_connections_and_after_the_last_none_is_open() -> None:
    told = open_by_minute(
        ("10:00:10", "c-1", "open"),
        ("10:01:50", "c-1", "close"),
        ("10:05:10", "c-2", "open"),
        ("10:05:20", "c-2", "close"),
        data_ends="10:09:00",
    )
    assert told == [(0, 1), (1, 1), (2, 0), (5, 1), (6, 0)]


def test_what_is_open_when_the_data_ends_is_not_shown_as_closed() -> None:
    told = open_by_minute(("10:00:10", "c-1", "open"), data_ends="10:02:00")
    assert told == [(0, 1), (1, 1), (2, 1)]
