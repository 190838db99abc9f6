"""Verifies a lake (its Delta logs, files and counts) and repairs what can be repaired.

Nothing here guesses: what a log names has to be there, of the size and the rows that it says, and a
load has to have the requests and rejects that it counted.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from importlib import resources
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from analyzer.catalog.catalog import Catalog
from analyzer.errors import LakeError, NewerLakeError
from analyzer.lake.compaction import READERS_HOURS, drop_loads
from analyzer.lake.delta import in_no_log, parquet_files
from analyzer.lake.lake import PUBLISHED, SECRET, VIEWS_FILE, Lake
from analyzer.schema import TABLES
from analyzer.storage import StoredFile
from analyzer.system.database import open_memory
from analyzer.warehouse.build import Building, Wholes, all_parts, in_tasks
from analyzer.warehouse.connection import open_lake
from analyzer.warehouse.materialized import MaterializedPart
from analyzer.warehouse.published import published_models, published_tables
from analyzer.warehouse.views_file import write_views

_ROUNDS = 4
_INCOMPLETE_LOADS = (resources.files(__package__) / "incomplete_loads.sql").read_text("utf-8")


@dataclass(frozen=True)
class Fault:
    """Something that is not as it should be. `mend`, where there is one, puts it right."""

    where: str
    what: str
    todo: str
    mend: Callable[[], object] | None = None


@dataclass(frozen=True)
class CheckResult:
    """What was found and mended, and what is still so."""

    mended: list[Fault]
    left: list[Fault]


def check(lake: Lake, catalog: Catalog, *, repair: bool, now: datetime) -> CheckResult:
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
    return CheckResult(mended, found)


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
        yield from _precomputed(lake, catalog, now)
        yield from _published(lake, now)


def _logs(lake: Lake) -> Iterator[Fault]:
    """Logs that cannot be read. The last entry, cut short, is a commit that never was."""
    is_whole = True
    for name in TABLES:
        names = [
            entry.name
            for entry in lake.storage.entries(f"{name}/_delta_log")
            if entry.name.endswith(".json")
        ]
        for entry in names:
            if _is_whole(lake.storage.read(entry) or b""):
                continue
            is_whole = False
            is_last = entry == names[-1]
            yield Fault(
                entry,
                "a log entry is cut short",
                "It is taken away; what it would have added is read again with its source"
                if is_last
                else "Restore the folder from a backup, or make the lake anew from the logs",
                (lambda entry=entry: lake.storage.remove(entry)) if is_last else None,  # type: ignore[misc]
            )
    for name in TABLES if is_whole else ():
        try:
            lake.files(name)
        except NewerLakeError:
            raise
        except LakeError as error:
            yield Fault(name, error.what, "Restore the folder from a backup")


def _is_whole(entry: bytes) -> bool:
    lines = entry.splitlines()
    try:
        return bool(lines) and all(isinstance(json.loads(line), dict) for line in lines)
    except ValueError:
        return False


def _leftovers(lake: Lake, now: datetime) -> Iterator[Fault]:
    """What runs left that were killed: staging folders, drafts, uploads in parts."""
    for left in lake.storage.leftovers(now - timedelta(hours=READERS_HOURS)):
        yield Fault(
            left.name,
            "left by a run that was killed",
            "It is deleted; no load needs it",
            left.remove,
        )


def _secret(lake: Lake) -> Iterator[Fault]:
    if not lake.storage.holds(SECRET):
        if not os.environ.get("ANALYZER_SECRET"):
            yield Fault(
                SECRET,
                "is gone",
                "Restore it, or keys of new loads will not be known as those of old ones",
            )
    elif lake.storage.is_open_to_others(SECRET):
        yield Fault(
            SECRET,
            "can be read by others",
            "Its mode becomes 0600",
            lambda: lake.storage.close_to_others(SECRET),
        )


def _files(lake: Lake, now: datetime) -> Iterator[Fault]:
    """Files that are not as their log says, unseen, or in no log."""
    modified_ms = int(now.timestamp() * 1000)
    readers = now - timedelta(hours=READERS_HOURS)
    for name in TABLES:
        if not lake.storage.holds(f"{name}/_delta_log/"):
            continue
        stored = parquet_files(lake.storage, name)
        tracked = lake.tracked(name)
        broken = [
            _what_is_wrong(lake, file, stored.get(file["uri"]))
            for file in tracked.iter_rows(named=True)
        ]
        for what in sorted({what for what in broken if what}):
            files = tracked.filter(pl.Series([found == what for found in broken], dtype=pl.Boolean))
            yield from _taken_out(lake, name, files, what, modified_ms)
        unseen = tracked.filter(
            ~pl.col("visible"), pl.Series([not found for found in broken], dtype=pl.Boolean)
        )
        yield from _taken_out(
            lake, name, unseen, "belongs to a load that was never finished", modified_ms
        )
        known = {*tracked["uri"], *lake.removed(name)}
        yield from _in_no_log(lake, stored, known, readers)


def _in_no_log(
    lake: Lake, stored: Mapping[str, StoredFile], known: Set[str], before: datetime
) -> Iterator[Fault]:
    for entry in in_no_log(stored, known, before):
        yield Fault(
            entry.name,
            "is in no log",
            "It is deleted; no reader sees it",
            partial(lake.storage.remove, entry.name),
        )


def _taken_out(
    lake: Lake, name: str, files: pl.DataFrame, what: str, modified_ms: int
) -> Iterator[Fault]:
    if files.is_empty():
        return
    first = f"{name}/{files['path'][0]}"
    yield Fault(
        first if files.height == 1 else f"{first} and {files.height - 1} more",
        what,
        "The log forgets it; the loads that lose rows by it are found next",
        lambda: lake.remove_files(name, files, modified_ms=modified_ms),
    )


def _what_is_wrong(lake: Lake, file: dict[str, Any], stored: StoredFile | None) -> str | None:
    if stored is None:
        return "is gone"
    if stored.size != file["size_bytes"]:
        return "has not the size that its log says"
    try:
        with lake.storage.open(stored.name, stored.size) as opened:
            rows = pq.read_metadata(opened).num_rows
    except (pa.ArrowException, OSError):
        return "is no Parquet file any more"
    return None if rows == file["num_records"] else "has not the rows that its log says"


def _loads(lake: Lake, now: datetime) -> Iterator[Fault]:
    """Loads whose requests or rejects are not all there. Those that `prune` took are no loss."""
    with open_memory() as con:
        open_lake(con, lake)
        short = con.execute(_INCOMPLETE_LOADS, [lake.pruned_before()]).fetchall()
    for load, source, what in short:
        yield Fault(
            f"load {load}",
            what,
            f"It is forgotten as a whole: ingest {source} again",
            lambda load=load: drop_loads(lake, [load], now=now),  # type: ignore[misc]
        )


def _views(lake: Lake, catalog: Catalog) -> Iterator[Fault]:
    if not lake.storage.holds(VIEWS_FILE):
        yield Fault(VIEWS_FILE, "is gone", "It is written anew", lambda: write_views(lake, catalog))


def _precomputed(lake: Lake, catalog: Catalog, now: datetime) -> Iterator[Fault]:
    """Rows that models keep and that are not what the requests give."""
    there = lake.precomputed()
    found = [part for part in all_parts(lake, catalog) if part.path in there]
    with Building(lake, catalog) as building:
        wrong = [path for task in in_tasks(lake, found) for path in _wrong(building, lake, task)]
    for path in (*wrong, *_wrong_wholes(lake, catalog, there)):
        yield Fault(
            path,
            "does not hold what the requests give",
            "It is deleted; `analyzer build` computes it again",
            lambda path=path: lake.drop_precomputed([path], before=now),  # type: ignore[misc]
        )


def _wrong_wholes(lake: Lake, catalog: Catalog, there: Collection[str]) -> Iterator[str]:
    """Precomputed files of `kept_whole` models whose rows differ from what the views give."""
    with open_memory() as con:
        try:
            wholes = Wholes(con, lake, catalog)
        except duckdb.Error:  # requests that cannot be read are reported as such
            return
        for name, path in wholes.paths.items():
            if path in there and not _holds(partial(wholes.is_right, name)):
                yield path


def _wrong(building: Building, lake: Lake, task: Sequence[MaterializedPart]) -> Iterator[str]:
    """The files of parts that do not hold the rows that they should."""
    try:
        building.take(task)
    except duckdb.Error:  # requests that cannot be read: those of which of the parts?
        if len(task) == 1:
            yield task[0].path
        else:
            for part in task:
                yield from _wrong(building, lake, [part])
        return
    for part in task:
        if not _holds(partial(building.is_right, part, lake.uri(part.path))):
            yield part.path


def _holds(is_right: Callable[[], bool]) -> bool:
    try:
        return is_right()
    except duckdb.Error:  # the file cannot be read
        return False


def _published(lake: Lake, now: datetime) -> Iterator[Fault]:
    """Published tables that cannot be read as their logs say: they can all be made again."""
    readers, tables = now - timedelta(hours=READERS_HOURS), published_tables(lake)
    for model in published_models():
        name = f"{PUBLISHED}/{model.name}"
        stored, table = parquet_files(lake.storage, name), tables.get(model.name)
        try:
            listed = table.listing().files if table else pl.DataFrame({"uri": []})
            files = listed.iter_rows(named=True)
            wrong = {_what_is_wrong(lake, file, stored.get(file["uri"])) for file in files}
        except LakeError as error:
            wrong = {error.what}
        for what in sorted(filter(None, wrong))[:1]:
            yield Fault(
                name,
                f"a file {what}" if what.startswith(("is ", "has ")) else what,
                "The table is deleted; `analyzer build --publish` makes it again",
                partial(_removed, lake, list(lake.storage.entries(name))),
            )
        if not any(wrong):
            known = {*listed["uri"], *(table.removed() if table else ())}
            yield from _in_no_log(lake, stored, known, readers)


def _removed(lake: Lake, entries: Sequence[StoredFile]) -> None:
    for entry in entries:
        lake.storage.remove(entry.name)
