"""Housekeeping of a lake: many small files into few, old days out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

import duckdb
import polars as pl

from analyzer.lake import Lake, WrittenFile, cannot_write
from analyzer.literal import quoted
from analyzer.schema import PARTITION_BY, TABLES
from analyzer.warehouse import open_memory

SMALL_BYTES = 64 << 20
READERS_HOURS = 1


def compact(lake: Lake, *, now: datetime) -> tuple[int, int]:
    """Merge the small files of each partition; how many there were, and how many are left.

    Readers go on: they see the old files or the new one, never both. Files that no reader of the
    last hour can still want are deleted.
    """
    before = after = 0
    with lake.locked():
        for name in TABLES:
            stored = lake.stored(name)
            before += stored.height
            after += stored.height
            small = stored.filter(pl.col("size_bytes") < SMALL_BYTES)
            for files in small.partition_by(_partition(small)) if _partition(small) else [small]:
                if files.height > 1:
                    _merge(lake, name, files, now)
                    after -= files.height - 1
        lake.vacuum(READERS_HOURS)
    return before, after


def drop_loads(lake: Lake, loads: Collection[str], *, now: datetime) -> None:
    """Forget loads with all their rows, as if their sources had never been read."""
    for name in ("requests", "rejects"):
        _rewrite_without(lake, name, loads, now)
    lake.forget_loads(loads)


def _rewrite_without(lake: Lake, name: str, loads: Collection[str], now: datetime) -> None:
    """Write the files that hold rows of some loads anew, without them."""
    stored = lake.stored(name)
    if stored.is_empty() or not loads:
        return
    others = f"load NOT IN ({', '.join(map(quoted, loads))})"
    with open_memory() as con:
        lake.storage.let_read(con, _sizes(stored))
        touched = con.execute(
            f"SELECT DISTINCT filename FROM read_parquet($1, filename = true) WHERE NOT ({others})",
            [stored["uri"].to_list()],
        ).fetchall()
    for (uri,) in touched:
        _merge(lake, name, stored.filter(pl.col("uri") == uri), now, keep=others)


def _sizes(files: pl.DataFrame) -> dict[str, int]:
    return dict(files.select("uri", "size_bytes").iter_rows())


def _partition(files: pl.DataFrame) -> list[str]:
    return [column for column in PARTITION_BY if column in files.columns]


def _merge(
    lake: Lake, name: str, files: pl.DataFrame, now: datetime, *, keep: str = "TRUE"
) -> None:
    """Put one file in the place of some of a partition, with those of their rows that stay."""
    order = {"requests": "ts", "rejects": "source, line", "loads": "loaded_at, load"}[name]
    values = {column: str(files[column][0]) for column in _partition(files)}
    modified_ms = int(now.timestamp() * 1000)
    with lake.staging() as folder, open_memory() as con:
        lake.storage.let_read(con, _sizes(files))
        target = folder / "merged.parquet"
        try:
            con.execute(
                "COPY (SELECT * FROM read_parquet($1, hive_partitioning = false)"
                f" WHERE {keep} ORDER BY {order}) TO $2 (FORMAT parquet, COMPRESSION zstd)",
                [files["uri"].to_list(), str(target)],
            )
        except duckdb.IOException as error:
            raise cannot_write(lake.root, error) from None
        bounds = con.execute(
            "SELECT count(*), min(strftime(ts, '%Y-%m-%dT%H:%M:%S.%fZ')),"
            " max(strftime(ts, '%Y-%m-%dT%H:%M:%S.%fZ')) FROM read_parquet($1)"
            if name == "requests"
            else "SELECT count(*), NULL, NULL FROM read_parquet($1)",
            [str(target)],
        ).fetchone()
        rows, first, last = bounds or (0, None, None)
        if rows:
            written = WrittenFile(target, rows, dict(values), first, last)
            lake.replace(name, written, files, modified_ms=modified_ms)
        else:
            lake.disown(name, files, modified_ms=modified_ms)


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
