"""What an ingest leaves out is said, with examples, where people look for what logs do not show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

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
