"""Faults on the way to a bucket, and writers that are killed or silent."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import analyzer, rows
from tests.ingest.test_faults import each_line_once
from tests.lake.bucket import PATIENCE_S, ended, log, started, unfinished_uploads
from tests.object_store import SLOW_DOWN, CutError, Passing, Proxy


def every(n: int, fault: Callable[[], tuple[int, bytes] | None]) -> Callable[[Passing], Any]:
    return lambda passing: fault() if passing.number % n == n - 1 else None


def cut_once_per_object(*, after: bool) -> Callable[[Passing], None]:
    """The first put of every object is cut off."""
    seen: set[str] = set()

    def fault(passing: Passing) -> None:
        if passing.method == "PUT" and passing.path not in seen:
            seen.add(passing.path)
            raise CutError(after=after)

    return fault


FAULTS: Mapping[str, Callable[[], Callable[[Passing], Any]]] = {
    "every fourth answer is 503 SlowDown": lambda: every(4, lambda: SLOW_DOWN),
    "each first put is cut off half way": lambda: cut_once_per_object(after=False),
    "the answer to each first put is lost": lambda: cut_once_per_object(after=True),
}


@pytest.mark.scale
@pytest.mark.parametrize(
    "name",
    [
        name if n == 2 else pytest.param(name, marks=pytest.mark.soak)
        for n, name in enumerate(FAULTS)
    ],
)
def test_faults_on_the_way_lose_and_double_nothing(
    name: str, between: Proxy, url: str, objects: Any, tmp_path: Path
) -> None:
    log(tmp_path / "logs", "a.jsonl", range(2000))
    between.fault = FAULTS[name]()
    for _ in range(3):  # a commit whose answer is lost may say so, and is there the next time
        status, err = ended(started("ingest", tmp_path / "logs", "--lake", url))
        assert "defect" not in err
        if status == 0:
            break
    assert status == 0, err
    assert ended(started("compact", "--lake", url))[0] == 0
    between.fault = lambda _: None
    each_line_once(url, 2000)
    assert analyzer("check", "--lake", url).out == "whole\n"
    assert unfinished_uploads(objects) == []


@pytest.mark.soak
@pytest.mark.scale
def test_two_writers_of_the_same_and_of_other_sources_at_once(
    url: str, objects: Any, tmp_path: Path
) -> None:
    for name, start in (("a", 0), ("b", 3000), ("c", 6000)):
        log(tmp_path / name, "calls.jsonl", range(start, start + 3000))
    for folders in (["a"], ["a"]), (["a", "b"], ["b", "a"]), (["c"], ["a", "b"]):
        writers = [
            started("ingest", *(tmp_path / name for name in chosen), "--lake", url)
            for chosen in folders
        ]
        writers.append(started("compact", "--lake", url))
        for writer in writers:
            status, err = ended(writer)
            assert status == 0 or "there is no lake here" in err, err
    each_line_once(url, 9000)
    assert analyzer("check", "--lake", url).out == "whole\n"
    assert unfinished_uploads(objects) == []


def held_at_the_commit(between: Proxy) -> tuple[threading.Event, threading.Event]:
    """Let a run reach the request that would make its load visible, and hold it there."""
    reached, released = threading.Event(), threading.Event()

    def fault(passing: Passing) -> None:
        is_commit = passing.method == "PUT" and "/loads/_delta_log/" in passing.path
        if is_commit and not passing.path.endswith("00000.json"):
            reached.set()
            released.wait(PATIENCE_S)

    between.fault = fault
    return reached, released


@pytest.mark.soak
@pytest.mark.scale
def test_a_writer_killed_before_its_commit_loses_nothing(
    address: str, between: Proxy, url: str, objects: Any, tmp_path: Path
) -> None:
    source = log(tmp_path, "calls.jsonl", range(3000))
    reached, released = held_at_the_commit(between)
    writer = started("ingest", source, "--lake", url)
    assert reached.wait(PATIENCE_S)
    between.fault = lambda passing: (_ for _ in ()).throw(CutError())
    writer.kill()
    ended(writer)
    between.fault = lambda _: None
    assert rows(url, "FROM requests") == []
    assert analyzer("ingest", source, "--lake", url).status == 0
    released.set()
    each_line_once(url, 3000)
    assert analyzer("check", "--lake", url).out == "whole\n"
    assert unfinished_uploads(objects) == []


@pytest.mark.scale
def test_a_writer_that_was_silent_too_long_commits_nothing(
    address: str, between: Proxy, url: str, tmp_path: Path
) -> None:
    """The lease of one who sleeps goes to the next; when he wakes up, his commit is refused."""
    source = log(tmp_path, "calls.jsonl", range(3000))
    reached, released = held_at_the_commit(between)
    sleeper = started("ingest", source, "--lake", url)
    assert reached.wait(PATIENCE_S)
    sleeper.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    assert ended(started("ingest", source, "--lake", url, AWS_ENDPOINT_URL=address))[0] == 0
    assert time.monotonic() - began > 10
    each_line_once(url, 3000)
    released.set()
    sleeper.send_signal(signal.SIGCONT)
    status, err = ended(sleeper)
    assert status == 2
    assert "another writer was quicker" in err
    each_line_once(url, 3000)
    assert analyzer("check", "--repair", "--lake", url).status == 0
    each_line_once(url, 3000)


@pytest.mark.soak
@pytest.mark.scale
def test_who_writes_a_long_time_keeps_the_lease(
    address: str, between: Proxy, url: str, tmp_path: Path
) -> None:
    first, second = log(tmp_path, "a.jsonl", range(500)), log(tmp_path, "b.jsonl", range(500, 900))
    reached, released = held_at_the_commit(between)
    slow = started("ingest", first, "--lake", url)
    assert reached.wait(PATIENCE_S)
    other = started("ingest", second, "--lake", url, AWS_ENDPOINT_URL=address)
    time.sleep(25)
    assert other.poll() is None
    released.set()
    assert ended(slow)[0] == 0
    assert ended(other)[0] == 0
    each_line_once(url, 900)
