"""Ingest: reads sources into the lake; every line is counted, every load is committed whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import datetime
from typing import Any, Self

from analyzer.catalog.catalog import Catalog
from analyzer.formats import formats
from analyzer.ingest.grouping import Group, groups
from analyzer.ingest.joining import join_connections
from analyzer.ingest.loading import Loader, OnProgress, Options, Outcome, read_plan_of
from analyzer.ingest.samples import check_chosen
from analyzer.ingest.sources import Source
from analyzer.ingest.staging import Staging
from analyzer.ingest.transform import Reading
from analyzer.lake.lake import Lake
from analyzer.warehouse.views_file import views_prepared, write_views

__all__ = ["OnProgress", "Options", "Outcome", "Session", "ingest", "read_plan_of"]


class Session:
    """Ingest into one lake. Use it as a context manager; what is not committed is dropped."""

    def __init__(self, lake: Lake, catalog: Catalog, options: Options) -> None:
        """Raises FormatError for an unknown format, LakeError where nothing can be written."""
        check_chosen(options.format, catalog)
        lake.create()
        self._lake, self._catalog = lake, catalog
        with ThreadPoolExecutor(1, "formats") as beside:
            beside.submit(formats)  # to import them takes Python as long as DuckDB takes to plan
            self._reading = Reading(catalog, lake.secret())
            self._reading.prepare()
        self._joined = lake.loads()
        self._staging = Staging(lake, self._reading, self._joined)
        self._loader = Loader(self._reading, self._staging, options)

    def __enter__(self) -> Self:
        self._staging.__enter__()
        return self

    def __exit__(self, *exception: Any) -> None:
        self._staging.__exit__(*exception)
        self._reading.__exit__(*exception)

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
        self._reading.read_at(now)
        is_any_read = False
        # Not while following, which Ctrl-C ends at any moment: threads end ill then.
        is_beside = finished and with_views
        beside = views_prepared(self._lake, self._catalog) if is_beside else nullcontext(_nothing)
        with beside as prepare_views:
            self._loader.on_plan = prepare_views
            for group in groups(sources):
                for outcome in self._load_group(group, now, finished, on_progress):
                    is_any_read |= outcome.error is None
                    yield outcome
        if not is_any_read:
            return
        join_connections(self._lake, self._catalog, self._joined, now=now)
        self._joined = self._lake.loads()
        if with_views:
            write_views(self._lake, self._catalog)

    def _load_group(
        self, group: Group, now: datetime, finished: bool, on_progress: OnProgress | None
    ) -> Iterator[Outcome]:
        todo: Group = group
        while todo:
            outcomes = [
                self._loader.load(one, finished=finished, on_progress=on_progress) for one in todo
            ]
            lost = self._staging.commit(now)
            yield from (outcome for outcome in outcomes if outcome.source not in lost)
            todo = tuple(source for source in todo if source.name in lost)


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
