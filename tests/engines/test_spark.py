"""Ingest on Spark makes the lake that one process makes, whatever is lost on the way."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analyzer import engines, ingest
from analyzer.catalog import catalog
from analyzer.ingest import session
from analyzer.ingest.distributed import ingest_on
from analyzer.ingest.loads import grouping
from analyzer.ingest.session import Options, Outcome
from analyzer.ingest.sources.finding import find
from analyzer.lake import compaction
from analyzer.lake.delta import LakeTable
from analyzer.lake.lake import Lake
from analyzer.warehouse import published
from analyzer.warehouse.published import published_tables
from tests.bench import generated
from tests.clusters import Cluster, kill_below, standalone
from tests.conftest import SAMPLE_LOGS, analyzer
from tests.same_lake import content, report

pytestmark = pytest.mark.spark
NOW = datetime(2026, 11, 20, tzinfo=UTC)
DAY = "2026-11-17"
PART_BYTES = 4 << 20
# The command line, killed where the driver makes a table's commit.
KILLED = """
import os, signal, sys
from analyzer.cli import main
from analyzer.lake.delta import LakeTable
append = LakeTable.append
def killed(self, *rest, **named):
    if self._name == sys.argv[1]:
        os.kill(os.getpid(), signal.SIGKILL)
    return append(self, *rest, **named)
LakeTable.append = killed
sys.exit(main.run(sys.argv[2:]))
"""


@pytest.fixture(scope="module", autouse=True)
def on_loopback() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", str(Path(ingest.__file__).parents[2]))
        patch.setenv("ANALYZER_SECRET", "the same for all lakes")
        yield


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The sample logs, and a larger one, every 500th line of it broken."""
    log = tmp_path_factory.mktemp("logs") / "large.jsonl"
    generated.write("canonical", log, 60_000)
    lines = log.read_text().splitlines(keepends=True)
    lines[::500] = ["broken\n" for _ in lines[::500]]
    log.write_text("".join(lines))
    return [str(SAMPLE_LOGS), str(log)]


