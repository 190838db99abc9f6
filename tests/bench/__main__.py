"""`python -m tests.bench [PART…]`: us and the peers on the same data, in one run."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from tests.bench import (
    appends,
    canonical,
    combined,
    compressed,
    documents,
    engines,
    formats,
    growth,
    limit_states,
    program_logs,
    questions,
    repeats,
    small_files,
    start_up,
    views,
)
from tests.bench.run import Scale

PARTS: dict[str, Callable[[Path, Scale], None]] = {
    "start_up": start_up.run,
    "canonical": canonical.run,
    "combined": combined.run,
    "documents": documents.run,
    "compressed": compressed.run,
    "small_files": small_files.run,
    "appends": appends.run,
    "formats": formats.run,
    "program_logs": program_logs.run,
    "growth": growth.run,
    "limit_states": limit_states.run,
    "engines": engines.run,
    "views": views.run,
    "questions": questions.run,
    "repeats": repeats.run,
}
_PACKAGES = ("duckdb", "polars", "chdb", "deltalake", "pyarrow")
_PROGRAMS = {"lnav": "-V", "goaccess": "-V", "jq": "--version", "zstd": "-V", "gzip": "-V"}


def main() -> None:
    """Run the parts that were asked for, or all, and print versions and machine at the foot."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"default: all of {', '.join(PARTS)}")
    most = Scale()
    add = parser.add_argument
    add("--runs", type=int, default=most.runs, help="times that each is run; medians are shown")
    add("--lines", type=int, default=most.lines, help="of canonical and combined logs")
    add("--megabytes", type=int, default=most.megabytes, help="of HAR and OTLP documents")
    add("--files", type=int, default=most.files, help="small files of 100 KB")
    add("--appends", type=int, default=most.appends, help="to a log that grows")
    add("--format-lines", type=int, default=most.format_lines, help="of each format")
    add("--gigabytes", type=float, nargs="+", default=most.gigabytes, help="sizes of the growth")
    add("--requests", type=int, default=most.requests, help="of the lake that views read")
    add("--chart", type=Path, help="where the chart of the growth goes, as .svg or .png")
    given = vars(parser.parse_args())
    wanted = given.pop("parts") or list(PARTS)
    if unknown := [name for name in wanted if name not in PARTS]:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    if given["chart"] and not find_spec("vl_convert"):
        parser.error("a chart needs `pip install '.[bench]'`")
    scale = Scale(**given)
    for name in wanted:
        begun = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            PARTS[name](Path(folder), scale)
        print(f"({name}: {time.perf_counter() - begun:.0f} s)", flush=True)
    print(f"\n{machine()}\n{versions()}\nMedians of {scale.runs} runs.")


def machine() -> str:
    """Processor, cores and memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cores = len(os.sched_getaffinity(0))
    return f"{platform.machine()}, {cores} cores, {memory:.0f} GB, {platform.platform()}"


def versions() -> str:
    """Everything that was measured, with what is not installed."""
    found = {"Python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    for name, option in _PROGRAMS.items():
        found[name] = _first_line(name, option) if shutil.which(name) else "not installed"
    return ", ".join(f"{name} {number}" for name, number in found.items())


def _first_line(program: str, option: str) -> str:
    said = subprocess.run([program, option], capture_output=True, text=True, check=False)
    words = (said.stdout + said.stderr).split("\n", 1)[0].replace(",", "").split()
    return next((word for word in words if any(map(str.isdigit, word))), "").rstrip(".")


if __name__ == "__main__":
    main()
