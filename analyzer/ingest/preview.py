"""Dry run: format, counts and first rows of each source; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl
from blake3 import blake3

from analyzer.catalog.catalog import Catalog
from analyzer.errors import SourceError
from analyzer.ingest.lines.chunks import Position
from analyzer.ingest.lines.line_table import numbered
from analyzer.ingest.loads.loading import Options, beginning_of, read_plan_from
from analyzer.ingest.rows.counts import Counts
from analyzer.ingest.rows.transform import Reading
from analyzer.ingest.sources.source import Rewound, Source

_BYTES = 1 << 20
_ROWS = 5
_COLUMNS = [
    "ts", "vendor", "client", "method", "host", "route", "status", "error_type", "code",
    "duration_ms", "command",
]  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """The beginning of one source, read. `sureness` is how firmly the format claims it, 0 to 1.

    `goes_on` where the source is longer than what was read.
    """

    source: str
    format: str = ""
    sureness: float = 0.0
    counts: Counts = field(default_factory=Counts)
    rows: pl.DataFrame = field(default_factory=pl.DataFrame)
    error: SourceError | None = None
    goes_on: bool = False


def preview(
    sources: Iterable[Source], catalog: Catalog, options: Options, *, now: datetime
) -> Iterator[Preview]:
    """Read the first MiB of each source; `now` is when."""
    # No lake, no secret: key hashes are not shown.
    with Reading(catalog, b"") as reading:
        reading.read_at(now)
        for source in sources:
            try:
                yield _preview(source, reading, options)
            except SourceError as error:
                yield Preview(source.name, error=error)
            reading.empty()


def _preview(source: Source, reading: Reading, options: Options) -> Preview:
    # Opened once: standard input cannot be read from its beginning again.
    with closing(source.open()) as stream:
        beginning = beginning_of(stream, source)
        plan = read_plan_from(beginning, source, options)
        form = plan.format
        reading.begin(form, vendor=options.vendor, client=options.client)
        chunks = plan.chunks(Rewound(beginning, stream), blake3(), Position(), _BYTES)
        first = next(chunks, None)
        goes_on = next(chunks, None) is not None
    if first:
        reading.read(first, numbered(first))
    rows = pl.DataFrame(reading.rows()["requests"].select(_COLUMNS).slice(0, _ROWS))
    return Preview(source.name, form.name, plan.sureness, reading.counts, rows, goes_on=goes_on)
