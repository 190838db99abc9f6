"""Expiry times that credentials state themselves: a row a credential, client and day of a load."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from analyzer import schema

# What normalise.sql and the look give of each request: Unix time as text, NULL where none is said.
KEY_EXPIRY = pa.field("key_expiry", pa.string())
EXPIRING = schema.staged(schema.KEY_EXPIRIES)
_OF_KEY = [name for name in EXPIRING.names if name != "ts"]


def expiring(rows: pa.Table) -> Iterator[pa.Table]:
    """The first requests with each credential that says when it expires."""
    has_expiry = pc.is_valid(rows["key_expiry"])
    if not pc.any(has_expiry).as_py():
        return
    some = pl.DataFrame(
        rows.filter(has_expiry).select(["ts", "key_expiry", *set(_OF_KEY) - {"expires_at"}])
    )
    seconds = pl.col("key_expiry").cast(pl.String).cast(pl.Int64)
    expires_at = pl.from_epoch(seconds).dt.replace_time_zone("UTC").alias("expires_at")
    yield _first_of_each(some.with_columns(expires_at).cast({pl.Categorical: pl.String}))


def first_of_each(tables: Sequence[pa.Table]) -> pa.Table:
    """The same rows, of several parts, each once."""
    return _first_of_each(pl.DataFrame(pa.concat_tables(tables)))


def _first_of_each(rows: pl.DataFrame) -> pa.Table:
    first = rows.group_by(_OF_KEY, maintain_order=True).agg(pl.col("ts").min())
    return first.select(EXPIRING.names).to_arrow().cast(EXPIRING)
