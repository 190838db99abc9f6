"""`python -m tests.bench.pages [--lake DIR]`: how long each page of the dashboard takes to draw.

Cold: nothing of the lake is cached, as for the first reader after a load. Changed: a filter or the
time range was set to what nobody asked for before. Both are the server's time, without a browser.
"""

from __future__ import annotations

import argparse
import functools
import logging
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from analyzer.lake.lake import Lake
from tests.bench.views import SHAPES, make_lake

_DASHBOARDS = Path(__file__).parents[2] / "dashboards"
_PAGES = (
    "overview", "unfinished", "rate_limits", "authentication", "partial_failures", "failures",
    "requests", "trace", "vendors", "sql", "data",
)  # fmt: skip
COLD_S, CHANGED_S, MEMORY_MB = 1.5, 0.5, 1024
_DEADLINE_S = 600


@dataclass(frozen=True)
class Draw:
    """Wall and CPU seconds of one draw; other work on the machine lengthens the first alone."""

    wall_s: float
    cpu_s: float


def drawn(page: str, runs: int) -> tuple[list[Draw], list[Draw]]:
    """So many cold draws of a page, and as many after a change."""

    def fresh() -> AppTest:
        app = AppTest.from_file(str(_DASHBOARDS / "app.py"), default_timeout=_DEADLINE_S)
        if page != "overview":
            app.switch_page(f"screens/{page}.py")
        return app

    cold = []
    for _ in range(runs):
        st.cache_data.clear()
        st.cache_resource.clear()
        app = fresh()
        cold.append(_run(app))
    names = ("vendor", "client", "key")
    choices = {name: app.multiselect(key=name).options for name in names}
    changed = []
    for number in range(runs):
        app = fresh()
        app.query_params["range"] = f"{48 + number}h"
        if number % 2:
            name = names[number // 2 % len(names)]
            app.query_params[name] = choices[name][number % len(choices[name])]
        changed.append(_run(app))
    return cold, changed


def _run(app: AppTest) -> Draw:
    began, worked = time.perf_counter(), time.process_time()
    app.run()
    draw = Draw(time.perf_counter() - began, time.process_time() - worked)
    wrong = [str(one.value) for one in (*app.exception, *app.error)]
    if wrong:
        raise RuntimeError(f"a page could not be drawn: {wrong}")
    return draw


def _medians(draws: list[Draw]) -> tuple[float, float]:
    return median(draw.wall_s for draw in draws), median(draw.cpu_s for draw in draws)


def _memory_mb() -> Iterator[float]:
    """Resident memory now, and at its highest, of this process."""
    status = Path("/proc/self/status").read_text("ascii")
    for name in ("VmRSS", "VmHWM"):
        found = re.search(rf"{name}:\s+(\d+) kB", status)
        assert found
        yield int(found[1]) / 1024


def measure(lake: Path, pages: list[str], runs: int) -> None:
    """Print a line for each page; all are drawn by one process, as a server does."""
    os.environ["ANALYZER_LAKE"] = str(lake)
    sys.path.insert(0, str(_DASHBOARDS))
    logging.disable()
    # A server reads what installed packages say of themselves as it starts, a test for each run.
    found = functools.cache(manifest_scanner.scan_component_manifests)
    manifest_scanner.scan_component_manifests = found
    print(f"{'page':20}{'cold s':>8}{'CPU':>6}{'changed s':>11}{'CPU':>6}{'MB':>7}{'peak':>7}")
    for page in pages:
        (cold, cold_cpu), (changed, changed_cpu) = map(_medians, drawn(page, runs))
        now, peak = _memory_mb()
        missed = cold > COLD_S or changed > CHANGED_S or peak > MEMORY_MB
        print(
            f"{page:20}{cold:8.2f}{cold_cpu:6.2f}{changed:11.2f}{changed_cpu:6.2f}"
            f"{now:7.0f}{peak:7.0f}{'  misses the goal' if missed else ''}",
            flush=True,
        )


def main() -> None:
    """Make a lake, or use the one that is named, and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pages")
    parser.add_argument("--requests", type=int, default=10_000_000)
    parser.add_argument("--lake", type=Path, help="make the lake there and keep it, or use it")
    parser.add_argument("--shape", choices=SHAPES, default="month")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("pages", nargs="*", help="default: all")
    given = parser.parse_args()
    # As `analyzer dashboard` has it; a test would read each page's source for it in each run.
    os.environ["STREAMLIT_RUNNER_MAGIC_ENABLED"] = "false"
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(given.lake or Path(folder) / "lake")
        if not lake.exists():
            _apart(make_lake, lake.root, given.requests, given.shape)
            subprocess.run(
                [sys.executable, "-m", "analyzer", "build", "--lake", lake.root], check=True
            )
        print(f"{sum(lake.loads()['requests'].to_pylist()):,} requests")
        _apart(measure, lake.root, given.pages or list(_PAGES), given.runs)


def _apart(function: Callable[..., object], *arguments: object) -> None:
    """Call it in a process of its own: a peak of memory is then that of the server alone."""
    process = get_context("spawn").Process(target=function, args=arguments)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(process.exitcode)


if __name__ == "__main__":
    main()
