"""Compaction and pruning of a lake: many small files into few, old days removed."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl

from analyzer.errors import OvertakenError
from analyzer.lake.delta_files import WrittenFile
from analyzer.lake.lake import Lake, cannot_write, sizes
from analyzer.lake.parquet import LOOKED_UP, ROW_GROUP_ROWS, write_groups
from analyzer.schema import OTHERS, PARTITION_BY, ROWS, TABLES
from analyzer.system.database import open_memory
from analyzer.system.sql_literal import quoted

SMALL_BYTES = 64 << 20
READERS_HOURS = 1
_TINY_BYTES = 1 << 20
_MEMORY, _THREADS = "1GB", 2
_ORDER = {
    "requests": "ts",
    "rejects": "source, line",
    "limit_states": 'ts, "limit"',
    "request_items": "ts, request, kind, item",
    "key_expiries": "ts, key_id",
    "loads": "loaded_at, load",
}


def compact(lake: Lake, *, now: datetime) -> tuple[int, int]:
    """Merge the small files of each partition; how many there were, and how many are left.

    Readers and writers go on: readers see the old files or the new one, never both, and writers
    wait for no more than a commit. What another has merged or dropped meanwhile is left to him.
    Files that no reader of the last hour can still want are deleted.
    """
    before = after = 0
    for name in TABLES:
        stored = lake.stored(name)
        before += stored.height
        after += stored.height
        for files in stored.partition_by(_partition(stored)) if _partition(stored) else [stored]:
            some = _worth_merging(files)
            if some.height > 1:
                with lake.staging() as folder, suppress(OvertakenError):
                    merged = _merged(lake, name, some, folder)
                    with lake.locked():
                        _put(lake, name, some, merged, now)
                    after -= some.height - 1
    with lake.locked():
        lake.vacuum(READERS_HOURS)
    return before, after


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
        file = stored.filter(pl.col("uri") == uri)
        with lake.staging() as folder:
            _put(lake, name, file, _merged(lake, name, file, folder, keep=others), now)


def _partition(files: pl.DataFrame) -> list[str]:
    return [column for column in PARTITION_BY if column in files.columns]


def _merged(
    lake: Lake, name: str, files: pl.DataFrame, folder: Path, *, keep: str = "TRUE"
) -> WrittenFile:
    """One file of the rows of some of a partition, of those that stay; there may be none."""
    order = _ORDER[name]
    if OTHERS in files.get_column("vendor", default=pl.Series()):
        order = f"vendor, {order}"
    target = folder / "merged.parquet"
    with open_memory() as con:
        # What does not fit goes to the lake's own disk: it is what lies there already.
        con.execute(f"SET memory_limit = '{_MEMORY}'; SET threads = {_THREADS}")
        con.execute(f"SET temp_directory = {quoted(str(folder))}")
        lake.storage.let_read(con, sizes(files))
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
            return write_groups(groups, groups.schema, target, partition, dict(schema_names))
        except (duckdb.IOException, OSError) as error:
            raise cannot_write(lake.root, error) from None


def _put(lake: Lake, name: str, files: pl.DataFrame, merged: WrittenFile, now: datetime) -> None:
    """Put one file in the place of some, or nothing where it is empty."""
    modified_ms = int(now.timestamp() * 1000)
    if merged.rows:
        lake.replace(name, [merged], files, modified_ms=modified_ms)
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
        lake.vacuum(READERS_HOURS)
    return first
