"""Tasks in processes of this machine, as many as it has cores."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from analyzer.engines import Engine, Item, Result
from analyzer.errors import EngineError

_ATTEMPTS = 4  # as Spark's spark.task.maxFailures
_FUNCTION: list[Callable[[Any], Any]] = []


class Processes:
    """A pool for each `map`. What a dead process was at is done again in a new pool."""

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """As Engine.map."""
        left = list(items)
        attempts = 0
        while left:
            try:
                with _pool(function) as pool:
                    for result in pool.map(_run, list(left)):
                        yield result
                        del left[0]
                        attempts = 0
            except BrokenProcessPool:
                attempts += 1
                if attempts == _ATTEMPTS:
                    raise EngineError(
                        f"a worker process died {attempts} times at the same task",
                        todo="Look whether the machine is out of memory",
                    ) from None


def _pool(function: Callable[[Any], Any]) -> ProcessPoolExecutor:
    # Not forked: DuckDB's and Arrow's threads would be missing in the copy.
    spawned = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(os.cpu_count(), spawned, _begin, (function,))


def _begin(function: Callable[[Any], Any]) -> None:
    """The function, with all that is bound to it, comes once to each process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends the pool
    _FUNCTION[:] = [function]


def _run(item: Any) -> Any:
    return _FUNCTION[0](item)


@contextmanager
def start(master: str | None) -> Iterator[Engine]:
    """The processes are those of this machine."""
    del master
    yield Processes()
