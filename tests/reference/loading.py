"""Ways of loading the lines of a story: however they come, the answers are the same."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import analyzer
from tests.reference.reading import SECRET, Line, written

Way = Callable[[random.Random, Sequence[Line], Path], Path]


@contextmanager
def known_secret() -> Iterator[None]:
    """Hashes of credentials are those that the reference computes."""
    before = os.environ.get("ANALYZER_SECRET")
    os.environ["ANALYZER_SECRET"] = SECRET
    try:
        yield
    finally:
        if before is None:
            del os.environ["ANALYZER_SECRET"]
        else:
            os.environ["ANALYZER_SECRET"] = before


def run(*arguments: object) -> None:
    """A command that has to succeed."""
    ran = analyzer(*arguments)
    assert ran.status == 0, ran.err


def write(path: Path, lines: Sequence[Line]) -> Path:
    """Lines as a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(written(line) + "\n" for line in lines), "utf-8")
    return path


def in_one_load(_: random.Random, lines: Sequence[Line], folder: Path) -> Path:
    """All at once."""
    run("ingest", write(folder / "calls.jsonl", lines), "--lake", folder / "lake")
    return folder / "lake"


def shuffled(chance: random.Random, lines: Sequence[Line], folder: Path) -> Path:
    """In one file, in no order, which is given twice."""
    log = write(folder / "calls.jsonl", chance.sample(lines, len(lines)))
    copy = write(folder / "copy" / "calls.jsonl", [])
    copy.write_bytes(log.read_bytes())
    run("ingest", log, copy, "--lake", folder / "lake")
    run("ingest", log, "--lake", folder / "lake")
    return folder / "lake"


def as_the_file_grows(chance: random.Random, lines: Sequence[Line], folder: Path) -> Path:
    """One file in several loads, compacted in between."""
    for stop in _cuts(chance, lines):
        run("ingest", write(folder / "calls.jsonl", lines[:stop]), "--lake", folder / "lake")
        if chance.random() < 0.3:
            run("compact", "--lake", folder / "lake")
    return folder / "lake"


def in_files_of_any_order(chance: random.Random, lines: Sequence[Line], folder: Path) -> Path:
    """A log that was rotated; the files come in any order."""
    paths = _files(chance, lines, folder)
    for path in chance.sample(paths, len(paths)):
        run("ingest", path, "--lake", folder / "lake")
    return folder / "lake"


def in_files_and_built(chance: random.Random, lines: Sequence[Line], folder: Path) -> Path:
    """A log that was rotated, loaded at once, and what can be kept of views is kept."""
    run("ingest", *_files(chance, lines, folder), "--lake", folder / "lake")
    run("compact", "--lake", folder / "lake")
    run("build", "--lake", folder / "lake")
    return folder / "lake"


WAYS: tuple[Way, ...] = (
    in_one_load,
    shuffled,
    as_the_file_grows,
    in_files_of_any_order,
    in_files_and_built,
)


def _cuts(chance: random.Random, lines: Sequence[Line]) -> list[int]:
    # The last line may be cut off, and a file of that alone has no format.
    places = range(1, len(lines) - 1)
    many = min(len(places), chance.randint(1, 3))
    return [*sorted(chance.sample(places, many)), len(lines)]


def _files(chance: random.Random, lines: Sequence[Line], folder: Path) -> list[Path]:
    stops = _cuts(chance, lines)
    return [
        write(folder / f"calls.{number}.jsonl", lines[start:stop])
        for number, (start, stop) in enumerate(zip([0, *stops], stops, strict=False))
    ]
