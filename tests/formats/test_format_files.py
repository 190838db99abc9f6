"""Formats of a user's own, in TOML: what they read, and what is said where they do not hold."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from analyzer.ingest.detection import format_file
from tests.conftest import analyzer, rows

# The example that the documentation of the module gives.
LINES = str(format_file.__doc__).split("```")[1].removeprefix("toml")
JSON = """
[columns]
started = "call.at"
url = "call.to"
status = "answer"
duration = {field = "call.lasted", unit = "s"}

[[samples]]
text = '''
{"call":{"at":"2026-11-19T10:00:00Z","to":"https://api.tickdb.ai/","lasted":0.5},"answer":500}'''
rows = [{ts = "2026-11-19T10:00:00Z", status = 500, duration_ms = 500.0, host = "api.tickdb.ai"}]
"""
TABLE = """
table = true
[columns]
status = "result"
[[samples]]
text = '''
time;method;path;result
2026-11-19T10:00:00Z;GET;/v1;404'''
rows = [{path = "/v1", status = 404}]
skipped = 1
"""


def described(folder: Path, text: str) -> Path:
    file = folder / "gateway.toml"
    file.write_text(text, "utf-8")
    return file


def read_with(folder: Path, form: str, log: str) -> tuple[int, str, Path]:
    file = folder / "some.log"
    file.write_text(log, "utf-8")
    ran = analyzer("ingest", file, "--format", described(folder, form), "--lake", folder / "lake")
    return ran.status, ran.err, folder / "lake"


@pytest.mark.scale
def test_lines_are_read_by_a_pattern_with_named_groups(tmp_path: Path) -> None:
    status, error, lake = read_with(
        tmp_path,
        LINES,
        "19.11.2026 10:00:01 GET https://api.tickdb.ai/v1/x 502 1000000\n# a\noops\n",
    )
    assert status == 0, error
    (row,) = rows(lake, "SELECT ts::VARCHAR AS ts, vendor, path, status, duration_ms FROM requests")
    assert row == {
        "ts": "2026-11-19 10:00:00+00",
        "vendor": "tickdb",
        "path": "/v1/x",
        "status": 502,
        "duration_ms": 1000.0,
    }
    (load,) = rows(lake, "SELECT format, rejects, skipped FROM loads")
    assert load == {"format": "gateway", "rejects": 1, "skipped": 1}


@pytest.mark.scale
def test_fields_of_json_go_where_the_file_says(tmp_path: Path) -> None:
    status, error, lake = read_with(
        tmp_path,
        JSON,
        '{"call":{"at":"2026-11-19T10:00:00Z","to":"https://api.tickdb.ai/"},"answer":"201"}\n',
    )
    assert status == 0, error
    (row,) = rows(lake, "SELECT status, host FROM requests")
    assert row == {"status": 201, "host": "api.tickdb.ai"}


@pytest.mark.scale
def test_columns_under_a_header_go_where_the_file_says(tmp_path: Path) -> None:
    status, error, lake = read_with(
        tmp_path, TABLE, "time,method,path,result\n2026-11-19T10:00:00Z,GET,/v2,503\n"
    )
    assert status == 0, error
    (row,) = rows(lake, "SELECT status, path FROM requests")
    assert row == {"status": 503, "path": "/v2"}


@pytest.mark.scale
def test_a_collectors_prefix_comes_off_before_a_format_of_the_users_own(tmp_path: Path) -> None:
    status, error, lake = read_with(
        tmp_path,
        LINES,
        "gw-1  | 19.11.2026 10:00:01 GET https://api.tickdb.ai/v1/x 502 1000000\n" * 2,
    )
    assert status == 0, error
    (load,) = rows(lake, "SELECT requests FROM loads")
    assert load == {"requests": 2}


@pytest.mark.parametrize(
    ("text", "key", "what"),
    [
        ("[[samples]]\ntext = 'x'\n[columns]\nstatuss = 'a'\n", "columns.statuss", "is no column"),
        ("pattern = '(?P<a>x'\n[[samples]]\ntext = 'x'\n", "pattern", "is no RE2 pattern"),
        ("pattern = '(?=x)(?P<a>x)'\n[[samples]]\ntext = 'x'\n", "pattern", "is no RE2 pattern"),
        ("pattern = 'x'\n", "samples", "is missing"),
        ("patern = 'x'\n[[samples]]\ntext = 'x'\n", "patern", "is not known"),
        (
            "[columns]\nduration = {field = 'd', unit = 'h'}\n[[samples]]\ntext = 'x'\n",
            "columns.duration.unit",
            "is not known",
        ),
        (
            "[columns]\nstatus = 'a'\nerror = 'a'\n[[samples]]\ntext = 'x'\n",
            "columns.error",
            "already fills",
        ),
        (LINES.replace("status = 429", "status = 200"), "samples.1", "no row has"),
        (LINES.replace("skipped = 2", "skipped = 0"), "samples.2", "are declared"),
        (LINES.replace("status = 429", "statuz = 429"), "samples.1", "no column statuz"),
        ("title = ", "", "not valid TOML"),
    ],
)
def test_a_file_that_does_not_hold_is_named_with_its_key(
    tmp_path: Path, text: str, key: str, what: str
) -> None:
    status, error, lake = read_with(tmp_path, text, "x\n")
    assert status == 2
    assert str(tmp_path / "gateway.toml") in error.replace("\n", "")
    assert key in error
    assert what in " ".join(error.split())
    assert "Traceback" not in error
    assert not lake.exists()


@pytest.mark.scale
def test_no_sql_of_a_format_file_is_run(tmp_path: Path) -> None:
    evil = (
        LINES.replace('"who"', '"who\'); DROP TABLE stage; --"')
        .replace("(?P<who>", "(?P<whoo>")
        .replace('client = "bot"', "")
    )
    status, error, lake = read_with(
        tmp_path, evil, "19.11.2026 10:00:01 GET https://api.tickdb.ai/v1/x 502 1000000\n"
    )
    assert status == 0, error
    assert rows(lake, "SELECT count(*) AS n FROM requests") == [{"n": 1}]


def test_a_pattern_that_backtracks_costs_no_time(tmp_path: Path) -> None:
    (tmp_path / "bait.toml").write_text(
        "pattern = '^(?P<method>(a+)+)$'\n"
        '[[samples]]\ntext = "aaaa"\nskipped = 1\n',
        "utf-8",
    )  # fmt: skip
    (tmp_path / "bait.log").write_text(("a" * 5_000 + "b\n") * 200)
    began = time.monotonic()
    ran = analyzer("ingest", tmp_path / "bait.log", "--format", tmp_path / "bait.toml",
                   "--lake", tmp_path / "lake")  # fmt: skip
    assert ran.status == 0, ran.err
    assert "200 rejects" in ran.out
    assert time.monotonic() - began < 60
