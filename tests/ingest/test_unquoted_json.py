"""JSON that a format string wrote: messages stand in it with their quotes as they are."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.ingest.rows.transform import Reading
from analyzer.ingest.wrapping.unquoted_json import mended, sql_of_mended
from tests.reading_lines import read, reader, skipped

FORMATS = {
    "at the end": '{"time":"%(asctime)s","level":"%(levelname)s","message":"%(message)s"}',
    "in the middle": '{"asctime": "%(asctime)s", "msg": "%(message)s", "line": %(lineno)d}',
}
MESSAGES = (
    ("httpx", 'HTTP Request: GET https://api.tickdb.ai/v1/x "HTTP/1.1 429 Too Many Requests"', 429),
    ("urllib3.connectionpool", 'https://api.tickdb.ai:443 "GET /v1/x HTTP/1.1" 200 57', 200),
    ("bot", 'it said "no"', None),
)
CON = duckdb.connect()


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


@pytest.mark.parametrize("layout", FORMATS.values(), ids=list(FORMATS))
def test_what_is_said_with_quotes_is_read(layout: str, reading: Reading) -> None:
    formatter = logging.Formatter(layout)
    lines = []
    for second, (name, text, _) in enumerate(MESSAGES):
        record = logging.LogRecord(name, logging.INFO, "/app/bot.py", 12, text, (), None)
        record.created = 1795082400.5 + second
        lines.append(formatter.format(record))
    found = read(reading, "".join(f"{line}\n" for line in lines).encode())
    assert {(row["method"], row["host"], row["path"], row["status"]) for row in found.rows} == {
        ("GET", "api.tickdb.ai", "/v1/x", status) for _, _, status in MESSAGES if status
    }
    assert (len(found.rows), found.counts.rejects, skipped(found.counts)) == (2, 0, 1)


def test_tracebacks_below_such_lines_tell_why_a_call_failed(reading: Reading) -> None:
    answered = FORMATS["at the end"] % {
        "asctime": "2026-11-19 10:00:00,500", "levelname": "INFO", "message": MESSAGES[0][1],
    }  # fmt: skip
    failed = FORMATS["at the end"] % {
        "asctime": "2026-11-19 10:00:03,500", "levelname": "ERROR", "message": "call failed",
    }  # fmt: skip
    raised = (
        'Traceback (most recent call last):\n  File "/app/bot.py", line 17, in tick\n'
        "    answer = client.get(url)\nhttpx.ReadTimeout: The read operation timed out"
    )
    found = read(reading, f"{answered}\n{failed}\n{raised}\n".encode())
    assert [
        (row["ts"].second, row["status"], row["error_type"])
        for row in sorted(found.rows, key=lambda row: row["ts"])
    ] == [(0, 429, None), (3, None, "timeout")]
    assert (found.counts.rejects, skipped(found.counts)) == (0, 4)


@settings(deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=30),
    st.sampled_from(["", ',"n":1']),
)
def test_sql_mends_what_is_mended_line_by_line(text: str, tail: str) -> None:
    line = f'{{"time":"2026-11-19 10:00:00","message":"{text}"{tail}}}'
    (by_sql,) = CON.execute(
        f"SELECT {sql_of_mended('line')} FROM (SELECT ? AS line)", [line]
    ).fetchone() or ("",)
    told = [json.loads(one) for one in mended([line]) if is_object(one)]
    assert told == ([json.loads(by_sql)] if is_object(by_sql) else [])


def test_a_line_that_is_cut_or_no_object_is_left(reading: Reading) -> None:
    broken = [
        '{"message":"a "b',
        "{}",
        '{"a":1}',
        '["message":"a "b""]',
        '{"message":"a"b',
        "{'a':'b'}",
    ]
    assert not [one for one in mended(broken) if is_object(one) and "message" in one]


def is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
