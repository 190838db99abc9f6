"""What every command pays before it does anything."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench import generated
from tests.bench.run import Scale, Work, analyzer, head, ingest, measured, row, timed

_MORE_RUNS = 3


def run(folder: Path, scale: Scale) -> None:
    """Goal: --help within 0.25 s of `python -c pass`, a query within 0.6 s."""
    log, lake = folder / "calls.jsonl", folder / "lake"
    generated.write("canonical", log, 1000)
    timed(ingest(lake, log).command)
    works = [
        Work("python -c pass", [sys.executable, "-c", "pass"]),
        Work("analyzer --help", analyzer("--help")),
        Work("analyzer sql 'select 1'", analyzer("sql", "select 1", "--lake", lake)),
    ]
    found = measured(works, scale.runs * _MORE_RUNS)
    head("start-up", "s more")
    base = found["python -c pass"].wall_s
    for name, one in found.items():
        row(name, one, f"{one.wall_s - base:.2f}", base=base)
