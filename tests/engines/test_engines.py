"""Engines: results in the order of the items, errors as sentences, dead workers replaced."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import chdir
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from analyzer import engines
from analyzer.catalog import catalog
from analyzer.errors import SourceError
from analyzer.ingest.distributed import ingest_on
from analyzer.ingest.session import Options
from analyzer.ingest.sources.finding import find
from analyzer.lake.lake import Lake
from tests.conftest import analyzer, rows

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def doubled(number: int) -> int:
    return 2 * number


def refused(number: int) -> int:
    raise SourceError("is empty", where=f"source {number}")


def dies_once(marks: Path, number: int) -> int:
    """The first to come to number 2 dies there."""
    mark = marks / "dead"
    if number == 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("name", ["local", "processes"])
def test_results_come_in_the_order_of_the_items(name: str) -> None:
    with engines.started(name) as engine:
        assert list(engine.map(doubled, range(5))) == [0, 2, 4, 6, 8]


@pytest.mark.parametrize("name", ["local", "processes"])
def test_an_error_of_a_task_is_raised_whole(name: str) -> None:
    with engines.started(name) as engine, pytest.raises(SourceError) as raised:
        list(engine.map(refused, [7]))
    assert str(raised.value) == "source 7: is empty"
    assert (raised.value.what, raised.value.where) == ("is empty", "source 7")


@pytest.mark.scale
def test_what_a_dead_process_was_at_is_done_again(tmp_path: Path) -> None:
    with engines.started("processes") as engine:
        assert list(engine.map(partial(dies_once, tmp_path), range(4))) == [0, 1, 2, 3]
    assert (tmp_path / "dead").exists()


class Elsewhere:
    """An engine whose workers run in another folder, as Spark's do."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def map(
        self, function: Callable[[engines.Item], engines.Result], items: Iterable[engines.Item]
    ) -> Iterator[engines.Result]:
        """As Engine.map."""
        for item in items:
            with chdir(self._folder):
                result = function(item)
            yield result


def test_workers_find_sources_and_lake_that_were_named_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    Path("a.jsonl").write_text('{"ts": 1795082400, "url": "https://api.tickdb.ai/v1/a"}\n')
    given = (find(["a.jsonl"]), catalog.load(None), Options())
    (outcome,) = ingest_on(Elsewhere(tmp_path / "there"), Lake("lake"), *given, now=NOW)
    assert not outcome.error
    assert [row["source"] for row in rows("lake", "FROM loads")] == ["a.jsonl"]


def test_without_spark_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    log = tmp_path / "a.jsonl"
    log.write_text('{"ts": 1795082400, "url": "https://api.tickdb.ai/v1/a", "status": 200}\n')
    ran = analyzer("ingest", log, "--lake", tmp_path / "lake", "--engine", "spark")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == (
        "analyzer: Spark is not installed. Run pip install 'api-log-analyzer[spark]'\n"
    )
    assert not (tmp_path / "lake").exists()
