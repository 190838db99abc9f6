"""Ingest: sources in, loads in the lake; every line counted, every load whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self, TypeVar

from blake3 import blake3

from analyzer.catalog import Catalog
from analyzer.errors import AnalyzerError, SourceError
from analyzer.ingest.chunks import (
    BROKEN,
    CHUNK_BYTES,
    LONGEST_DOCUMENT_BYTES,
    LONGEST_LINE_BYTES,
    WHOLE,
    Position,
    as_text,
    chunks,
    read_some,
)
from analyzer.ingest.reading import Counts, Reading
from analyzer.ingest.samples import check_chosen, chosen_format
from analyzer.ingest.sources import STDIN, ByteStream, Rewound, Source
from analyzer.ingest.staging import Load, Staging
from analyzer.ingest.wrapping import Way, unwrapped, way_to_read
from analyzer.lake import Lake
from analyzer.warehouse import write_views

_BEGINNING_BYTES = 64 << 10
T = TypeVar("T")
# Told after each chunk: the source, what became of its lines so far, and how many bytes that were.
Told = Callable[[str, Counts, int], object]


@dataclass(frozen=True)
class Options:
    """What a user may say about sources: the format's name or auto, and what their logs lack."""

    format: str = "auto"
    vendor: str | None = None
    client: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one source: a load, nothing new, or an error.

    `sureness` is how firmly the format claims the source, 0 to 1; `unmapped` names what the source
    holds and no column takes.
    """

    source: str
    format: str = ""
    sureness: float = 0.0
    unmapped: tuple[str, ...] = ()
    counts: Counts = field(default_factory=Counts)
    bytes: int = 0
    known: bool = False
    error: AnalyzerError | None = None


class Session:
    """Ingest into one lake. Use it as a context manager; what is not committed is dropped."""

    def __init__(self, lake: Lake, catalog: Catalog, options: Options) -> None:
        """Raises FormatError for an unknown format, LakeError where nothing can be written."""
        check_chosen(options.format, catalog)
        lake.create()
        self._lake, self._catalog, self._options = lake, catalog, options
        self._reading = Reading(catalog, lake.secret())
        self._staging = Staging(lake, self._reading)

    def __enter__(self) -> Self:
        self._staging.__enter__()
        return self

    def __exit__(self, *exception: Any) -> None:
        self._staging.__exit__(*exception)
        self._reading.close()

    def load(
        self,
        sources: Iterable[Source],
        *,
        now: datetime,
        finished: bool = True,
        told: Told | None = None,
    ) -> Iterator[Outcome]:
        """Load sources, each at most once; yields what became of each, once it is kept.

        A source that cannot be read becomes an outcome with an error; the others go on. `now` is
        noted as the time of loading. Sources that are not `finished` may still be written to: an
        unfinished last line of theirs is left for the next time.
        """
        waiting: dict[str, Outcome] = {}
        todo = {source.name: source for source in sources}
        while todo:
            for source in list(todo.values()):
                waiting[source.name] = self._load_one(source, finished, told)
                if self._staging.is_full():
                    break
            lost = self._staging.commit(now)
            todo = {n: s for n, s in todo.items() if n in lost or n not in waiting}
            yield from (outcome for n, outcome in waiting.items() if n not in lost)
            waiting.clear()
        write_views(self._lake, self._catalog)

    def _load_one(self, source: Source, finished: bool, told: Told | None) -> Outcome:
        staging = self._staging
        try:
            with closing(source.open()) as stream:
                beginning = _beginning(stream, source)
                if not beginning:
                    return Outcome(source.name)
                way = _way(source, beginning, self._options)
                head = blake3(beginning.split(b"\n", 1)[0]).hexdigest(16)
                if source.path == STDIN:
                    load = staging.begin(source, way.format.name, head, 0, stream)
                    return self._read(Rewound(beginning, stream), load, way, finished, told)
            if finished and way.format.survey:
                self._survey(source, way)
            start = staging.read_so_far(source, head)
            with closing(source.open()) as stream:
                load = staging.begin(source, way.format.name, head, start, stream)
                return self._read(stream, load, way, finished, told)
        except SourceError as error:
            return Outcome(source.name, error=error)

    def _survey(self, source: Source, way: Way) -> None:
        with closing(source.open()) as stream:
            lines = chunks(stream, blake3(), Position(), CHUNK_BYTES, longest=_longest(way))
            self._reading.survey(way.format, unwrapped(lines, way))

    def _read(
        self, stream: ByteStream, load: Load, way: Way, finished: bool, told: Told | None
    ) -> Outcome:
        at = Position(load.start, load.first_line - 1)
        form, reading, staging = way.format, self._reading, self._staging
        reading.begin(form, vendor=self._options.vendor, client=self._options.client)
        most = WHOLE if form.elements and not form.by_line else CHUNK_BYTES
        lines = chunks(stream, load.hasher, at, most, longest=_longest(way), finished=finished)
        size = 0
        for chunk in ahead(unwrapped(lines, way)):
            load.seen = chunk.digest
            reading.read(chunk, staging.spill)
            if told:
                size += len(chunk.data)
                told(load.source, reading.counts, size)
        if at.ended_early:
            reading.reject_end(at.lines, at.ended_early)
        if at.offset == load.start or not staging.finish(load, reading.counts, at.offset):
            staging.drop(load)
            return Outcome(load.source, form.name, known=True)
        if not finished:
            staging.remember(load)
        return Outcome(
            load.source,
            form.name,
            way.sureness,
            tuple(form.unmapped()),
            reading.counts,
            at.offset - load.start,
        )


def ingest(
    lake: Lake,
    sources: Iterable[Source],
    catalog: Catalog,
    options: Options,
    *,
    now: datetime,
) -> Iterator[Outcome]:
    """Load sources into the lake in one session; see Session.load."""
    with Session(lake, catalog, options) as session:
        yield from session.load(sources, now=now)


def way_of(source: Source, options: Options) -> Way:
    """How to read a source. Raises SourceError where it is empty or of no known format."""
    with closing(source.open()) as stream:
        beginning = _beginning(stream, source)
    if not beginning:
        raise SourceError("is empty", where=source.name, todo="Check the path")
    return _way(source, beginning, options)


def _way(source: Source, beginning: bytes, options: Options) -> Way:
    """How to read a source, by its beginning."""
    text = as_text(beginning)
    found = way_to_read(text, chosen_format(options.format))
    if found is None:
        raise SourceError(
            "no log format that is known",
            where=source.name,
            todo="See `analyzer formats`, or name one with --format",
        )
    return found


def _longest(way: Way) -> int:
    return LONGEST_DOCUMENT_BYTES if way.format.elements else LONGEST_LINE_BYTES


def _beginning(stream: ByteStream, source: Source) -> bytes:
    """The first 64 KiB, or all there is."""
    parts: list[bytes] = []
    wanted = _BEGINNING_BYTES
    while wanted:
        try:
            part = read_some(stream, wanted)
        except BROKEN as error:
            if not parts:
                raise SourceError(str(error), where=source.name, todo="Check the file") from None
            break
        if not part:
            break
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, the next being made while one is in use."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, items, None)
            yield item
