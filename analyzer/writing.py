"""Rows in memory → Parquet files of the staging folder, one a partition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analyzer import schema
from analyzer.delta import WrittenFile

_WRITERS = 2
_ROW_GROUP_ROWS = 122_880
# Nearly every value is another one: a dictionary of them would be built for nothing.
_DIFFERENT = {"trace_id", "trace_key", "request_id", "query"}


def write_requests(rows: pa.Table, folder: Path, name: str) -> list[WrittenFile]:
    """Requests as one file for each vendor and day. Raises OSError where nothing can be written."""
    key = rows.select(list(schema.PARTITION_BY))
    # By way of polars: PyArrow imports pandas (0.8 s) to group rows.
    parts = pl.DataFrame(key).unique().sort(key.column_names).to_arrow().cast(key.schema)
    # Two at a time: a file is written by one thread.
    with ThreadPoolExecutor(_WRITERS) as writers:
        return list(
            writers.map(
                partial(_write_part, rows, len(parts) == 1),
                *parts.columns,
                (folder / f"{name}-{number}.parquet" for number in range(len(parts))),
            )
        )


def _write_part(
    rows: pa.Table, is_all: bool, vendor: pa.Scalar, day: pa.Scalar, path: Path
) -> WrittenFile:
    if not is_all:
        rows = rows.filter(pc.and_(pc.equal(rows["vendor"], vendor), pc.equal(rows["date"], day)))
    partition: dict[str, str | None] = {"vendor": vendor.as_py(), "date": str(day.as_py())}
    return write(rows.drop_columns(list(partition)), path, partition)


def write(rows: pa.Table, path: Path, partition: dict[str, str | None]) -> WrittenFile:
    """Rows of one partition as a file. Raises OSError where it cannot be written."""
    pq.write_table(
        rows,
        path,
        row_group_size=_ROW_GROUP_ROWS,
        compression="zstd",
        compression_level=1,
        use_dictionary=[
            f.name for f in rows.schema if pa.types.is_string(f.type) and f.name not in _DIFFERENT
        ],
        # A trace is looked up among all files.
        bloom_filter_options=(
            {"trace_key": {"ndv": min(len(rows), _ROW_GROUP_ROWS)}}
            if "trace_key" in rows.schema.names
            else None
        ),
        store_schema=False,
    )
    least, greatest = _span(rows)
    return WrittenFile(path, len(rows), partition, least, greatest)


def _span(rows: pa.Table) -> tuple[str | None, str | None]:
    """The least and greatest `ts`, as Delta's statistics write them."""
    if "ts" not in rows.schema.names or not len(rows):
        return None, None
    span = pc.min_max(rows["ts"].cast(pa.int64()))
    return _iso(span["min"].as_py()), _iso(span["max"].as_py())


def _iso(us: int) -> str:
    seconds, rest = divmod(us, 1_000_000)
    moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)
    return moment.isoformat().removesuffix("+00:00") + "Z"


def without(file: WrittenFile, loads: Iterable[str]) -> Iterator[WrittenFile]:
    """A file that is already written, without the rows of some loads; none if all were theirs."""
    rows = pq.read_table(file.path, partitioning=None)
    dropped = pl.Series(list(loads), dtype=pl.String).to_arrow().cast(pa.string())
    kept = rows.filter(pc.invert(pc.is_in(rows["load"], value_set=dropped)))
    if len(kept):
        path = file.path.with_name(f"kept-{file.path.name}")
        yield write(kept, path, file.partition)
