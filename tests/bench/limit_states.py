"""What reading limit states costs ingest: the same log, with headers that tell a limit or none."""

from __future__ import annotations

from pathlib import Path

from tests.bench import generated
from tests.bench.run import Scale, compare, ingest

# As long, and read by nobody.
_TOLD, _UNTOLD = "X-RateLimit-Remaining", "X-UnknownX-Remaining0"


def run(folder: Path, scale: Scale) -> None:
    """Goal: at most 5 % of the time without them."""
    told, untold = folder / "told.jsonl", folder / "untold.jsonl"
    generated.write("canonical", told, scale.lines, distinct=False)
    with told.open() as lines, untold.open("w") as file:
        file.writelines(line.replace(_TOLD, _UNTOLD) for line in lines)
    works = [
        ingest(folder / "without", untold, name="headers that tell no limit"),
        ingest(folder / "with", told, name="headers that tell one"),
    ]
    compare("limit states", scale.lines, told, works, scale.runs)
