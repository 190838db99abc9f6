"""A session of ingest: sources in, one load each, and what became of each out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from analyzer.catalog.catalog import Catalog
from analyzer.ingest.detection.samples import check_chosen
from analyzer.ingest.loads.grouping import Group, groups
from analyzer.ingest.loads.joining import join_connections
from analyzer.ingest.loads.load_index import LoadIndex
from analyzer.ingest.loads.loading import (
    Loader,
    OnProgress,
    Options,
    Outcome,
    known_whole,
    read_plan_of,
)
from analyzer.ingest.loads.staging import Staging
from analyzer.ingest.rows.transform import Reading
from analyzer.ingest.sources.source import Source
from analyzer.lake.lake import Lake
from analyzer.system.malloc import allocate_arrow_by_jemalloc
from analyzer.warehouse.views_file import views_prepared, write_views

__all__ = ["OnProgress", "Options", "Outcome", "Session", "ingest", "read_plan_of"]


@dataclass(frozen=True)
class _Way:
    """How sources are loaded; see Session.load. `on_plan` is called before one is read."""

    now: datetime
    finished: bool
    on_progress: OnProgress | None
    on_plan: Callable[[], object]


@dataclass(frozen=True)
class _Begun:
    """What reads sources and what holds their rows."""

    reading: Callable[[], Reading]
    staging: Staging
    loader: Loader


class Session:
    """Ingest into one lake. Use it as a context manager; what is not committed is dropped."""

    def __init__(self, lake: Lake, catalog: Catalog, options: Options) -> None:
        """Raises FormatError for an unknown format, LakeError where nothing can be written."""
        check_chosen(options.format, catalog)
        lake.create()
        allocate_arrow_by_jemalloc()
        self._lake, self._catalog, self._options = lake, catalog, options
        self._secret, self._joined = lake.secret(), lake.loads()
        self._known = LoadIndex(self._joined)
        self._begun: _Begun | None = None
        self._read_at: datetime | None = None
        self._ends = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: Any) -> None:
        self._ends.__exit__(*exception)

    def load(
        self,
        sources: Iterable[Source],
        *,
        now: datetime,
        finished: bool = True,
        with_views: bool = True,
        on_progress: OnProgress | None = None,
    ) -> Iterator[Outcome]:
        """Load sources, each at most once; yields what became of each, once it is kept.

        A source that cannot be read becomes an outcome with an error; the others go on. `now` is
        noted as the time of loading. Sources that are not `finished` may still be written to: an
        unfinished last line of theirs is left for the next time. `analyzer.duckdb` is written
        `with_views`.
        """
        is_any_read = False
        # Not while following, which Ctrl-C ends at any moment: threads end ill then.
        is_beside = finished and with_views
        beside = views_prepared(self._lake, self._catalog) if is_beside else nullcontext(_nothing)
        with beside as prepare_views:
            way = _Way(now, finished, on_progress, prepare_views)
            for group in groups(sources):
                for outcome in self._load_group(group, way):
                    is_any_read |= outcome.error is None
                    yield outcome
        if not is_any_read:
            return
        join_connections(self._lake, self._catalog, self._joined, now=now)
        self._joined = self._lake.loads()
        if with_views:
            write_views(self._lake, self._catalog)

    def _load_group(self, group: Group, way: _Way) -> Iterator[Outcome]:
        todo: Group = group
        while todo:
            outcomes = [self._load(source, way) for source in todo]
            lost = self._begun.staging.commit(way.now) if self._begun else []
            yield from (outcome for outcome in outcomes if outcome.source not in lost)
            todo = tuple(source for source in todo if source.name in lost)

    def _load(self, source: Source, way: _Way) -> Outcome:
        known = self._begun.staging.known if self._begun else self._known
        # One that is followed is read on where it was left, which what reads it remembers.
        found = known_whole(source, known) if way.finished else None
        return found or self._loader(way).load(
            source, finished=way.finished, on_progress=way.on_progress
        )

    def _loader(self, way: _Way) -> Loader:
        """What reads sources, made once there is one that the lake does not hold."""
        if self._begun is None:
            self._begun = self._begin(way.now)
        elif self._read_at != way.now:
            self._begun.reading().read_at(way.now)
        self._read_at = way.now
        self._begun.loader.on_plan = way.on_plan
        return self._begun.loader

    def _begin(self, now: datetime) -> _Begun:
        """DuckDB plans its statements while Python imports the formats."""
        thread = self._ends.enter_context(ThreadPoolExecutor(1, "reading"))
        coming = thread.submit(self._prepared, now)

        def reading() -> Reading:
            return coming.result()

        self._ends.push(lambda *exception: reading().__exit__(*exception))
        staging = self._ends.enter_context(Staging(self._lake, self._catalog, reading, self._known))
        return _Begun(reading, staging, Loader(reading, staging, self._options))

    def _prepared(self, now: datetime) -> Reading:
        reading = Reading(self._catalog, self._secret)
        reading.read_at(now)
        return reading


def _nothing() -> None:
    """Done where there is nothing to do."""


def ingest(
    lake: Lake,
    sources: Iterable[Source],
    catalog: Catalog,
    options: Options,
    *,
    now: datetime,
    with_views: bool = True,
) -> Iterator[Outcome]:
    """Load sources into the lake in one session; see Session.load."""
    with Session(lake, catalog, options) as session:
        yield from session.load(sources, now=now, with_views=with_views)
