"""Housekeeping of a lake: many small files into few, old days out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl

from analyzer.lake import Lake, WrittenFile
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
        for name, partition in (("requests", ["vendor", "date"]), ("rejects", []), ("loads", [])):
            stored = lake.stored(name)
            before += stored.height
            after += stored.height
            small = stored.filter(pl.col("size_bytes") < SMALL_BYTES)
            groups = small.partition_by(partition) if partition else [small]
            for files in groups:
                if files.height > 1:
                    _merge(lake, name, files, partition, now)
                    after -= files.height - 1
        lake.vacuum(READERS_HOURS)
    return before, after


def _merge(lake: Lake, name: str, files: pl.DataFrame, partition: list[str], now: datetime) -> None:
    order = {"requests": "ts", "rejects": "source, line", "loads": "loaded_at, load"}[name]
    values = {column: str(files[column][0]) for column in partition}
    with lake.staging() as folder, open_memory() as con:
        target = folder / "merged.parquet"
        con.execute(
            f"COPY (SELECT * FROM read_parquet($1, hive_partitioning = false) ORDER BY {order})"
            " TO $2 (FORMAT parquet, COMPRESSION zstd)",
            [files["uri"].to_list(), str(target)],
        )
        bounds = con.execute(
            "SELECT count(*), min(strftime(ts, '%Y-%m-%dT%H:%M:%S.%fZ')),"
            " max(strftime(ts, '%Y-%m-%dT%H:%M:%S.%fZ')) FROM read_parquet($1)"
            if name == "requests"
            else "SELECT count(*), NULL, NULL FROM read_parquet($1)",
            [str(target)],
        ).fetchone()
        rows, first, last = bounds or (0, None, None)
        lake.replace(
            name,
            WrittenFile(target, rows, dict(values), first, last),
            files,
            modified_ms=int(now.timestamp() * 1000),
        )


def prune(lake: Lake, *, keep: timedelta, now: datetime) -> date:
    """Drop what is older than `keep`; the first day that stays. Loads stay known by content."""
    first = (now - keep).date()
    with lake.locked():
        lake.forget_before(first)
        lake.vacuum(READERS_HOURS)
    return first
