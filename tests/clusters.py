"""Spark clusters of the pip package on loopback: a master and workers of their own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_PATIENCE_S = 300


@dataclass(frozen=True)
class Cluster:
    """A standalone master's URL, and the process ids of its workers."""

    url: str
    workers: tuple[int, ...]

    def executors(self) -> list[int]:
        """The processes that run tasks: each worker has one for an application."""
        return [child for worker in self.workers for child in _children(worker)]


@contextmanager
def standalone(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """A standalone master with workers of one core each."""
    with ExitStack() as stack:
        log = folder / "master.log"
        stack.enter_context(_running(log, "master.Master", "--host", "127.0.0.1", "--port", "0"))
        url = _said(log, r"Starting Spark master at (spark://\S+)")
        processes = []
        for number in range(workers):
            said = folder / f"worker-{number}.log"
            size = ("--cores", "1", "--memory", "1g", "--work-dir", str(folder / f"work-{number}"))
            worker = _running(said, "worker.Worker", "--host", "127.0.0.1", *size, url)
            processes.append(stack.enter_context(worker))
            _said(said, r"Successfully registered with master")
        yield Cluster(url, tuple(processes))


@contextmanager
def _running(log: Path, name: str, *arguments: str) -> Iterator[int]:
    import pyspark

    home = Path(pyspark.__file__).parent
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}"]
    with log.open("w") as file:
        process = subprocess.Popen(
            [*command, "--webui-port", "0", *arguments],
            stdout=file,
            stderr=subprocess.STDOUT,
            env=os.environ | {"SPARK_HOME": str(home)},
        )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(_PATIENCE_S)


def kill_below(process: int) -> None:
    """Kill a process and all that it started, as a machine that is lost."""
    for child in _children(process):
        kill_below(child)
    with suppress(ProcessLookupError):  # it ended by itself
        os.kill(process, signal.SIGKILL)


def _children(process: int) -> list[int]:
    found: list[int] = []
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):  # the thread has ended
            found += map(int, listed.read_text().split())
    return found


def _said(log: Path, pattern: str) -> str:
    """What a log says, once it does."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        if found := re.search(pattern, log.read_text()):
            return found[found.lastindex or 0]
        time.sleep(0.2)
    raise TimeoutError(f"{pattern} is not in {log.read_text()}")
