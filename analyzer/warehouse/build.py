"""Builds the precomputed rows of models where they are missing, and removes what is obsolete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path

import duckdb
import polars as pl

from analyzer.catalog.catalog import Catalog
from analyzer.engines import Engine
from analyzer.lake.compaction import READERS_HOURS
from analyzer.lake.lake import Lake, cannot_write
from analyzer.models import models
from analyzer.models.order import read_often
from analyzer.schema import OTHERS, PARTITION_BY
from analyzer.system.database import open_memory
from analyzer.system.sql_literal import quoted
from analyzer.warehouse.claimed_hosts import claims, stored_vendors
from analyzer.warehouse.connection import (
    FEW_REQUESTS,
    VERY_FEW_REQUESTS,
    create_catalog,
    create_views,
    lake_rows,
    open_tables,
    parquet,
    with_selects,
)
from analyzer.warehouse.kept_whole import whole_paths
from analyzer.warehouse.materialized import MaterializedPart, in_parts, parts

_READERS = timedelta(hours=READERS_HOURS)
_OWN = "own"


def build(lake: Lake, catalog: Catalog, engine: Engine, *, now: datetime) -> tuple[int, int]:
    """Make the missing files, as tasks of an engine; how many, and how many there are then.

    Files that nothing calls for go once no reader of the last hour can still want them.
    """
    asked, there = all_parts(lake, catalog), lake.precomputed()
    missing = [part for part in asked if part.path not in there]
    tasks = list(in_tasks(lake, missing))
    made = sum(engine.map(partial(make, str(lake.root), catalog), tasks))
    # In one task: they read each other, and each of them all days.
    made += sum(engine.map(partial(make_whole, catalog=catalog), [str(lake.root)]))
    whole = whole_paths(lake.snapshot(), catalog)
    lake.drop_precomputed(
        there - {part.path for part in asked} - {*whole.values()}, before=now - _READERS
    )
    return made, len(asked) + len(whole)


def in_tasks(lake: Lake, asked: Iterable[MaterializedPart]) -> Iterator[list[MaterializedPart]]:
    """Parts that are made together: of one vendor and day, or of several that have few requests."""
    requests = _requests_by_file(lake.stored("requests"))
    task: list[MaterializedPart] = []
    together = 0
    for _, of_day in groupby(sorted(asked, key=_vendor_and_day), _vendor_and_day):
        parts = list(of_day)
        count = _requests_of(parts, requests)
        if task and together + count > FEW_REQUESTS:
            yield task
            task, together = [], 0
        task, together = [*task, *parts], together + count
    if task:
        yield task


def _requests_by_file(stored: pl.DataFrame) -> dict[str, int]:
    return dict(stored.select("uri", "num_records").iter_rows())


def _requests_of(asked: Iterable[MaterializedPart], requests: Mapping[str, int]) -> int:
    """How many requests parts are made from, also those of days before."""
    files = {file for part in asked for file in (*part.files, *part.before)}
    return sum(requests[file] for file in files)


def _vendor_and_day(part: MaterializedPart) -> tuple[str, date]:
    return part.vendor, part.day


def _day(part: MaterializedPart) -> date:
    return part.day


def make(root: str, catalog: Catalog, asked: Sequence[MaterializedPart]) -> int:
    """Compute parts and put their files into their places in the lake; how many."""
    lake = Lake(root)
    with lake.staging() as folder, Building(lake, catalog) as building:
        building.take(asked)
        for number, part in enumerate(asked):
            staged = folder / f"{number}.parquet"
            try:
                building.write(part, staged)
            except duckdb.IOException as error:
                raise cannot_write(lake.root, error) from None
            lake.keep(staged, part.path)
    return len(asked)


def make_whole(root: str, catalog: Catalog) -> int:
    """Precompute the missing files of models marked `kept_whole`; how many."""
    lake = Lake(root)
    with lake.staging() as folder, open_memory() as con:
        con.execute(f"SET temp_directory = {quoted(str(folder))}")
        wholes = Wholes(con, lake, catalog)
        there = lake.precomputed()
        missing = [name for name, path in wholes.paths.items() if path not in there]
        for name, path in wholes.paths.items():
            if name in missing:
                staged = folder / f"{name}.parquet"
                try:
                    wholes.write(name, staged)
                except duckdb.IOException as error:
                    raise cannot_write(lake.root, error) from None
                lake.keep(staged, path)
            wholes.read(name)
    return len(missing)


class Wholes:
    """The rows of models that are kept whole, over one state of a lake, `paths` where they belong.

    Each is computed from the days that are kept; of the others like it, from what `read` was told.
    Of very few requests all are computed at once.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, lake: Lake, catalog: Catalog) -> None:
        self._con, self._lake = con, lake
        names = [model.name for model in models().values() if model.kept_whole]
        opened = open_tables(con, lake, catalog, "en", names)
        self.paths = whole_paths(opened.files, catalog)
        days = {name: select for name, select in opened.kept.items() if name not in self.paths}
        self._are_tables = opened.requests <= VERY_FEW_REQUESTS
        all_names = [model.name for model in with_selects(days, names)]
        create_views(con, names, instead=days, computed=all_names if self._are_tables else ())

    def read(self, name: str) -> None:
        """Take a model's rows from its file, from now on."""
        if self._are_tables:
            return
        rows = parquet([self._lake.uri(self.paths[name])], hive=False)
        self._con.execute(f'CREATE OR REPLACE VIEW "{name}" AS FROM {rows}')

    def is_right(self, name: str) -> bool:
        """Whether a model's file holds the rows that are computed."""
        described = self._con.execute(f'DESCRIBE "{name}"').fetchall()
        columns = [_rounded(column, type) for column, type, *_ in described]
        return _are_in(self._con, f'"{name}"', self._lake.uri(self.paths[name]), columns)

    def write(self, name: str, target: Path) -> None:
        """Write a model's rows as a Parquet file."""
        times = ", ".join(models()[name].time)
        order = f" ORDER BY {times}" if times and "$" not in times else ""
        self._con.execute(
            f'COPY (FROM "{name}"{order}) TO {quoted(str(target))}'
            " (FORMAT parquet, COMPRESSION zstd)"
        )


