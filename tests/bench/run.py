"""How everything is measured: a command as a whole process, beside its peers, in one run."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_LAUNCH = str(Path(__file__).with_name("launch.py"))


@dataclass(frozen=True)
class Run:
    """One run of a command: wall and CPU seconds, peak memory in MB."""

    wall_s: float
    cpu_s: float
    peak_mb: float


@dataclass(frozen=True)
class Work:
    """A command to measure, by its name in the table; `needs` are programs and Python modules.

    `before` makes what the command starts from; it is not measured.
    """

    name: str
    command: Sequence[str]
    needs: tuple[str, ...] = ()
    before: Callable[[], object] = lambda: None

    def missing(self) -> list[str]:
        """What it needs and is not installed."""
        return [name for name in self.needs if not (shutil.which(name) or find_spec(name))]


@dataclass(frozen=True)
class Scale:
    """How much of everything; what the command line says."""

    runs: int = 3
    lines: int = 2_000_000
    megabytes: int = 100
    files: int = 300
    appends: int = 100
    format_lines: int = 300_000
    gigabytes: tuple[float, ...] = (0.25, 0.5, 1, 2)
    requests: int = 10_000_000
    chart: Path | None = None


def timed(command: Sequence[str]) -> Run:
    """Run a command as a whole process. Raises CalledProcessError where it fails."""
    program = shutil.which(command[0]) or command[0]
    reader, writer = os.pipe()
    launched = subprocess.run(
        [sys.executable, "-I", "-S", _LAUNCH, program, *command[1:]],
        env={**os.environ, "TAKEN": str(writer)},
        pass_fds=[writer],
        capture_output=True,
        check=False,
    )
    os.close(writer)
    with open(reader, "rb") as pipe:
        taken = pipe.read()
    if launched.returncode:
        said = launched.stderr.decode(errors="replace").strip()
        raise subprocess.CalledProcessError(launched.returncode, list(command), stderr=said[-2000:])
    return Run(**json.loads(taken))


def median(runs: Sequence[Run]) -> Run:
    """The median of each figure."""
    return Run(
        statistics.median(run.wall_s for run in runs),
        statistics.median(run.cpu_s for run in runs),
        statistics.median(run.peak_mb for run in runs),
    )


def measured(works: Sequence[Work], times: int) -> dict[str, Run]:
    """Run the works in turn, so that a slow minute of the machine meets all; their medians.

    A work whose program is not installed, or that fails, is named and left out.
    """
    runs: dict[str, list[Run]] = {}
    for work in works:
        if missing := work.missing():
            print(f"{work.name}: left out, not installed: {', '.join(missing)}", flush=True)
        else:
            runs[work.name] = []
    for _ in range(times):
        for work in works:
            if work.name in runs:
                work.before()
                try:
                    runs[work.name].append(timed(work.command))
                except subprocess.CalledProcessError as error:
                    print(f"{work.name}: left out, it fails: {error.stderr}", flush=True)
                    del runs[work.name]
    return {name: median(found) for name, found in runs.items()}


def compare(title: str, lines: int, log: Path, works: Sequence[Work], times: int) -> None:
    """Measure works on the same log and print their figures, as ratios of the first."""
    found = measured(works, times)
    head(f"{title}: {lines:,} lines, {log.stat().st_size / 1e6:,.0f} MB", "lines/s")
    base = next(iter(found.values())).wall_s
    for name, run in found.items():
        row(name, run, f"{lines / run.wall_s:,.0f}", base=base)


def head(title: str, *columns: str) -> None:
    """The head of a table."""
    named = "".join(f"{name:>12}" for name in columns)
    print(f"\n{title}\n{'':44}{'wall s':>8}{'CPU s':>8}{'MB':>8}{named}{'ratio':>8}", flush=True)


def row(name: str, run: Run, *values: object, base: float, remark: str = "") -> None:
    """A row of a table; the ratio is of the wall time to `base`."""
    shown = "".join(f"{value!s:>12}" for value in values)
    print(
        f"{name:44}{run.wall_s:8.2f}{run.cpu_s:8.2f}{run.peak_mb:8.0f}{shown}"
        f"{run.wall_s / base:8.2f}{remark}",
        flush=True,
    )


def ingest(lake: Path, *sources: Path, name: str = "analyzer ingest") -> Work:
    """Ingest into a lake that is not there yet."""
    return Work(name, analyzer("ingest", *sources, "--lake", lake), before=gone(lake))


def analyzer(*arguments: object) -> list[str]:
    """A command line of this analyzer."""
    return [sys.executable, "-m", "analyzer", *map(str, arguments)]


def gone(*paths: Path) -> Callable[[], object]:
    """What removes files and folders."""

    def remove() -> None:
        for path in paths:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    return remove
