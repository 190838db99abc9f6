"""The command line: every error a user can make ends in one sentence and the right exit status."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import click
import pytest

from analyzer.cli.main import cli
from tests.conftest import SAMPLE_LOGS, analyzer, is_one_sentence, rows

pytestmark = pytest.mark.one_in(2)

COMMANDS = sorted(cli.list_commands(click.Context(cli)))
LINE = '{"ts":"2026-11-19T10:00:00Z","url":"https://api.tickdb.ai/v1/a","status":200}\n'


def says(ran: object, status: int, *words: str) -> None:
    """The run ended with this status and one sentence on stderr that has these words."""
    err, out = ran.err, ran.out  # type: ignore[attr-defined]
    assert ran.status == status, err  # type: ignore[attr-defined]
    assert "Traceback" not in err + out
    assert "This is a defect" not in err
    for word in words:
        assert word in err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    ran = analyzer(command, "--help")
    assert ran.status == 0
    assert f"Example: analyzer {command}" in ran.out
    assert "--lake" in ran.out


def test_options_are_accepted_before_and_after_the_command(sample_lake: Path) -> None:
    query = "SELECT count(*) AS n FROM requests"
    before = analyzer("--lake", sample_lake, "sql", query, "--format", "csv")
    after = analyzer("sql", query, "--format", "csv", "--lake", sample_lake)
    assert before.out == after.out == "n\n21586\n"


def test_the_version_is_told_before_and_after_the_command() -> None:
    asked = [("--version",), ("sql", "--version"), ("vendors", "check", "--version")]
    told = [analyzer(*arguments) for arguments in asked]
    assert [(ran.status, ran.out) for ran in told] == [(0, told[0].out)] * len(asked)
    assert re.search(r"\d", told[0].out)


@pytest.mark.scale
def test_a_missing_file_beside_others_is_status_1_and_the_others_are_read(tmp_path: Path) -> None:
    lake, missing = tmp_path / "lake", tmp_path / "missing.log"
    ran = analyzer("ingest", SAMPLE_LOGS / "canonical", missing, "--lake", lake)
    assert ran.status == 1
    assert "missing.log: no such file" in ran.err
    assert rows(lake, "SELECT count(*) > 1000 AS many FROM requests") == [{"many": True}]


@pytest.mark.parametrize("command", [("ingest", SAMPLE_LOGS / "canonical"), ("report",)])
def test_a_lake_that_can_be_no_folder_is_a_sentence(
    tmp_path: Path, command: tuple[object, ...]
) -> None:
    (tmp_path / "file").write_text("no lake", "utf-8")
    for lake in (tmp_path / "file", tmp_path / "file" / "below"):
        says(analyzer(*command, "--lake", lake), 2, "a lake is a folder", "Choose another --lake")
    too_long = tmp_path / ("a" * 300)
    says(analyzer(*command, "--lake", too_long), 2, "File name too long. Choose another --lake")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("option", ["--vendor", "--client"])
def test_no_row_is_written_under_an_empty_name(tmp_path: Path, option: str) -> None:
    (tmp_path / "a.jsonl").write_text(LINE, "utf-8")
    for command in ("ingest", "nightly"):
        ran = analyzer(command, tmp_path / "a.jsonl", option, " ", "--lake", tmp_path / "lake")
        says(ran, 2, f"{option}: is empty. Give a name")
    assert not (tmp_path / "lake").exists()


@pytest.mark.scale
def test_reports_that_can_be_in_no_folder_are_refused_before_anything_is_read(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.jsonl").write_text(LINE, "utf-8")
    for place in (tmp_path / "a.jsonl", tmp_path / "a.jsonl" / "below"):
        ran = analyzer(
            "nightly", tmp_path / "a.jsonl", "--reports", place, "--lake", tmp_path / "lake"
        )
        says(ran, 2, "--reports: ", "is a file, or lies below one. Name a folder.")
    assert not (tmp_path / "lake").exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    says(
        analyzer("ingest", tmp_path / "nope.log", "--lake", tmp_path / "lake"),
        2,
        "nope.log",
        "no such file",
    )
    assert not (tmp_path / "lake").exists()


def test_a_folder_without_logs_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    says(analyzer("ingest", tmp_path / "empty", "--lake", tmp_path / "lake"), 2, "empty")


@pytest.mark.scale
def test_a_source_of_no_known_format_among_others_is_status_1(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(LINE)
    (tmp_path / "notes.txt").write_text("buy milk\n" * 9)
    ran = analyzer(
        "ingest", tmp_path / "a.jsonl", tmp_path / "notes.txt", "--lake", tmp_path / "lake"
    )
    says(ran, 1, "notes.txt", "format")
    assert rows(tmp_path / "lake", "SELECT count(*) AS n FROM requests") == [{"n": 1}]


def test_an_unknown_format_lists_those_that_there_are(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(LINE)
    ran = analyzer("ingest", tmp_path / "a.jsonl", "--format", "xml", "--lake", tmp_path / "lake")
    says(ran, 2, "xml", "canonical")


def test_ingest_says_how_sure_it_is_why_lines_were_rejected_and_what_has_no_column(
    tmp_path: Path,
) -> None:
    combined = '10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "httpx"\n'
    (tmp_path / "access.log").write_text(combined * 3 + "half a li\n")
    (tmp_path / "app.jsonl").write_text(
        '{"time":"2026-11-19T10:00:00Z","url":"https://api.tickdb.ai/a","status":200,"shoe_size":9}\n'
    )
    ran = analyzer("ingest", tmp_path, "--lake", tmp_path / "lake")
    access, app, total = ran.out.splitlines()
    assert (
        "combined (45% sure), 4 lines = 3 requests + 1 rejects (1 not an access log line)" in access
    )
    assert app.endswith("; not mapped: shoe_size")
    assert total.startswith("total: 2 sources, 5 lines = 4 requests + 1 rejects")
    alone = analyzer("ingest", tmp_path / "app.jsonl", "--lake", tmp_path / "lake", "--dry-run")
    assert "1 sources" not in alone.out
    alone = analyzer("ingest", tmp_path / "app.jsonl", "--lake", tmp_path / "other")
    assert alone.out.splitlines()[-1].startswith("total: 1 source, 1 lines = 1 requests")


def test_what_reads_a_programs_own_words_is_a_guess(tmp_path: Path) -> None:
    (tmp_path / "bot.log").write_text(
        "2026-11-19 10:00:00 INFO request GET https://api.tickdb.ai/a returned 429 in 133 ms\n"
    )
    for options in (("--dry-run",), ()):
        told = analyzer("ingest", tmp_path, "--lake", tmp_path / "lake", *options).out
        assert "bot.log: call_lines (a guess), 1 lines = 1 requests" in told


@pytest.mark.scale
@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown_on_a_terminal_alone(terminal: bool, tmp_path: Path) -> None:
    (tmp_path / "calls.jsonl").write_text(LINE * 7)
    command = [sys.executable, "-m", "analyzer", "ingest", str(tmp_path / "calls.jsonl")]
    command += ["--lake", str(tmp_path / "lake")]
    reader, writer = pty.openpty() if terminal else os.pipe()
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=writer, text=True, check=True)
    os.close(writer)
    shown = b""
    with contextlib.suppress(OSError):
        while some := os.read(reader, 1 << 16):
            shown += some
    os.close(reader)
    assert (b"calls.jsonl" in shown and b"7 lines, 0 rejects" in shown) == terminal
    assert ran.stdout.startswith(str(tmp_path / "calls.jsonl") + ": canonical, 7 lines")


def test_a_reject_is_status_1_only_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(LINE + "broken\n")
    assert analyzer("ingest", tmp_path / "a.jsonl", "--lake", tmp_path / "l1").status == 0
    assert (
        analyzer("ingest", tmp_path / "a.jsonl", "--strict", "--lake", tmp_path / "l2").status == 1
    )


@pytest.mark.scale
def test_a_reject_of_what_was_loaded_before_is_status_1_too(tmp_path: Path) -> None:
    log, lake = tmp_path / "a.jsonl", tmp_path / "lake"
    log.write_text(LINE + "broken\n")
    assert analyzer("ingest", log, "--lake", lake).status == 0
    assert analyzer("ingest", log, "--strict", "--lake", lake).status == 1
    with log.open("a") as more:
        more.write(LINE)
    assert analyzer("ingest", log, "--strict", "--lake", lake).status == 1
    log.write_text(LINE)
    assert analyzer("ingest", log, "--strict", "--lake", lake).status == 0


@pytest.mark.parametrize(
    "arguments",
    [["sql", "SELECT 1"], ["report"], ["trace", "x"], ["compact"],
     ["prune", "--keep", "9d"]],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_a_lake_that_is_none_says_how_to_make_one(arguments: list[str], tmp_path: Path) -> None:
    says(analyzer(*arguments, "--lake", tmp_path / "nothing"), 2, "nothing", "analyzer ingest")


def test_a_folder_with_other_files_is_not_made_a_lake(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(LINE)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"meow")
    says(analyzer("ingest", tmp_path / "a.jsonl", "--lake", tmp_path / "photos"), 2, "other files")


def test_a_file_name_does_not_command_the_terminal(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "\x1b[2Jgood\n.jsonl").write_text(LINE)
    (logs / "\x1b]0;title\x07bad.bin").write_bytes(bytes(range(128, 256)) * 9)
    ran = analyzer("ingest", logs, "--lake", tmp_path / "lake")
    assert ran.status == 1
    assert "\\x1b[2Jgood\\x0a.jsonl: canonical" in ran.out
    assert "\x1b" not in ran.out + ran.err
    says(analyzer("trace", "a\nb\x1b[2J", "--lake", tmp_path / "lake"), 2, "a\\x0ab\\x1b[2J")


def test_a_lake_under_a_name_that_delta_cannot_open_is_refused(tmp_path: Path) -> None:
    log = tmp_path / "a.jsonl"
    log.write_text(LINE)
    says(analyzer("ingest", log, "--lake", tmp_path / "l%41ke"), 2, "%41")
    assert not (tmp_path / "l%41ke").exists()
    assert analyzer("ingest", log, "--lake", tmp_path / "100% ké").status == 0
    (tmp_path / "100% ké").rename(tmp_path / "l%41ke")
    says(analyzer("sql", "FROM loads", "--lake", tmp_path / "l%41ke"), 2, "%41")


@pytest.mark.parametrize(
    "query",
    ["SELEC 1", "SELECT nope FROM requests", "FROM nothing", "SELECT 1; SELECT 2", ""],
    ids=["syntax", "column", "view", "two statements", "empty"],
)
def test_bad_sql_is_one_sentence(query: str, sample_lake: Path) -> None:
    ran = analyzer("sql", query, "--lake", sample_lake)
    says(ran, 2, "sql")
    assert is_one_sentence(ran.err)


@pytest.mark.parametrize(
    "query",
    [
        "CREATE TABLE t AS SELECT 1",
        "INSERT INTO lake_loads SELECT * FROM lake_loads",
        "DROP VIEW requests",
        "COPY requests TO '/tmp/stolen.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET memory_limit = '1TB'",
        "PRAGMA database_list",
        "EXPORT DATABASE '/tmp/stolen'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_text('{lake}/secret')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_json('https://example.com/x.json')",
    ],
)
def test_sql_only_reads_the_lake(query: str, sample_lake: Path) -> None:
    ran = analyzer("sql", query.format(lake=sample_lake), "--lake", sample_lake)
    says(ran, 2, "sql")
    assert ran.out == ""
    assert not Path("/tmp/stolen.csv").exists()  # noqa: S108


@pytest.mark.parametrize("form", ["table", "csv", "json", "md"])
def test_each_output_format_holds_the_same_value(form: str, sample_lake: Path) -> None:
    query = "SELECT vendor, min(ts) AS since FROM requests GROUP BY ALL ORDER BY ALL LIMIT 1"
    ran = analyzer("sql", query, "--format", form, "--lake", sample_lake)
    assert ran.status == 0
    assert "55tech" in ran.out
    assert re.search(r"2026-11-16T\d\d:\d\d:\d\d(\.\d+)?Z", ran.out)


def test_parquet_goes_to_a_file(sample_lake: Path, tmp_path: Path) -> None:
    import polars as pl

    out = tmp_path / "f.parquet"
    query = "FROM failures"
    assert (
        analyzer("sql", query, "--format", "parquet", "--out", out, "--lake", sample_lake).status
        == 0
    )
    assert rows(sample_lake, "SELECT count(*) AS n FROM failures") == [
        {"n": pl.read_parquet(out).height}
    ]


def test_an_encoding_that_lacks_a_character_gets_its_escape(sample_lake: Path) -> None:
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "analyzer",
            "sql",
            "--lake",
            sample_lake,
            "SELECT '\N{SNOWMAN}' AS x",
        ],
        env=os.environ | {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
    )
    assert b"\\u2603" in ran.stdout


def test_a_query_can_come_from_a_file(sample_lake: Path, tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text("SELECT 41 + 1 AS answer")
    ran = analyzer("sql", "--file", tmp_path / "q.sql", "--format", "json", "--lake", sample_lake)
    assert json.loads(ran.out) == [{"answer": 42}]
    says(analyzer("sql", "--file", tmp_path / "none.sql", "--lake", sample_lake), 2, "none.sql")


@pytest.mark.scale
def test_sql_without_a_query_documents_every_view_and_column(sample_lake: Path) -> None:
    out = analyzer("sql", "--lake", sample_lake).out
    columns = rows(
        sample_lake,
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_name IN (SELECT view_name FROM duckdb_views() WHERE NOT internal)"
        " AND NOT starts_with(table_name, 'lake_')",
    )
    assert len(columns) > 100
    for column in columns:
        assert re.search(rf"^{column['table_name']}  ", out, re.MULTILINE), column
        assert re.search(rf"^    {re.escape(column['column_name'])} ", out, re.MULTILINE), column


@pytest.mark.parametrize(
    "arguments",
    [["--date", "2026-13-40"], ["--date", "yesteryear"], ["--since", "x"],
     ["--since", "2026-11-18", "--until", "2026-11-17"], ["--fail-on", "failures.share >"]],
    ids=["day", "word", "since", "order", "rule"],
)  # fmt: skip
def test_a_bad_period_or_rule_is_one_sentence(arguments: list[str], sample_lake: Path) -> None:
    says(analyzer("report", *arguments, "--lake", sample_lake), 2)


@pytest.mark.scale
def test_a_rule_that_holds_is_status_1_and_its_sentence(sample_lake: Path) -> None:
    ran = analyzer("report", "--fail-on", "failures.share > 0%", "--lake", sample_lake)
    says(ran, 1, "failures.share")
    assert (
        analyzer("report", "--fail-on", "failures.share > 100%", "--lake", sample_lake).status == 0
    )


def test_a_broken_catalog_stops_everything_before_it_begins(tmp_path: Path) -> None:
    (tmp_path / "v").mkdir()
    (tmp_path / "v" / "mine.toml").write_text("id = 'mine'\nhosts = 7\n")
    (tmp_path / "a.jsonl").write_text(LINE)
    lake = tmp_path / "lake"
    says(
        analyzer("ingest", tmp_path / "a.jsonl", "--vendors", tmp_path / "v", "--lake", lake),
        2,
        "mine.toml",
    )
    says(analyzer("vendors", "check", tmp_path / "v" / "mine.toml"), 2, "mine.toml")
    assert not lake.exists()


@pytest.mark.scale
def test_the_catalog_and_the_formats_can_be_listed() -> None:
    assert {"55tech:", "tickdb:", "zeromarkets:"} <= set(analyzer("vendors").out.split())
    assert "all classify as declared" in analyzer("vendors", "check").out
    assert "canonical:" in analyzer("formats").out


@pytest.mark.scale
def test_a_trace_is_found_raw_and_without_dashes(sample_lake: Path) -> None:
    (found,) = rows(
        sample_lake,
        "SELECT trace_id, trace_key FROM failures WHERE contains(trace_id, '-') LIMIT 1",
    )
    shown = [analyzer("trace", found[key], "--lake", sample_lake) for key in found]
    assert shown[0].status == 0
    assert shown[0].out == shown[1].out
    for dressed in (f"urn:uuid:{found['trace_id']}", f"{{{found['trace_id'].upper()}}}"):
        assert analyzer("trace", dressed, "--lake", sample_lake).out == shown[0].out
    says(analyzer("trace", "nowhere", "--lake", sample_lake), 2, "nowhere")


@pytest.mark.scale
def test_a_trace_is_found_by_the_whole_of_its_header(
    ingested: Callable[..., Path], tmp_path: Path
) -> None:
    trace, span = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    sent = {"ts": "2026-11-16T10:00:00Z", "url": "https://api.tickdb.ai/v1/x", "status": 500}
    lake = ingested(sent | {"request_headers": {"traceparent": f"00-{trace}-{span}-01"}})
    plain = analyzer("trace", trace, "--lake", lake)
    assert plain.status == 0
    for header in (f"00-{trace}-{span}-01", f"00-{trace.upper()}-{span}-00", f"{trace}-{span}-1"):
        to = tmp_path / "t.zip"
        assert analyzer("trace", header, "--lake", lake, "--bundle", to).out == plain.out
        with ZipFile(to) as bundle:
            assert f", trace {trace}\n" in bundle.read("message.txt").decode()


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (("sql", "--example", "what_faild"), "what_failed"),
        (("ingest", str(SAMPLE_LOGS), "--format", "canonicl"), "canonical"),
        (("note", "down", "--vendor", "tickbd"), "tickdb"),
    ],
    ids=str,
)
def test_a_misspelt_name_is_answered_with_the_one_that_was_meant(
    line: tuple[str, ...], meant: str, sample_lake: Path
) -> None:
    says(analyzer(*line, "--lake", sample_lake), 2, f"Did you mean {meant}?")


def test_the_dashboard_is_not_shown_to_others_without_sign_in(sample_lake: Path) -> None:
    says(analyzer("dashboard", "--host", "0.0.0.0", "--lake", sample_lake), 2, "0.0.0.0", "sign-in")


def test_a_lake_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(LINE)
    (tmp_path / "file").write_text("")
    says(analyzer("ingest", tmp_path / "a.jsonl", "--lake", tmp_path / "file" / "lake"), 2, "lake")


@pytest.mark.scale
def test_a_full_disk_is_one_sentence_and_no_half_load(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "a.jsonl").write_text(LINE * 20_000)
    script = (
        "import resource, runpy, sys;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000));"
        "sys.argv[0] = 'analyzer'; runpy.run_module('analyzer', run_name='__main__')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, "ingest", str(logs), "--lake", str(tmp_path / "lake")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2, ran.stderr
    assert "Free space" in ran.stderr
    assert "defect" not in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


@pytest.mark.scale
def test_results_go_to_stdout_and_a_closed_pipe_is_no_error(sample_lake: Path) -> None:
    ran = subprocess.run(
        f"{sys.executable} -m analyzer sql 'FROM requests' --format csv --lake {sample_lake}"
        " | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )
    assert ran.stdout.startswith("ts,vendor,date,client")
    assert ran.stderr == ""


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        ("ingest - <&-", 0, ""),
        ("sql - <&-", 2, "0 statements"),
        ("formats >&-", 0, ""),
        ("formats >/dev/full", 2, "cannot be written: No space left on device"),
        ("nonsense 2>&-", 2, ""),
    ],
)
def test_streams_that_are_closed_or_full_are_no_defect(
    command: str, status: int, said: str, sample_lake: Path
) -> None:
    ran = subprocess.run(
        f"{sys.executable} -m analyzer --lake {sample_lake} {command}",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )
    assert ran.returncode == status, ran.stderr
    assert said in ran.stderr
    assert "defect" not in ran.stderr


def test_history_is_relabelled_by_a_better_catalog(
    ingested: Callable[..., Path], tmp_path: Path
) -> None:
    lake = ingested(
        {
            "ts": "2026-11-19T10:00:00Z",
            "url": "https://api.zeromarkets.com/v1/x",
            "status": 409,
            "response_body": {"code": "TRADE_40901", "message": "Duplicate order"},
        }
    )
    assert rows(lake, "SELECT listed, class FROM failures") == [
        {"listed": False, "class": "conflict"}
    ]
    own = tmp_path / "own"
    own.mkdir()
    words = "".join(
        f'{field}.{lang} = "A duplicate."\n'
        for field in ("meaning", "remedy")
        for lang in ("en", "zh-Hans", "zh-Hant")
    )
    (own / "zm.toml").write_text(
        f'id = "zeromarkets"\n[codes.TRADE_40901]\nclass = "validation"\n{words}'
    )
    ran = analyzer(
        "sql", "SELECT listed, class, meaning FROM failures", "--format", "json",
        "--lake", lake, "--vendors", own,
    )  # fmt: skip
    assert json.loads(ran.out) == [
        {"listed": True, "class": "validation", "meaning": "A duplicate."}
    ]


def test_the_sample_logs_fold_is_where_the_demo_finds_it() -> None:
    from analyzer.system.package_data import folder

    assert folder("sample_logs") == SAMPLE_LOGS


def test_what_turns_writing_is_shown_and_a_fault_is_one_line(tmp_path: Path) -> None:
    turned = tmp_path / "turned.jsonl"
    turned.write_text(LINE.replace('"url"', '"client":"a\u202eb\u2067","url"'), "utf-8")
    assert analyzer("ingest", turned, "--lake", tmp_path / "lake").status == 0
    ran = analyzer("sql", "SELECT client FROM requests", "--lake", tmp_path / "lake")
    assert "a\\u202eb\\u2067" in ran.out
    (tmp_path / "abco.toml").write_text(
        'id = "abco"\ntitle = "A"\nhosts = ["a.example"]\n'
        '[codes."E\\n1\\u202e"]\nclass = "auth"\nmeaning = ""\n'
        '[codes.E2]\nclass = ""\nmeaning = "x"\n',
        "utf-8",
    )
    ran = analyzer("vendors", "check", tmp_path / "abco.toml")
    assert (ran.status, ran.err.count("\n")) == (2, 3)
    assert r'"E\x0a1\u202e"' in ran.err or r"E\x0a1\u202e" in ran.err
    assert "\u202e" not in ran.err
