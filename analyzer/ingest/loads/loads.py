"""Loads that are read and not yet committed: rows of the table `loads`, and their files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl
import pyarrow as pa
from blake3 import blake3

from analyzer import schema
from analyzer.lake.delta_files import PlacedFile
from analyzer.redaction import without_forms


@dataclass(frozen=True)
class FinishedLoad:
    """One row of `loads`, but for when it was committed and with which batch."""

    load: str
    source: str
    format: str
    lines: int
    requests: int
    rejects: int
    skipped: int
    first_us: int | None
    last_us: int | None
    start: int
    stop: int
    head: str
    digest: str
    left_out: str = "[]"
    connections: str | None = None


@dataclass(frozen=True)
class Batch:
    """Loads that share files (by table), which lie in the lake and are in no log yet."""

    id: str
    loads: tuple[FinishedLoad, ...]
    files: Mapping[str, tuple[PlacedFile, ...]]


def batch_id(loads: Iterable[str]) -> str:
    """The id of the batch that holds some loads, or batches."""
    ids = list(loads)
    return ids[0] if len(ids) == 1 else blake3("".join(ids).encode()).hexdigest(8)


def loads_table(batches: Iterable[tuple[str, Iterable[FinishedLoad]]], now: datetime) -> pa.Table:
    """Rows of `loads`, each with the id of its batch.

    By way of polars, since PyArrow imports pandas (0.8 s) to convert Python objects.
    """
    rows = [
        {
            "load": one.load,
            "source": without_forms(one.source),
            "format": one.format,
            "lines": one.lines,
            "requests": one.requests,
            "rejects": one.rejects,
            "skipped": one.skipped,
            "bytes": one.stop - one.start,
            "first_ts": one.first_us,
            "last_ts": one.last_us,
            "loaded_at": now,
            "start": one.start,
            "stop": one.stop,
            "head": one.head,
            "digest": one.digest,
            "batch": batch,
            "left_out": one.left_out,
            "connections": one.connections,
        }
        for batch, loads in batches
        for one in loads
    ]
    return pl.DataFrame(rows, schema=pl.Schema(schema.LOADS)).to_arrow().cast(schema.LOADS)
