"""Is a lake whole? Its logs, files and counts; and what of it can be mended.

Nothing here guesses: what a log names has to be there, of the size and the rows that it says, and a
load has to have the requests and rejects that it counted.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from analyzer.build import Building, all_parts
from analyzer.catalog import Catalog
from analyzer.errors import LakeError
from analyzer.housekeeping import READERS_HOURS, drop_loads
from analyzer.lake import Lake
from analyzer.schema import TABLES
from analyzer.warehouse import open_lake, open_memory, write_views

_ROUNDS = 4
_SHORT_LOADS = (resources.files(__package__) / "short_loads.sql").read_text("utf-8")


@dataclass(frozen=True)
class Fault:
    """Something that is not as it should be. `mend`, where there is one, puts it right."""

    where: str
    what: str
    todo: str
    mend: Callable[[], object] | None = None


@dataclass(frozen=True)
class Verdict:
    """What was found and mended, and what is still so."""

    mended: list[Fault]
    left: list[Fault]


def check(lake: Lake, catalog: Catalog, *, repair: bool, now: datetime) -> Verdict:
    """Look at all of a lake, alone among its writers; with `repair`, mend what can be mended.

    What is mended may bring to light what was hidden: it is looked at again until nothing is left
    to mend.
    """
    mended: list[Fault] = []
    with lake.locked(to_write=repair):
        for _ in range(_ROUNDS):
            found = list(_faults(lake, catalog, now))
            mendable = [fault for fault in found if fault.mend]
            if not repair or not mendable:
                break
            for fault in mendable:
                if fault.mend:
                    fault.mend()
            mended += mendable
    return Verdict(mended, found)


def _faults(lake: Lake, catalog: Catalog, now: datetime) -> Iterator[Fault]:
    logs = list(_logs(lake))
    yield from logs
    yield from _leftovers(lake, now)
    yield from _secret(lake)
    if logs:
        return
    files = list(_files(lake, now))
    yield from files
    if not any(fault.mend for fault in files):
        yield from _loads(lake, now)
        yield from _views(lake, catalog)
        yield from _kept(lake, catalog, now)


def _logs(lake: Lake) -> Iterator[Fault]:
    """Logs that cannot be read. The last entry, cut short, is a commit that never was."""
    is_whole = True
    for name in TABLES:
        entries = sorted((lake.root / name / "_delta_log").glob("*.json"))
        for entry in entries:
            if _is_whole(entry):
                continue
            is_whole = False
            is_last = entry == entries[-1]
            yield Fault(
                _relative(lake, entry),
                "a log entry is cut short",
                "It is taken away; what it would have added is read again with its source"
                if is_last
                else "Restore the folder from a backup, or make the lake anew from the logs",
                entry.unlink if is_last else None,
            )
    for name in TABLES if is_whole else ():
        try:
            lake.files(name)
        except LakeError as error:
            yield Fault(name, error.what, "Restore the folder from a backup")


def _is_whole(entry: Path) -> bool:
    lines = entry.read_bytes().splitlines()
    try:
        return bool(lines) and all(isinstance(json.loads(line), dict) for line in lines)
    except ValueError:
        return False


def _leftovers(lake: Lake, now: datetime) -> Iterator[Fault]:
    """What runs left that were killed: staging folders, drafts of the secret and of the memory."""
    for draft in sorted([*lake.root.glob("secret.*"), *lake.root.glob(".memory.json.*")]):
        if draft.stat().st_mtime < (now - timedelta(hours=READERS_HOURS)).timestamp():
            yield Fault(draft.name, "left by a run that was killed", "It is deleted", draft.unlink)
    staging = lake.root / ".staging"
    for folder in sorted(staging.iterdir()) if staging.is_dir() else []:
        if _is_left(folder, now):
            yield Fault(
                _relative(lake, folder),
                "left by a run that was killed",
                "It is deleted; no load needs it",
                lambda folder=folder: shutil.rmtree(folder),  # type: ignore[misc]
            )


def _is_left(folder: Path, now: datetime) -> bool:
    """Whether who made a staging folder is gone; on another machine, only its age tells."""
    pid, _, *host = folder.name.split("-", 2)
    if host and host[0] != socket.gethostname():
        return folder.stat().st_mtime < (now - timedelta(hours=READERS_HOURS)).timestamp()
    return not _runs(pid)


def _runs(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _secret(lake: Lake) -> Iterator[Fault]:
    path = lake.root / "secret"
    if not path.exists():
        if not os.environ.get("ANALYZER_SECRET"):
            yield Fault(
                "secret",
                "is gone",
                "Restore it, or keys of new loads will not be known as those of old ones",
            )
    elif path.stat().st_mode & 0o077:
        yield Fault(
            "secret", "can be read by others", "Its mode becomes 0600", lambda: path.chmod(0o600)
        )


def _files(lake: Lake, now: datetime) -> Iterator[Fault]:
    """Files that are not as their log says, unseen, or in no log."""
    modified_ms = int(now.timestamp() * 1000)
    for name in TABLES:
        if not (lake.root / name / "_delta_log").is_dir():
            continue
        tracked = lake.tracked(name)
        broken = [_what_is_wrong(file) for file in tracked.iter_rows(named=True)]
        for what in sorted({what for what in broken if what}):
            files = tracked.filter(pl.Series([found == what for found in broken], dtype=pl.Boolean))
            yield from _disowned(lake, name, files, what, modified_ms)
        unseen = tracked.filter(
            ~pl.col("visible"), pl.Series([not found for found in broken], dtype=pl.Boolean)
        )
        yield from _disowned(
            lake, name, unseen, "belongs to a load that was never finished", modified_ms
        )
        readers = (now - timedelta(hours=READERS_HOURS)).timestamp()
        for path in lake.untracked(name):
            if path.stat().st_mtime < readers:
                yield Fault(
                    _relative(lake, path),
                    "is in no log",
                    "It is deleted; no reader sees it",
                    path.unlink,
                )


def _disowned(
    lake: Lake, name: str, files: pl.DataFrame, what: str, modified_ms: int
) -> Iterator[Fault]:
    if files.is_empty():
        return
    first = f"{name}/{files['path'][0]}"
    yield Fault(
        first if files.height == 1 else f"{first} and {files.height - 1} more",
        what,
        "The log forgets it; the loads that lose rows by it are found next",
        lambda: lake.disown(name, files, modified_ms=modified_ms),
    )


def _what_is_wrong(file: dict[str, object]) -> str | None:
    path = Path(str(file["uri"]))
    if not path.exists():
        return "is gone"
    if path.stat().st_size != file["size_bytes"]:
        return "has not the size that its log says"
    try:
        rows = pq.read_metadata(path).num_rows
    except (pa.ArrowException, OSError):
        return "is no Parquet file any more"
    return None if rows == file["num_records"] else "has not the rows that its log says"


def _loads(lake: Lake, now: datetime) -> Iterator[Fault]:
    """Loads whose requests or rejects are not all there. Those that `prune` took are no loss."""
    with open_memory() as con:
        open_lake(con, lake)
        short = con.execute(_SHORT_LOADS, [lake.pruned_before()]).fetchall()
    for load, source, what in short:
        yield Fault(
            f"load {load}",
            what,
            f"It is forgotten as a whole: ingest {source} again",
            lambda load=load: drop_loads(lake, [load], now=now),  # type: ignore[misc]
        )


def _views(lake: Lake, catalog: Catalog) -> Iterator[Fault]:
    if not (lake.root / "analyzer.duckdb").exists():
        yield Fault(
            "analyzer.duckdb", "is gone", "It is written anew", lambda: write_views(lake, catalog)
        )


def _kept(lake: Lake, catalog: Catalog, now: datetime) -> Iterator[Fault]:
    """Rows that models keep and that are not what the requests give."""
    there = lake.kept()
    asked = {part.path: part for part in all_parts(lake, catalog)}
    with Building(catalog) as building:
        for path in sorted(there & asked.keys()):
            try:
                right = building.is_right(asked[path], lake.uri(path))
            except duckdb.Error:
                right = False
            if not right:
                yield Fault(
                    path,
                    "does not hold what the requests give",
                    "It is deleted; `analyzer build` computes it again",
                    lambda path=path: lake.drop_kept([path], before=now),  # type: ignore[misc]
                )


def _relative(lake: Lake, path: Path) -> str:
    return str(path.relative_to(lake.root))
