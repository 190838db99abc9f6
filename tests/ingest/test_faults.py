"""Real processes, broken on purpose: whatever happens, every line is in the lake exactly once.

How often is told by ANALYZER_FAULTS (6); `python -m tests.faults` prints figures.
Each line of the logs has a number of its own, so that one query tells what is missing, what is
there twice, and whether a reader sees half a load.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import s3fs

from analyzer.catalog import catalog
from analyzer.ingest.session import Options, Session
from analyzer.ingest.sources.byte_stream import ByteStream
from analyzer.ingest.sources.finding import find
from analyzer.ingest.sources.source import Source
from analyzer.lake.lake import Lake
from tests.conftest import analyzer, rows
from tests.object_store import server

pytestmark = [pytest.mark.scale, pytest.mark.apart, pytest.mark.one_in(2)]

FAULTS = int(os.environ.get("ANALYZER_FAULTS", "6"))
LINES = 4_000
NOW = datetime(2026, 11, 20, tzinfo=UTC)
HALF_LOADS = """
SELECT loads.load, loads.source, loads.requests, count(requests.load) AS found
FROM loads LEFT JOIN requests USING (load)
GROUP BY ALL HAVING count(requests.load) <> loads.requests"""


class Logs:
    """A folder of logs that grows; each line has a number."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.lines, self.files = folder, 0, 0
        self.chance = random.Random(seed)
        folder.mkdir()

    def grow(self) -> None:
        """A new log, or more lines of an old one."""
        name = f"calls-{self.chance.randrange(self.files + 1)}.jsonl"
        self.files = len(list(self.folder.iterdir())) + 1
        with (self.folder / name).open("a") as file:
            for number in range(self.lines, self.lines + self.chance.randrange(1, LINES)):
                self.lines += 1
                failed = number % 17 == 0
                file.write(
                    json.dumps(
                        {
                            "ts": 1_795_000_000 + number,
                            "url": f"https://api.tickdb.ai/v1/x?n={number}",
                            "status": 429 if failed else 200,
                            "response_body": {"code": 3001 if failed else 0},
                        }
                    )
                    + "\n"
                )


