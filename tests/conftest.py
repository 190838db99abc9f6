"""What many tests start from: the command line in this process, and a lake of the sample logs."""

from __future__ import annotations

import fcntl
import io
import json
import os
import shutil
import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from analyzer.cli import main
from tests import limit_story

# Images often forbid bytecode. Tests start the command again and again: each of these processes,
# and each worker, would compile all of it anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

ROOT = Path(__file__).parent.parent
SAMPLE_LOGS = ROOT / "sample_logs"
REAL_LOGS = ROOT.parent / "shared" / "real-logs"
LONG = {"scale", "browser"}
# Seconds since 1970 after which .ci/run begins no more of what it runs long.
LONG_TESTS_UNTIL = float(os.environ.get("LONG_TESTS_UNTIL", "inf"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Under `--dist loadgroup` a worker takes a whole file, but what is marked `apart` alone.

    Files with the most tests come first: those of few are what a slow machine has no time for.

    Of long tests with very many cases, some are run each time and the others are `soak`: always the
    same ones, whatever other cases there are.
    """
    for item in items:
        share = item.get_closest_marker("one_in")
        is_long = not LONG.isdisjoint(mark.name for mark in item.iter_markers())
        if share and is_long and zlib.crc32(item.nodeid.encode()) % share.args[0]:
            item.add_marker(pytest.mark.soak)
        if item.get_closest_marker("apart") is None:
            item.add_marker(pytest.mark.xdist_group(f"{item.path.parent.name}/{item.path.stem}"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Nothing begins after `LONG_TESTS_UNTIL`: it is skipped, and counted among the skipped."""
    if time.time() > LONG_TESTS_UNTIL:
        pytest.skip("the time that .ci/run has for long tests is over: run them by hand")


def rest_long(cases: Iterable[Any], first: int = 1) -> list[Any]:
    """Cases of one value each, all but the first as long tests."""
    return [
        case if n < first else pytest.param(case, marks=pytest.mark.scale)
        for n, case in enumerate(cases)
    ]


@dataclass(frozen=True)
class Ran:
    """How one run of the command line ended."""

    status: int
    out: str
    err: str


def analyzer(*arguments: object) -> Ran:
    """Run `analyzer …` as its entry point does."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    err = io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main.run([str(argument) for argument in arguments])
    out.seek(0)
    return Ran(status, out.read(), err.getvalue())


def is_one_sentence(said: str) -> bool:
    """Whether an error is a sentence, below which the line at fault and a caret may stand."""
    first, *excerpt = said.strip().splitlines()
    return bool(first) and (not excerpt or (len(excerpt) == 2 and set(excerpt[1]) <= set(" ^")))


def rows(lake: Path | str, query: str) -> list[dict[str, Any]]:
    """The rows of a query, through `analyzer sql --format json`."""
    ran = analyzer("sql", query, "--lake", lake, "--format", "json")
    assert ran.status == 0, ran.err
    found: list[dict[str, Any]] = json.loads(ran.out)
    return found


def once(temporary: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first worker who asks for it makes, for all of them to read."""
    base = temporary.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, made = shared / name, shared / f"{name}.made"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            make(folder)
            made.touch()
    return folder


def _sample_lake(lake: Path) -> None:
    for command in (("ingest", SAMPLE_LOGS), ("build",)):
        ran = analyzer(*command, "--lake", lake)
        assert ran.status == 0, ran.err


@pytest.fixture(scope="session")
def sample_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake that holds sample_logs, built: what is computed once need not be for each test."""
    return once(tmp_path_factory, "sample_lake", _sample_lake)


@pytest.fixture(scope="module")
def own_lake(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample lake, for the tests of one module to write to."""
    return Path(shutil.copytree(sample_lake, tmp_path_factory.mktemp("own") / "lake"))


@pytest.fixture(scope="session")
def limits_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of the story of limits that fill, run out and end in a ban."""
    folder = tmp_path_factory.mktemp("limits")
    (folder / "calls.jsonl").write_text("\n".join(limit_story.lines()) + "\n", "utf-8")
    ran = analyzer("ingest", folder / "calls.jsonl", "--lake", folder / "lake")
    assert ran.status == 0, ran.err
    return folder / "lake"


def lake_of(folder: Path, *lines: dict[str, Any] | str, name: str = "calls.jsonl") -> Path:
    """A lake in a folder, of the given lines of canonical JSON Lines (or of text)."""
    log = folder / name
    log.write_text(
        "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines),
        "utf-8",
    )
    ran = analyzer("ingest", log, "--lake", folder / "lake")
    assert ran.status == 0, ran.err
    return folder / "lake"


@pytest.fixture
def ingested(tmp_path: Path) -> Callable[..., Path]:
    """A lake made of the given lines, and nothing else."""
    return partial(lake_of, tmp_path)
