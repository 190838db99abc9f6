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
from analyzer.sandbox import sandbox
from analyzer.sandbox.query_subprocess import ask, prepare, start
from analyzer.warehouse import connection
from tests.conftest import Ran, analyzer, is_one_sentence

# Some hundred attacks, many of them in processes of their own.
pytestmark = pytest.mark.scale

OUTSIDE = "TOPSECRET-outside-the-lake"
PROXY = "hunter2-proxy-password"

REFUSED = {
    # statements that are no query
    "create table": "CREATE TABLE t AS SELECT 1",
    "create temp table": "CREATE TEMP TABLE t AS SELECT 1",
    "create view": "CREATE OR REPLACE VIEW failures AS SELECT 1",
    "create macro": "CREATE MACRO m() AS TABLE FROM read_text('{secret}')",
    "create secret": "CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "insert": "INSERT INTO catalog_vendors SELECT * FROM catalog_vendors",
    "update": "UPDATE catalog_codes SET class = 'auth'",
    "delete": "DELETE FROM catalog_codes",
    "truncate": "TRUNCATE catalog_codes",
    "drop": "DROP VIEW requests",
    "alter": "ALTER VIEW requests RENAME TO gone",
    "copy to": "COPY failures TO '{outside}/stolen.csv'",
    "copy into the lake": "COPY (SELECT 1) TO '{lake}/requests/evil.parquet'",
    "copy over a file of the lake": "COPY (SELECT 1) TO '{file}' (FORMAT parquet)",
    "copy from": "COPY catalog_vendors FROM '{outside}/outside.csv'",
    "copy database": "COPY FROM DATABASE memory TO memory",
    "export": "EXPORT DATABASE '{outside}/stolen'",
    "import": "IMPORT DATABASE '{outside}'",
    "attach": "ATTACH '{outside}/other.duckdb'",
    "attach the lake's views": "ATTACH '{lake}/analyzer.duckdb' AS views",
    "detach": "DETACH memory",
    "use": "USE memory",
    "install": "INSTALL httpfs",
    "force install": "FORCE INSTALL httpfs FROM 'http://127.0.0.1:9/'",
    "load": "LOAD httpfs",
    "set": "SET memory_limit = '1TB'",
    "set threads": "SET threads = 64",
    "set global": "SET GLOBAL enable_external_access = true",
    "set variable": "SET VARIABLE x = 1",
    "reset": "RESET lock_configuration",
    "pragma": "PRAGMA database_list",
    "pragma that sets": "PRAGMA memory_limit = '1TB'",
    "pragma profiling": "PRAGMA enable_profiling = 'json'",
    "call": "CALL pragma_version()",
    "checkpoint": "FORCE CHECKPOINT",
    "vacuum": "VACUUM",
    "begin": "BEGIN TRANSACTION",
    "prepare": "PREPARE p AS SELECT 1",
    "execute": "EXECUTE p",
    "kill": "KILL 1",
    # queries that write
    "delete in a with clause": "WITH x AS (DELETE FROM catalog_codes RETURNING *) FROM x",
    "insert in a with clause": "WITH x AS (INSERT INTO catalog_vendors"
    " SELECT * FROM catalog_vendors RETURNING *) FROM x",
    "update in a with clause": "WITH x AS (UPDATE catalog_codes SET class = 'auth'"
    " RETURNING *) FROM x",
    "copy in a with clause": "WITH x AS (COPY (SELECT 1 AS a) TO '{lake}/requests/evil.parquet')"
    " FROM x",
    "copy over a file in a with clause": "WITH x AS (COPY (SELECT 1 AS a) TO '{file}'"
    " (FORMAT parquet, USE_TMP_FILE false)) FROM x",
    "delete in a nested with clause": "SELECT (WITH x AS (DELETE FROM catalog_codes RETURNING *)"
    " SELECT count(*) FROM x)",
    "select into": "SELECT * INTO stolen FROM requests",
    "explain analyze copy": "EXPLAIN ANALYZE COPY (SELECT 1) TO '{lake}/requests/evil.parquet'",
    "explain analyze with options": "EXPLAIN (ANALYZE) COPY (SELECT 1) TO '{file}'",
    "explain analyze create": "EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1",
    "explain analyze delete": "EXPLAIN ANALYZE DELETE FROM catalog_codes",
    "explain analyze delete in a with clause": "EXPLAIN ANALYZE WITH x AS"
    " (DELETE FROM catalog_codes RETURNING *) FROM x",
    "explain behind comments": "/* a /* b */ */ EXPLAIN -- c\n ANALYZE DROP VIEW requests",
    # several statements, and ways out of parentheses
    "two statements": "SELECT 1; SELECT 2",
    "second statement": "SELECT 1; DROP VIEW failures",
    "second statement behind a comment": "SELECT 1 -- x\n; DELETE FROM catalog_codes",
    "second statement out of a comment": "SELECT 1 /* ; */ ; DELETE FROM catalog_codes",
    "out of parentheses": "SELECT 1) ; DROP VIEW failures; FROM (SELECT 1",
    "out of parentheses by union": "SELECT 1) UNION ALL (WITH x AS"
    " (DELETE FROM catalog_codes RETURNING 1) FROM x",
    "out of parentheses by a comment": "SELECT 1) --",
    "parentheses in a comment that does not end": "SELECT 1) /*",
    "nothing": ";",
    "only a comment": "-- DROP VIEW failures",
    # files
    "read_text of the secret": "FROM read_text('{secret}')",
    "read_text of the secret, relative": "FROM read_text('{lake}/requests/../secret')",
    "read_text of the secret as url": "FROM read_text('file://{secret}')",
    "read_text of a list": "FROM read_text(['{secret}'])",
    "read_text of a name put together": "FROM read_text('{lake}/sec' || 'ret')",
    "read_text of a pattern": "FROM read_text('{lake}/*')",
    "read_text of a symbolic link": "FROM read_text('{lake}/requests/link')",
    "read_text below a linked folder": "FROM read_text('{lake}/requests/folder/outside.csv')",
    "read_text of the Delta log": "FROM read_text('{lake}/loads/_delta_log/*.json')",
    "read_blob": "FROM read_blob('{secret}')",
    "read_csv": "FROM read_csv('{secret}')",
    "read_csv_auto": "FROM read_csv_auto('{outside}/outside.csv')",
    "read_json": "FROM read_json('{secret}')",
    "read_json_objects": "FROM read_json_objects('{secret}')",
    "read_ndjson": "FROM read_ndjson('{secret}')",
    "read_parquet": "FROM read_parquet('{outside}/outside.parquet')",
    "parquet_scan": "FROM parquet_scan('{outside}/outside.parquet')",
    "parquet_metadata": "FROM parquet_metadata('{outside}/outside.parquet')",
    "parquet_schema": "FROM parquet_schema('{outside}/outside.parquet')",
    "parquet_kv_metadata": "FROM parquet_kv_metadata('{outside}/outside.parquet')",
    "parquet_file_metadata": "FROM parquet_file_metadata('{outside}/outside.parquet')",
    "parquet_bloom_probe": "FROM parquet_bloom_probe('{outside}/outside.parquet', 'a', 1)",
    "read_duckdb": "FROM read_duckdb('{lake}/analyzer.duckdb', table_name := 'catalog_codes')",
    "sniff_csv": "FROM sniff_csv('{secret}')",
    "glob": "FROM glob('{lake}/*')",
    "glob of everything": "FROM glob('/**')",
    "a file by its name": "FROM '{secret}'",
    "a csv by its name": "FROM '{outside}/outside.csv'",
    "a parquet by its name": 'FROM "{outside}/outside.parquet"',
    "a subquery that reads a file": "SELECT (SELECT content FROM read_text('{secret}'))",
    "a file in a condition": "SELECT 1 WHERE EXISTS (FROM read_text('{secret}'))",
    "query": "FROM query('FROM read_text(''{secret}'')')",
    "query_table": "FROM query_table('{secret}')",
    "query that deletes": "FROM query('DELETE FROM catalog_codes')",
    "serialised sql": "FROM json_execute_serialized_sql(json_serialize_sql("
    "'FROM read_text(''{secret}'')'))",
    "prepared parameter": "FROM read_text($1)",
    "/proc": "FROM read_text('/proc/self/environ')",
    "environment": "SELECT getenv('HOME')",
    # network and extensions
    "http": "FROM read_csv('http://127.0.0.1:9/x.csv')",
    "https": "FROM 'https://example.com/x.parquet'",
    "s3": "FROM read_parquet('s3://bucket/x.parquet')",
    "postgres": "FROM postgres_scan('host=127.0.0.1', 'a', 'b')",
    "sqlite": "FROM sqlite_scan('{outside}/other.db', 'a')",
    "excel": "FROM read_xlsx('{outside}/x.xlsx')",
    "shell": "FROM shellfs('ls')",
    "installed extensions": "FROM duckdb_extensions()",
    "extension repositories": "FROM duckdb_extension_repositories()",
    # settings by way of functions
    "logging to a file": "FROM enable_logging('QueryLog', storage := 'file',"
    " storage_config := {{'path': '{outside}'}})",
    "profiling to a file": "FROM enable_profiling(format := 'json',"
    " save_location := '{outside}/profile.json')",
    "no logging": "FROM disable_logging()",
    "external resource": "FROM register_external_resource_type('a','b','c','d','e','f','g')",
    # Python
    "a variable of the caller": "FROM frame",
    "a module's variable": "FROM models",
    "a registered function": "FROM python_map_function((SELECT 1))",
    "a pointer": "FROM arrow_scan(0, 0, 0)",
    "a pointer to pandas": "FROM pandas_scan(0)",
}  # fmt: skip

