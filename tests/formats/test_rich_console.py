"""What Rich's own handler prints is read as plain logging is, however narrow its console is."""

from __future__ import annotations

import io
import logging
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console
from rich.logging import RichHandler

from tests.conftest import analyzer, rows
from tests.reading_lines import Row, read, reader, skipped

URL = "https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT&interval=1m&limit=500"
RAISED = (
    "call failed\nTraceback (most recent call last):\n"
    '  File "/app/bot.py", line 17, in tick\n    answer.raise_for_status()\n'
    "requests.exceptions.ConnectTimeout: HTTPSConnectionPool(host='mmapi.55-tech.com', port=443): "
    "Max retries exceeded with url: /api/v1/orders (Caused by ConnectTimeoutError('timed out'))"
)
MESSAGES = (
    ("httpx", logging.INFO, f'HTTP Request: GET {URL} "HTTP/1.1 429 Too Many Requests"'),
    ("httpx", logging.INFO, f'HTTP Request: GET {URL} "HTTP/1.1 200 OK"'),
    ("bot", logging.WARNING, "backing off"),
    ("bot", logging.ERROR, RAISED),
)


def printed(width: int, time_format: str, *, is_coloured: bool) -> bytes:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=is_coloured, color_system="standard")
    handler = RichHandler(console=console, log_time_format=time_format)
    for second, (name, level, text) in enumerate(MESSAGES):
        record = logging.LogRecord(name, level, "/app/bot.py", 1025, text, (), None)
        record.created = datetime(2026, 11, 19, 10, 0, second // 2).timestamp()
        handler.emit(record)
    return out.getvalue().encode()


@pytest.mark.scale
@pytest.mark.parametrize("width", [60, 80, 97, 120, 400])
@pytest.mark.parametrize("time_format", ["[%x %X]", "[%Y-%m-%d %H:%M:%S]"])
@pytest.mark.parametrize("is_coloured", [False, True])
def test_calls_in_columns_are_read_at_every_width(
    width: int, time_format: str, is_coloured: bool
) -> None:
    data = printed(width, time_format, is_coloured=is_coloured)
    with reader() as reading:
        found = read(reading, data)
    refused, answered, failed = sorted(
        found.rows, key=lambda row: (row["ts"], row["status"] != 429)
    )

    assert told(refused) == (0, "GET", "api.tickdb.ai", "/v1/market/ticker", 429, None)
    assert told(answered) == (0, "GET", "api.tickdb.ai", "/v1/market/ticker", 200, None)
    assert refused["query"] == answered["query"] == URL.partition("?")[2]
    assert told(failed) == (1, None, "mmapi.55-tech.com", "/api/v1/orders", None, "timeout")
    assert found.counts.requests + found.counts.rejects + skipped(found.counts) == len(
        data.splitlines()
    )


@pytest.mark.scale
@pytest.mark.parametrize("width", [60, 80, 120, 400])
@pytest.mark.parametrize("time_format", ["[%X]", "%X"])
def test_times_of_day_have_the_day_of_their_file(
    width: int, time_format: str, tmp_path: Path
) -> None:
    log, lake = tmp_path / "bot.log", tmp_path / "lake"
    log.write_bytes(printed(width, time_format, is_coloured=False))
    changed = datetime(2026, 11, 19, 10, 0, 1, tzinfo=UTC).timestamp()
    os.utime(log, (changed, changed))
    assert analyzer("ingest", log, "--lake", lake).status == 0
    sql = "SELECT ts::VARCHAR AS ts, host, status FROM requests ORDER BY ts, status"
    assert rows(lake, sql) == [
        {"ts": "2026-11-19 10:00:00+00", "host": "api.tickdb.ai", "status": 200},
        {"ts": "2026-11-19 10:00:00+00", "host": "api.tickdb.ai", "status": 429},
        {"ts": "2026-11-19 10:00:01+00", "host": "mmapi.55-tech.com", "status": None},
    ]


def told(row: Row) -> tuple[object, ...]:
    second = (row["ts"] - datetime(2026, 11, 19, 10, tzinfo=UTC)).total_seconds()
    return (second, *(row[name] for name in ("method", "host", "path", "status", "error_type")))
