"""`analyzer sql` among other commands of a shell, and on a terminal."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from analyzer.cli import output
from analyzer.sandbox.query_text import with_dollars, without_comments
from tests.conftest import ROOT, analyzer, is_one_sentence, rows

pytestmark = pytest.mark.one_in(2)

ANALYZER = [sys.executable, "-m", "analyzer"]
LONG = "SELECT vendor, code, path FROM failures ORDER BY ts"


def shell(script: str, lake: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a line of sh in which `analyzer` is this analyzer and the lake is given."""
    return subprocess.run(
        ["bash", "-c", f'analyzer() {{ "{sys.executable}" -m analyzer "$@"; }}\n{script}'],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "ANALYZER_LAKE": str(lake), **variables},
    )


def on_terminal(
    query: str, lake: Path, columns: int = 100, lines: int = 30, **variables: str
) -> str:
    """What a terminal of that size shows."""
    inner, outer = pty.openpty()
    fcntl.ioctl(outer, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    environment = {**os.environ, "TERM": "xterm", "ANALYZER_LAKE": str(lake), **variables}
    environment.pop("COLUMNS", None)
    environment.pop("LINES", None)
    if "NO_COLOR" not in variables:
        environment.pop("NO_COLOR", None)
    running = subprocess.Popen(
        [*ANALYZER, "sql", query],
        stdin=outer,
        stdout=outer,
        stderr=outer,
        env=environment,
        start_new_session=True,
    )
    os.close(outer)
    shown = b""
    while select.select([inner], [], [], 60)[0]:
        try:
            shown += os.read(inner, 65536)
        except OSError:
            break
    os.close(inner)
    assert running.wait(10) == 0, shown
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.scale
def test_a_query_comes_from_an_argument_a_file_or_standard_input(
    sample_lake: Path, tmp_path: Path
) -> None:
    (tmp_path / "q.sql").write_text("-- how many?\nSELECT 41 + 1 AS answer; -- this many\n")
    for ask in (
        "analyzer sql 'SELECT 41 + 1 AS answer;'",
        f"analyzer sql --file {tmp_path}/q.sql",
        f"analyzer sql --file - < {tmp_path}/q.sql",
        f"cat {tmp_path}/q.sql | analyzer sql -",
        "analyzer sql - <<< 'SELECT 41 + 1 AS answer'",
    ):
        ran = shell(f"{ask} --format csv" if "<<<" not in ask else f"{ask}", sample_lake)
        assert ran.returncode == 0, ran.stderr
        assert "answer" in ran.stdout
        assert "42" in ran.stdout
        assert ran.stderr == ""


def test_a_query_and_a_file_are_one_too_many(sample_lake: Path, tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text("SELECT 1")
    ran = analyzer("sql", "SELECT 2", "--file", tmp_path / "q.sql", "--lake", sample_lake)
    assert (ran.status, ran.out) == (2, "")
    assert "a query, --file and --example" in ran.err


@pytest.mark.scale
@pytest.mark.parametrize("form", ["csv", "json", "table", "md", "parquet"])
def test_a_reader_that_has_enough_ends_the_query_in_silence(form: str, sample_lake: Path) -> None:
    ran = shell(
        f"set -o pipefail; analyzer sql 'FROM requests' --format {form} | head -c 5; "
        'echo "${PIPESTATUS[0]}"',
        sample_lake,
    )
    assert ran.stderr in ("", "The first 10000 rows; --format csv gives all, LIMIT fewer.\n")
    assert ran.stdout.endswith("0\n")


@pytest.mark.parametrize(
    "query",
    ["-- What failed?\nSELECT 7 AS n", "--sum\nSELECT 7 AS n -- of a = b", "-- a=b\nSELECT 7 AS n"],
)
def test_a_query_may_begin_with_a_comment(query: str, sample_lake: Path, tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text(query, "utf-8-sig")  # as editors of Windows write it
    for given in ([query], ["--file", tmp_path / "q.sql"]):
        ran = analyzer("sql", "--format", "csv", *given, "--lake", sample_lake)
        assert (ran.status, ran.out) == (0, "n\n7\n"), ran.err
    assert "No such option" in analyzer("sql", "--sum", "--lake", sample_lake).err


@pytest.mark.scale
def test_a_full_disk_behind_a_redirection_is_one_sentence(sample_lake: Path) -> None:
    ran = shell("analyzer sql 'FROM failures' --format csv > /dev/full", sample_lake)
    assert ran.returncode == 2
    assert ran.stderr == "analyzer: stdout: cannot be written: No space left on device\n"


@pytest.mark.scale
def test_control_c_ends_a_query(sample_lake: Path) -> None:
    running = subprocess.Popen(
        [*ANALYZER, "sql", "SELECT count(*) FROM range(1000000000000) r(n) WHERE n % 7 = 1",
         "--lake", sample_lake],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    time.sleep(6)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=120)
    assert running.returncode in (130, -signal.SIGINT)  # a shell calls both 130
    assert (out, err.strip()) == ("", "")


@pytest.mark.scale
def test_a_large_result_is_the_same_in_every_format(sample_lake: Path, tmp_path: Path) -> None:
    query = "SELECT ts, vendor, code, route FROM requests ORDER BY ALL"
    for form in ("csv", "json", "parquet"):
        ran = analyzer("sql", query, "--out", tmp_path / f"a.{form}", "--lake", sample_lake)
        assert (ran.status, ran.out, ran.err) == (0, "", "")
    read = csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text()))
    from_csv = [{name: value or None for name, value in row.items()} for row in read]
    from_json = json.loads((tmp_path / "a.json").read_text())
    from_parquet = pl.read_parquet(tmp_path / "a.parquet")
    assert len(from_csv) == 21586
    assert from_csv == from_json
    assert from_parquet["route"].to_list() == [row["route"] for row in from_json]
    assert from_parquet.schema["ts"] == pl.Datetime("us", "UTC")


@pytest.mark.parametrize(
    ("form", "expected"),
    [("csv", "vendor,code\n"), ("json", "[]\n"), ("table", " vendor   code\n ─────────────\n"),
     ("md", "| vendor | code |\n| --- | --- |\n")],
    ids=["csv", "json", "table", "md"],
)  # fmt: skip
def test_no_rows_are_an_answer_too(form: str, expected: str, sample_lake: Path) -> None:
    ran = analyzer(
        "sql", "SELECT vendor, code FROM failures WHERE FALSE", "--format", form,
        "--lake", sample_lake,
    )  # fmt: skip
    assert (ran.status, ran.out) == (0, expected)


def test_a_table_holds_what_a_person_can_read_and_says_so(sample_lake: Path) -> None:
    ran = analyzer("sql", "FROM range(10001)", "--lake", sample_lake)
    assert ran.out.count("\n") == output.MOST_SHOWN + 2
    assert "The first 10000 rows" in ran.err


def test_a_file_is_whole_or_not_there(sample_lake: Path, tmp_path: Path) -> None:
    out = tmp_path / "answer.csv"
    out.write_text("yesterday's")
    ran = analyzer(
        "sql", "SELECT CASE WHEN n < 500000 THEN 1 ELSE error('late') END FROM range(900000) r(n)",
        "--out", out, "--lake", sample_lake,
    )  # fmt: skip
    assert ran.status == 2
    assert out.read_text() == "yesterday's"
    assert [*tmp_path.iterdir()] == [out]


@pytest.mark.scale
def test_a_result_can_go_into_a_pipe_with_a_name(sample_lake: Path) -> None:
    ran = shell("analyzer sql 'SELECT 1 AS a' --format csv --out >(cat >&2)", sample_lake)
    assert (ran.returncode, ran.stderr) == (0, "a\n1\n")


@pytest.mark.scale
def test_a_terminal_gets_colour_and_what_is_no_terminal_does_not(sample_lake: Path) -> None:
    query = "SELECT vendor FROM vendors"
    assert "\x1b[1m" in on_terminal(query, sample_lake)
    assert "\x1b" not in on_terminal(query, sample_lake, NO_COLOR="1")
    assert "\x1b" not in on_terminal(query, sample_lake, TERM="dumb")
    assert "\x1b" not in analyzer("sql", query, "--lake", sample_lake).out


@pytest.mark.scale
def test_a_long_answer_goes_through_the_readers_pager(sample_lake: Path, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho paged; head -3\n")
    pager.chmod(0o755)
    assert on_terminal(LONG, sample_lake, PAGER=str(pager)).startswith("paged\n")
    assert "paged" not in on_terminal(f"{LONG} LIMIT 3", sample_lake, PAGER=str(pager))


@pytest.mark.scale
def test_wide_rows_on_a_narrow_terminal_become_records(sample_lake: Path) -> None:
    shown = on_terminal(
        "FROM failures WHERE vendor = '55tech' LIMIT 1", sample_lake, lines=100, NO_COLOR="1"
    )
    assert shown.startswith("─── 1 \nts ")
    assert "\nvendor            55tech\n" in shown
    folded = on_terminal(
        "SELECT vendor, remedy FROM failures LIMIT 1", sample_lake, columns=60, NO_COLOR="1"
    )
    assert max(map(len, folded.splitlines())) <= 60
    assert "vendor" in folded.splitlines()[0]


def test_what_is_logged_does_not_steer_the_terminal(
    ingested: Callable[..., Path],
) -> None:
    lake = ingested(
        {"ts": "2026-11-19T10:00:00Z", "url": "https://api.example.com/x", "status": 500,
         "client": "\x1b]0;owned\x07\x1b[31mred\x9b31m"}
    )  # fmt: skip
    for form in ("table", "md"):
        out = analyzer("sql", "SELECT client FROM requests", "--format", form, "--lake", lake).out
        assert "\x1b" not in out
        assert "\x07" not in out
        assert "\x9b" not in out
        assert r"\x1b]0;owned\x07" in out


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT :a::INT + 1, x::TEXT", "SELECT $a::INT + 1, x::TEXT"),
        ("WHERE ts>=:since AND code IN (:a,:b)", "WHERE ts>=$since AND code IN ($a,$b)"),
        ("SELECT ':a', \":b\", ''':c'", "SELECT ':a', \":b\", ''':c'"),
        ("E'\\':a' -- :b\n/* :c /* :d */ :e */", "E'\\':a' -- :b\n/* :c /* :d */ :e */"),
        ("SELECT $$ :a $$, $t$ :b $t$, $own", "SELECT $$ :a $$, $t$ :b $t$, $own"),
        ("SELECT l[1:n], {'a':b}, n:1, f(x := :y)", "SELECT l[1:n], {'a':b}, n:1, f(x := $y)"),
        ("SELECT '10:30:00'::TIME, 12:30", "SELECT '10:30:00'::TIME, 12:30"),
    ],
    ids=["casts", "lists", "texts", "comments", "dollars", "colons", "times"],
)  # fmt: skip
def test_parameters_are_found_where_they_are_and_nowhere_else(query: str, expected: str) -> None:
    assert with_dollars(query) == expected


