"""Generated queries in the sandbox: none reads or writes elsewhere, none costs without bound.

`python -m tests.sandbox.fuzz --queries 5000 --seed 1` makes a lake of the sample logs, asks, and
prints the figures; it ends with 1 where a query did what no query may.
"""

from __future__ import annotations

import argparse
import json
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from analyzer.system.database import open_memory
from tests.conftest import SAMPLE_LOGS, analyzer
from tests.sandbox.generated import Queries, functions_of

OUTSIDE = "TOPSECRET-outside-the-lake"
SECONDS, MEMORY, MOST_MIB = 1, "256MB", 2_048
# As the dashboard's process: what DuckDB does not stop is ended from outside.
ENDED_AFTER_S = SECONDS + 15
QUERIES_A_PROCESS = 250
_ASKER = (sys.executable, "-m", "tests.sandbox.asker")


@dataclass
class Figures:
    """What became of the queries; `wrong` holds each that did what none may, and what it did."""

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    ended: list[tuple[str, str]] = field(default_factory=list)
    longest_s: float = 0
    most_mib: int = 0
    connections: int = 0

    def table(self) -> str:
        """One figure a line."""
        told = {**self.outcomes, "longest_s": round(self.longest_s, 1), "most_mib": self.most_mib}
        told |= {"connections": self.connections, "wrong": len(self.wrong)}
        return "\n".join(f"{name:12} {value:>8}" for name, value in told.items())


class Surroundings:
    """A lake, a file that lies beside it, and an address that nobody may connect to."""

    def __init__(self, folder: Path, lake: Path) -> None:
        self.folder, self.lake = folder, lake
        (folder / "outside.csv").write_text(f"a\n{OUTSIDE}\n")
        (folder / "outside.json").write_text(json.dumps({"a": OUTSIDE}))
        pl.DataFrame({"a": [OUTSIDE]}).write_parquet(folder / "outside.parquet")
        self.connections = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._address = f"127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()
        self._before = self._state()

    def leading_outside(self) -> list[str]:
        """Texts that a query may try."""
        names = ("outside.csv", "outside.json", "outside.parquet", "new.csv", "*")
        return [
            str(self.lake / "secret"),
            *(str(self.folder / name) for name in names),
            f"http://{self._address}/x.csv",
            f"s3://bucket/x.parquet?endpoint={self._address}",
        ]

    def hidden(self) -> list[str]:
        """Texts that no answer may contain."""
        return [OUTSIDE, (self.lake / "secret").read_text().strip(), "root:x:0", "PATH="]

    def changes(self) -> list[str]:
        """Files that are not as they were."""
        now = self._state()
        return sorted(
            name
            for name in self._before.keys() | now.keys()
            if self._before.get(name) != now.get(name)
        )

    def _listen(self) -> None:
        while True:
            self._listening.accept()[0].close()
            self.connections += 1

    def _state(self) -> dict[str, str]:
        return {
            str(path): sha256(path.read_bytes()).hexdigest()
            for root in {self.folder, self.lake}
            for path in root.rglob("*")
            if path.is_file()
        }


class Asker:
    """The process that asks; it starts when there is a query, and again where one ended it."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def ask(self, query: str) -> tuple[str, str, int]:
        """The outcome, what was told, and the most memory the process had, in MiB."""
        if self._process is None or self._asked % QUERIES_A_PROCESS == 0:
            self.end()
            self._process = self._start()
        self._asked += 1
        self._send(query)
        answer = self._heard(ENDED_AFTER_S)
        if answer:
            outcome, told, mib = json.loads(answer)
            return outcome, told, mib
        status = None if answer is None else self._process.wait()
        self.end()
        return "ended", "time" if status is None else f"status {status}", 0

    def end(self) -> None:
        """Leave no process."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*_ASKER, str(self._around.lake), str(SECONDS), MEMORY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._process = process
        self._send(self._around.hidden())
        self._send("SELECT 1")
        assert self._heard(120), "the process that asks does not start"
        return process

    def _send(self, told: object) -> None:
        assert self._process
        assert self._process.stdin
        self._process.stdin.write(json.dumps(told).encode() + b"\n")
        self._process.stdin.flush()

    def _heard(self, seconds: float) -> bytes | None:
        """A line; nothing where the process has ended; None where it says nothing in time."""
        assert self._process
        assert self._process.stdout
        if not select.select([self._process.stdout], [], [], seconds)[0]:
            return None
        return self._process.stdout.readline()


def run(lake: Path, folder: Path, *, queries: int, seed: int) -> Figures:
    """Ask so many; `folder` is empty, for files that no query may see or change."""
    around, figures = Surroundings(folder, lake), Figures()
    with open_memory() as con:
        made = Queries(functions_of(con), around.leading_outside(), seed)
    asker = Asker(around)
    try:
        for _ in range(queries):
            _ask(asker, made.one(), figures)
    finally:
        asker.end()
    figures.connections = around.connections
    figures.wrong += [(path, "was changed") for path in around.changes()]
    if around.connections:
        figures.wrong.append((f"{around.connections} queries", "reached a network"))
    if figures.most_mib > MOST_MIB:
        figures.wrong.append(("a query", f"took {figures.most_mib} MiB"))
    return figures


def _ask(asker: Asker, query: str, figures: Figures) -> None:
    began = time.monotonic()
    outcome, told, mib = asker.ask(query)
    figures.longest_s = max(figures.longest_s, time.monotonic() - began)
    figures.most_mib = max(figures.most_mib, mib)
    figures.outcomes["asked"] += 1
    figures.outcomes[outcome] += 1
    if outcome == "ended":
        figures.ended.append((query, told))
    if outcome == "wrong" or "defect" in told:
        figures.wrong.append((query, told))


def _arguments() -> Any:
    parser = argparse.ArgumentParser(description="Ask generated queries in the sandbox.")
    parser.add_argument("--queries", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ended", action="store_true", help="print queries that were ended")
    return parser.parse_args()


def _main() -> int:
    asked = _arguments()
    with tempfile.TemporaryDirectory() as made:
        lake, folder = Path(made, "lake"), Path(made, "outside")
        folder.mkdir()
        assert analyzer("ingest", SAMPLE_LOGS, "--lake", lake).status == 0
        figures = run(lake, folder, queries=asked.queries, seed=asked.seed)
    print(figures.table())
    for query, told in figures.wrong + (figures.ended if asked.ended else []):
        print(f"{told}\n    {query}", flush=True)
    return 1 if figures.wrong else 0


if __name__ == "__main__":
    sys.exit(_main())
