"""A log that is appended to and ingested again and again; a question before and after `compact`."""

from __future__ import annotations

import itertools
from pathlib import Path

from tests.bench import generated
from tests.bench.run import Run, Scale, analyzer, head, ingest, median, row, timed
from tests.conftest import analyzer as in_this_process

_LINES = 500
_QUESTION = "SELECT vendor, class, count(*), max(ts) FROM failures GROUP BY ALL"


def run(folder: Path, scale: Scale) -> None:
    """Goal: after `compact` the lake answers as fast as one that was made at once."""
    log, growing = folder / "calls.jsonl", folder / "growing.jsonl"
    at_once, grown = folder / "at_once", folder / "grown"
    lines = _LINES * scale.appends
    generated.write("canonical", log, lines)
    timed(ingest(at_once, log).command)
    append(log, growing, grown)
    head(f"a question to a lake of {scale.appends:,} appends of {_LINES} lines")
    first = _asked(at_once, scale.runs)
    row("made at once", first, base=first.wall_s)
    row("before compact", _asked(grown, scale.runs), base=first.wall_s)
    row("compact itself", timed(analyzer("compact", "--lake", grown)), base=first.wall_s)
    row("after compact", _asked(grown, scale.runs), base=first.wall_s)


def append(log: Path, growing: Path, lake: Path) -> None:
    """Append some lines of a log to a growing one and ingest that, until there are no more."""
    with log.open("rb") as lines, growing.open("ab", buffering=0) as file:
        while part := b"".join(itertools.islice(lines, _LINES)):
            file.write(part)
            ran = in_this_process("ingest", growing, "--lake", lake)
            if ran.status:
                raise SystemExit(ran.err)


def _asked(lake: Path, times: int) -> Run:
    return median([timed(analyzer("sql", _QUESTION, "--lake", lake)) for _ in range(times)])
