"""Follow mode under load, with the dashboard open: nothing lost, memory flat, little delay.

A run in passing is short and slow, since it shares its machine with others. On two quiet cores,
`ANALYZER_LOAD="1800 20000 10" pytest -m scale -s -n 0 tests/test_load.py` measures: for how many
seconds, how many lines a second, the longest delay in seconds. It tells the figures of each minute
as it goes, and ends with those of the whole run.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from analyzer.catalog import catalog
from analyzer.lake.lake import Lake
from analyzer.sandbox import sandbox
from tests.browser.running import chromium, dashboard

pytestmark = pytest.mark.scale

SECONDS, RATE, DELAY_S = map(int, os.environ.get("ANALYZER_LOAD", "40 2000 120").split())
CATALOG = catalog.load(None)
BROWSERS = 3
GROWTH_MB = 200
MINUTE_S = 60
PATIENCE_S = 300
STEP_S = 0.1


class Writer(threading.Thread):
    """A client's log that grows by RATE lines a second and is rotated once, half way."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self.log, self.written, self._end = log, 0, threading.Event()

    def run(self) -> None:
        began, rotated = time.time(), False
        file = self.log.open("w", buffering=1 << 20)
        while not self._end.is_set() and time.time() - began < SECONDS:
            if not rotated and time.time() - began > SECONDS / 2:
                file.close()
                self.log.rename(self.log.with_name("calls.1.jsonl"))
                file, rotated = self.log.open("w", buffering=1 << 20), True
            due = int((time.time() - began) * RATE)
            file.writelines(self._line(number) for number in range(self.written, due))
            file.flush()
            self.written = due
            time.sleep(STEP_S)
        file.close()

    def _line(self, number: int) -> str:
        status, code = (429, 3001) if number % 50 == 0 else (200, 0)
        return (
            f'{{"ts":{time.time():.6f},"client":"bot-{number % 7}","method":"GET",'
            f'"url":"https://api.tickdb.ai/v1/market/ticker?n={number}","status":{status},'
            f'"duration_ms":{number % 90},'
            f'"request_headers":{{"X-API-Key":"key-{number % 5}-of-bots"}},'
            f'"response_body":{{"code":{code}}}}}\n'
        )

    def end(self) -> None:
        self._end.set()
        self.join()


@dataclass
class Seen:
    """What was measured at one moment; `query_s` is a part of the delay."""

    at_s: float
    delay_s: float
    query_s: float
    follow_mb: int
    dashboard_mb: int
    files: int


@contextmanager
def following(logs: Path, lake: Path) -> Iterator[int]:
    """`analyzer ingest --follow`, ended as Ctrl-C does; its process id."""
    with (lake.parent / "follow.txt").open("w") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "analyzer", "ingest", "--follow", logs, "--lake", lake],
            stdout=told,
            stderr=told,
        )
        try:
            yield process.pid
            assert process.poll() is None, "it ended by itself"
        finally:
            process.send_signal(signal.SIGINT)
            status = process.wait(PATIENCE_S)
    assert status == 0


def memory_mb(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def serving(address: str) -> int:
    """The process id of the dashboard's server: `analyzer dashboard` started it."""
    port = f"--server.port={address.rpartition(':')[2]}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if port in (process / "cmdline").read_bytes().split(b"\0"):
                return int(process.name)
    raise AssertionError("no such server")


def answer(lake: Path, query: str) -> tuple[float, ...]:
    """The numbers that a query answers with, as `analyzer sql` reads them, but for its start."""
    limits = sandbox.Limits(seconds=PATIENCE_S)
    with sandbox.opened(Lake(lake), CATALOG, "en", query, limits) as con:
        return sandbox.read(con, query).row(0)


def look(lake: Path, follow: int, server: int, began: float) -> Seen:
    """The delay is that of the newest request in the view, and includes the time to ask."""
    asked = time.time()
    (newest,) = answer(lake, "SELECT epoch(max(ts)) FROM requests")
    now = time.time()
    files = sum("_delta_log" not in path.parts for path in (lake / "requests").rglob("*.parquet"))
    return Seen(
        now - began,
        now - (newest or began),
        now - asked,
        memory_mb(follow),
        memory_mb(server),
        files,
    )


def stay_open(address: str, ended: threading.Event, reloads: list[int]) -> None:
    """A browser that shows pages of the dashboard one after the other."""
    with chromium() as browser:
        page = browser.new_page()
        while not ended.is_set():
            for path in ("/", "/rate-limits", "/failures"):
                page.goto(address + path)
                page.wait_for_selector("[data-testid=stApp]", timeout=90_000)
                reloads.append(1)
                if ended.wait(5):
                    break


def lines_read(lake: Path) -> float:
    return answer(lake, "SELECT coalesce(sum(lines), 0)::BIGINT FROM loads")[0]


def tell(seen: list[Seen]) -> None:
    """The figures of a minute: delays at least, in the middle, at most; what else is at its end."""
    delays, queries = sorted(one.delay_s for one in seen), sorted(one.query_s for one in seen)
    middle, last = len(seen) // 2, seen[-1]
    print(
        f"{last.at_s:8.0f} {delays[0]:6.1f} {delays[middle]:6.1f} {delays[-1]:6.1f}"
        f" {queries[middle]:9.1f} {last.follow_mb:10} {last.dashboard_mb:13} {last.files:6}",
        flush=True,
    )


@pytest.mark.soak
def test_following_keeps_up_with_the_dashboard_open(tmp_path: Path) -> None:
    logs, lake = tmp_path / "logs", tmp_path / "lake"
    logs.mkdir()
    writer = Writer(logs / "calls.jsonl")
    (logs / "calls.jsonl").touch()
    ended, reloads, seen = threading.Event(), list[int](), list[Seen]()
    print("\n    at s  delay s: min, median, max  query s  follow MB  dashboard MB  files")
    began = time.time()
    with following(logs, lake) as pid:
        writer.start()
        while not (lake / "loads" / "_delta_log").is_dir():
            time.sleep(0.5)
        with dashboard(lake) as address:
            server = serving(address)
            readers = [
                threading.Thread(target=stay_open, args=(address, ended, reloads))
                for _ in range(BROWSERS)
            ]
            for reader in readers:
                reader.start()
            told = 0
            try:
                while writer.is_alive():
                    seen.append(look(lake, pid, server, began))
                    if seen[-1].at_s - seen[told].at_s >= MINUTE_S:
                        tell(seen[told:])
                        told = len(seen)
                    time.sleep(2)
                until = time.time() + PATIENCE_S
                while lines_read(lake) < writer.written and time.time() < until:
                    time.sleep(2)
            finally:
                writer.end()
                ended.set()
                for reader in readers:
                    reader.join()
    tell(seen)
    lines, accounted = answer(
        lake, "SELECT sum(lines)::BIGINT, sum(requests + rejects + skipped)::BIGINT FROM loads"
    )
    found, kinds = answer(
        lake, "SELECT count(*), count(DISTINCT substr(query, 3)::BIGINT) FROM requests"
    )
    n = writer.written
    print(f"{n} lines in {SECONDS} s: {n - kinds} lost, {found - kinds} twice")
    print(f"{len(reloads)} pages drawn in {BROWSERS} browsers")
    assert (lines, accounted, found, kinds) == (n, n, n, n)
    settled = seen[len(seen) // 4 :]
    assert max(one.delay_s for one in settled) < DELAY_S
    assert settled[-1].follow_mb - settled[0].follow_mb < GROWTH_MB
