"""A log that nothing reads: what is said of it, and the format file that is drafted from it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analyzer.catalog.catalog import load
from analyzer.cli.formats_table import as_markdown
from analyzer.ingest.detection.draft import draft
from analyzer.ingest.detection.format_file import format_of_text
from analyzer.ingest.detection.plan import read_plan_for
from analyzer.ingest.detection.samples import check_samples, tried
from analyzer.ingest.detection.unknown import explain
from analyzer.ingest.rows.transform import Reading
from tests.conftest import analyzer, rows

PAGE = Path(__file__).parents[2] / "docs" / "logs-and-formats.md"
LINES = (
    "19.11.2026 10:00:00 GET https://api.tickdb.ai/v1/x?api_key=hunter2hunter2 429 31ms ok\n"
    "19.11.2026 10:00:01 POST https://api.tickdb.ai/v1/y 200 5ms ok\n"
)


def test_json_without_a_status_is_refused_with_its_keys(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"wann":"2026-11-19T10:00:00Z","verb":"GET","ziel":"x"}\n')
    ran = analyzer("ingest", tmp_path / "a.json", "--lake", tmp_path / "lake")
    said = " ".join(ran.err.split())
    assert ran.status == 2
    assert "no log format that is known" in said
    assert "understood: verb (method); not understood: wann, ziel" in said
    assert "missing: a time, a status or an error, a URL or path" in said


def test_text_is_refused_with_the_format_that_it_is_nearest_to() -> None:
    line = '10.0.0.7 - bob [19/Nov/2026:10:00:00 +0000] "GET https://a.b-c.com/v1 HTTP/1.1" 2\n'
    assert read_plan_for(line) is None
    assert "nearest: common" in explain(line)


@pytest.mark.scale
def test_a_draft_of_text_reads_the_log_that_it_was_drafted_from(tmp_path: Path) -> None:
    log = tmp_path / "gateway.log"
    log.write_text(LINES)
    ran = analyzer("formats", "new", log)
    assert ran.status == 0, ran.err
    assert "hunter2" not in ran.out
    assert "status = 429, duration_ms = 31.0" in ran.out
    form = tmp_path / "gateway.toml"
    form.write_text(ran.out)
    ran = analyzer("ingest", log, "--format", form, "--lake", tmp_path / "lake")
    assert ran.status == 0, ran.err
    assert rows(tmp_path / "lake", "SELECT count(*) AS n FROM requests") == [{"n": 2}]


UNKNOWN = {
    "JSON under names of its own": '{"wann":"2026-11-19T10:00:00Z","weg":"GET","ziel":"https://api.'
    'tickdb.ai/v1/x","ergebnis":429}',
    "JSON within JSON": '{"e":{"z":1795082400,"a":{"m":"GET","u":"/v1/x"},"b":{"s":429}}}',
    "pairs": "wann=2026-11-19T10:00:00Z weg=GET ziel=/v1/x ergebnis=429",
    "bars": "10.0.0.7|19.11.2026 10:00:00|GET|/v1/x|429|57|31",
    "semicolons": "2026-11-19 10:00:00;GET;/v1/x;429;57",
    "an order of its own": "[2026/11/19 10:00:00] 429 <GET> api.tickdb.ai ~ /v1/x",
}


@pytest.mark.scale
@pytest.mark.parametrize("name", UNKNOWN)
def test_a_draft_reads_its_samples_as_it_is(name: str) -> None:
    text = f"{UNKNOWN[name]}\n" * 2
    assert read_plan_for(text) is None
    drafted = tried(draft(text, "mine"), load())
    ((row,), _) = drafted.rows
    assert (row["ts"], row["method"], row["path"], row["status"]) == (
        datetime(2026, 11, 19, 10, tzinfo=UTC),
        "GET",
        "/v1/x",
        429,
    )
    form = format_of_text(drafted.as_toml(), Path("mine.toml"))
    with Reading(load(), b"") as reading:
        check_samples(form, reading, "mine.toml")


def test_a_draft_that_lacks_a_time_says_so() -> None:
    drafted = tried(draft("10:00:00 GET /v1/x 429\n", "mine"), load())
    assert "othing comes of the samples: say where a time" in drafted.as_toml()


def test_a_refusal_says_what_a_line_shows_and_what_it_lacks() -> None:
    said = explain("10:00:00 GET /v1/x\n")
    assert "shows a method, a URL or path, a time of the day without its date" in said
    assert "missing: a time, a status" in said
    assert "no line shows a time, a method, a URL or a status" in explain("all is well\n")


@pytest.mark.parametrize("text", ["", "\n", "nothing of the kind\n"])
def test_no_format_is_drafted_from_what_shows_no_request(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(text)
    ran = analyzer("formats", "new", tmp_path / "a.log")
    assert ran.status == 2
    assert "no format can be drafted" in ran.err


def test_the_page_has_the_table_of_formats_that_the_command_prints() -> None:
    assert as_markdown() in PAGE.read_text("utf-8")
    assert analyzer("formats", "--markdown").out == as_markdown()


@pytest.mark.one_in(3)
@pytest.mark.scale
@pytest.mark.parametrize(
    "line",
    ["x " * 4000, '{"a":' * 4000, '"' * 8000, "<" * 8000, "[" * 8000, '{"message":"' * 800],
)
def test_a_source_of_no_format_costs_little_cpu_to_refuse(line: str) -> None:
    text = f"{line}\n" * 8
    read_plan_for(text)
    began = time.process_time()
    assert read_plan_for(text) is None
    explain(text)
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("program", "text"),
    [
        ("oha", '{\n  "summary": {"total": 0.05},\n  "statusCodeDistribution": {"200": 204}\n}\n'),
        ("Artillery", '{"aggregate":{"counters":{"vusers.created":10,"http.codes.200":18}}}\n'),
        ("Locust", "Type,Name,Request Count,Failure Count\nGET,/v1/x,100,3\n"),
        ("wrk", "Running 30s test @ http://127.0.0.1:8080/\n  2 threads and 100 connections\n"),
    ],
)
def test_sums_of_a_load_test_are_said_to_be_such(program: str, text: str) -> None:
    assert read_plan_for(text) is None
    assert f"sums of a load test by {program}" in explain(text)
