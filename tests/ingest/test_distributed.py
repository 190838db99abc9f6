"""Ingest as tasks makes the lake that one process makes: cut, out of order, or twice."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from analyzer import engines
from analyzer.catalog import catalog
from analyzer.ingest import session
from analyzer.ingest.distributed import ingest_on
from analyzer.ingest.loads import grouping
from analyzer.ingest.session import Options
from analyzer.ingest.sources.finding import find
from analyzer.lake.lake import Lake
from tests.bench import generated
from tests.conftest import analyzer, rows
from tests.same_lake import content

pytestmark = pytest.mark.one_in(2)

NOW = datetime(2026, 11, 20, tzinfo=UTC)
PART_BYTES = 4 << 20
T = TypeVar("T")
R = TypeVar("R")


class TwiceAndBackwards:
    """Runs every task twice, the last first, as lost and speculative tasks may come."""

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        given = list(items)
        for item in reversed(given):
            function(item)
        return reversed([function(item) for item in reversed(given)])


@pytest.fixture(autouse=True)
def one_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYZER_SECRET", "the same for all lakes")
    monkeypatch.setattr(session, "groups", lambda sources: grouping.groups(sources, PART_BYTES))


def spread(lake: Path, *paths: Path, engine: engines.Engine | None = None) -> dict[str, Any]:
    outcomes = ingest_on(
        engine or TwiceAndBackwards(),
        Lake(lake),
        find(map(str, paths)),
        catalog.load(None),
        Options(),
        now=NOW,
        part_bytes=PART_BYTES,
    )
    return {outcome.source: outcome for outcome in outcomes}


def here(lake: Path, *paths: Path) -> Path:
    ran = analyzer("ingest", *paths, "--lake", lake)
    assert ran.status == 0, ran.err
    return lake


def parts_of(lake: Path) -> set[str]:
    """Where the parts begin whose files a lake holds."""
    names = [Path(file).stem.split("-") for file in Lake(lake).files("requests")]
    return {name[1] for name in names if len(name) == 4}


def frames(connection: str) -> str:
    frame = {"ts": 1795082400, "protocol": "websocket", "connection": connection}
    opened = frame | {"event": "open", "url": "wss://api.tickdb.ai/v1/ws"}
    return json.dumps(opened) + "\n" + json.dumps(frame | {"event": "close"}) + "\n"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """24,000 requests, every 500th of them broken; no connection keeps it in one piece."""
    log = tmp_path_factory.mktemp("large") / "large.jsonl"
    generated.write("canonical", log, 25_000)
    written = log.read_text().splitlines(keepends=True)
    lines = [line for line in written if '"websocket"' not in line][:24_000]
    lines[::500] = ["broken\n" for _ in lines[::500]]
    log.write_text("".join(lines))
    return log


@pytest.mark.scale
def test_a_large_source_in_parts_is_one_load_with_its_line_numbers(
    large: Path, tmp_path: Path
) -> None:
    lake = tmp_path / "spread"
    outcomes = spread(lake, large)
    assert content(lake) == content(here(tmp_path / "here", large))
    counts = outcomes[str(large)].counts
    assert (counts.lines, counts.requests, counts.rejects) == (24_000, 23_952, 48)
    assert {row["line"] % 500 for row in rows(lake, "FROM rejects")} == {1}
    assert len(parts_of(lake)) == 4
    assert analyzer("check", "--lake", lake).status == 0


@pytest.mark.scale
def test_a_source_that_has_grown_gives_what_is_new_in_parts_too(
    large: Path, tmp_path: Path
) -> None:
    log = tmp_path / "growing.jsonl"
    text = large.read_text()
    log.write_text(text[:2_000_000].rpartition("\n")[0] + "\n")
    spread(tmp_path / "spread", log)
    here(tmp_path / "here", log)
    log.write_text(text)
    spread(tmp_path / "spread", log)
    here(tmp_path / "here", log)
    assert content(tmp_path / "spread") == content(tmp_path / "here")
    assert len(parts_of(tmp_path / "spread")) > 1
    before = content(tmp_path / "spread")
    assert [one.known for one in spread(tmp_path / "spread", log).values()] == [True]
    assert content(tmp_path / "spread") == before


@pytest.mark.scale
def test_where_connections_live_nothing_is_cut(large: Path, tmp_path: Path) -> None:
    log = tmp_path / "frames.jsonl"
    opened, closed = frames("c-1").splitlines(keepends=True)
    log.write_text(opened + large.read_text() + closed)
    spread(tmp_path / "spread", log)
    assert content(tmp_path / "spread") == content(here(tmp_path / "here", log))
    assert not parts_of(tmp_path / "spread")
    found = rows(tmp_path / "spread", "SELECT host FROM requests WHERE command = 'close'")
    assert found == [{"host": "api.tickdb.ai"}]


@pytest.mark.soak
@pytest.mark.scale
def test_copies_and_longer_copies_in_other_tasks_are_not_counted_twice(
    large: Path, tmp_path: Path
) -> None:
    text = large.read_text()
    short = text[:1_000_000].rpartition("\n")[0] + "\n"
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "a.jsonl").write_text(short)
    (logs / "b.jsonl").write_text(text)  # goes on where the first ends
    (logs / "c.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    (logs / "d.jsonl").write_text(text.partition("\n")[0] + "\n" + frames("c-2"))  # a first line
    outcomes = spread(tmp_path / "spread", logs)
    assert content(tmp_path / "spread") == content(here(tmp_path / "here", logs))
    assert outcomes[str(logs / "c.jsonl.gz")].known
    assert rows(
        tmp_path / "spread", "SELECT count(*) AS n FROM requests WHERE protocol = 'http'"
    ) == [{"n": 23_952}]


@pytest.mark.scale
def test_what_another_run_was_quicker_with_is_read_again(large: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"

    class Overtaken:
        """Another run commits the same source while the first tasks run."""

        done = False

        def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
            found = [function(item) for item in items]
            if found and not self.done:
                Overtaken.done = True
                here(lake, large)
            return iter(found)

    assert [one.known for one in spread(lake, large, engine=Overtaken()).values()] == [True]
    assert content(lake) == content(here(tmp_path / "here", large))


@pytest.mark.scale
def test_a_source_that_changes_between_two_tasks_is_named_and_not_kept(
    large: Path, tmp_path: Path
) -> None:
    log = tmp_path / "changing.jsonl"
    log.write_bytes(large.read_bytes())

    class Changing:
        def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
            found = [function(item) for item in items]
            log.write_text(log.read_text().replace("GET", "PUT"))
            return iter(found)

    error = spread(tmp_path / "lake", log, engine=Changing())[str(log)].error
    assert "changed while it was read" in str(error)
    assert not Lake(tmp_path / "lake").exists()


@pytest.mark.scale
def test_processes_make_the_same_lake_at_the_command_line(large: Path, tmp_path: Path) -> None:
    ran = analyzer("ingest", large, "--lake", tmp_path / "lake", "--engine", "processes")
    assert ran.status == 0, ran.err
    assert content(tmp_path / "lake") == content(here(tmp_path / "here", large))


@pytest.mark.parametrize(
    "given",
    [
        ("-", "--engine", "processes"),
        (".", "--engine", "spark", "--follow"),
        (".", "--master", "x"),
    ],
)
def test_what_an_engine_cannot_do_is_said_before_anything_is_done(
    given: tuple[str, ...], tmp_path: Path
) -> None:
    ran = analyzer("ingest", *given, "--lake", tmp_path / "lake")
    assert (ran.status, ran.out) == (2, "")
    assert not (tmp_path / "lake").exists()
