"""Following files that grow, are truncated, rotated and killed."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analyzer.catalog import catalog
from analyzer.engines.local import Local
from analyzer.ingest.following import follow
from analyzer.ingest.session import Options, Session
from analyzer.lake.compaction import compact
from analyzer.lake.lake import Lake
from tests.conftest import analyzer, rows
from tests.ingest.calls import lines


def following(log: Path, lake: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "analyzer", "ingest", log, "--follow", "--lake", lake],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )


def until(lake: Path, wanted: int, seconds: float = 30) -> None:
    """Wait until the lake holds that many requests."""
    deadline = time.monotonic() + seconds
    found = -1
    while found != wanted and time.monotonic() < deadline:
        time.sleep(0.3)
        if (lake / "loads" / "_delta_log").is_dir():
            (row,) = rows(lake, "SELECT count(*) AS n FROM requests")
            found = row["n"]
    assert found == wanted


@pytest.mark.scale
def test_following_reads_what_is_written_truncated_and_rotated(tmp_path: Path) -> None:
    log, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    log.write_text(lines(1, 2) + '{"ts": "2026-11-19T10:00')
    process = following(log, lake)
    try:
        until(lake, 2)
        with log.open("a") as file:
            file.write(':03Z", "url": "https://api.tickdb.ai/half", "status": 200}\n' + lines(4))
        until(lake, 4)
        log.rename(tmp_path / "calls.jsonl.1")
        log.write_text(lines(5))
        until(lake, 5)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert rows(lake, "SELECT count(*) AS n FROM rejects") == [{"n": 0}]
    assert {"path": "/half"} in rows(lake, "SELECT path FROM requests")


def followed(log: Path, lake: Lake, *steps: Callable[[], object]) -> int:
    """Follow a log through steps, two rounds after each; how many requests that brought."""
    rounds = itertools.count()

    def pause() -> None:
        step, is_second = divmod(next(rounds), 2)
        if not is_second:
            if step == len(steps):
                raise KeyboardInterrupt
            steps[step]()

    now = datetime(2026, 11, 20, tzinfo=UTC)
    with Session(lake, catalog.load(None), Options()) as session:
        found = follow(session, [str(log)], clock=lambda: now, pause=pause, tidy=lambda: None)
        with pytest.raises(KeyboardInterrupt):
            list(found)
    (row,) = rows(lake.root, "SELECT count(*) AS n FROM requests")
    return int(row["n"])


def append(log: Path, *numbers: int) -> None:
    with log.open("a") as file:
        file.write(lines(*numbers))


def test_a_log_that_is_away_for_a_while_is_waited_for(tmp_path: Path) -> None:
    log = tmp_path / "calls.jsonl"
    append(log, 1)
    assert followed(log, Lake(tmp_path / "lake"), log.unlink, lambda: append(log, 2, 3)) == 3


def test_what_is_written_to_a_log_as_it_is_renamed_and_after_is_read(tmp_path: Path) -> None:
    log, renamed = tmp_path / "calls.jsonl", tmp_path / "calls.jsonl.1"
    append(log, 1)

    def rotate() -> None:
        append(log, 2)
        log.rename(renamed)

    steps = (rotate, lambda: append(log, 5), lambda: append(renamed, 3, 4))
    assert followed(log, Lake(tmp_path / "lake"), *steps) == 5


@pytest.mark.scale
@pytest.mark.parametrize(
    "tenths", [n if n in (0, 6) else pytest.param(n, marks=pytest.mark.soak) for n in range(12)]
)
def test_ctrl_c_ends_following_whatever_it_is_at(tmp_path: Path, tenths: int) -> None:
    log, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    log.write_text(lines(*range(9)))
    process = following(log, lake)
    while not (lake / "loads" / "_delta_log").is_dir():
        assert process.poll() is None
    time.sleep(tenths / 20)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    # Before the commit or after it.
    assert rows(lake, "SELECT count(*) AS n FROM requests") in ([{"n": 0}], [{"n": 9}])


def test_who_speaks_up_later_in_a_followed_log_is_read(tmp_path: Path) -> None:
    log, lake = tmp_path / "bot.log", Lake(tmp_path / "lake")
    now = datetime(2026, 11, 20, tzinfo=UTC)
    httpx = (
        "2026-11-19 10:00:00,250 INFO httpx: HTTP Request: GET https://api.tickdb.ai/v1/{}"
        ' "HTTP/1.1 429 Too Many Requests"\n'
    )
    uvicorn = (
        '2026-11-19 10:10:00,250 INFO uvicorn.access: 10.0.0.7:50111 - "GET /v1/{} HTTP/1.1" 503\n'
    )
    talk = "".join(f"2026-11-19 10:00:01,000 INFO bot.core: cycle {n}\n" for n in range(2000))
    rounds = iter([httpx.format(2), httpx.format(3) + talk[:4000], uvicorn.format(4), ""])
    log.write_text(httpx.format(1) + talk)

    def write_on() -> None:
        with log.open("a") as file:
            if not file.write(next(rounds)):
                raise KeyboardInterrupt

    with Session(lake, catalog.load(None), Options()) as session:
        reads = follow(session, [str(log)], clock=lambda: now, pause=write_on, tidy=lambda: None)
        with pytest.raises(KeyboardInterrupt):
            list(reads)
    found = rows(lake.root, "SELECT path, status FROM requests ORDER BY path")
    assert [(one["path"], one["status"]) for one in found] == [
        ("/v1/1", 429),
        ("/v1/2", 429),
        ("/v1/3", 429),
        ("/v1/4", 503),
    ]


@pytest.mark.soak
@pytest.mark.scale
def test_following_for_long_leaves_few_files(tmp_path: Path) -> None:
    log, lake = tmp_path / "calls.jsonl", Lake(tmp_path / "lake")
    now = datetime(2026, 11, 20, tzinfo=UTC)
    written = itertools.count()

    def write_on() -> None:
        number = next(written)
        if number == 55:
            raise KeyboardInterrupt
        with log.open("a") as file:
            file.write(lines(number))

    write_on()
    with Session(lake, catalog.load(None), Options()) as session:
        rounds = follow(
            session,
            [str(log)],
            clock=lambda: now,
            pause=write_on,
            tidy=lambda: compact(lake, Local(), now=now),
        )
        with pytest.raises(KeyboardInterrupt):
            list(rounds)
    assert rows(lake.root, "SELECT count(DISTINCT query) AS n FROM requests") == [{"n": 55}]
    assert len(lake.files("requests")) < 10
    assert len(lake.files("loads")) < 10


@pytest.mark.scale
def test_a_killed_follow_goes_on_where_it_was(tmp_path: Path) -> None:
    log, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    log.write_text(lines(1))
    process = following(log, lake)
    until(lake, 1)
    with log.open("a") as file:
        file.write(lines(2, 3))
    process.kill()
    process.wait()
    assert analyzer("ingest", log, "--lake", lake).status == 0
    queries = [row["query"] for row in rows(lake, "FROM requests ORDER BY ts")]
    assert queries == ["n=1", "n=2", "n=3"]
