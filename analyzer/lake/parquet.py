"""Writes rows in memory to Parquet files of the staging folder, one per partition."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analyzer import schema
from analyzer.lake.delta_files import WrittenFile

_WRITERS = 2
ROW_GROUP_ROWS = 122_880
# Nearly every value is another one: a dictionary of them would be built for nothing.
_DIFFERENT = {"trace_id", "trace_key", "request_id", "query"}
# A trace is looked up among all files: these have bloom filters.
LOOKED_UP = {"trace_key", "request_id"}


def write_tables(
    rows: Mapping[str, pa.Table], own: Collection[str], folder: Path, ending: str
) -> dict[str, list[WrittenFile]]:
    """Rows as files, by table; those of tables that are partitioned as `write_partitions` has them.

    Raises OSError where nothing can be written.
    """
    return {
        name: write_partitions(table, folder, f"{name}{ending}", own)
        if name in schema.PARTITIONED
        else [write(table, folder / f"{name}{ending}.parquet", {})]
        for name, table in rows.items()
        if len(table)
    }


def write_partitions(
    rows: pa.Table, folder: Path, name: str, own: Collection[str]
) -> list[WrittenFile]:
    """Rows as one file for each day and vendor of `own`, and one for all others of a day.

    Raises OSError where nothing can be written.
    """
    parts = _parts(rows, own)
    # Of columns in pieces each take puts all together first: one serves all parts.
    at = parts["at"].explode()
    rows = rows if at.is_sorted() else rows.take(at.to_arrow())
    counts = parts["at"].list.len()
    # Two at a time: a file is written by one thread.
    with ThreadPoolExecutor(_WRITERS) as writers:
        return list(
            writers.map(
                _write_part,
                map(rows.slice, counts.cum_sum() - counts, counts),
                parts["vendor"],
                parts["date"],
                (folder / f"{name}-{number}.parquet" for number in range(len(parts))),
            )
        )


def _parts(rows: pa.Table, own: Collection[str]) -> pl.DataFrame:
    """The partitions of rows, and which rows are theirs; those of one that is shared by vendor."""
    # By way of polars: PyArrow imports pandas (0.8 s) to group rows.
    keys = pl.DataFrame(rows.select(list(schema.PARTITION_BY))).with_row_index("at")
    has_own = pl.col("vendor").cast(pl.String).is_in(list(own))
    return (
        keys.with_columns(
            vendor=pl.when(has_own).then(pl.col("vendor")).otherwise(pl.lit(schema.OTHERS)),
            by=pl.when(~has_own).then(pl.col("vendor")),
        )
        .sort("by", maintain_order=True)
        .group_by("vendor", "date", maintain_order=True)
        .agg("at")
        .sort("vendor", "date")
    )


def _write_part(rows: pa.Table, vendor: str, day: date, path: Path) -> WrittenFile:
    partition: dict[str, str | None] = {"vendor": vendor, "date": str(day)}
    in_path = [] if vendor == schema.OTHERS else list(partition)
    return write(rows.drop_columns(in_path), path, partition)


def write(rows: pa.Table, path: Path, partition: dict[str, str | None]) -> WrittenFile:
    """Rows of one partition as a file. Raises OSError where it cannot be written."""
    counts = {name: len(rows) - rows[name].null_count for name in LOOKED_UP & {*rows.schema.names}}
    return write_groups([rows], rows.schema, path, partition, counts)


def write_groups(
    groups: Iterable[pa.Table | pa.RecordBatch],
    columns: pa.Schema,
    path: Path,
    partition: dict[str, str | None],
    counts: Mapping[str, int],
) -> WrittenFile:
    """Rows of one partition as a file, as many at a time as ROW_GROUP_ROWS or one of `groups` has.

    `known` counts the values that are not NULL of columns by which single requests are looked up.
    Raises OSError where it cannot be written.
    """
    count, spans = 0, list[int]()
    with pq.ParquetWriter(
        path,
        columns,
        compression="zstd",
        compression_level=1,
        use_dictionary=[f.name for f in columns if _is_text(f.type) and f.name not in _DIFFERENT],
        bloom_filter_options={
            name: {"ndv": max(1, min(values, ROW_GROUP_ROWS))} for name, values in counts.items()
        }
        or None,
        store_schema=False,
    ) as writer:
        for rows in groups:
            writer.write(rows, ROW_GROUP_ROWS)
            count += len(rows)
            spans += _span(rows)
    least, greatest = (_iso(min(spans)), _iso(max(spans))) if spans else (None, None)
    return WrittenFile(path, count, partition, least, greatest)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_dictionary(kind))


def _span(rows: pa.Table | pa.RecordBatch) -> list[int]:
    """The least and greatest `ts`, if there is one, in µs."""
    if "ts" not in rows.schema.names or not len(rows):
        return []
    span = pc.min_max(rows["ts"].cast(pa.int64()))
    return [span["min"].as_py(), span["max"].as_py()]


def _iso(us: int) -> str:
    seconds, rest = divmod(us, 1_000_000)
    moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)
    return moment.isoformat().removesuffix("+00:00") + "Z"


def without(file: WrittenFile, loads: Iterable[str]) -> Iterator[WrittenFile]:
    """A file that is already written, without the rows of some loads; none if all were theirs."""
    rows = pq.read_table(file.path, partitioning=None)
    dropped = pl.Series(list(loads), dtype=pl.String).to_arrow().cast(pa.string())
    remaining = rows.filter(pc.invert(pc.is_in(rows["load"], value_set=dropped)))
    if len(remaining):
        path = file.path.with_name(f"kept-{file.path.name}")
        yield write(remaining, path, file.partition)
