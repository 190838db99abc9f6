"""Tasks on Spark, at any master. Nothing else in the project knows of Spark.

A task is a partition of one row, so that Spark spreads, repeats and speculates as it does with any.
Functions go by import: workers need analyzer, on a cluster in an archive of their environment.
"""

from __future__ import annotations

import os
import pickle
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from analyzer.engines import Engine, Item, Result
from analyzer.errors import AnalyzerError, EngineError
from analyzer.system.version import installs

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Items go to every worker of a job; this many are a few MB.
_TASKS_A_JOB = 4096
_RESULT = "number bigint, result binary"
_SETTINGS: dict[str, str | bool] = {
    # Items may hold the secret of a lake: what Spark puts on a disk on the way is encrypted.
    "spark.io.encryption.enabled": True,
    "spark.log.level": "ERROR",
}


class Spark:
    """Runs tasks as jobs of a Spark session."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """As Engine.map."""
        waiting = iter(items)
        while some := list(islice(waiting, _TASKS_A_JOB)):
            yield from self._job(function, some)

    def _job(self, function: Callable[[Item], Result], items: list[Item]) -> Iterator[Result]:
        packed = [pickle.dumps(item) for item in items]

        def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                numbers = batch.column(0).to_pylist()
                results = [_packed_result(function, packed[number]) for number in numbers]
                yield pa.RecordBatch.from_pydict({"number": numbers, "result": results})

        tasks = self._session.range(0, len(items), 1, len(items)).mapInArrow(run, _RESULT)
        with _as_engine_error("gave up on a task"):
            rows = tasks.collect()
        for row in sorted(rows, key=lambda row: row["number"]):
            result = pickle.loads(row["result"])
            if isinstance(result, AnalyzerError):
                raise result
            yield result


def _packed_result(function: Callable[[Any], object], item: bytes) -> bytes:
    """An error that the user can mend is a result: to try again would not help."""
    try:
        return pickle.dumps(function(pickle.loads(item)))
    except AnalyzerError as error:
        return pickle.dumps(error)


@contextmanager
def start(master: str | None) -> Iterator[Engine]:
    """A session at `master` (`sc://…` is Spark Connect), or where the environment says."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise EngineError("Spark is not installed", todo=f"Run {installs('spark')}") from None
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("analyzer")
    if master and master.startswith("sc://"):
        builder = builder.remote(master)
    else:
        builder = builder.master(master) if master else builder
        for name, value in _SETTINGS.items():
            builder = builder.config(name, value)
        builder = builder.config("spark.ui.showConsoleProgress", sys.stderr.isatty())
    with _as_engine_error("did not start"):
        session = builder.getOrCreate()
    try:
        yield Spark(session)
    finally:
        session.stop()


@contextmanager
def _as_engine_error(what: str) -> Iterator[None]:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        if os.environ.get("ANALYZER_DEBUG"):
            raise
        raise EngineError(
            f"Spark {what}: {_cause(str(error))}",
            todo="Check --master and that Java 17 or newer is there; ANALYZER_DEBUG=1 shows all",
        ) from None


def _cause(text: str) -> str:
    """The line of the cause: the last of a Python traceback in it, else the first."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if any(line.startswith("Traceback") for line in lines):
        raised = [line for line in lines if line.partition(":")[0].endswith(("Error", "Exception"))]
        lines = raised or lines
    return lines[0][:300] if lines else "no reason given"