def _are_in(con: duckdb.DuckDBPyConnection, rows: str, file: str, columns: Iterable[str]) -> bool:
    """Whether a file holds these rows, in any order."""
    digest = f"SELECT count(*), bit_xor(hash({', '.join(columns)})) FROM"
    computed = con.execute(f"{digest} {rows}").fetchall()
    return con.execute(f"{digest} {parquet([file], hive=False)}").fetchall() == computed


def _rounded(column: str, type: str) -> str:
    # Threads add up in any order.
    return f'"{column}"::FLOAT' if type == "DOUBLE" else f'"{column}"'


def all_parts(lake: Lake, catalog: Catalog) -> list[MaterializedPart]:
    """Every file that the models and the lake's requests call for."""
    requests = lake.stored("requests")
    return parts(requests, lake.vendors_among_others(requests), catalog, _kept_models())


def _kept_models() -> list[str]:
    return [model.name for model in models().values() if model.materialized]


class Building:
    """A database that computes parts. Use it as a context manager."""

    def __init__(self, lake: Lake, catalog: Catalog) -> None:
        self._con = open_memory()
        lake.storage.let_read(self._con, {})
        stored = lake.stored("requests")
        self._requests = _requests_by_file(stored)
        self._claimed = claims(stored_vendors(lake, stored), catalog)
        create_catalog(self._con, catalog, "en")

    def __enter__(self) -> Building:
        return self

    def __exit__(self, *exception: object) -> None:
        self._con.close()

    def take(self, asked: Sequence[MaterializedPart]) -> None:
        """Take up parts, to be computed from their requests alone.

        Their models are tables where there are few requests: each then is computed once for all of
        its parts, and so is what it reads.
        """
        self._con.execute(f"DROP SCHEMA IF EXISTS {_OWN} CASCADE")
        self._con.execute(f"CREATE SCHEMA {_OWN}")
        self._con.execute(f"SET search_path = '{_OWN},main'")
        self._con.execute(f"CREATE VIEW lake_requests AS {self._rows_of(asked)}")
        names = {part.model for part in asked}
        is_small = _requests_of(asked, self._requests) <= FEW_REQUESTS
        computed = names | read_often(models(), names) if is_small else ()
        create_views(self._con, names, computed=computed)

    def is_right(self, part: MaterializedPart, file: str) -> bool:
        """Whether a file holds the rows of a part that was taken up, as its requests give them."""
        return _are_in(self._con, f"({_rows(part)})", file, _in_file(part))

    def write(self, part: MaterializedPart, target: Path) -> None:
        """Write the rows of a part that was taken up as a Parquet file."""
        self._con.execute(
            f"COPY ({_rows(part)}) TO {quoted(str(target))} (FORMAT parquet, COMPRESSION zstd)"
        )

    def _rows_of(self, asked: Sequence[MaterializedPart]) -> str:
        """A SELECT of the requests that parts are made from, each file's once."""
        taken = dict.fromkeys(file for part in asked for file in part.files)
        selects = [lake_rows("requests", list(taken), self._claimed)]
        # Of what a file before has, the first day that looks back to it needs the most.
        for day, of_day in groupby(sorted(asked, key=_day), _day):
            parts = list(of_day)
            before = dict.fromkeys(file for part in parts for file in part.before)
            if files := [file for file in before if file not in taken]:
                lookback_s = max(part.rule.lookback_s for part in parts)
                since = f"TIMESTAMPTZ '{day} 00:00:00+00' - INTERVAL {lookback_s} SECONDS"
                selects.append(f"{lake_rows('requests', files, self._claimed)} WHERE ts >= {since}")
                taken |= dict.fromkeys(files)
        return " UNION ALL ".join(selects)


def _rows(part: MaterializedPart) -> str:
    """A SELECT of a part's rows."""
    (time,) = models()[part.model].time
    return (
        f'SELECT {", ".join(_in_file(part))} FROM "{part.model}"'
        f" WHERE {in_parts([part], time)} ORDER BY {time}"
    )


def _in_file(part: MaterializedPart) -> list[str]:
    """A file's columns: what its path says need not be in it."""
    in_path = () if part.vendor == OTHERS else PARTITION_BY
    return [f'"{column}"' for column in models()[part.model].columns if column not in in_path]
