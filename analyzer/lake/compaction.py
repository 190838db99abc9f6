"""Compaction and pruning of a lake: many small files into few, old days removed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path

import duckdb
import polars as pl

from analyzer.engines import Engine
from analyzer.errors import OvertakenError
from analyzer.lake.delta_files import PlacedFile, WrittenFile
from analyzer.lake.lake import Lake, cannot_write, sizes
from analyzer.lake.parquet import LOOKED_UP, ROW_GROUP_ROWS, write_groups
from analyzer.schema import OTHERS, PARTITION_BY, ROWS, TABLES
from analyzer.system.database import open_memory
from analyzer.system.sql_literal import quoted

SMALL_BYTES = 64 << 20
READERS_HOURS = 1
_TINY_BYTES = 1 << 20
# The files that become one have no more together, and so have partitions that share a task.
_MERGE_BYTES = 4 * SMALL_BYTES
_TASK_BYTES = 4 << 20
# A commit reads the whole list of a table's files: those of a run must not grow with its tasks.
_COMMITS = 64
_MEMORY, _THREADS = "1GB", 2
_ORDER = {
    "requests": "ts",
    "rejects": "source, line",
    "limit_states": 'ts, "limit"',
    "request_items": "ts, request, kind, item",
    "key_expiries": "ts, key_id",
    "loads": "loaded_at, load",
}


@dataclass(frozen=True)
class Merge:
    """Small files of a partition of a table, as Listing.files, that are to become one."""

    table: str
    files: pl.DataFrame

    @property
    def bytes(self) -> int:
        """Their size together."""
        return int(self.files["size_bytes"].sum())


def compact(lake: Lake, engine: Engine, *, now: datetime) -> tuple[int, int]:
    """Merge the small files of each partition, as tasks of an engine; how many files there were,
    and how many are left.

    Readers and writers go on: readers see the old files or the new one, never both, and writers
    wait for no more than a commit. What another has merged or dropped meanwhile is left to him.
    Files are committed soon after they are written, so a run that is cut off is gone on with.
    Those that no reader of the last hour can still want are deleted.
    """
    before = after = 0
    merges: list[Merge] = []
    for name in TABLES:
        stored = lake.stored(name)
        before += stored.height
        merges += _merges(name, stored)
    after = before
    tasks = list(_in_tasks(merges))
    placed = engine.map(partial(merge, str(lake.root)), tasks)
    for some in _in_commits(tasks):
        files = pl.concat([one.files for task in some for one in task])
        instead = [file for _ in some for file in next(placed)]
        with suppress(OvertakenError):
            with lake.locked():
                _put(lake, some[0][0].table, files, instead, now)
            after -= files.height - len(instead)
    with lake.locked():
        lake.vacuum(READERS_HOURS, now)
    return before, after


def merge(root: str, task: Sequence[Merge]) -> list[PlacedFile]:
    """Write the files that some are to become where those of their table lie."""
    lake = Lake(root)
    with _merging(lake, task) as (con, folder):
        return [
            lake.place_instead(one.table, file, one.files)
            for one in task
            for file in _merged(con, lake, one, folder)
        ]


def _merges(table: str, stored: pl.DataFrame) -> Iterator[Merge]:
    """What there is to merge in a table: of a partition with much, in several parts."""
    for files in stored.partition_by(_partition(stored)) if _partition(stored) else [stored]:
        some = _worth_merging(files)
        total = pl.col("size_bytes").cum_sum() - pl.col("size_bytes")
        for part in some.with_columns(part=total // _MERGE_BYTES).partition_by("part"):
            if part.height > 1:
                yield Merge(table, part.drop("part"))


def _in_tasks(merges: Iterable[Merge]) -> Iterator[list[Merge]]:
    """Those of one table that a task does: what is large alone, small ones together."""
    for _, of_table in groupby(merges, lambda one: one.table):
        task: list[Merge] = []
        together = 0
        for one in of_table:
            if task and together + one.bytes > _TASK_BYTES:
                yield task
                task, together = [], 0
            task, together = [*task, one], together + one.bytes
        yield task


def _worth_merging(files: pl.DataFrame) -> pl.DataFrame:
    """The small files of a partition, but for those that are larger than all smaller ones together.

    So a row is written again only when it comes into a file of twice the size, however often a
    growing partition is compacted.
    """
    by_size = files.filter(pl.col("size_bytes") < SMALL_BYTES).sort("size_bytes", "path")
    smaller = pl.col("size_bytes").cum_sum() - pl.col("size_bytes")
    joins = pl.col("size_bytes") <= pl.max_horizontal(smaller, pl.lit(_TINY_BYTES))
    last = by_size.select(pl.row_index().filter(joins).max()).item()
    return by_size.head(0 if last is None else last + 1)


def _in_commits(tasks: Iterable[list[Merge]]) -> Iterator[list[list[Merge]]]:
    """Tasks of one table whose files are committed together."""
    for _, of_table in groupby(tasks, lambda task: task[0].table):
        found = list(of_table)
        together = -(-len(found) // _COMMITS)
        yield from (found[at : at + together] for at in range(0, len(found), together))


def drop_loads(lake: Lake, loads: Collection[str], *, now: datetime) -> None:
    """Forget loads with all their rows, as if their sources had never been read."""
    for name in ROWS:
        _rewrite_without(lake, name, loads, now)
    lake.forget_loads(loads)


def _rewrite_without(lake: Lake, name: str, loads: Collection[str], now: datetime) -> None:
    """Write the files that hold rows of some loads anew, without them."""
    stored = lake.stored(name)
    if stored.is_empty() or not loads:
        return
    others = f"load NOT IN ({', '.join(map(quoted, loads))})"
    with open_memory() as con:
        lake.storage.let_read(con, sizes(stored))
        touched = con.execute(
            f"SELECT DISTINCT filename FROM read_parquet($1, filename = true) WHERE NOT ({others})",
            [stored["uri"].to_list()],
        ).fetchall()
    for (uri,) in touched:
        one = Merge(name, stored.filter(pl.col("uri") == uri))
        with _merging(lake, [one]) as (con, folder):
            _put(lake, name, one.files, list(_merged(con, lake, one, folder, keep=others)), now)


def _partition(files: pl.DataFrame) -> list[str]:
    return [column for column in PARTITION_BY if column in files.columns]


@contextmanager
def _merging(
    lake: Lake, merges: Iterable[Merge]
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A database that can read what is to be merged, and a folder for what it writes."""
    with lake.staging() as folder, open_memory() as con:
        # What does not fit goes to the lake's own disk: it is what lies there already.
        con.execute(f"SET memory_limit = '{_MEMORY}'; SET threads = {_THREADS}")
        con.execute(f"SET temp_directory = {quoted(str(folder))}")
        lake.storage.let_read(con, sizes(pl.concat(one.files for one in merges)))
        yield con, folder


