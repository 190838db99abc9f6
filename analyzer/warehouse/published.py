"""Views published as Delta tables beside the requests, for engines that cannot run the views.

A table has the columns of its view, and `date`, the UTC day of the view's time, by which it is
partitioned: one file a day. What a file's name begins with is a digest of its rows, so a day that
is computed again and has not changed stays as it is. The log's properties say from what the rows
were made: nothing is computed again that rests on the same requests, catalog and SQL.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain
from urllib.parse import unquote

import polars as pl
import pyarrow as pa
from blake3 import blake3

from analyzer.catalog.catalog import Catalog
from analyzer.engines import Engine
from analyzer.lake.compaction import READERS_HOURS
from analyzer.lake.delta import LakeTable
from analyzer.lake.lake import Lake
from analyzer.lake.settlements import settlements
from analyzer.models import Model, models
from analyzer.schema import PARTITIONED
from analyzer.system.version import __version__
from analyzer.warehouse.claimed_hosts import claims, stored_vendors
from analyzer.warehouse.connection import FEW_REQUESTS
from analyzer.warehouse.materialized import made_from
from analyzer.warehouse.published_days import (
    ALL_DAYS,
    Computed,
    PublishContext,
    PublishedDay,
    StaleDays,
    already_placed,
    compute,
    digest_of,
    digests_in,
)

CATALOG = "analyzer.catalog"
_LANGUAGE, _VERSION, _MADE_FROM = "analyzer.language", "analyzer.version", "analyzer.madeFrom"
# Of which files the other properties speak: rows and properties are two commits.
_FILES, _COLUMNS = "analyzer.files", "analyzer.columns"
_NO_COLUMNS = pa.schema([])


@dataclass(frozen=True)
class PublishResult:
    """How many days of a table were written or taken away, and how many it has then."""

    changed: int
    days: int


def published_models() -> list[Model]:
    """The views that are published as tables."""
    return [model for model in models().values() if model.published]


def publish(
    lake: Lake, catalog: Catalog, lang: str, engine: Engine, *, now: datetime
) -> dict[str, PublishResult]:
    """Bring the tables up to what the views say now, each in one commit; what was done, by view.

    What is stale is computed as tasks of an engine. Readers go on: they see the rows of before or
    of now. Files that no reader of the last hour can still want are deleted. Raises OvertakenError
    where another one published meanwhile.
    """
    files, notes = lake.snapshot(), _notes(catalog, lang)
    by_hand = repr(settlements(lake))
    follows = _follows_catalog(lake, files, catalog)
    wanted = [
        _Published(lake, model, _wanted(model, catalog, lang, files, notes, follows, by_hand))
        for model in published_models()
    ]
    stale = [one for one in wanted if one.is_stale]
    parts = {one.model.name: list(one.asked(_requests_by_day(files))) for one in stale}
    asked = [*chain.from_iterable(parts.values())]
    # Of few requests, to compute what several views read costs more than each of them.
    is_small = sum(_requests_by_day(files).values()) <= FEW_REQUESTS
    tasks = ([asked] if asked else []) if is_small else [[one] for one in asked]
    shared = PublishContext(str(lake.root), catalog, lang, files)
    found = chain.from_iterable(engine.map(partial(compute, shared), tasks))
    modified_ms = int(now.timestamp() * 1000)
    outcomes = {one.model.name: one.unchanged() for one in wanted if not one.is_stale}
    for one in stale:
        computed = [next(found) for _ in parts[one.model.name]]
        outcomes[one.model.name] = one.bring_up_to(computed, modified_ms)
    return dict(sorted(outcomes.items()))


def _requests_by_day(files: Mapping[str, pl.DataFrame]) -> dict[str, int]:
    by_day = files["requests"].group_by("date").agg(pl.col("num_records").sum())
    return {str(day): count for day, count in by_day.iter_rows()}


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
    return digest_of(sorted(map(unquote, paths)))


def catalog_digest(catalog: Catalog, lang: str) -> str:
    """What the property `analyzer.catalog` of a table says whose rows were made with a catalog."""
    return blake3(f"{lang}\n{catalog!r}".encode()).hexdigest(16)


def forget_before(lake: Lake, day: date) -> None:
    """Take days before a UTC day out of the tables; what rests on them else, `publish` mends."""
    for table in published_tables(lake).values():
        table.delete(f"date < '{day.isoformat()}'")
        table.vacuum(READERS_HOURS)


def published_tables(lake: Lake) -> dict[str, LakeTable]:
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
        return {ALL_DAYS: digest_of([made, by_hand, *sorted(paths)])}
    by_day = {
        str(day): sorted(paths)
        for day, paths in files["requests"].group_by("date").agg("path").iter_rows()
    }
    return {
        day: digest_of(
            [made, *(path for near in _near(day, back) for path in by_day.get(near, ()))]
        )
        for day in sorted(by_day)
    }


def _near(day: str, lookback_s: int) -> list[str]:
    """A day and those that its rows may look back to."""
    back = -(-lookback_s // 86_400)
    return [str(date.fromisoformat(day) - timedelta(days=n)) for n in range(back, -1, -1)]


class _Published:
    """A view's table as it was looked at, and the properties that it is to have."""

    def __init__(self, lake: Lake, model: Model, wanted: Mapping[str, str]) -> None:
        self._lake, self.model, self._wanted = lake, model, wanted
        noted = _noted(lake, model)
        self.is_stale = noted != wanted
        table = lake.published(model.name, _NO_COLUMNS)
        self._listing = table.listing()
        # A day's digest is of its columns too: none that is known is right under others.
        is_ours = table.exists() and table.property(_COLUMNS) == digest_of(table.stored_columns())
        self._known = digests_in(self._listing.files) if is_ours else {}
        before = json.loads((noted.get(_MADE_FROM) if is_ours else None) or "{}")
        self._stamps: dict[str, str] = json.loads(wanted[_MADE_FROM])
        self._stale = {day: at for day, at in self._stamps.items() if before.get(day) != at}
        self._placed: list[PublishedDay] = []

    def unchanged(self) -> PublishResult:
        """What was done where nothing was."""
        return PublishResult(0, self._listing.files["date"].n_unique())

    def asked(self, requests: Mapping[str, int]) -> Iterator[StaleDays]:
        """What is to be computed, in parts: of several days that have few requests each.

        Not what one has computed who was stopped before he could commit it.
        """
        self._placed = already_placed(self._lake, self.model, self._stale)
        done = {day.day for day in self._placed}
        part: dict[str, str] = {}
        together = 0
        for day in (day for day in self._stale if day not in done):
            count = requests.get(day, 0)
            if part and together + count > FEW_REQUESTS:
                yield StaleDays(self.model.name, part, self._known)
                part, together = {}, 0
            part, together = {**part, day: self._stale[day]}, together + count
        # At least one: it also says what columns there are.
        yield StaleDays(self.model.name, part, self._known)

    def bring_up_to(self, computed: Sequence[Computed], modified_ms: int) -> PublishResult:
        """Commit the days of a view that changed, take those away that are no more."""
        table = self._lake.published(self.model.name, computed[0].columns)
        days = [*self._placed, *(day for one in computed for day in one.days)]
        listed = self._listing.files
        there = set(map(unquote, listed["path"]))
        files = {day.file.path: day.file for day in days if day.file}
        gone = _replaced(days, {str(day) for day in listed["date"]}, self._stale, self._stamps)
        stays = pl.Series([unquote(path) in files for path in listed["path"]], dtype=pl.Boolean)
        old = listed.filter(pl.col("date").cast(pl.String).is_in(gone) & ~stays)
        new = [file for path, file in files.items() if path not in there]
        table.exchange(old, new, "published", modified_ms, on=self._listing.version)
        now = table.listing().files
        columns = {_COLUMNS: digest_of(table.stored_columns())}
        table.set_properties({**self._wanted, **columns, _FILES: _of_files(now["path"])})
        if len(old):
            table.vacuum(READERS_HOURS)
        changed = {*old["date"].cast(pl.String), *(file.partition["date"] for file in new)}
        return PublishResult(len(changed), now["date"].n_unique())


def _replaced(
    days: Sequence[PublishedDay],
    there: Set[str],
    stale: Iterable[str],
    stamps: Mapping[str, str],
) -> list[str]:
    """The days that a table has whose files go: they have other rows now, or none."""
    same = {day.day for day in days if not day.file}
    if ALL_DAYS in stamps:
        looked_at = there if stale else set()
    else:
        looked_at = {*stale, *there - stamps.keys()}
    return sorted(looked_at & there - same)
