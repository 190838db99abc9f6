"""Logs that programs in Go, Java, Kotlin, .NET, Python, Ruby, PHP and Elixir write of their calls.

Each file of `program_logs` is a log, and behind `---- rows` the calls that it tells: `seconds
method host/path status|error`, and code, duration and advised wait if told.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import Row, read, reader, skipped

# Each case is a file of its own kind, whose reading is planned anew.
pytestmark = [pytest.mark.scale, pytest.mark.one_in(4)]

LOGS = sorted((Path(__file__).parent / "program_logs").glob("*.txt"))
_PARTS = (("code", "code"), ("duration_ms", "ms"), ("retry_after_s", "ra"))


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as made:
        yield made


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_a_program_log_tells_its_calls_and_no_others(reading: Reading, path: Path) -> None:
    log, _, wanted = path.read_text("utf-8").partition("---- rows\n")
    found = read(reading, log.encode())
    assert sorted(map(_spelled, found.rows)) == sorted(wanted.splitlines())
    assert not found.rejects
    assert log.count("\n") == found.counts.requests + skipped(found.counts)


def _spelled(row: Row) -> str:
    time = row["ts"].strftime("%H:%M:%S.%f")[:-3].removeprefix("10:00:")
    called = f"{row['host'] or ''}{row['path'] or ''}"
    called += f"?{row['query']}" if row["query"] else ""
    answer = row["status"] or row["error_type"] or "none"
    told = [f"{name}={_number(row[column])}" for column, name in _PARTS if row[column] is not None]
    return " ".join([time, row["method"] or "-", called or "-", str(answer), *told])


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
