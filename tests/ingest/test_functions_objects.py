"""What runtimes of functions write as objects: errors, beside their own events."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import Row, read, reader

ID = "b3a1e2f4-7d1c-4c59-9a0b-2f8d6c1e0a11"


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


def _rows(reading: Reading, *objects: dict[str, object]) -> list[Row]:
    """The rows of objects, between the events that Lambda writes around each."""
    lines = []
    for second, one in enumerate(objects):
        time = f"2026-11-19T10:00:0{second}.000Z"
        start = {"time": time, "type": "platform.start", "record": {"requestId": ID}}
        end = {"time": time, "type": "platform.report", "record": {"metrics": {"durationMs": 9}}}
        lines += [start, {"timestamp": time, "requestId": ID} | one, end]
    found = read(reading, "".join(f"{json.dumps(line)}\n" for line in lines).encode())
    assert not found.rejects
    return sorted(found.rows, key=lambda row: row["ts"])


def _of_python(message: str, kind: str) -> dict[str, object]:
    frame = '  File "/var/task/app.py", line 9, in handler\n    r.raise_for_status()\n'
    said: dict[str, object] = {"errorMessage": message, "errorType": kind, "stackTrace": [frame]}
    return said | {"log_level": "ERROR"}


def test_an_error_that_nobody_caught_in_python_tells_its_call(reading: Reading) -> None:
    url = "https://api.tickdb.ai/v1/x"
    rows = _rows(
        reading,
        _of_python(f"429 Client Error: Too Many Requests for url: {url}", "HTTPError"),
        _of_python("The read operation timed out", "ReadTimeout"),
        _of_python("'symbol'", "KeyError"),
        _of_python(f"Client error '404 Not Found' for url '{url}'", "HTTPStatusError"),
    )
    assert [(row["ts"].second, row["path"], row["status"], row["error_type"]) for row in rows] == [
        (0, "/v1/x", 429, None),
        (1, None, None, "timeout"),
        (3, "/v1/x", 404, None),
    ]


def test_an_error_that_node_logs_is_the_message(reading: Reading) -> None:
    frame = "    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)"
    refused = "connect ECONNREFUSED 10.0.0.1:443"
    error: dict[str, object] = {
        "errorType": "Error",
        "errorMessage": refused,
        "stackTrace": [refused, frame],
    }
    rows = _rows(reading, {"level": "ERROR", "message": error | {"code": "ECONNREFUSED"}})
    assert [(row["host"], row["error_type"]) for row in rows] == [("10.0.0.1", "connect")]
