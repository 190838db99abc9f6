"""Compaction and publishing as tasks: the same lake wherever they run, and gone on with."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from analyzer import engines
from analyzer.catalog import catalog
from analyzer.lake import compaction
from analyzer.lake.compaction import compact
from analyzer.lake.delta import LakeTable
from analyzer.lake.lake import Lake
from analyzer.schema import TABLES
from analyzer.warehouse import published
from analyzer.warehouse.published import publish, published_models
from tests.conftest import analyzer
from tests.same_lake import content

NOW = datetime(2026, 11, 20, tzinfo=UTC)
DAY = date(2026, 11, 16)
DAYS = (16, 17, 18)
HOSTS = ("api.tickdb.ai", "mm.55-tech.com")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three loads of three days, two vendors each: nine small files of requests by day."""
    folder = tmp_path_factory.mktemp("upkeep")
    for load in range(3):
        calls = [
            {"ts": f"2026-11-{day}T{load:02}:00:0{n}Z", "status": status, "client": f"bot-{load}",
             "url": f"https://{host}/v1/{load}", "response_headers": {"X-Trace-Id": f"t-{n}"}}
            for day in DAYS for host in HOSTS for n, status in enumerate((200, 429, 500))
        ]  # fmt: skip
        log = folder / f"{load}.jsonl"
        log.write_text("".join(json.dumps(one) + "\n" for one in calls))
        assert analyzer("ingest", log, "--lake", folder / "lake").status == 0
    return folder / "lake"


@pytest.fixture
def own_lake(lake: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(lake, tmp_path / "lake"))


@pytest.fixture(autouse=True)
def in_small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A task for each file that is merged, and for each day that is published."""
    monkeypatch.setattr(compaction, "_TASK_BYTES", 1)
    monkeypatch.setattr(published, "FEW_REQUESTS", 1)


def compacted(lake: Path, engine: str) -> tuple[int, int]:
    with engines.started(engine) as started:
        return compact(Lake(lake), started, now=NOW)


def published_by(lake: Path, engine: str) -> dict[str, set[str]]:
    """The files of each table: a name says what rows a file has, and what its bytes are."""
    with engines.started(engine) as started:
        publish(Lake(lake), catalog.load(None), "en", started, now=NOW)
    return tables(lake)


def tables(lake: Path) -> dict[str, set[str]]:
    columns: Any = None
    return {
        model.name: set(Lake(lake).published(model.name, columns).listing().files["path"])
        for model in published_models()
    }


def stopped_at(number: int, function: Callable[..., Any]) -> Callable[..., Any]:
    """As the function, but its user gives up at that call."""

    def calls() -> Iterator[None]:
        yield from [None] * number
        raise KeyboardInterrupt

    at = calls()

    def called(*rest: Any, **named: Any) -> Any:
        next(at)
        return function(*rest, **named)

    return called


@pytest.mark.scale
@pytest.mark.parametrize("engine", ["local", "processes"])
def test_compaction_loses_nothing_wherever_it_runs(engine: str, lake: Path, own_lake: Path) -> None:
    for file in own_lake.rglob("*.parquet"):
        os.utime(file, (0, 0))  # replaced just now, whenever written: for who reads it yet
    before = Lake(own_lake).stored("requests")
    assert compacted(own_lake, engine)[1] < before.height
    assert Lake(own_lake).stored("requests").height == before["date"].n_unique() * len(HOSTS)
    assert content(own_lake) == content(lake)
    assert analyzer("check", "--lake", own_lake).status == 0
    one_each = compacted(own_lake, engine)
    assert one_each[0] == one_each[1]


@pytest.mark.scale
def test_what_was_replaced_long_ago_is_deleted_however_late_upkeep_comes(own_lake: Path) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=9)
    with engines.started("local") as engine:
        compact(Lake(own_lake), engine, now=long_ago)
    for file in own_lake.rglob("*.parquet"):
        os.utime(file, (0, long_ago.timestamp()))
    with engines.started("local") as engine:
        compact(Lake(own_lake), engine, now=datetime.now(UTC))
    there = {path for path in own_lake.rglob("*.parquet") if "_delta_log" not in path.parts}
    listed = {Path(file) for name in TABLES for file in Lake(own_lake).files(name)}
    assert {path.name for path in there} == {path.name for path in listed}
    assert analyzer("check", "--lake", own_lake).status == 0


@pytest.mark.scale
def test_files_of_one_partition_become_several_where_they_are_large(
    lake: Path, own_lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = Lake(own_lake).stored("requests").filter(date=DAY)
    monkeypatch.setattr(compaction, "_MERGE_BYTES", files["size_bytes"][0] * 2)
    compacted(own_lake, "local")
    left = Lake(own_lake).stored("requests").filter(date=DAY)
    assert len(HOSTS) < left.height < files.height
    assert content(own_lake) == content(lake)


@pytest.mark.scale
def test_a_compaction_that_was_stopped_is_gone_on_with(
    lake: Path, own_lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Lake, "replace", stopped_at(2, Lake.replace))
        with pytest.raises(KeyboardInterrupt):
            compacted(own_lake, "local")
    once = {path for path in Lake(own_lake).stored("requests")["path"] if "/compacted-" in path}
    assert len(once) == 2
    assert content(own_lake) == content(lake)
    compacted(own_lake, "local")
    files = Lake(own_lake).stored("requests")["path"]
    assert once < set(files)
    assert len(files) == len(DAYS) * len(HOSTS)
    assert content(own_lake) == content(lake)


@pytest.mark.scale
def test_tables_are_the_same_wherever_they_are_computed_and_stopped_or_not(
    own_lake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere, stopped = (Path(shutil.copytree(own_lake, tmp_path / name)) for name in "ab")
    with monkeypatch.context() as patched:
        patched.setattr(published, "FEW_REQUESTS", 1_000_000)
        in_one = published_by(own_lake, "local")
    assert len(in_one["failures"]) == len(in_one["incidents"]) == len(DAYS)
    assert published_by(elsewhere, "processes") == in_one
    with monkeypatch.context() as patched:
        patched.setattr(LakeTable, "exchange", stopped_at(1, LakeTable.exchange))
        with pytest.raises(KeyboardInterrupt):
            published_by(stopped, "local")
    done = written(stopped, "failures")
    assert len(done) == len(DAYS)
    left = next(iter(done)).with_name("1-2-3.parquet")
    left.touch()
    os.utime(left, (0, 0))
    assert f"{left.relative_to(stopped)}: is in no log" in analyzer("check", "--lake", stopped).out
    left.unlink()
    assert published_by(stopped, "local") == in_one
    assert written(stopped, "failures") == done
    assert analyzer("check", "--lake", stopped).status == 0


def written(lake: Path, name: str) -> dict[Path, int]:
    """The files of a table's folder, and when each was written."""
    files = (lake / "published" / name).rglob("date=*/*.parquet")
    return {file: file.stat().st_mtime_ns for file in files}
