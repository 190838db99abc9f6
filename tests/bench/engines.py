"""Ingest by each engine: cold and warm, start-up apart, and what is lost outside our functions."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from analyzer import engines
from analyzer.catalog import catalog
from analyzer.engines import Engine, Item, Result
from analyzer.ingest.distributed import ingest_on
from analyzer.ingest.session import Options
from analyzer.ingest.sources.finding import find
from analyzer.lake.lake import Lake
from tests.bench import generated
from tests.bench.run import Scale, compare, ingest

_NOW = datetime(2026, 11, 20, tzinfo=UTC)
# Name, master, and how many tasks it runs at once on two cores.
_ENGINES = (
    ("processes", None, 2),
    ("spark", "local[1]", 1),
    ("spark", "local[2]", 2),
    ("spark", "local[4]", 4),
)


_COLUMNS = {"start s": 8, "wall s": 8, "lines/s": 12, "ours": 8}


class Watched:
    """An engine that adds up the seconds which its tasks take."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.seconds = engine, 0.0

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """As Engine.map."""
        for seconds, result in self._engine.map(partial(_timed, function), items):
            self.seconds += seconds
            yield result


def _timed(function: Callable[[Item], Result], item: Item) -> tuple[float, Result]:
    begun = time.perf_counter()
    result = function(item)
    return time.perf_counter() - begun, result


def run(folder: Path, scale: Scale) -> None:
    """Goal: warm Spark takes at most 1.3 × the time of as many processes."""
    log = folder / "calls.jsonl"
    generated.write("canonical", log, scale.lines)
    found = [one for one in _ENGINES if one[0] != "spark" or find_spec("pyspark")]
    works = [ingest(folder / "lake", log)]
    for name, master, _ in found:
        work = ingest(folder / "lake", log, name=f"analyzer ingest, {name} {master or ''}".strip())
        options = ["--engine", name, *(["--master", master] if master else [])]
        works.append(replace(work, command=[*work.command, *options]))
    compare("canonical by engine", scale.lines, log, works, scale.runs)
    columns = "".join(f"{name:>{width}}" for name, width in _COLUMNS.items())
    print(f"\n{'warm, in a session that runs':44}{columns}")
    for name, master, tasks in found:
        _warm(folder, log, scale, name, master, tasks)


def _warm(folder: Path, log: Path, scale: Scale, name: str, master: str | None, tasks: int) -> None:
    given = (find([str(log)]), catalog.load(None), Options())
    begun = time.perf_counter()
    with engines.started(name, master) as engine:
        list(engine.map(len, [""] * tasks))
        started_s = time.perf_counter() - begun
        for _ in range(1 + scale.runs):  # the first is not shown: it is cold
            shutil.rmtree(folder / "lake", ignore_errors=True)
            watched = Watched(engine)
            begun = time.perf_counter()
            list(ingest_on(watched, Lake(folder / "lake"), *given, now=_NOW))
            wall_s = time.perf_counter() - begun
    ours = watched.seconds / wall_s / tasks
    shown = f"{name} {master or ''}".strip()
    print(f"{shown:44}{started_s:8.2f}{wall_s:8.2f}{scale.lines / wall_s:12,.0f}{ours:8.0%}")
