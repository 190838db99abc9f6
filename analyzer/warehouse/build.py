"""What models keep: made where it is missing, taken away where nothing calls for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import duckdb

from analyzer.catalog.catalog import Catalog
from analyzer.engines import Engine
from analyzer.lake.compaction import READERS_HOURS
from analyzer.lake.lake import Lake, cannot_write
from analyzer.models import models
from analyzer.schema import OTHERS, PARTITION_BY
from analyzer.system.database import open_memory
from analyzer.system.sql_literal import quoted
from analyzer.warehouse.claimed_hosts import claims, stored_vendors
from analyzer.warehouse.connection import create_catalog, create_views, lake_rows, parquet
from analyzer.warehouse.materialized import Part, in_parts, parts

_PARTS_A_TASK = 64
_READERS = timedelta(hours=READERS_HOURS)


def build(lake: Lake, catalog: Catalog, engine: Engine, *, now: datetime) -> tuple[int, int]:
    """Make the missing files, as tasks of an engine; how many, and how many there are then.

    Files that nothing calls for go once no reader of the last hour can still want them.
    """
    asked, there = all_parts(lake, catalog), lake.kept()
    missing = [part for part in asked if part.path not in there]
    tasks = [
        missing[first : first + _PARTS_A_TASK] for first in range(0, len(missing), _PARTS_A_TASK)
    ]
    made = sum(engine.map(partial(make, str(lake.root), catalog), tasks))
    lake.drop_kept(there - {part.path for part in asked}, before=now - _READERS)
    return made, len(asked)


def make(root: str, catalog: Catalog, asked: Sequence[Part]) -> int:
    """Compute parts and put their files into their places in the lake; how many."""
    lake = Lake(root)
    with lake.staging() as folder, Building(lake, catalog) as building:
        for number, part in enumerate(asked):
            staged = folder / f"{number}.parquet"
            try:
                building.write(part, staged)
            except duckdb.IOException as error:
                raise cannot_write(lake.root, error) from None
            lake.keep(staged, part.path)
    return len(asked)


def all_parts(lake: Lake, catalog: Catalog) -> list[Part]:
    """Every file that the models and the lake's requests call for."""
    requests = lake.stored("requests")
    return parts(requests, lake.vendors_among_others(requests), catalog, _kept_models())


def _kept_models() -> list[str]:
    return [model.name for model in models().values() if model.materialized]


class Building:
    """A database that computes parts, one after the other. Use it as a context manager."""

    def __init__(self, lake: Lake, catalog: Catalog) -> None:
        self._con = open_memory()
        lake.storage.let_read(self._con, {})
        self._claimed = claims(stored_vendors(lake, lake.stored("requests")), catalog)
        self._con.execute(f"CREATE VIEW lake_requests AS {lake_rows('requests', [])}")
        create_catalog(self._con, catalog, "en")
        create_views(self._con, _kept_models())

    def __enter__(self) -> Building:
        return self

    def __exit__(self, *exception: object) -> None:
        self._con.close()

    def is_right(self, part: Part, file: str) -> bool:
        """Whether a file holds the rows of a part, as its requests give them now."""
        digest = f"count(*), bit_xor(hash({', '.join(_in_file(part))}))"
        computed = self._con.execute(f"SELECT {digest} FROM ({self.rows(part)})").fetchall()
        found = f"SELECT {digest} FROM {parquet([file], hive=False)}"
        return self._con.execute(found).fetchall() == computed

    def write(self, part: Part, target: Path) -> None:
        """Write the rows of a part as a Parquet file."""
        self._con.execute(
            f"COPY ({self.rows(part)}) TO {quoted(str(target))} (FORMAT parquet, COMPRESSION zstd)"
        )

    def rows(self, part: Part) -> str:
        """A SELECT of a part's rows, from its requests; only until the next part is asked for."""
        (time,) = models()[part.model].time
        selects = [lake_rows("requests", part.files, self._claimed)]
        if part.before:
            since = (
                f"TIMESTAMPTZ '{part.day} 00:00:00+00' - INTERVAL {part.rule.lookback_s} SECONDS"
            )
            selects.append(
                f"{lake_rows('requests', part.before, self._claimed)} WHERE ts >= {since}"
            )
        self._con.execute(f"CREATE OR REPLACE VIEW lake_requests AS {' UNION ALL '.join(selects)}")
        return (
            f'SELECT {", ".join(_in_file(part))} FROM "{part.model}"'
            f" WHERE {in_parts([part], time)} ORDER BY {time}"
        )


def _in_file(part: Part) -> list[str]:
    """A file's columns: what its path says need not be in it."""
    in_path = () if part.vendor == OTHERS else PARTITION_BY
    return [f'"{column}"' for column in models()[part.model].columns if column not in in_path]
