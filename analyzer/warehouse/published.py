"""Views as tables: their rows in Delta beside the requests, for engines that know no views of ours.

A table has the columns of its view, and `date`, the UTC day of the view's time, by which it is
partitioned: one file a day. What a file's name begins with is a digest of its rows, so a day that
is computed again and has not changed stays as it is. The log's properties say from what the rows
were made: nothing is computed again that rests on the same requests, catalog and SQL.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import duckdb
import polars as pl
import pyarrow as pa
from blake3 import blake3

from analyzer.catalog.catalog import Catalog
from analyzer.lake.compaction import READERS_HOURS
from analyzer.lake.delta import Table
from analyzer.lake.delta_files import WrittenFile, batch_of
from analyzer.lake.lake import Lake, cannot_write
from analyzer.lake.parquet import ROW_GROUP_ROWS, write_groups
from analyzer.lake.settlements import settlements
from analyzer.models import Model, models
from analyzer.schema import PARTITIONED
from analyzer.system.database import open_memory
from analyzer.system.sql_literal import quoted
from analyzer.system.version import __version__
from analyzer.warehouse.claimed_hosts import claims, stored_vendors
from analyzer.warehouse.connection import FEW_REQUESTS, open_views
from analyzer.warehouse.materialized import made_from

CATALOG = "analyzer.catalog"
_LANGUAGE, _VERSION, _MADE_FROM = "analyzer.language", "analyzer.version", "analyzer.madeFrom"
# Of which files the other properties speak: rows and properties are two commits.
_FILES = "analyzer.files"
# What the rows of any day may rest on: for these one digest stands for all days.
_ALL_DAYS = "all"
_NO_COLUMNS = pa.schema([])
_DATE = "UTC day of the row's time; the partition key."


@dataclass(frozen=True)
class Outcome:
    """How many days of a table were written or taken away, and how many it has then."""

    changed: int
    days: int


def published_models() -> list[Model]:
    """The views that are kept as tables."""
    return [model for model in models().values() if model.published]


def publish(lake: Lake, catalog: Catalog, lang: str, *, now: datetime) -> dict[str, Outcome]:
    """Bring the tables up to what the views say now, each in one commit; what was done, by view.

    Readers go on: they see the rows of before or of now. Files that no reader of the last hour can
    still want are deleted. Raises OvertakenError where another one published meanwhile.
    """
    notes, wanted = _notes(catalog, lang), published_models()
    files = lake.snapshot()
    by_hand = repr(settlements(lake))
    follows = _follows_catalog(lake, files, catalog)
    if all(
        _noted(lake, one) == _wanted(one, catalog, lang, files, notes, follows, by_hand)
        for one in wanted
    ):
        return {name: Outcome(0, _days_of(table)) for name, table in published_tables(lake).items()}
    with lake.staging() as folder, open_memory() as con:
        con.execute(f"SET temp_directory = {quoted(str(folder))}")
        names = [model.name for model in wanted]
        opened = open_views(con, lake, catalog, lang, names=names, computed_up_to=FEW_REQUESTS)
        follows = _follows_catalog(lake, opened.files, catalog)
        publishing = _Publishing(lake, con, folder, int(now.timestamp() * 1000))
        return {
            model.name: publishing.bring_up_to(
                model, _wanted(model, catalog, lang, opened.files, notes, follows, by_hand)
            )
            for model in wanted
        }


def _wanted(
    model: Model,
    catalog: Catalog,
    lang: str,
    files: Mapping[str, pl.DataFrame],
    notes: Mapping[str, str],
    follows: bool,
    by_hand: str,
) -> dict[str, str]:
    """The properties of a table that is up to these files, this catalog, and what was settled."""
    made = f"{lang}\n{made_from(model, catalog, follows_catalog=follows)}"
    return {**notes, _MADE_FROM: json.dumps(_stamps(model, made, files, by_hand))}


def _follows_catalog(lake: Lake, files: Mapping[str, pl.DataFrame], catalog: Catalog) -> bool:
    """Whether the catalog claims hosts that are stored under their own names."""
    return bool(claims(stored_vendors(lake, files["requests"]), catalog))


def _noted(lake: Lake, model: Model) -> dict[str, str | None]:
    """The properties that a table has; none where there is no table, or they speak of another.

    Whoever was stopped between his rows and his properties left those of the rows before.
    """
    table = lake.published(model.name, _NO_COLUMNS)
    if not table.exists() or table.property(_FILES) != _of_files(table.listing().files["path"]):
        return {}
    return {name: table.property(name) for name in (CATALOG, _LANGUAGE, _VERSION, _MADE_FROM)}


def _of_files(paths: Iterable[str]) -> str:
    return _digest(sorted(map(unquote, paths)))


def _days_of(table: Table) -> int:
    return table.listing().files["date"].n_unique()


def catalog_digest(catalog: Catalog, lang: str) -> str:
    """What the property `analyzer.catalog` of a table says whose rows were made with a catalog."""
    return blake3(f"{lang}\n{catalog!r}".encode()).hexdigest(16)


def forget_before(lake: Lake, day: date) -> None:
    """Take days before a UTC day out of the tables; what rests on them else, `publish` mends."""
    for table in published_tables(lake).values():
        table.delete(f"date < '{day.isoformat()}'")
        table.vacuum(READERS_HOURS)


def published_tables(lake: Lake) -> dict[str, Table]:
    """The tables that were published before, by view: to list, check and forget."""
    tables = {model.name: lake.published(model.name, _NO_COLUMNS) for model in published_models()}
    return {name: table for name, table in tables.items() if table.exists()}


def _notes(catalog: Catalog, lang: str) -> dict[str, str]:
    return {
        CATALOG: catalog_digest(catalog, lang),
        _LANGUAGE: lang,
        _VERSION: __version__,
    }


def _stamps(
    model: Model, made: str, files: Mapping[str, pl.DataFrame], by_hand: str
) -> dict[str, str]:
    """For each day of requests, a digest of all that its rows rest on, or one for all days."""
    assert model.published
    back = model.published.lookback_s
    if back is None:
        paths = [path for name in PARTITIONED for path in files[name]["path"]]
        return {_ALL_DAYS: _digest([made, by_hand, *sorted(paths)])}
    by_day = {
        str(day): sorted(paths)
        for day, paths in files["requests"].group_by("date").agg("path").iter_rows()
    }
    return {
        day: _digest([made, *(path for near in _near(day, back) for path in by_day.get(near, ()))])
        for day in sorted(by_day)
    }


def _near(day: str, lookback_s: int) -> list[str]:
    """A day and those that its rows may look back to."""
    back = -(-lookback_s // 86_400)
    return [str(date.fromisoformat(day) - timedelta(days=n)) for n in range(back, -1, -1)]


def _digest(texts: Sequence[str]) -> str:
    return blake3("\n".join(texts).encode()).hexdigest(8)


@dataclass(frozen=True)
class _Day:
    """The rows of a view that belong to a UTC day. `file` is None where they have not changed."""

    day: str
    digest: str
    file: WrittenFile | None


class _Publishing:
    """One run over a database that has the views."""

    def __init__(
        self, lake: Lake, con: duckdb.DuckDBPyConnection, folder: Path, modified_ms: int
    ) -> None:
        self._lake, self._con, self._folder, self._modified_ms = lake, con, folder, modified_ms

    def bring_up_to(self, model: Model, wanted: Mapping[str, str]) -> Outcome:
        """Write the days of a view that changed, take those away that are no more."""
        noted = _noted(self._lake, model)
        if noted == wanted:
            return Outcome(0, _days_of(self._lake.published(model.name, _NO_COLUMNS)))
        columns = self._columns(model)
        table = self._lake.published(model.name, columns)
        listing = table.listing()
        is_same = table.exists() and table.has_columns()
        digests = _digests(listing.files) if is_same else {}
        before = json.loads((noted.get(_MADE_FROM) if is_same else None) or "{}")
        stamps = json.loads(wanted[_MADE_FROM])
        stale = [day for day in stamps if before.get(day) != stamps[day]]
        days = list(self._days(model, columns, stale, digests))
        gone = _replaced(days, digests, stale, stamps)
        new = [(day.file, day.digest) for day in days if day.file]
        old = listing.files.filter(pl.col("date").cast(pl.String).is_in(gone))
        placed = table.place([file for file, _ in new], [digest for _, digest in new])
        table.exchange(old, placed, "published", self._modified_ms, on=listing.version)
        stay = listing.files.join(old, on="path", how="anti")["path"] if is_same else ()
        files = _of_files([*stay, *(file.path for file in placed)])
        table.set_properties({**wanted, _FILES: files})
        if gone:
            table.vacuum(READERS_HOURS)
        written = {day.day for day in days if day.file}
        return Outcome(len({*gone} | written), len({*digests} - {*gone} | written))

    def _columns(self, model: Model) -> pa.Schema:
        """The table's columns, with what is said of them where engines look for it."""
        reader = self._con.sql(f"FROM ({_rows(model)}) LIMIT 0").to_arrow_reader()
        return pa.schema(
            pa.field(f.name, f.type, metadata={"comment": model.columns.get(f.name, _DATE)})
            for f in reader.schema
        )

    def _days(
        self,
        model: Model,
        columns: pa.Schema,
        stale: Sequence[str],
        noted: Mapping[str, str],
    ) -> Iterator[_Day]:
        """The days that are stale, those with other rows than known in the staging folder."""
        names = ", ".join(f'"{name}"' for name in columns.names)
        for one in stale:
            where = "TRUE" if one == _ALL_DAYS else _within(model, one)
            self._con.execute(f"CREATE OR REPLACE TEMP TABLE rows AS {_rows(model)} WHERE {where}")
            digests = self._con.execute(
                f"SELECT date::VARCHAR, count(*), sum(hash({names})), bit_xor(hash({names}))"
                " FROM rows GROUP BY date ORDER BY date"
            ).fetchall()
            for day, *digest in digests:
                text = _digest([str(figure) for figure in digest])
                is_same = noted.get(day) == text
                yield _Day(day, text, None if is_same else self._written(model, columns, day))
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


def _replaced(
    days: Sequence[_Day],
    digests: Mapping[str, str],
    stale: Sequence[str],
    stamps: Mapping[str, str],
) -> list[str]:
    """The days that a table has whose files go: they have other rows now, or none."""
    same = {day.day for day in days if not day.file}
    if _ALL_DAYS in stamps:
        looked_at = set(digests) if stale else set()
    else:
        looked_at = {*stale, *digests.keys() - stamps.keys()}
    return sorted(looked_at & digests.keys() - same)


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


def _digests(files: pl.DataFrame) -> dict[str, str]:
    """What each day's file says of its rows; nothing where another program cut the day up."""
    found: dict[str, str] = {}
    for day, path in files.select("date", "path").iter_rows():
        found[str(day)] = "" if str(day) in found else batch_of(path)
    return found
