"""What an ingest leaves out is said, with examples, where people look for what logs do not show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.conftest import analyzer, rows

SECRET = "aaaaaaaa-1111-4222-8333-444444444444"


def left_out(lake: Path) -> list[dict[str, Any]]:
    (row,) = rows(lake, "SELECT left_out FROM coverage")
    said: list[dict[str, Any]] = row["left_out"]
    return said


def line(**fields: object) -> str:
    return json.dumps({"time": "2026-11-19T10:00:00Z", **fields}) + "\n"


def test_a_line_without_an_answer_is_left_out_with_an_example(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(
        line(method="GET", url="https://api.tickdb.ai/v1/x", status=200)
        + line(req={"method": "GET", "url": "/announced"}, msg=f"incoming, api_key={SECRET}") * 5
        + line(msg="started")
        + "\n"
        + '{"time": "2026\n'
    )
    assert analyzer("ingest", tmp_path / "a.log", "--lake", tmp_path / "lake").status == 0
    said = left_out(tmp_path / "lake")
    assert [(one["kind"], one["reason"], one["lines"]) for one in said] == [
        ("skipped", "tells of no answer", 6),
        ("rejected", "not valid JSON", 1),
    ]
    assert ["/announced" in example for example in said[0]["examples"]] == [True, False]
    assert SECRET not in json.dumps(said)


HTTPX = (
    "2026-11-19 10:00:05,250 INFO httpx: HTTP Request: GET https://api.tickdb.ai/v1/x"
    ' "HTTP/1.1 200 OK"\n'
)
CLOSED = (
    "2026-11-19 10:00:06,250 ERROR bot: received 1008 (policy violation) no;"
    " then sent 1008 (policy violation) no\n"
)


def message(second: int, text: str) -> str:
    return f"2026-11-19 10:00:{second:02},250 INFO bot: {text}\n"


@pytest.mark.scale
@pytest.mark.parametrize("beside", [HTTPX, CLOSED, HTTPX + CLOSED], ids=["one", "other", "mixed"])
def test_examples_are_lines_as_the_log_has_them_and_first_those_of_failures(
    tmp_path: Path, beside: str
) -> None:
    others = ["alpha is up", "beta, two", "gamma (3)", "delta: 4"]
    lines = [message(at, other) for at, other in enumerate(others)]
    failed = message(8, f"the order failed at https://api.tickdb.ai/, api_key={SECRET}")
    (tmp_path / "a.log").write_text("".join([*lines, beside, failed]))
    ran = analyzer("ingest", tmp_path / "a.log", "--vendor", "tickdb", "--lake", tmp_path / "lake")
    assert ran.status == 0, ran.err
    (said,) = left_out(tmp_path / "lake")
    assert (said["reason"], said["lines"]) == ("another message", 5)
    assert said["examples"][:2] == [line.rstrip() for line in lines[:2]]
    assert said["examples"][2].startswith(failed[:70].rstrip())
    assert SECRET not in json.dumps(said)


@pytest.mark.scale
def test_a_line_that_is_rejected_beside_its_format_is_kept_as_it_was(tmp_path: Path) -> None:
    broken = "203.0.113.9 - - [19/Nov/2026:10:00:0"
    good = '203.0.113.9 - - [19/Nov/2026:10:00:01 +0000] "GET /v1/x HTTP/1.1" 200 2 "-" "bot"\n'
    (tmp_path / "a.log").write_text(good * 3 + HTTPX * 3 + broken + "\n")
    assert analyzer("ingest", tmp_path / "a.log", "--lake", tmp_path / "lake").status == 0
    assert rows(tmp_path / "lake", "SELECT line, excerpt FROM rejects") == [
        {"line": 7, "excerpt": broken}
    ]


@pytest.mark.scale
def test_a_lake_of_before_this_was_kept_opens_and_grows(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(line(method="GET", path="/a", status=200))
    (tmp_path / "b.log").write_text(line(method="GET", path="/b", status=200) + line(msg="x"))
    lake = tmp_path / "lake"
    assert analyzer("ingest", tmp_path / "a.log", "--lake", lake).status == 0
    (file,) = (lake / "loads").glob("*.parquet")
    without_it = pq.read_table(file).drop_columns(["left_out"])
    with duckdb.connect() as con:
        con.register("loads", without_it)
        con.execute(f"COPY loads TO '{file}' (FORMAT parquet)")
    ran = analyzer("ingest", tmp_path / "b.log", "--lake", lake)
    assert ran.status == 0, ran.err
    found = rows(lake, "SELECT source, len(left_out) AS n FROM coverage ORDER BY source")
    assert [row["n"] for row in found] == [0, 1]


@pytest.mark.parametrize(
    "logged",
    [
        '10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /v1/x HTTP/1.1" 200 5 "-" "-"',
        "Nov 19 10:00:00 gw haproxy[9]: 10.0.0.7:50000 [19/Nov/2026:10:00:00.100] in app/a1"
        ' 1/0/1/2/4 200 51 - - ---- 1/1/0/0/0 0/0 "GET /v1/x HTTP/1.1"',
    ],
    ids=["access", "haproxy"],
)
def test_what_is_commented_out_of_a_log_is_no_line_of_it(tmp_path: Path, logged: str) -> None:
    text = f"# from GET /v1/x\n{logged}\n{logged}\n#\n{logged}\n#1 {logged[:20]}\n"
    (tmp_path / "a.log").write_text(text)
    assert analyzer("ingest", tmp_path / "a.log", "--lake", tmp_path / "lake").status == 0
    (told,) = rows(tmp_path / "lake", "SELECT lines, requests FROM coverage")
    assert (told["lines"], told["requests"]) == (6, 3)
    assert [one["lines"] for one in left_out(tmp_path / "lake")] == [1]
