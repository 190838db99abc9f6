"""Tasks that ingest workers run: split a large source, load sources, load a part of one.

Each is a function of its item and of what all share, so that it can be done again, elsewhere and at
the same time: it writes the same files under the same names, and they count for nothing until they
are committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

import pyarrow as pa
from blake3 import blake3

from analyzer.catalog.catalog import Catalog
from analyzer.errors import SourceError
from analyzer.ingest.detection.source_plan import read_plan_by
from analyzer.ingest.lines.chunks import CHUNK_BYTES, Position, chunks
from analyzer.ingest.loads.grouping import Group
from analyzer.ingest.loads.load_index import LoadIndex, Stop, hash_to, longest
from analyzer.ingest.loads.loading import (
    Loader,
    Options,
    Outcome,
    Part,
    beginning_of,
    head_of,
)
from analyzer.ingest.loads.loads import Batch, FinishedLoad
from analyzer.ingest.loads.staging import Staging
from analyzer.ingest.rows.transform import Reading
from analyzer.ingest.sources.byte_stream import ByteStream
from analyzer.ingest.sources.source import Source
from analyzer.ingest.wrapping.read_plan import ReadPlan
from analyzer.lake.lake import Lake


@dataclass(frozen=True)
class Shared:
    """What all tasks of a run share. `known` is what the lake held when it was made; `now` is when
    the run began."""

    lake: str
    known: pa.Table
    secret: bytes = field(repr=False)
    catalog: Catalog
    options: Options
    part_bytes: int
    now: datetime


@dataclass(frozen=True)
class Layout:
    """How a large source is cut into parts, and the load that they are; None where it is not cut.

    The load's counts are those that its parts will have to come to, its lines.
    """

    load: FinishedLoad | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Done:
    """What became of each source of a group, or of a part, and what is ready to be committed."""

    outcomes: tuple[Outcome, ...]
    batch: Batch


@dataclass(frozen=True)
class Doubt:
    """A source that may hold what other sources of the run hold, which begin with the same line."""

    source: Source
    start: int
    others: tuple[Stop, ...]


def is_grown(doubt: Doubt) -> bool:
    """Whether the source has more than the others' first line: all of one of them."""
    try:
        return longest(doubt.source, doubt.others) > doubt.start
    except SourceError:
        return True  # to be loaded again, which will say why


def load_group(shared: Shared, group: Group) -> Done:
    """Load what is new in some sources."""
    with _worker(shared) as (loader, staging):
        outcomes = tuple(loader.load(source) for source in group)
        return Done(outcomes, staging.place())


def load_part(shared: Shared, part: Part) -> Done:
    """Load a part of a source."""
    with _worker(shared) as (loader, staging):
        outcome = loader.load_part(part)
        return Done((outcome,), staging.place(part.load, f"{part.start}-"))


@contextmanager
def _worker(shared: Shared) -> Iterator[tuple[Loader, Staging]]:
    with ExitStack() as stack:
        reading = stack.enter_context(Reading(shared.catalog, shared.secret))
        reading.read_at(shared.now)
        # Engines give a task one core.
        reading.con.execute("SET threads = 1")
        known = LoadIndex(shared.known)
        staging = stack.enter_context(
            Staging(Lake(shared.lake), shared.catalog, lambda: reading, known)
        )
        yield Loader(lambda: reading, staging, shared.options), staging


def lay_out(shared: Shared, source: Source) -> Layout:
    """Read a large source once, without looking into its lines, and lay out where to cut it.

    The digest of a source is of all its bytes in order, and the number of a line is known when all
    before it are counted: that is done here, at a small part of the cost of reading the lines.
    """
    try:
        with closing(source.open()) as stream:
            beginning = beginning_of(stream, source)
        plan = read_plan_by(beginning, source, shared.options.format)
        from_start = source.open_at(0)
    except SourceError:
        return Layout()  # who loads it will say why
    if from_start is None:
        return Layout()
    with closing(from_start):
        if not _lines_stand_alone(plan):
            return Layout()
        return _lay_out(shared, source, plan, head_of(beginning), from_start)


def _lay_out(
    shared: Shared, source: Source, plan: ReadPlan, head: str, stream: ByteStream
) -> Layout:
    known = LoadIndex(shared.known)
    start = known.stop_of(source, head)
    digests = _Digests()
    hash_to(stream, digests, 0, start)
    digests.begin_part()
    at = Position(start, sum(one.lines for one in known.loads_before(head, start)))
    first, begun, seen = at.lines, replace(at), ""
    parts: list[Part] = []

    def end_part() -> None:
        nonlocal begun
        lines = at.lines - begun.lines
        parts.append(
            Part(source, load, begun.offset, at.offset, begun.lines + 1, lines, digests.of_part())
        )
        begun = replace(at)

    for chunk in chunks(stream, digests, at, min(CHUNK_BYTES, shared.part_bytes)):
        if plan.format.websocket and b"websocket" in chunk.data:
            return Layout()  # its lines complete one another, as far apart as they may be
        if not seen:
            seen = chunk.digest
            load = known.new_id(seen)
        if at.offset - begun.offset + len(chunk.data) > shared.part_bytes:
            end_part()
    if at.offset > begun.offset:
        end_part()
    if at.ended_early or len(parts) < 2:
        return Layout()
    return Layout(
        FinishedLoad(
            load=load,
            source=source.name,
            format=plan.format.name,
            lines=at.lines - first,
            requests=0,
            rejects=0,
            skipped=0,
            first_us=None,
            last_us=None,
            start=start,
            stop=at.offset,
            head=head,
            digest=digests.hexdigest(16),
        ),
        tuple(parts),
    )


class _Digests:
    """The digest of a source so far, and that of a part of it."""

    def __init__(self) -> None:
        self._whole, self._part = blake3(), blake3()

    def update(self, data: bytes, /) -> None:
        """Go on with more bytes."""
        self._whole.update(data)
        self._part.update(data)

    def hexdigest(self, length: int = 32) -> str:
        """That of the source."""
        return self._whole.hexdigest(length)

    def of_part(self) -> str:
        """That of the part, which ends here."""
        found = self._part.hexdigest(16)
        self.begin_part()
        return found

    def begin_part(self) -> None:
        """A part begins here."""
        self._part = blake3()


def _lines_stand_alone(plan: ReadPlan) -> bool:
    """Whether a line means the same wherever a source is cut before and after it.

    SQL in a text sees nothing but lines; what is made anew for each chunk may remember fields that
    were seen, values belong to a document, and records that span lines must not be cut.
    """
    form = plan.format
    joined = form.mend or form.assemble or (plan.wrapping and plan.wrapping.goes_on)
    of_document = plan.path is not None or form.elements
    return isinstance(form.select, str) and not (of_document or form.survey or joined)
