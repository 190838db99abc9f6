"""Follow mode under load, with the dashboard open: nothing lost, memory flat, little delay.

A run in passing is short and slow, since it shares its machine with others. On two quiet cores,
`ANALYZER_LOAD="1800 20000 10" pytest -m scale -s -n 0 tests/test_load.py` measures: for how many
seconds, how many lines a second, the longest delay in seconds.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

import analyzer as package
from tests.browser.running import chromium, dashboard

pytestmark = pytest.mark.scale

SECONDS, RATE, DELAY_S = map(int, os.environ.get("ANALYZER_LOAD", "40 2000 120").split())
BROWSERS = 3
GROWTH_MB = 200
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
    """What was measured at one moment."""

    at_s: float
    delay_s: float
    query_s: float
    memory_mb: int
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


def look(lake: Path, pid: int, began: float) -> Seen:
    """The delay is that of the newest request in the view, and includes the time to ask."""
    asked = time.time()
    with package.open(lake) as opened:
        newest = opened.sql("SELECT epoch(max(ts)) AS s FROM requests")["s"][0]
    now = time.time()
    files = len(list((lake / "requests").rglob("*.parquet")))
    return Seen(now - began, now - (newest or began), now - asked, memory_mb(pid), files)


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


def in_the_lake(lake: Path) -> tuple[int, int, int]:
    with package.open(lake) as opened:
        found = opened.sql(
            "SELECT coalesce(sum(lines), 0)::BIGINT, coalesce(sum(requests + rejects + skipped), 0)"
            "::BIGINT, (SELECT coalesce(sum(substr(query, 3)::BIGINT), 0)::BIGINT FROM requests)"
            " FROM loads"
        )
    lines, accounted, numbers = found.row(0)
    return lines, accounted, numbers


def test_following_keeps_up_with_the_dashboard_open(tmp_path: Path) -> None:
    logs, lake = tmp_path / "logs", tmp_path / "lake"
    logs.mkdir()
    writer = Writer(logs / "calls.jsonl")
    (logs / "calls.jsonl").touch()
    ended, reloads, seen = threading.Event(), list[int](), list[Seen]()
    began = time.time()
    with following(logs, lake) as pid:
        writer.start()
        while not (lake / "loads" / "_delta_log").is_dir():
            time.sleep(0.5)
        with dashboard(lake) as address:
            readers = [
                threading.Thread(target=stay_open, args=(address, ended, reloads))
                for _ in range(BROWSERS)
            ]
            for reader in readers:
                reader.start()
            try:
                while writer.is_alive():
                    seen.append(look(lake, pid, began))
                    time.sleep(max(2.0, SECONDS / 120))
                until = time.time() + PATIENCE_S
                while in_the_lake(lake)[0] < writer.written and time.time() < until:
                    time.sleep(2)
            finally:
                writer.end()
                ended.set()
                for reader in readers:
                    reader.join()
    print(f"\n{writer.written} lines in {SECONDS:.0f} s, {len(reloads)} pages drawn")
    print("    at s  delay s  query s  memory MB  files")
    for one in seen:
        at, memory = f"{one.at_s:8.0f} {one.delay_s:8.1f} {one.query_s:8.2f}", one.memory_mb
        print(f"{at} {memory:10} {one.files:6}")
    n = writer.written
    assert in_the_lake(lake) == (n, n, n * (n - 1) // 2)
    settled = seen[len(seen) // 4 :]
    assert max(one.delay_s for one in settled) < DELAY_S
    assert settled[-1].memory_mb - settled[0].memory_mb < GROWTH_MB
