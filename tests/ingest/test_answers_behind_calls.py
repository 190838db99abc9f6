"""What a vendor answered, in an application's own words behind the line that its client wrote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import read, reader

_URLLIB3 = (
    "2026-11-19 10:00:0{0},123 DEBUG urllib3.connectionpool https://api.tickdb.ai:443 "
    '"GET /v1/{0} HTTP/1.1" {1} 57\n'
)
_HTTPX = (
    "2026-11-19 10:00:0{0},123 INFO httpx HTTP Request: GET https://api.tickdb.ai/v1/{0} "
    '"HTTP/1.1 {1} X"\n'
)
_BOT = (
    "2026-11-19 10:00:0{0},125 ERROR bot GET https://api.tickdb.ai/v1/{0} failed: "
    '{{"code": 3001}}\n'
)


@pytest.fixture
def reading() -> Iterator[Reading]:
    with reader() as one:
        yield one


@pytest.mark.parametrize("client", [_URLLIB3, _HTTPX], ids=["urllib3", "httpx"])
@pytest.mark.parametrize("status", [429, 200])
def test_it_is_the_answer_of_that_call_and_no_other_call(
    client: str, status: int, reading: Reading
) -> None:
    text = client.format(1, status) + _BOT.format(1) + client.format(5, 200)
    found = read(reading, text.encode())
    rows = sorted(found.rows, key=lambda row: str(row["ts"]))
    assert [(row["status"], row["code"]) for row in rows] == [(status, "3001"), (200, None)]


def test_an_answer_to_another_call_stays_one(reading: Reading) -> None:
    text = _URLLIB3.format(1, 200) + _BOT.format(2)
    found = read(reading, text.encode())
    assert sorted((row["path"], row["code"]) for row in found.rows) == [
        ("/v1/1", None),
        ("/v1/2", "3001"),
    ]
