"""SQL of others: it reads the lake's views and nothing else, whatever it is asked for.

Each attack is tried as `analyzer sql` and in one database that many ask. It is refused, or it runs
and gives nothing away; either way nothing is written and the next reader sees all. What only the
end of a process stops is tried in the process of its own that the dashboard gives each query.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from analyzer.catalog import catalog
from analyzer.errors import QueryError
from analyzer.lake.lake import Lake
from analyzer.sandbox import query_subprocess, sandbox
from analyzer.sandbox.query_subprocess import ask, prepare, start
from analyzer.warehouse import connection
from tests.conftest import Ran, analyzer, is_one_sentence
from tests.sandbox.attacks import BEYOND_DUCKDB, GREEDY, HARMLESS, OUTSIDE, PROXY, REFUSED

# Some hundred attacks, many of them in processes of their own.
pytestmark = pytest.mark.scale


@pytest.fixture(scope="module")
def lake(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with links in it, beside files that are none of its own."""
    folder = tmp_path_factory.mktemp("attacked")
    shutil.copytree(sample_lake, folder / "lake")
    outside = folder / "outside"
    outside.mkdir()
    (outside / "outside.csv").write_text(f"a\n{OUTSIDE}\n")
    pl.DataFrame({"a": [OUTSIDE]}).write_parquet(outside / "outside.parquet")
    (folder / "lake" / "requests" / "link").symlink_to(folder / "lake" / "secret")
    (folder / "lake" / "requests" / "folder").symlink_to(outside)
    return folder / "lake"


