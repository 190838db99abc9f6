"""`python -m tests.bench.pages [--lake DIR]`: how long each page of the dashboard takes to draw.

Cold: nothing of the lake is cached, as for the first reader after a load. Changed: a filter or the
time range was set to what nobody asked for before. Both are the server's time, without a browser.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

from analyzer.lake import Lake
from tests.bench.views import make_lake

_DASHBOARDS = Path(__file__).parents[2] / "dashboards"
_PAGES = (
    "overview", "rate_limits", "authentication", "partial_failures", "failures", "requests",
    "trace", "vendors", "sql", "data",
)  # fmt: skip
COLD_S, CHANGED_S, MEMORY_MB = 1.5, 0.5, 1024
_DEADLINE_S = 600


def drawn(page: str, runs: int) -> tuple[list[float], list[float]]:
    """Seconds of so many cold draws of a page, and of as many after a change."""

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


def _run(app: AppTest) -> float:
    began = time.perf_counter()
    app.run()
    seconds = time.perf_counter() - began
    wrong = [str(one.value) for one in (*app.exception, *app.error)]
    if wrong:
        raise RuntimeError(f"a page could not be drawn: {wrong}")
    return seconds


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
    print(
        f"{'page':20}{'cold s':>8}{'slowest':>9}{'changed s':>11}{'slowest':>9}{'MB':>7}{'peak':>7}"
    )
    for page in pages:
        cold, changed = drawn(page, runs)
        now, peak = _memory_mb()
        missed = (
            statistics.median(cold) > COLD_S
            or statistics.median(changed) > CHANGED_S
            or peak > MEMORY_MB
        )
        print(
            f"{page:20}{statistics.median(cold):8.2f}{max(cold):9.2f}"
            f"{statistics.median(changed):11.2f}{max(changed):9.2f}{now:7.0f}{peak:7.0f}"
            f"{'  misses the goal' if missed else ''}",
            flush=True,
        )


def main() -> None:
    """Make a lake, or use the one that is named, and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pages")
    parser.add_argument("--requests", type=int, default=10_000_000)
    parser.add_argument("--lake", type=Path, help="make the lake there and keep it, or use it")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("pages", nargs="*", help="default: all")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(given.lake or Path(folder) / "lake")
        if not lake.exists():
            _apart(make_lake, lake.root, given.requests)
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