@pytest.fixture(scope="module")
def here(logs: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lake that one process makes."""
    lake = tmp_path_factory.mktemp("here") / "lake"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "groups", lambda s: grouping.groups(s, PART_BYTES, PART_BYTES))
        ran = analyzer("ingest", *logs, "--lake", lake)
    assert ran.status == 0, ran.err
    return lake


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with standalone(tmp_path_factory.mktemp("cluster")) as running:
        yield running


def spread(engine: engines.Engine, lake: Path, logs: list[str]) -> list[Outcome]:
    given = (find(logs), catalog.load(None), Options())
    outcomes = list(ingest_on(engine, Lake(lake), *given, now=NOW, part_bytes=PART_BYTES))
    assert not [outcome for outcome in outcomes if outcome.error]
    return outcomes


# Of one process, and of a cluster within this machine, the standalone one has all that is in them.
ONE_PROCESS, WITHIN = (
    pytest.param(master, marks=pytest.mark.soak)
    for master in ("local[2]", "local-cluster[2,1,1024]")
)


@pytest.mark.parametrize("master", [ONE_PROCESS, WITHIN, "standalone"])
def test_every_master_makes_the_same_lake_and_twice_changes_nothing(
    master: str, logs: list[str], here: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    lake = tmp_path / "lake"
    if master == "standalone":
        master = request.getfixturevalue("cluster").url
    with engines.started("spark", master) as engine:
        spread(engine, lake, logs)
        once = content(lake)
        assert all(outcome.known for outcome in spread(engine, lake, logs))
    assert once == content(lake) == content(here)
    assert report(lake, DAY) == report(here, DAY)
    assert analyzer("check", "--lake", lake).status == 0


def test_processes_make_the_same_lake(logs: list[str], here: Path, tmp_path: Path) -> None:
    with engines.started("processes") as engine:
        spread(engine, tmp_path / "lake", logs)
    assert content(tmp_path / "lake") == content(here)
    assert report(tmp_path / "lake", DAY) == report(here, DAY)


def test_what_models_keep_is_built_on_spark_as_here(here: Path, tmp_path: Path) -> None:
    on_spark, alone = tmp_path / "spark", tmp_path / "alone"
    for lake in (on_spark, alone):
        shutil.copytree(here, lake)
    built = analyzer("build", "--lake", on_spark, "--engine", "spark", "--master", "local[2]")
    assert built.status == 0, built.err
    assert built.out == analyzer("build", "--lake", alone).out
    assert Lake(on_spark).precomputed() == Lake(alone).precomputed()
    assert analyzer("check", "--lake", on_spark).status == 0


def _rows_in(table: LakeTable) -> list[str]:
    """Days and digests of a published table's files, without what they were computed of.

    Rows of one instant have no order, so compacted files of the same requests may differ.
    """
    paths = table.listing().files["path"]
    return sorted(re.sub("-[0-9a-f]{16}-", "-", path) for path in paths)


def test_compaction_and_tables_are_made_on_spark_as_here(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_spark, alone = tmp_path / "spark", tmp_path / "alone"
    for lake in (on_spark, alone):
        shutil.copytree(here, lake)
    monkeypatch.setattr(compaction, "_TASK_BYTES", 1)
    monkeypatch.setattr(published, "FEW_REQUESTS", 20_000)
    places = ((on_spark, ("--engine", "spark", "--master", "local[2]")), (alone, ()))
    for lake, options in places:
        for command in (["compact"], ["build", "--publish"]):
            ran = analyzer(*command, "--lake", lake, *options)
            assert ran.status == 0, ran.err
    assert content(on_spark) == content(alone) == content(here)
    spark_tables, tables = (published_tables(Lake(lake)) for lake, _ in places)
    assert spark_tables.keys() == tables.keys()
    for name, table in tables.items():
        assert _rows_in(spark_tables[name]) == _rows_in(table), name
    assert analyzer("check", "--lake", on_spark).status == 0


def test_what_a_killed_executor_was_at_is_done_again(
    logs: list[str], here: Path, tmp_path: Path, cluster: Cluster
) -> None:
    lake = tmp_path / "lake"
    with engines.started("spark", cluster.url) as engine, _killer(cluster, lake) as killed:
        spread(engine, lake, logs)
    assert killed
    assert content(lake) == content(here)
    assert report(lake, DAY) == report(here, DAY)


@contextmanager
def _killer(cluster: Cluster, lake: Path) -> Iterator[list[int]]:
    """Kills one executor, with its Python workers, as soon as a task writes."""
    killed: list[int] = []
    ended = threading.Event()

    def kill() -> None:
        while not ended.is_set():
            if any((lake / ".staging").glob("*/*.parquet")):
                for executor in cluster.executors()[:1]:
                    kill_below(executor)
                    killed.append(executor)
                return
            time.sleep(0.005)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        ended.set()
        thread.join()


def test_a_driver_killed_in_its_commit_leaves_work_that_the_next_run_finishes(
    logs: list[str], tmp_path: Path
) -> None:
    lake, here = tmp_path / "lake", tmp_path / "here"
    command = ["ingest", *logs, "--lake", str(lake), "--engine", "spark", "--master", "local[2]"]
    for table in ("requests", "loads"):
        ran = subprocess.run(
            [sys.executable, "-c", KILLED, table, *command], check=False, capture_output=True
        )
        assert ran.returncode == -signal.SIGKILL, ran.stderr.decode()
        assert list(lake.glob("requests/*/*/*.parquet"))
        assert not Lake(lake).files("requests")
    assert analyzer(*command).status == 0
    assert analyzer("ingest", *logs, "--lake", here).status == 0
    assert content(lake) == content(here)
    analyzer("check", "--repair", "--lake", lake)  # the dead drivers' staging folders
    assert analyzer("check", "--lake", lake).status == 0
    assert content(lake) == content(here)


def test_a_master_that_is_not_there_is_named_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n")
    command = ["ingest", tmp_path, "--lake", tmp_path / "lake", "--engine", "spark"]
    ran = analyzer(*command, "--master", "nowhere://127.0.0.1")
    assert ran.status == 2
    assert "Spark did not start" in ran.err
    assert "Traceback" not in ran.err