def _merged(
    con: duckdb.DuckDBPyConnection, lake: Lake, merge: Merge, folder: Path, *, keep: str = "TRUE"
) -> Iterator[WrittenFile]:
    """One file of the rows of some of a partition, of those that stay; none where none do."""
    files, order = merge.files, _ORDER[merge.table]
    if OTHERS in files.get_column("vendor", default=pl.Series()):
        order = f"vendor, {order}"
    target = folder / "merged.parquet"
    uris = files["uri"].to_list()
    schema_names = con.execute(
        "SELECT path_in_schema, sum(num_values - coalesce(stats_null_count, 0))::BIGINT"
        " FROM parquet_metadata($1) WHERE list_contains($2, path_in_schema) GROUP BY ALL",
        [uris, list(LOOKED_UP)],
    ).fetchall()
    try:
        groups = con.sql(
            "SELECT * FROM read_parquet($1, hive_partitioning = false, union_by_name = true)"
            f" WHERE {keep} ORDER BY {order}",
            params=[uris],
        ).to_arrow_reader(ROW_GROUP_ROWS)
        partition: dict[str, str | None] = {
            column: str(files[column][0]) for column in _partition(files)
        }
        file = write_groups(groups, groups.schema, target, partition, dict(schema_names))
    except (duckdb.IOException, OSError) as error:
        raise cannot_write(lake.root, error) from None
    if file.rows:
        yield file


def _put(
    lake: Lake,
    name: str,
    files: pl.DataFrame,
    instead: Sequence[WrittenFile | PlacedFile],
    now: datetime,
) -> None:
    """Commit files in the place of some, or nothing where they are empty."""
    modified_ms = int(now.timestamp() * 1000)
    if instead:
        lake.replace(name, instead, files, modified_ms=modified_ms)
    else:
        lake.remove_files(name, files, modified_ms=modified_ms)


def prune(lake: Lake, *, keep: timedelta, now: datetime) -> date:
    """Drop what is older than `keep`; the first day that stays. Loads stay known by content."""
    first = (now - keep).date()
    with lake.locked():
        lake.forget_before(first)
        loads = pl.DataFrame(lake.loads())
        old = loads.filter(pl.col("last_ts").dt.date() < first)["load"].to_list()
        _rewrite_without(lake, "rejects", old, now)
        lake.vacuum(READERS_HOURS, now)
    return first
