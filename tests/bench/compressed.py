"""gzip and zstd inputs, beside unpacking them first and ingesting what comes out."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.bench import generated
from tests.bench.run import Scale, Work, analyzer, compare, gone, ingest

_PACKED = {"gzip": ("gz", "zcat"), "zstd": ("zst", "zstdcat")}


def run(folder: Path, scale: Scale) -> None:
    """Goal: no slower than unpacking and ingesting, plus 20 %."""
    log, lake, unpacked = folder / "calls.jsonl", folder / "lake", folder / "unpacked.jsonl"
    generated.write("canonical", log, scale.lines // 2)
    for program, (suffix, reader) in _PACKED.items():
        packed = folder / f"calls.jsonl.{suffix}"
        with packed.open("wb") as file:
            subprocess.run([program, "-c", log], stdout=file, check=True)
        script = f'{reader} {packed} > {unpacked} && "$@"'
        first = ["sh", "-c", script, "sh", *analyzer("ingest", unpacked, "--lake", lake)]
        works = [
            Work(f"{reader}, then ingest", first, (reader,), gone(lake, unpacked)),
            ingest(lake, packed),
            ingest(lake, log, name="analyzer ingest, never packed"),
        ]
        compare(f"canonical in {program}", scale.lines // 2, packed, works, scale.runs)
        gone(packed, unpacked)()