@pytest.fixture(scope="module")
def dashboard(lake: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that many readers ask, one after the other."""
    with connection.connect(Lake(lake), catalog.load(None)) as con:
        sandbox.lock(con, sandbox.Limits(seconds=2, memory="256MB"))
        yield con


@pytest.fixture(autouse=True)
def _proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://bob:{PROXY}@127.0.0.1:9")


def written_out(query: str, lake: Path) -> str:
    return query.format(
        lake=lake,
        secret=lake / "secret",
        outside=lake.parent / "outside",
        file=next(iter(Lake(lake).files("requests"))),
    )


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def no_secret_in(text: str, lake: Path) -> None:
    for secret in ((lake / "secret").read_text(), OUTSIDE, PROXY):
        assert secret not in text


@pytest.mark.parametrize("attack", REFUSED)
def test_what_is_more_than_reading_the_lake_is_refused(
    attack: str, lake: Path, dashboard: duckdb.DuckDBPyConnection
) -> None:
    before = files(lake.parent)
    query = written_out(REFUSED[attack], lake)

    ran = analyzer("sql", "--lake", lake, "--", query)
    one_sentence(ran)
    no_secret_in(ran.err, lake)
    with pytest.raises(QueryError) as refused:
        sandbox.read(dashboard, query)
    no_secret_in(str(refused.value), lake)

    assert files(lake.parent) == before
    assert all_is_there(dashboard)


def one_sentence(ran: Ran) -> None:
    assert ran.status == 2, ran.out
    assert ran.out == ""
    assert ran.err.startswith("analyzer: sql: ")
    assert is_one_sentence(ran.err)
    assert "defect" not in ran.err


def all_is_there(con: duckdb.DuckDBPyConnection) -> bool:
    counted = sandbox.read(
        con,
        "SELECT (SELECT count(*) FROM catalog_codes) > 200, (SELECT count(*) FROM failures) > 2000,"
        f" (SELECT count(*) FROM catalog_vendors) = {len(catalog.load(None).vendors)}",
    )
    return all(counted.row(0))


@pytest.mark.parametrize("look", HARMLESS)
def test_looking_around_shows_no_secret_and_changes_nothing(
    look: str, lake: Path, dashboard: duckdb.DuckDBPyConnection
) -> None:
    before = files(lake.parent)
    ran = analyzer("sql", HARMLESS[look], "--lake", lake, "--format", "json")
    assert ran.status == 0, ran.err
    no_secret_in(ran.out, lake)
    no_secret_in(str(sandbox.read(dashboard, HARMLESS[look]).to_dicts()), lake)
    assert files(lake.parent) == before
    assert all_is_there(dashboard)


def test_no_table_function_of_duckdb_gives_a_file_away(
    lake: Path, dashboard: duckdb.DuckDBPyConnection
) -> None:
    names = sandbox.read(
        dashboard,
        "SELECT DISTINCT function_name FROM duckdb_functions()"
        " WHERE function_type IN ('table', 'table_macro')",
    )["function_name"]
    assert len(names) > 100
    before = files(lake.parent)
    for name in names:
        for argument in (f"'{lake}/secret'", f"'{lake.parent}/outside/outside.csv'"):
            for more in ("", ", ''", ", 1"):
                try:
                    answer = sandbox.read(dashboard, f"FROM {name}({argument}{more})", rows=100)
                except QueryError as error:
                    no_secret_in(str(error), lake)
                else:
                    no_secret_in(str(answer.to_dicts()), lake)
    assert files(lake.parent) == before
    assert all_is_there(dashboard)


@pytest.mark.parametrize("query", GREEDY)
def test_a_query_ends_where_its_time_or_memory_does(
    query: str, dashboard: duckdb.DuckDBPyConnection
) -> None:
    with pytest.raises(QueryError):
        sandbox.read(dashboard, GREEDY[query])
    assert all_is_there(dashboard)


def test_the_command_line_stops_a_query_after_its_timeout(lake: Path) -> None:
    ran = analyzer("sql", GREEDY["a long series"], "--timeout", "1", "--lake", lake)
    one_sentence(ran)
    assert "time was up" in ran.err


def test_the_rows_of_a_query_can_be_bounded(dashboard: duckdb.DuckDBPyConnection) -> None:
    endless = "SELECT n FROM range(1000000000000) r(n)"
    assert sandbox.read(dashboard, endless, rows=10)["n"].to_list() == [*range(10)]


def test_a_reader_cannot_raise_threads_and_nothing_is_spilled_to_disk(
    dashboard: duckdb.DuckDBPyConnection,
) -> None:
    limits = sandbox.read(
        dashboard,
        "SELECT current_setting('temp_directory') AS temp, current_setting('memory_limit')"
        " AS memory, current_setting('max_execution_time') AS ms,"
        " current_setting('lock_configuration') AS locked",
    ).row(0, named=True)
    assert limits == {"temp": "", "memory": "244.1 MiB", "ms": 2000, "locked": True}


def test_readers_that_ask_at_once_do_not_disturb_each_other(
    dashboard: duckdb.DuckDBPyConnection,
) -> None:
    counts: list[int] = []

    def attacked(attack: str) -> None:
        try:
            sandbox.read(dashboard, attack)
        except QueryError:
            counts.append(sandbox.read(dashboard, "SELECT count(*) AS n FROM requests")["n"][0])

    attacks = [REFUSED["delete in a with clause"], "SELEC", GREEDY["a giant text"]] * 3
    threads = [threading.Thread(target=attacked, args=(attack,)) for attack in attacks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(counts) == len(attacks)
    assert len(set(counts)) == 1


@pytest.mark.parametrize(
    "value", ["'; DROP VIEW failures; --", "x' OR 1=1 --", ":class", "$$", "\\"]
)
def test_a_parameter_is_a_value_and_never_sql(value: str, lake: Path) -> None:
    ran = analyzer(
        "sql", "SELECT :v AS v, count(*) AS n FROM failures WHERE class = :v",
        "--param", f"v={value}", "--format", "json", "--lake", lake,
    )  # fmt: skip
    assert ran.status == 0, ran.err
    assert '"n":0' in ran.out


@pytest.mark.parametrize("query", BEYOND_DUCKDB)
def test_what_duckdb_does_not_count_ends_with_the_process_that_asked(
    query: str, lake: Path
) -> None:
    before = files(lake.parent)
    with pytest.raises(QueryError, match=r"stopped|characters"):
        apart(lake, BEYOND_DUCKDB[query])
    assert files(lake.parent) == before
    assert apart(lake, "SELECT count(*) > 2000 FROM failures").item()


@pytest.mark.soak
def test_the_command_line_ends_where_duckdb_looks_at_no_clock(lake: Path) -> None:
    began = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-m", "analyzer", "sql", "-", "--timeout", "1", "--lake", lake],
        input=BEYOND_DUCKDB["parentheses that never close"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "analyzer: sql: stopped: its time was up.\n"
    assert time.monotonic() - began < 300


def apart(lake: Path, query: str, **parameters: str) -> pl.DataFrame:
    return ask(lake, None, "en", query, parameters, rows=10, limits=sandbox.Limits(2, "256MB"))


def test_a_process_of_its_own_answers_as_the_command_line_does(lake: Path) -> None:
    query = "SELECT vendor, max(ts) AS last, list(DISTINCT code ORDER BY code) AS codes"
    query += " FROM failures WHERE vendor <> :vendor GROUP BY ALL ORDER BY ALL"
    with sandbox.opened(Lake(lake), catalog.load(None), "en", query, sandbox.Limits(60)) as con:
        expected = sandbox.read(con, query, {"vendor": "tickdb"})
    assert apart(lake, query, vendor="tickdb").equals(expected)
    assert apart(lake, "FROM range(100)").height == 10
    with pytest.raises(sandbox.TookTooLongError):
        apart(lake, GREEDY["a long series"])
    with pytest.raises(QueryError, match="DROP is refused"):
        apart(lake, "DROP VIEW failures")
    assert apart(lake.parent, "SELECT count(*) FROM requests").item() == 0


def test_the_process_that_asks_knows_no_secret_of_its_parent(
    lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANALYZER_SECRET", OUTSIDE)
    process = start()
    environment = b""
    while b"PATH=" not in environment:  # empty until the kernel has the new program in its place
        assert process.poll() is None
        environment = Path(f"/proc/{process.pid}/environ").read_bytes()
    assert OUTSIDE.encode() not in environment
    assert PROXY.encode() not in environment
    process.communicate(timeout=60)


def test_a_prepared_process_answers_one_query_and_ends(lake: Path) -> None:
    prepare()
    assert apart(lake, "SELECT 1 AS n").item() == 1
    prepare()
    with pytest.raises(QueryError, match=r"stopped|characters"):
        apart(lake, BEYOND_DUCKDB[next(iter(BEYOND_DUCKDB))])
    assert apart(lake, "SELECT 2 AS n").item() == 2


def test_a_process_prepared_in_another_environment_is_not_asked(
    lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(lake / "no-such-folder"))
    prepare()
    monkeypatch.delenv("TMPDIR")
    waits = query_subprocess._waiting[0].process
    assert apart(lake, "SELECT 1 AS n").item() == 1
    assert waits.poll() is not None


def test_a_process_that_waits_ends_with_the_one_that_started_it() -> None:
    process = start()
    assert process.stdin
    process.stdin.close()
    assert process.wait(60) == 0
