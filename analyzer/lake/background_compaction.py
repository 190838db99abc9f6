"""Compaction in a background process, beside an ingest that goes on.

It takes much memory for a moment, which a process gives back when it ends, and leaves the cores to
whoever else wants them.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from datetime import datetime
from multiprocessing.context import SpawnProcess
from typing import Any, Self

from analyzer.engines.local import Local
from analyzer.errors import AnalyzerError
from analyzer.lake.compaction import compact
from analyzer.lake.lake import Lake

_NICE = 10


class Tidying:
    """Compacts a lake now and then. Use it as a context manager; it ends what is under way."""

    def __init__(self, lake: str) -> None:
        self._lake = lake
        self._process: SpawnProcess | None = None

    def __enter__(self) -> Self:
        return self

    def begin(self, now: datetime) -> None:
        """Start a compaction, unless the last one is not done yet."""
        if self._process and self._process.is_alive():
            return
        # Not forked: DuckDB's and Arrow's threads would be missing in the copy.
        spawned = multiprocessing.get_context("spawn")
        self._process = spawned.Process(target=_compact, args=(self._lake, now))
        self._process.start()

    def __exit__(self, *exception: Any) -> None:
        if self._process:
            self._process.terminate()
            self._process.join()


def _compact(lake: str, now: datetime) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which ends this
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    os.nice(_NICE)
    try:
        compact(Lake(lake), Local(), now=now)
    except AnalyzerError as error:
        print(f"analyzer: {error}", file=sys.stderr)