def start(*arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "analyzer", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def kill_at_a_moment(process: subprocess.Popen[bytes], chance: random.Random) -> bool:
    """Whether it was still at work then."""
    time.sleep(chance.uniform(0.05, 2.5))
    process.send_signal(signal.SIGKILL)
    status = process.wait()
    if process.stderr:
        process.stderr.close()
    return status == -signal.SIGKILL


def each_line_once(lake: Path | str, lines: int) -> None:
    assert rows(
        lake,
        "SELECT count(*) AS n, count(DISTINCT query) AS kinds,"
        " (SELECT sum(lines) FROM loads) AS lines FROM requests",
    ) == [{"n": lines, "kinds": lines, "lines": lines}]
    assert rows(lake, HALF_LOADS) == []


@pytest.fixture(params=["folder", pytest.param("bucket", marks=pytest.mark.soak)])
def lake(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Where a lake will be: a folder, or a bucket of a store of its own."""
    if request.param == "folder":
        yield str(tmp_path / "lake")
        return
    with server() as url:
        for name, value in {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "ANALYZER_CACHE": str(tmp_path / "blocks"),
        }.items():
            monkeypatch.setenv(name, value)
        s3fs.S3FileSystem.clear_instance_cache()
        s3fs.S3FileSystem().mkdir("faults")
        yield "s3://faults/lake"
    s3fs.S3FileSystem.clear_instance_cache()


def test_commands_killed_at_any_moment_lose_and_double_nothing(
    lake: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    logs = Logs(tmp_path / "logs", seed=8)
    logs.grow()
    commands: list[list[object]] = [
        ["ingest", logs.folder],
        ["ingest", logs.folder, "--follow"],
        ["compact"],
        ["build"],
        ["prune", "--keep", "9999d"],
        ["nightly", logs.folder, "--reports", tmp_path / "reports"],
    ]
    killed = 0
    for fault in range(FAULTS):
        command = commands[fault % len(commands)]
        killed += kill_at_a_moment(start(*command, "--lake", lake), logs.chance)
        if Lake(lake).storage.holds("loads/_delta_log"):
            assert rows(lake, HALF_LOADS) == []
        if logs.chance.random() < 0.4:
            logs.grow()
    record_property("tried", FAULTS)
    record_property("killed at work", killed)
    record_property("lines", logs.lines)
    assert analyzer("ingest", logs.folder, "--lake", lake).status == 0
    each_line_once(lake, logs.lines)
    assert analyzer("compact", "--lake", lake).status == 0
    each_line_once(lake, logs.lines)
    assert analyzer("check", "--repair", "--lake", lake).status == 0
    each_line_once(lake, logs.lines)


@dataclass
class Readers:
    """How often a lake was read, and what was seen amiss."""

    reads: int = 0
    amiss: list[str] = field(default_factory=list)


@pytest.fixture
def readers(lake: str) -> Iterator[Readers]:
    """Five readers of the lake that go on until the test ends."""
    seen, ended = Readers(), threading.Event()

    def read() -> None:
        while not ended.is_set():
            process = start("sql", f"SELECT count(*) AS n FROM ({HALF_LOADS})", "--lake", lake)
            _, err = process.communicate()
            seen.reads += 1
            if process.returncode and b"there is no lake here" not in err:
                seen.amiss.append(err.decode())

    threads = [threading.Thread(target=read) for _ in range(5)]
    for thread in threads:
        thread.start()
    yield seen
    ended.set()
    for thread in threads:
        thread.join()


def test_two_ingests_a_compaction_and_five_readers_at_once(
    readers: Readers, lake: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    logs = Logs(tmp_path / "logs", seed=9)
    for _ in range(max(2, FAULTS // 25)):
        logs.grow()
        writers = [start("ingest", logs.folder, "--lake", lake) for _ in range(2)]
        writers.append(start("compact", "--lake", lake))
        for writer in writers:
            _, err = writer.communicate()
            assert writer.returncode == 0 or b"there is no lake here" in err, err
    each_line_once(lake, logs.lines)
    assert readers.amiss == []
    record_property("reads", readers.reads)
    record_property("lines", logs.lines)


@pytest.mark.parametrize(
    "how",
    [
        "truncated",
        pytest.param("removed", marks=pytest.mark.soak),
        pytest.param("written over", marks=pytest.mark.soak),
    ],
)
def test_a_log_that_changes_while_it_is_read_harms_no_other(how: str, tmp_path: Path) -> None:
    logs, lake = Logs(tmp_path / "logs", seed=10), tmp_path / "lake"
    for _ in range(3):
        logs.grow()
    victim = tmp_path / "victim.jsonl"
    line = '{"ts":1795000000,"url":"https://api.tickdb.ai/v1/victim","status":200}\n'
    for _ in range(max(1, FAULTS // 10)):
        victim.write_text(line * 200_000)
        process = start("ingest", logs.folder, victim, "--lake", lake)
        time.sleep(logs.chance.uniform(0.3, 1.5))
        if how == "truncated":
            os.truncate(victim, 10_000)
        elif how == "removed":
            victim.unlink()
        else:
            victim.write_text("no line\n" * 50_000)
        _, err = process.communicate()
        # A log that is gone before the run looks for it is wrong usage.
        assert process.returncode in (0, 1) or b"no such file" in err, err
        assert b"defect" not in err
        assert rows(lake, HALF_LOADS) == []
    (found,) = rows(
        lake,
        "SELECT count(*) AS n, count(DISTINCT query) AS kinds FROM requests"
        " WHERE query IS NOT NULL",
    )
    assert found == {"n": logs.lines, "kinds": logs.lines}
    assert rows(lake, "FROM loads WHERE lines <> requests + rejects + skipped") == []


@pytest.mark.parametrize("before", ["it is opened", "it is looked up again"])
@pytest.mark.parametrize("known", [False, True])
def test_a_log_that_is_rotated_between_two_looks_is_read_once(
    before: str, known: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs, lake = tmp_path / "logs", tmp_path / "lake"
    logs.mkdir()
    log, old = logs / "calls.jsonl", logs / "calls.1.jsonl"
    open_source, stat = Source.open, os.stat
    rotating = is_open = False

    def write(first: int, last: int) -> None:
        with log.open("a") as file:
            for n in range(first, last):
                file.write(f'{{"ts":{1_795_000_000 + n},"url":"https://a.tickdb.ai/x?n={n}"}}\n')

    def rotate() -> None:
        if rotating and not old.exists():
            log.rename(old)
            write(200, 300)

    def opened(source: Source) -> ByteStream:
        nonlocal is_open
        is_open = True
        if before == "it is opened":
            rotate()
        return open_source(source)

    def looked_up(path: str, **how: bool) -> os.stat_result:
        if is_open and path == str(log) and before == "it is looked up again":
            rotate()
        return stat(path, **how)

    monkeypatch.setattr(Source, "open", opened)
    monkeypatch.setattr(os, "stat", looked_up)
    with Session(Lake(lake), catalog.load(None), Options()) as session:
        for round in range(4):
            if round == 0:
                write(0, 100)
                if not known:
                    continue
            if round == 1:
                write(100, 200)
            rotating = round == 1
            for outcome in session.load(find([str(logs)]), now=NOW, finished=False):
                assert outcome.error is None
    assert old.exists()
    each_line_once(lake, 300)


@pytest.mark.parametrize("rotates", [True, False])
def test_what_becomes_of_a_log_while_it_is_read_loses_and_doubles_nothing(
    rotates: bool, tmp_path: Path
) -> None:
    """It is rotated, or another run loads a part of it meanwhile, in the second of three rounds."""
    logs, lake = tmp_path / "logs", tmp_path / "lake"
    logs.mkdir()
    turn = 0
    log = logs / "calls.jsonl"

    def write(first: int, last: int) -> None:
        with log.open("a") as file:
            for n in range(first, last):
                file.write(f'{{"ts":{1_795_000_000 + n},"url":"https://a.tickdb.ai/x?n={n}"}}\n')

    def meanwhile(*_: object) -> None:
        if turn == 1 and rotates and not (logs / "calls.1.jsonl").exists():
            write(200, 250)
            log.rename(logs / "calls.1.jsonl")
            write(250, 300)
        elif turn == 1 and not rotates and not (tmp_path / "copy.jsonl").exists():
            (tmp_path / "copy.jsonl").write_text("".join(log.read_text().splitlines(True)[:150]))
            assert analyzer("ingest", tmp_path / "copy.jsonl", "--lake", lake).status == 0

    with Session(Lake(lake), catalog.load(None), Options()) as session:
        for turn in range(3):
            if turn < 2:
                write(turn * 100, turn * 100 + 100)
            sources = find([str(logs)])
            for outcome in session.load(sources, now=NOW, finished=False, on_progress=meanwhile):
                assert outcome.error is None
    each_line_once(lake, 300 if rotates else 200)
