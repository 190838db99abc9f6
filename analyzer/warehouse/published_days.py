"""Tasks of publishing: compute days of views, and write those whose rows changed.

Each is a function of its item and of what all share, so that it can be done again, elsewhere and at
the same time. A file's name says what rows it has and what they were made from: whoever comes after
one that was killed takes what he finds under it, and nothing counts until it is committed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from blake3 import blake3

from analyzer.catalog.catalog import Catalog
from analyzer.lake.delta import columns_of
from analyzer.lake.delta_files import PlacedFile, WrittenFile, batch_of
from analyzer.lake.lake import PUBLISHED, Lake, cannot_write
from analyzer.lake.parquet import ROW_GROUP_ROWS, write_groups
from analyzer.models import Model, models
from analyzer.system.database import open_memory
from analyzer.system.sql_literal import quoted
from analyzer.warehouse.connection import FEW_REQUESTS, open_views

# What the rows of any day may rest on: for these one stamp stands for all days.
ALL_DAYS = "all"
_PLACED = re.compile(r"date=(?P<day>[\d-]+)/(?P<digest>\w+)-(?P<stamp>\w+)-\w+\.parquet")
_DATE = "UTC day of the row's time; the partition key."


@dataclass(frozen=True)
class PublishContext:
    """What all tasks of a run share. `files` are the lake's of the moment that is published, as
    Lake.snapshot has them."""

    lake: str
    catalog: Catalog
    lang: str
    files: Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class StaleDays:
    """Days of a view that are stale, or ALL_DAYS, each with a digest of what it is made from.

    `known` are digests of the rows that the table has, by day.
    """

    model: str
    stamps: Mapping[str, str]
    known: Mapping[str, str]


@dataclass(frozen=True)
class PublishedDay:
    """The rows of a view that belong to a UTC day. `file` is None where they have not changed."""

    day: str
    digest: str
    file: PlacedFile | None


@dataclass(frozen=True)
class Computed:
    """The columns of a view's table, and those of the requested days that have rows."""

    columns: pa.Schema
    days: tuple[PublishedDay, ...]


def compute(shared: PublishContext, asked: Sequence[StaleDays]) -> list[Computed]:
    """Compute days of views, and put the files of those that changed where their tables lie."""
    lake = Lake(shared.lake)
    with lake.staging() as folder, open_memory() as con:
        con.execute(f"SET temp_directory = {quoted(str(folder))}")
        open_views(
            con, lake, shared.catalog, shared.lang,
            names={one.model for one in asked}, computed_up_to=FEW_REQUESTS, files=shared.files,
        )  # fmt: skip
        views = _Views(lake, con, folder)
        return [views.computed(models()[one.model], one) for one in asked]


def already_placed(lake: Lake, model: Model, stamps: Mapping[str, str]) -> list[PublishedDay]:
    """The days of a view whose files one put there who came no further."""
    folder, found = f"{PUBLISHED}/{model.name}", dict[str, PublishedDay]()
    for entry in lake.storage.entries(folder) if stamps.keys() - {ALL_DAYS} else ():
        path = entry.name.removeprefix(f"{folder}/")
        named = _PLACED.fullmatch(path)
        if named and stamps.get(named["day"]) == named["stamp"]:
            with lake.storage.open(entry.name, entry.size) as opened:
                rows = pq.read_metadata(opened).num_rows
            file = PlacedFile(path, entry.size, rows, {"date": named["day"]})
            found[named["day"]] = PublishedDay(named["day"], named["digest"], file)
    return list(found.values())


class _Views:
    """A database that has the views."""

    def __init__(self, lake: Lake, con: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self._lake, self._con, self._folder = lake, con, folder

    def computed(self, model: Model, asked: StaleDays) -> Computed:
        """The days of a view that are asked for, the files of those with other rows in place."""
        columns = self._columns(model)
        return Computed(columns, tuple(self._days(model, columns, asked)))

    def _columns(self, model: Model) -> pa.Schema:
        """The table's columns, with what is said of them where engines look for it."""
        reader = self._con.sql(f"FROM ({_rows(model)}) LIMIT 0").to_arrow_reader()
        return pa.schema(
            pa.field(f.name, f.type, metadata={"comment": model.columns.get(f.name, _DATE)})
            for f in reader.schema
        )

    def _days(self, model: Model, columns: pa.Schema, asked: StaleDays) -> Iterator[PublishedDay]:
        names = ", ".join(f'"{name}"' for name in columns.names)
        table = self._lake.published(model.name, columns)
        for one, stamp in asked.stamps.items():
            where = "TRUE" if one == ALL_DAYS else _within(model, one)
            self._con.execute(f"CREATE OR REPLACE TEMP TABLE rows AS {_rows(model)} WHERE {where}")
            digests = self._con.execute(
                f"SELECT date::VARCHAR, count(*), sum(hash({names})), bit_xor(hash({names}))"
                " FROM rows GROUP BY date ORDER BY date"
            ).fetchall()
            for day, *figures in digests:
                digest = digest_of([*columns_of(columns), *map(str, figures)])
                if asked.known.get(day) == digest:
                    yield PublishedDay(day, digest, None)
                else:
                    written = self._written(model, columns, day)
                    yield PublishedDay(
                        day, digest, table.place([written], [f"{digest}-{stamp}"])[0]
                    )
        self._con.execute("DROP TABLE IF EXISTS rows")

    def _written(self, model: Model, columns: pa.Schema, day: str) -> WrittenFile:
        stored = pa.schema(field for field in columns if field.name != "date")
        names = ", ".join(f'"{name}"' for name in stored.names)
        rows = self._con.sql(
            f"SELECT {names} FROM rows WHERE date = DATE '{day}' ORDER BY {model.time[0]}, {names}"
        ).to_arrow_reader(ROW_GROUP_ROWS)
        target = self._folder / f"{model.name}-{day}.parquet"
        parts = (pa.table(part).cast(stored) for part in rows)
        try:
            return write_groups(parts, stored, target, {"date": day}, {})
        except (duckdb.IOException, OSError) as error:
            raise cannot_write(self._lake.root, error) from None


def _rows(model: Model) -> str:
    """A SELECT of a view's rows with the UTC day that each belongs to."""
    day = f", ({model.time[0]} AT TIME ZONE 'UTC')::DATE AS date"
    return f'SELECT *{"" if "date" in model.columns else day} FROM "{model.name}"'


def _within(model: Model, day: str) -> str:
    """That a row's time lies in a UTC day, in words that keep files of other days unread."""
    first = f"TIMESTAMPTZ '{day} 00:00:00+00'"
    (time,) = model.time
    on_day = f" AND date = DATE '{day}'" if "date" in model.columns else ""
    return f"{time} >= {first} AND {time} < {first} + INTERVAL 1 DAY{on_day}"


def digests_in(files: pl.DataFrame) -> dict[str, str]:
    """What each day's file says of its rows; nothing where another program cut the day up."""
    found: dict[str, str] = {}
    for day, path in files.select("date", "path").iter_rows():
        found[str(day)] = "" if str(day) in found else batch_of(path)
    return found


def digest_of(texts: Sequence[str]) -> str:
    """Of some texts, short enough for the name of a file."""
    return blake3("\n".join(texts).encode()).hexdigest(8)