def test_comments_are_told_from_texts() -> None:
    query = "/* a /* b */ */ SELECT '--x', \"/*\", $$--$$ -- y\n, 1 ; -- z"
    assert without_comments(query) == "SELECT '--x', \"/*\", $$--$$  \n, 1"


def test_parameters_are_bound_and_cast_by_the_query(sample_lake: Path) -> None:
    query = (
        "SELECT count(*) AS n FROM failures"
        " WHERE vendor = :vendor AND ts >= :since::TIMESTAMPTZ AND status = :status"
    )
    ran = analyzer(
        "sql", query, "--param", "vendor=tickdb", "--param", "since=2026-11-17",
        "--param", "status=429", "--format", "json", "--lake", sample_lake,
    )  # fmt: skip
    assert ran.status == 0, ran.err
    assert json.loads(ran.out) == rows(
        sample_lake,
        "SELECT count(*) AS n FROM failures"
        " WHERE vendor = 'tickdb' AND ts >= '2026-11-17' AND status = 429",
    )


@pytest.mark.parametrize(
    ("query", "given", "sentence"),
    [
        (
            "SELECT :a",
            [],
            "sql: no value for :a. Give a=VALUE, in a shell as --param a=VALUE",
        ),
        ("SELECT :a", ["a=1", "b=2"], "sql: the query has no :b. Its parameters: :a"),
        ("SELECT 1", ["b=2"], "sql: the query has no :b. Its parameters: none"),
        ("SELECT ?", [], "sql: a parameter without a name. Write :name instead of ? or $1"),
        ("SELECT :a", ["a"], "--param: 'a' is no NAME=VALUE. Write since=2026-11-18"),
    ],
)
def test_parameters_that_do_not_match_the_query_are_one_sentence(
    query: str, given: list[str], sentence: str, sample_lake: Path
) -> None:
    options = [word for one in given for word in ("--param", one)]
    ran = analyzer("sql", query, *options, "--lake", sample_lake)
    assert (ran.status, ran.out, ran.err) == (2, "", f"analyzer: {sentence}\n")


