"""Text in, rows out: through the public ingest function, or, where many are read, its engine."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from blake3 import blake3

from analyzer import schema
from analyzer.catalog import catalog
from analyzer.formats import Format
from analyzer.ingest.detection.plan import read_plan_for
from analyzer.ingest.lines.chunks import CHUNK_BYTES, Position, as_text
from analyzer.ingest.lines.line_table import numbered
from analyzer.ingest.rows.counts import Counts
from analyzer.ingest.rows.transform import Reading
from analyzer.ingest.session import Options, ingest
from analyzer.ingest.sources.finding import find
from analyzer.lake.lake import Lake

NOW = datetime(2026, 11, 20, tzinfo=UTC)
Row = dict[str, Any]


@dataclass(frozen=True)
class Loaded:
    """What became of one source."""

    format: str
    counts: Counts
    rows: list[Row]
    rejects: list[tuple[int, str]]


def load(folder: Path, *paths: Path, form: str = "auto") -> dict[str, Loaded]:
    """Ingest files into a lake in `folder`; what became of each, by its name."""
    outcomes = list(
        ingest(
            Lake(str(folder)),
            find([str(path) for path in paths]),
            catalog.load(None),
            Options(format=form),
            now=NOW,
        )
    )
    for outcome in outcomes:
        assert outcome.error is None, outcome.error
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        rows = _parquet(con, folder / "requests" / "**" / "*.parquet")
        rejects = _parquet(con, folder / "rejects" / "*.parquet")
    return {
        outcome.source: Loaded(
            outcome.format,
            outcome.counts or Counts(),
            [row for row in rows if row["source"] == outcome.source],
            sorted((r["line"], r["reason"]) for r in rejects if r["source"] == outcome.source),
        )
        for outcome in outcomes
    }


def _parquet(con: duckdb.DuckDBPyConnection, files: Path) -> list[Row]:
    folder = files.parent if files.parent.name != "**" else files.parent.parent
    if not list(folder.rglob("*.parquet")):
        return []
    found = con.sql(
        f"SELECT * FROM read_parquet('{files}', hive_partitioning = true, union_by_name = true)"
    )
    return list(found.pl().iter_rows(named=True))


@contextmanager
def reader() -> Iterator[Reading]:
    """The engine, for many short texts."""
    with Reading(catalog.load(None), b"secret") as reading:
        reading.read_at(NOW)
        yield reading


def read(
    reading: Reading, data: bytes, chosen: Format | None = None, *, size: int = CHUNK_BYTES
) -> Loaded:
    """Read the bytes of a source."""
    (found,) = read_together(reading, [data], chosen, size=size)
    return found


def read_together(
    reading: Reading,
    sources: Sequence[bytes],
    chosen: Format | None = None,
    *,
    size: int | Sequence[int] = CHUNK_BYTES,
) -> list[Loaded]:
    """Read the bytes of several sources, with one statement for those of one format.

    `size` is that of the chunks, of all sources or of each.
    """
    reading.empty()
    sizes = [size] * len(sources) if isinstance(size, int) else size
    begun = [_begin(reading, data, chosen, each) for data, each in zip(sources, sizes, strict=True)]
    found = reading.rows()
    columns = [n for n in schema.REQUESTS.names if n not in ("source", "load", "key_id")]
    requests = pl.DataFrame(found["requests"].select([*columns, "number"])).sort(columns)
    rejects = pl.DataFrame(found["rejects"].select(["line", "reason", "number"])).sort("line")
    return [
        Loaded(
            form,
            counts,
            list(requests.filter(number=number).drop("number").iter_rows(named=True)),
            rejects.filter(number=number).drop("number").rows(),
        )
        for number, (form, counts) in enumerate(begun, 1)
    ]


def _begin(reading: Reading, data: bytes, chosen: Format | None, size: int) -> tuple[str, Counts]:
    plan = read_plan_for(as_text(data), chosen)
    assert plan is not None
    reading.begin(plan.format, vendor=None, client=None)
    for chunk in plan.chunks(io.BytesIO(data), blake3(), at := Position(), size):
        reading.read(chunk, numbered(chunk))
    if at.ended_early:
        reading.reject_end(at.lines, at.ended_early)
    return plan.format.name, reading.counts


def skipped(counts: Counts) -> int:
    """How many lines were skipped, for whatever reason."""
    return sum(counts.skipped.values())


def matches(row: Row, wanted: Mapping[str, object]) -> bool:
    """Whether a row has all these values; times as RFC 3339, numbers within float's precision."""
    return all(_equal(row[name], value) for name, value in wanted.items())


def _equal(found: Any, wanted: object) -> bool:
    if isinstance(found, datetime) and isinstance(wanted, str):
        return found == datetime.fromisoformat(wanted)
    if isinstance(found, float) and isinstance(wanted, (int, float)):
        return abs(found - wanted) < 1e-6
    return bool(found == wanted)
