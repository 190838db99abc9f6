"""Ingest: sources in, loads in the lake; every line counted, every load whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from blake3 import blake3

from analyzer.catalog import Catalog
from analyzer.errors import AnalyzerError, SourceError
from analyzer.formats import named
from analyzer.ingest.reading import Counts, Reading
from analyzer.ingest.sources import (
    BROKEN,
    CHUNK_BYTES,
    STDIN,
    WHOLE,
    ByteStream,
    Position,
    Rewound,
    Source,
    as_text,
    chunks,
    read_some,
)
from analyzer.ingest.staging import Load, Staging
from analyzer.ingest.wrapping import Way, unwrapped, way_to_read
from analyzer.lake import Lake
from analyzer.warehouse import write_views

_BEGINNING_BYTES = 64 << 10
T = TypeVar("T")


@dataclass(frozen=True)
class Options:
    """What a user may say about sources: the format's name or auto, and what their logs lack."""

    format: str = "auto"
    vendor: str | None = None
    client: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one source: a load, nothing new, or an error."""

    source: str
    format: str = ""
    counts: Counts = field(default_factory=Counts)
    bytes: int = 0
    known: bool = False
    error: AnalyzerError | None = None


def ingest(
    lake: Lake,
    sources: Iterable[Source],
    catalog: Catalog,
    options: Options,
    *,
    now: datetime,
) -> Iterator[Outcome]:
    """Load sources into the lake, each at most once; yields what became of each, once it is kept.

    A source that cannot be read becomes an outcome with an error; the others go on.
    `now` is noted as the time of loading. Raises LakeError where nothing can be written.
    """
    if options.format != "auto":
        named(options.format)
    lake.create()
    reading = Reading(catalog, lake.secret())
    try:
        with Staging(lake, reading, now) as staging:
            waiting: dict[str, Outcome] = {}
            todo = {source.name: source for source in sources}
            while todo:
                for source in list(todo.values()):
                    waiting[source.name] = _ingest_one(source, reading, staging, options)
                    if staging.is_full():
                        break
                lost = staging.commit()
                todo = {n: s for n, s in todo.items() if n in lost or n not in waiting}
                yield from (outcome for n, outcome in waiting.items() if n not in lost)
                waiting.clear()
        write_views(lake, catalog)
    finally:
        reading.close()


def _ingest_one(source: Source, reading: Reading, staging: Staging, options: Options) -> Outcome:
    try:
        with closing(source.open()) as stream:
            beginning = _beginning(stream)
            if not beginning:
                return Outcome(source.name)
            way = _way(source, beginning, options)
            head = blake3(beginning.split(b"\n", 1)[0]).hexdigest(16)
            if source.path == STDIN:
                load = staging.begin(source.name, way.format.name, head, 0, stream)
                whole = Rewound(beginning, stream)
                return _load(whole, load, way, reading=reading, staging=staging, options=options)
        start = staging.read_so_far(source, head)
        with closing(source.open()) as stream:
            load = staging.begin(source.name, way.format.name, head, start, stream)
            return _load(stream, load, way, reading=reading, staging=staging, options=options)
    except SourceError as error:
        return Outcome(source.name, error=error)


def _load(
    stream: ByteStream,
    load: Load,
    way: Way,
    *,
    reading: Reading,
    staging: Staging,
    options: Options,
) -> Outcome:
    at = Position(load.start, load.first_line - 1)
    form = way.format
    reading.begin(form, vendor=options.vendor, client=options.client)
    size = WHOLE if form.elements and not form.by_line else CHUNK_BYTES
    for chunk in ahead(unwrapped(chunks(stream, load.hasher, at, size), way.wrapping)):
        reading.read(chunk)
        load.seen = chunk.digest
        staging.spill()
    if at.offset == load.start:
        staging.drop(load)
        return Outcome(load.source, form.name, known=True)
    if at.ended_early:
        reading.reject_end(at.lines, at.ended_early)
    if not staging.finish(load, reading.counts, at.offset):
        return Outcome(load.source, form.name, known=True)
    return Outcome(load.source, form.name, reading.counts, at.offset - load.start)


def _way(source: Source, beginning: bytes, options: Options) -> Way:
    """How to read a source, by its beginning."""
    text = as_text(beginning)
    found = way_to_read(text, None if options.format == "auto" else named(options.format))
    if found is None:
        raise SourceError(
            "no log format that is known",
            where=source.name,
            todo="See `analyzer formats`, or name one with --format",
        )
    return found


def _beginning(stream: ByteStream) -> bytes:
    """The first 64 KiB, or all there is."""
    parts: list[bytes] = []
    wanted = _BEGINNING_BYTES
    while wanted:
        try:
            part = read_some(stream, wanted)
        except BROKEN as error:
            if not parts:
                raise SourceError(str(error), where="", todo="Check the file") from None
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