def test_a_value_that_cannot_be_cast_is_one_sentence(sample_lake: Path) -> None:
    ran = analyzer("sql", "SELECT :a::INT", "--param", "a=x", "--lake", sample_lake)
    assert ran.status == 2
    assert "'x'" in ran.err
    assert is_one_sentence(ran.err)


@pytest.mark.scale
def test_the_readmes_commands_run_as_they_stand(sample_lake: Path, tmp_path: Path) -> None:
    section = (
        (ROOT / "docs" / "sql-and-python.md").read_text("utf-8").split("## Follow one trace")[0]
    )
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert len(lines) > 5
    (tmp_path / "question.sql").write_text("SELECT 1 AS one")
    (tmp_path / "lake").symlink_to(sample_lake)
    for line in lines:
        if line.startswith(("duckdb ", "harlequin ")):
            continue
        here = line.replace("python -c", f"{sys.executable} -c")
        ran = shell(f"cd {tmp_path} && {here}", Path("lake"))
        assert (ran.returncode, ran.stderr) == (0, ""), line
    assert (tmp_path / "new.csv").read_text().startswith("ts,vendor")


@pytest.mark.scale
def test_a_views_file_is_mended_after_the_lake_has_moved(
    ingested: Callable[..., Path], tmp_path: Path
) -> None:
    lake = ingested({"ts": "2026-11-19T10:00:00Z", "url": "https://api.tickdb.ai/x", "status": 500})
    moved = lake.rename(tmp_path / "moved")
    assert analyzer("compact", "--lake", moved).status == 0
    with duckdb.connect(str(moved / "analyzer.duckdb"), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM failures").fetchone() == (1,)


ANY_TYPE = """SELECT INTERVAL 90 MINUTE AS pause, '\\xAA'::BLOB AS bytes, MAP {'a': 1} AS map,
    [INTERVAL 1 DAY] AS pauses, {'at': ts} AS nested, [ts] AS times, ts::TIMESTAMP AS naive,
    'infinity'::TIMESTAMPTZ AS never, 'infinity'::DATE AS no_day, 'nan'::DOUBLE AS no_number,
    170141183460469231731687303715884105727 AS wide, union_value(n := 1) AS any_of
FROM (SELECT TIMESTAMPTZ '2026-11-19 10:00:00.5+00' AS ts)"""


def test_a_value_of_any_type_is_written_as_text_formats_have_it(sample_lake: Path) -> None:
    assert rows(sample_lake, ANY_TYPE) == [
        {
            "pause": "01:30:00",
            "bytes": "\\xAA",
            "map": '{"a":1}',
            "pauses": '["1 day"]',
            "nested": {"at": "2026-11-19T10:00:00.500Z"},
            "times": ["2026-11-19T10:00:00.500Z"],
            "naive": "2026-11-19T10:00:00.500Z",
            "never": None,
            "no_day": None,
            "no_number": None,
            "wide": "170141183460469231731687303715884105727",
            "any_of": "1",
        }
    ]


@pytest.mark.parametrize("form", ["table", "csv", "md", "parquet"])
def test_a_value_of_any_type_can_be_had_in_every_format(
    form: str, sample_lake: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    ran = analyzer("sql", ANY_TYPE, "--lake", sample_lake, "--format", form, "--out", out)
    assert (ran.status, ran.err) == (0, "")
    assert out.stat().st_size


def test_a_slip_of_the_pen_is_answered_with_what_was_meant(sample_lake: Path) -> None:
    ran = analyzer("sql", "FROM failurs", "--lake", sample_lake)
    assert ran.status == 2
    assert "Table with name failurs does not exist! Did you mean failures? `analyzer" in ran.err
    ran = analyzer("sql", "SELECT 1 +", "--lake", sample_lake)
    assert ran.err.splitlines()[1:] == ["SELECT 1 +", "         ^"]
    ran = analyzer("sgl")
    assert ran.status == 2
    assert "No such command 'sgl'. Did you mean sql?" in ran.err
    assert "Did you mean" not in analyzer("nothing-like-it").err


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv.gz", "a.tsv"])
def test_a_file_is_not_called_what_it_does_not_hold(
    name: str, sample_lake: Path, tmp_path: Path
) -> None:
    ran = analyzer("sql", "SELECT 1 AS a", "--out", tmp_path / name, "--lake", sample_lake)
    assert (ran.status, ran.out) == (2, "")
    assert name in ran.err
    assert "--format" in ran.err
    assert not (tmp_path / name).exists()
    chosen = ("--format", "csv", "--out", tmp_path / name)
    assert analyzer("sql", "SELECT 1 AS a", *chosen, "--lake", sample_lake).status == 0
    assert (tmp_path / name).read_text() == "a\n1\n"
