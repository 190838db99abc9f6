"""The same lines as one file and as many small ones."""

from __future__ import annotations

import itertools
from pathlib import Path

from tests.bench import generated
from tests.bench.run import Scale, compare, ingest

_LINES = 100_000 // generated.BYTES["canonical"]


def run(folder: Path, scale: Scale) -> None:
    """Goal: files of 100 KB take no more than 1.3 × the time of one large file."""
    log, files = folder / "calls.jsonl", folder / "files"
    lines = scale.files * _LINES
    generated.write("canonical", log, lines)
    split(log, files)
    works = [
        ingest(folder / "lake", log, name="analyzer ingest, one file"),
        ingest(folder / "lake", files, name=f"analyzer ingest, {scale.files:,} files of 100 KB"),
    ]
    compare("canonical in small files", lines, log, works, scale.runs)


def split(log: Path, folder: Path) -> None:
    """Write the lines of a log into files of 100 KB."""
    folder.mkdir()
    with log.open("rb") as lines:
        for number in itertools.count():
            if not (part := b"".join(itertools.islice(lines, _LINES))):
                return
            (folder / f"{number:05}.jsonl").write_bytes(part)
