"""Parquet files on their way into a Delta table: their names, and what the log says of each.

A file is named by its batch and its content.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from blake3 import blake3


@dataclass(frozen=True)
class WrittenFile:
    """A Parquet file in the staging folder, ready to be committed."""

    path: Path
    rows: int
    partition: dict[str, str | None]
    min_ts: str | None = None
    max_ts: str | None = None


@dataclass(frozen=True)
class PlacedFile:
    """A Parquet file that lies where its table's files lie, and is in no log yet.

    `path` is relative to the table. Who commits it need not be who wrote it.
    """

    path: str
    bytes: int
    rows: int
    partition: dict[str, str | None]
    min_ts: str | None = None
    max_ts: str | None = None


def placed_as(stem: str, file: WrittenFile) -> PlacedFile:
    """Where a file is to lie, under a name that begins so."""
    return PlacedFile(
        f"{_folder_of(file.partition)}{stem}-{_digest(file.path)}.parquet",
        file.path.stat().st_size,
        file.rows,
        file.partition,
        file.min_ts,
        file.max_ts,
    )


def batch_of(path: str) -> str:
    """What a file's name begins with."""
    return path.rpartition("/")[2].split("-")[0]


def _folder_of(partition: dict[str, str | None]) -> str:
    return "".join(f"{key}={quote(value or '', safe='')}/" for key, value in partition.items())


def statistics(file: PlacedFile) -> str:
    """What the log says of its rows, as JSON (Delta's per-file statistics)."""
    stats: dict[str, object] = {"numRecords": file.rows}
    if file.min_ts and file.max_ts:
        stats |= {"minValues": {"ts": file.min_ts}, "maxValues": {"ts": file.max_ts}}
        stats["nullCount"] = {"ts": 0}
    return json.dumps(stats)


def _digest(file: Path) -> str:
    return blake3().update_mmap(file).hexdigest(8)
