"""What models keep of a vendor's day: answers are the same with it, without it, and between."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer import __file__ as package
from analyzer.catalog import catalog
from analyzer.lake.lake import Lake
from analyzer.models import models
from analyzer.models.order import tables_of
from analyzer.schema import TABLES
from analyzer.system.languages import LANGUAGES
from analyzer.warehouse import materialized
from analyzer.warehouse.connection import FEW_REQUESTS, VERY_FEW_REQUESTS, connect
from analyzer.warehouse.kept_whole import lake_tables
from tests.conftest import analyzer, rows
from tests.model_rows import Row, RowsDatabase

pytestmark = pytest.mark.one_in(4)

KEPT = {name: model.materialized for name, model in models().items() if model.materialized}
WHOLE = {name for name, model in models().items() if model.kept_whole}
# What is only a list of what the catalog says has nothing to do with requests.
VIEWS = sorted(models().keys() - {"vendors", "codes", "limits"})
MIDNIGHT = datetime(2026, 11, 20, tzinfo=UTC)
one_of = st.sampled_from


@cache
def table_database() -> RowsDatabase:
    return RowsDatabase()


@pytest.mark.scale
@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "ts": st.integers(-400, 400).map(lambda n: MIDNIGHT + timedelta(seconds=n / 2)),
                "vendor": one_of(["55tech", "zeromarkets"]),
                "client": one_of(["bot", None]),
                "key_id": one_of(["a", "b", None]),
                "client_ip": one_of(["10.0.0.7", None]),
                "status": one_of([200, 200, 200, 429, 502, None]),
                "limit_quota": one_of([None, 100.0]),
                "limit_remaining": one_of([None, 7.0]),
                "protocol": one_of(["http", "http", "websocket"]),
                "close_code": one_of([None, 1000, 1008]),
                "connection": one_of([None, "c"]),
            }
        ),
        max_size=40,
    )
)
def test_the_rows_of_a_day_depend_on_its_requests_and_the_lookback_alone(
    requests: list[dict[str, Any]],
) -> None:
    whole = computed(requests, {name: f"SELECT * FROM {name}" for name in KEPT})
    in_parts: dict[str, list[dict[str, Any]]] = {name: [] for name in KEPT}
    lookbacks = {rule.lookback_s for rule in KEPT.values()}
    days = (MIDNIGHT - timedelta(days=1), MIDNIGHT)
    for lookback_s, vendor, day in product(lookbacks, ("55tech", "zeromarkets"), days):
        since, until = day - timedelta(seconds=lookback_s), day + timedelta(days=1)
        near = [r for r in requests if r["vendor"] == vendor and since <= r["ts"] < until]
        asked = {
            name: f"SELECT * FROM {name} WHERE vendor = '{vendor}'"
            f" AND {models()[name].time[0]} >= '{day}' AND {models()[name].time[0]} < '{until}'"
            for name, rule in KEPT.items()
            if rule.lookback_s == lookback_s
        }
        for name, found in computed(near, asked).items():
            in_parts[name] += found
    for name in KEPT:
        assert sorted(map(repr, in_parts[name])) == sorted(map(repr, whole[name])), name


def computed(
    requests: list[dict[str, Any]], queries: dict[str, str]
) -> dict[str, list[dict[str, Any]]]:
    table: list[Row] = [{**row, "ts": row["ts"].isoformat()} for row in requests]
    table_database().put(table)
    return {name: table_database().read(query) for name, query in queries.items()}


def answers(lake: Path, names: Collection[str] = VIEWS, lang: str = "en") -> dict[str, Any]:
    """Of every view, each computed from what the others gave: how many rows, and a hash of them."""
    known = catalog.load(None)
    with connect(Lake(lake), known, lang, names=names, computed_up_to=VERY_FEW_REQUESTS) as con:
        return {name: digest(con, name) for name in names}


def digest(con: duckdb.DuckDBPyConnection, view: str) -> list[tuple[Any, ...]]:
    return con.sql(f'SELECT count(*), bit_xor(hash(it)) FROM "{view}" AS it').fetchall()


@pytest.fixture(scope="module")
def unbuilt(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = tmp_path_factory.mktemp("unbuilt") / "lake"
    shutil.copytree(sample_lake, lake)
    shutil.rmtree(lake / "materialized")
    return lake


@pytest.fixture(scope="module")
def built(unbuilt: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = tmp_path_factory.mktemp("built") / "lake"
    shutil.copytree(unbuilt, lake)
    ran = analyzer("build", "--lake", lake)
    assert ran.status == 0, ran.err
    files = len(list((lake / "materialized").rglob("*.parquet")))
    assert ran.out == f"{files} parts computed, {files} kept\n"
    assert {path.name for path in (lake / "materialized").iterdir()} == KEPT.keys() | WHOLE
    return lake


@pytest.mark.scale
def test_every_view_answers_the_same_from_what_is_kept_and_what_is_not(
    built: Path, unbuilt: Path, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    shutil.copytree(built, lake)
    for path in sorted((lake / "materialized").glob("*/*/*/*.parquet"))[::3]:
        path.unlink()
    assert answers(lake) == answers(unbuilt)


@pytest.mark.scale
def test_a_vendor_of_many_requests_keeps_a_file_of_its_own_beside_the_days(
    unbuilt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(materialized, "_OWN_PART_REQUESTS", 1_000)
    lake = tmp_path / "lake"
    shutil.copytree(unbuilt, lake)
    assert analyzer("build", "--lake", lake).status == 0
    files = [path.relative_to(lake) for path in (lake / "materialized").rglob("*.parquet")]
    assert sorted({str(path.parent) for path in files if path.parts[1] == "failing_requests"}) == [
        "materialized/failing_requests/vendor=55tech/date=2026-11-16",
        "materialized/failing_requests/vendor=55tech/date=2026-11-17",
        "materialized/failing_requests/vendor=_others/date=2026-11-16",
        "materialized/failing_requests/vendor=_others/date=2026-11-17",
        "materialized/failing_requests/vendor=_others/date=2026-11-18",
        "materialized/failing_requests/vendor=tickdb/date=2026-11-16",
        "materialized/failing_requests/vendor=tickdb/date=2026-11-17",
        "materialized/failing_requests/vendor=zeromarkets/date=2026-11-18",
    ]
    assert answers(lake) == answers(unbuilt)
    assert analyzer("check", "--lake", lake).status == 0


@pytest.mark.scale
def test_tables_of_what_several_views_read_give_the_rows_of_the_views(unbuilt: Path) -> None:
    def opened(computed_up_to: int) -> duckdb.DuckDBPyConnection:
        lake, known = Lake(unbuilt), catalog.load(None)
        return connect(lake, known, names=VIEWS, computed_up_to=computed_up_to)

    def tables(con: duckdb.DuckDBPyConnection) -> set[str]:
        named = "SELECT table_name FROM duckdb_tables() WHERE table_name IN (SELECT unnest($names))"
        return {name for (name,) in con.sql(named, params={"names": [*models()]}).fetchall()}

    with opened(0) as con:
        assert not tables(con)
        # Planned with all that they read, which takes far longer than to compute them.
        views = {view: digest(con, view) for view in VIEWS}
    with opened(FEW_REQUESTS) as con:
        assert tables(con) >= {*VIEWS}
        assert {view: digest(con, view) for view in VIEWS} == views
    # Of more requests than that, only totals.
    with opened(1) as con:
        totals = tables(con)
        readers = [view for view in VIEWS if tables_of(models()[view].sql) & totals]
        assert totals < {*VIEWS}
        assert {view: digest(con, view) for view in readers} == {v: views[v] for v in readers}


@pytest.mark.scale
def test_processes_keep_the_same_files(built: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    shutil.copytree(built, lake)
    names = sorted(path.relative_to(lake) for path in (lake / "materialized").rglob("*.parquet"))
    for name in names[:30]:
        (lake / name).unlink()
    ran = analyzer("build", "--engine", "processes", "--lake", lake)
    assert (ran.status, ran.out) == (0, f"30 parts computed, {len(names)} kept\n"), ran.err
    assert (
        sorted(path.relative_to(lake) for path in (lake / "materialized").rglob("*.parquet"))
        == names
    )
    assert analyzer("check", "--lake", lake).status == 0


@pytest.mark.scale
def test_a_load_that_comes_later_is_in_every_answer(built: Path, tmp_path: Path) -> None:
    lake, anew = tmp_path / "lake", tmp_path / "anew"
    shutil.copytree(built, lake)
    shutil.copytree(built, anew)
    shutil.rmtree(anew / "materialized")
    log = tmp_path / "late.jsonl"
    line = '{"ts":"2026-11-%sT23:59:5%dZ","url":"https://api.tickdb.ai/v1/late","status":429}\n'
    log.write_text("".join(line % (day, second) for day in (16, 17, 18, 30) for second in (1, 2)))
    for one in (lake, anew):
        assert analyzer("ingest", log, "--lake", one).status == 0
    once = "SELECT * FROM rate_limit_pressure WHERE vendor = 'tickdb' ORDER BY ALL"
    assert rows(lake, once) == rows(anew, once)
    views = "SELECT vendor, class, count(*) AS n FROM failures GROUP BY ALL ORDER BY ALL"
    assert rows(lake, views) == rows(anew, views)


@pytest.mark.scale
def test_a_catalog_of_ones_own_is_asked_and_not_what_was_kept_by_another(
    built: Path, unbuilt: Path, tmp_path: Path
) -> None:
    (tmp_path / "own.toml").write_text(
        'id = "55tech"\n[limits.requests_per_key]\nkind = "requests"\nscope = "address"\n'
        "quota = 10\nwindow_s = 60\n"
    )
    query = "SELECT * FROM rate_limit_pressure WHERE vendor = '55tech' ORDER BY ALL"
    kept, raw = (
        analyzer("sql", query, "--lake", lake, "--format", "json", "--vendors", tmp_path)
        for lake in (built, unbuilt)
    )
    assert kept.status == 0, kept.err
    assert kept.out == raw.out
    assert {row["scope"] for row in json.loads(kept.out)} == {"address"}


@pytest.mark.scale
def test_check_finds_kept_rows_that_the_requests_do_not_give(built: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    shutil.copytree(built, lake)
    assert analyzer("check", "--lake", lake).status == 0
    one, other = sorted((lake / "materialized" / "failing_requests").rglob("*.parquet"))[:2]
    shutil.copyfile(one, other)
    ran = analyzer("check", "--lake", lake)
    assert ran.status == 1
    assert f"{other.relative_to(lake)}: does not hold what the requests give" in ran.out
    assert analyzer("check", "--repair", "--lake", lake).status == 0
    assert not other.exists()


@pytest.mark.scale
def test_check_finds_a_view_that_is_kept_whole_and_wrong(built: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    shutil.copytree(built, lake)
    [file] = (lake / "materialized" / "incidents").glob("*.parquet")
    with duckdb.connect() as con:
        con.execute(f"COPY (FROM '{file}' OFFSET 1) TO '{tmp_path}/short' (FORMAT parquet)")
    shutil.move(tmp_path / "short", file)
    ran = analyzer("check", "--lake", lake)
    assert (ran.status, f"{file.relative_to(lake)}: does not hold" in ran.out) == (1, True)
    assert analyzer("check", "--repair", "--lake", lake).status == 0
    assert analyzer("build", "--lake", lake).out.startswith("1 parts computed")
    assert analyzer("check", "--lake", lake).status == 0


@pytest.mark.scale
def test_what_is_kept_whole_is_the_same_in_every_language(unbuilt: Path) -> None:
    first, *others = (answers(unbuilt, WHOLE, language) for language in LANGUAGES)
    assert others == [first] * len(others)


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_what_is_kept_whole_is_made_of_files_that_its_name_tells(name: str) -> None:
    assert lake_tables(models()[name]) <= TABLES.keys()


@pytest.mark.scale
def test_a_view_is_computed_again_once_its_file_is_of_an_older_lake(
    built: Path, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    shutil.copytree(built, lake)
    query = "SELECT max(until) AS last FROM incidents"
    [before] = rows(lake, query)
    log = tmp_path / "late.jsonl"
    log.write_text('{"ts":"2026-11-30T23:59:51Z","url":"https://api.tickdb.ai/v1/x","status":503}')
    assert analyzer("ingest", log, "--lake", lake).status == 0
    [after] = rows(lake, query)
    assert before != after
    assert after["last"].startswith("2026-11-30")


@pytest.mark.scale
def test_what_is_kept_serves_a_copy_of_the_program_elsewhere(built: Path, tmp_path: Path) -> None:
    lake, elsewhere = tmp_path / "lake", tmp_path / "elsewhere"
    shutil.copytree(built, lake)
    shutil.copytree(Path(package).parent, elsewhere / "analyzer")
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "analyzer", "build", "--lake", lake],
        env={**os.environ, "PYTHONPATH": str(elsewhere)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith("0 parts computed")


@pytest.mark.scale
def test_compact_keeps_rows_too(sample_lake: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    shutil.copytree(sample_lake, lake)
    assert analyzer("compact", "--lake", lake).status == 0
    assert analyzer("build", "--lake", lake).out.startswith("0 parts computed")
