"""Spark clusters of the pip package on loopback: a master and workers of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyspark

_HOME = Path(pyspark.__file__).parent
_PATIENCE_S = 120


def environment() -> dict[str, str]:
    """What Spark's processes need to run here, on loopback, with this Python."""
    return os.environ | {
        "SPARK_HOME": str(_HOME),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }


@contextmanager
def standalone(folder: Path, workers: int = 2) -> Iterator[str]:
    """A standalone master with workers of one core each; its URL."""
    with ExitStack() as stack:
        log = folder / "master.log"
        stack.enter_context(_running(log, "master.Master", "--host", "127.0.0.1", "--port", "0"))
        url = _said(log, r"Starting Spark master at (spark://\S+)")
        for number in range(workers):
            said = folder / f"worker-{number}.log"
            stack.enter_context(
                _running(
                    said, "worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g",
                    "--work-dir", str(folder / f"work-{number}"), url,
                )
            )  # fmt: skip
            _said(said, r"Successfully registered with master")
        yield url


@contextmanager
def _running(log: Path, name: str, *arguments: str) -> Iterator[None]:
    command = [str(_HOME / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}"]
    with log.open("w") as file:
        process = subprocess.Popen(
            [*command, "--webui-port", "0", *arguments],
            stdout=file, stderr=subprocess.STDOUT, env=environment(),
        )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        process.wait(_PATIENCE_S)


def _said(log: Path, pattern: str) -> str:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        if found := re.search(pattern, log.read_text()):
            return found[found.lastindex or 0]
        time.sleep(0.2)
    raise TimeoutError(f"{pattern} is not in {log.read_text()}")