HARMLESS = {
    "settings": "SELECT name, value FROM duckdb_settings()",
    "one setting": "SELECT current_setting('http_proxy')",
    "variables": "FROM duckdb_variables()",
    "a variable": "SELECT getvariable('x')",
    "databases": "FROM duckdb_databases()",
    "logs": "FROM duckdb_logs()",
    "write_log": "SELECT write_log('x')",
    "truncate logs": "FROM truncate_duckdb_logs()",
    "temporary files": "FROM duckdb_temporary_files()",
    "file cache": "FROM duckdb_external_file_cache()",
    "stored secrets": "FROM duckdb_secrets()",
    "prepared statements": "FROM duckdb_prepared_statements()",
    "pragma functions": "FROM pragma_database_size()",
    "checkpoint function": "FROM checkpoint()",
    "a local macro": "SELECT list_transform([1], lambda x: x + 1)",
}

GREEDY = {
    "endless recursion": "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)"
    " SELECT max(n) FROM r",
    "a long series": "SELECT count(*) FROM generate_series(1, 1000000000000) s(n) WHERE n % 7 = 1",
    "cross join": "SELECT count(*) FROM requests a, requests b, requests c"
    " WHERE a.path || b.path < c.path",
    "many groups": "SELECT count(DISTINCT n) FROM range(100000000000) r(n)",
    "a sort": "SELECT n FROM range(100000000000) r(n) ORDER BY hash(n)",
    "a giant text": "SELECT repeat('x', 1000000000000)",
    "many long texts": "SELECT string_agg(repeat('x', 10000000), '') FROM range(100000)",
    "a giant list": "SELECT list(n) FROM range(100000000000) r(n)",
    "a list in one go": "SELECT len(range(100000000000))",
    "padding": "SELECT count(lpad('x', 400000000, n::VARCHAR)) FROM range(1000000) r(n)",
    "a bait for back-tracking": "SELECT count(*) FROM range(100000000000) r(n)"
    " WHERE regexp_matches(repeat('a', 5000) || n, '^(a|aa)+$')",
    "deep nesting": "SELECT " + "(" * 3000 + "1" + ")" * 3000,
    "deep arithmetic": "SELECT 1" + " + 1" * 20000,
}


BEYOND_DUCKDB = {
    "a value of two gigabytes": "SELECT printf('%2000000000d', 1)",
    "a long value that looks at no clock": "SELECT bitstring('1', 999999999)",
    "long values in many rows": "SELECT repeat('x', 100000000) FROM range(100)",
    "parentheses that never close": "SELECT " + "(" * 8000,
    "a text that overflows the parser's stack": "SELECT * FROM (" * 100000 + "1" + ")" * 100000,
    "a text of megabytes": "SELECT 1" + " UNION ALL SELECT 1" * 100000,
}


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


def test_a_process_that_waits_ends_with_the_one_that_started_it() -> None:
    process = start()
    assert process.stdin
    process.stdin.close()
    assert process.wait(60) == 0
