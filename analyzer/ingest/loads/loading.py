"""Loads one source into staging: detects its format, reads its chunks, counts every line."""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from os.path import samestat

from blake3 import blake3

from analyzer.errors import AnalyzerError, SourceError, UsageError
from analyzer.formats import known
from analyzer.ingest.detection.growing_plans import GrowingPlans
from analyzer.ingest.detection.line_kinds import Before, kinds_with_fields_of
from analyzer.ingest.detection.source_plan import BEGINNING_BYTES, read_plan_by
from analyzer.ingest.lines.chunks import CHUNK_BYTES, LONGEST_LINE_BYTES, Position, as_text
from analyzer.ingest.lines.line_table import numbered
from analyzer.ingest.loads.ahead import ahead
from analyzer.ingest.loads.load_index import LoadIndex
from analyzer.ingest.loads.staging import Load, Staging
from analyzer.ingest.rows.counts import Counts
from analyzer.ingest.rows.transform import Reading
from analyzer.ingest.sources.byte_stream import BROKEN, ByteStream, read_some
from analyzer.ingest.sources.source import Bounded, Rewound, Source
from analyzer.ingest.wrapping.read_plan import ReadPlan

_TRIES = 5
# What puts exchanges together holds several objects of Python for each line of a chunk.
_ASSEMBLED_BYTES = 4 << 20
_NOTHING = (b"", codecs.BOM_UTF8)
# Called after each chunk: the source, what became of its lines so far, how many bytes that were.
OnProgress = Callable[[str, Counts, int], object]


@dataclass(frozen=True)
class Options:
    """What a user may say about sources: the format's name or auto, and what their logs lack."""

    format: str = "auto"
    vendor: str | None = None
    client: str | None = None

    def __post_init__(self) -> None:
        """Raises UsageError for a name that is none, which rows would be written under."""
        for where, name in (("--vendor", self.vendor), ("--client", self.client)):
            if name is not None and not name.strip():
                raise UsageError("is empty", where=where, todo="Give a name, or leave it out.")


@dataclass(frozen=True)
class Outcome:
    """What became of one source: a load, nothing new, or an error.

    `sureness` is how firmly the format claims the source, 0 to 1; `unmapped` names what the source
    holds and no column takes; `earlier_rejects` are those of what the lake held of it before.
    `days_by` names what told the days of its lines, where these say none.
    """

    source: str
    format: str = ""
    sureness: float = 0.0
    unmapped: tuple[str, ...] = ()
    counts: Counts = field(default_factory=Counts)
    bytes: int = 0
    known: bool = False
    earlier_rejects: int = 0
    days_by: str = ""
    error: AnalyzerError | None = None


@dataclass(frozen=True)
class Part:
    """Whole lines of a source, from byte `start` to `stop`, that one task reads.

    `load` is the id of the load that it is a part of, `digest` and `lines` are the part's own.
    """

    source: Source
    load: str
    start: int
    stop: int
    first_line: int
    lines: int
    digest: str


class Loader:
    """Reads sources, one after the other, into what is staged."""

    def __init__(self, reading: Callable[[], Reading], staging: Staging, options: Options) -> None:
        """`reading` waits until it is made."""
        self._reading, self._staging, self._options = reading, staging, options
        self._before: Before | None = None  # how the source before was read
        self._growing = GrowingPlans()
        # Called whenever a source is of a known format, before it is read.
        self.on_plan: Callable[[], object] = lambda: None

    def load(
        self, source: Source, *, finished: bool = True, on_progress: OnProgress | None = None
    ) -> Outcome:
        """Stage what is new in a source. One that cannot be read is an outcome with an error."""
        try:
            for _ in range(_TRIES):
                outcome = self._try(source, finished, on_progress)
                if outcome:
                    return outcome
            raise changed(source)
        except SourceError as error:
            return Outcome(source.name, error=error)

    def _try(
        self, source: Source, finished: bool, on_progress: OnProgress | None
    ) -> Outcome | None:
        """As `load`; None where another file took the source's place meanwhile."""
        staging = self._staging
        with closing(source.open()) as stream:
            beginning = beginning_of(stream, source)
            if beginning in _NOTHING:
                return Outcome(source.name)
            plan_by = read_plan_by if finished else self._growing.plan_by
            plan = plan_by(beginning, source, self._options.format, self._before)
            self._before = _read_as(plan, beginning, self._before)
            self.on_plan()
            head = head_of(beginning)
            if source.piped:
                load = staging.begin(source, plan.format.name, head, 0, stream)
                return self._read(Rewound(beginning, stream), load, plan, finished, on_progress)
            if finished and plan.format.survey:
                self._survey(source, plan)
            start = staging.read_so_far(source, head)
            read = partial(
                self._read_new, source, head, start, plan, finished=finished, progress=on_progress
            )
            if _is_still(source, stream, beginning):
                return read(stream)
        with closing(source.open()) as opened:
            beginning = beginning_of(opened, source)
            if head_of(beginning) != head:
                return None
            return read(_rewound(beginning, opened))

    def _read_new(
        self,
        source: Source,
        head: str,
        start: int,
        plan: ReadPlan,
        stream: ByteStream,
        *,
        finished: bool,
        progress: OnProgress | None,
    ) -> Outcome:
        load = self._staging.begin(source, plan.format.name, head, start, stream)
        if plan.reads_lines and not plan.format.assemble:
            stream = self._staging.take_up(load, stream)
        return self._read(stream, load, plan, finished, progress)

    def load_part(self, part: Part) -> Outcome:
        """Stage a part of a source, as a part of a load whose id is known."""
        source = part.source
        try:
            with closing(source.open()) as stream:
                beginning = beginning_of(stream, source)
            stream_at = source.open_at(part.start)
            if stream_at is None:
                raise changed(source)
            with closing(stream_at):
                plan = read_plan_by(beginning, source, self._options.format)
                load = self._staging.begin_part(
                    source,
                    plan.format.name,
                    head_of(beginning),
                    part.start,
                    part.first_line,
                    part.load,
                )
                bounded = Bounded(stream_at, part.stop - part.start)
                return self._read(bounded, load, plan, finished=True, on_progress=None)
        except SourceError as error:
            return Outcome(source.name, error=error)

    def _survey(self, source: Source, plan: ReadPlan) -> None:
        with closing(source.open()) as stream:
            lines = plan.chunks(stream, blake3(), Position(), CHUNK_BYTES)
            self._reading().survey(plan.format, lines)

    def _read(
        self,
        stream: ByteStream,
        load: Load,
        plan: ReadPlan,
        finished: bool,
        on_progress: OnProgress | None,
    ) -> Outcome:
        at = Position(load.begin, load.first_line - 1)
        form, reading, staging = plan.format, self._reading(), self._staging
        reading.begin(
            form,
            vendor=self._options.vendor,
            client=self._options.client,
            earlier=partial(staging.earlier_connections, load.head, load.start),
        )
        size = 0
        room = _ASSEMBLED_BYTES if form.assemble else CHUNK_BYTES
        lines = plan.chunks(stream, load.hasher, at, room, finished=finished)
        tables = ((chunk, numbered(chunk)) for chunk in lines)
        for chunk, table in ahead(tables, lambda item: item[0].is_last):
            load.seen = load.seen or chunk.digest
            reading.read(chunk, table, staging.spill)
            if on_progress:
                size += len(chunk.data)
                on_progress(load.source, reading.counts, size)
        reading.end(staging.spill)
        if at.ended_early:
            reading.reject_end(at.lines, at.ended_early)
        load.seen = load.seen or load.hasher.hexdigest(8)
        earlier = staging.known.rejects_before(load.head, load.start)
        if at.offset == load.start or not staging.finish(load, reading.counts, at.offset):
            staging.drop(load)
            earlier += reading.counts.rejects
            return Outcome(load.source, form.name, known=True, earlier_rejects=earlier)
        if not finished:
            staging.remember(load)
        return Outcome(
            load.source,
            form.name,
            plan.sureness,
            tuple(form.unmapped()),
            reading.counts,
            at.offset - load.start,
            earlier_rejects=earlier,
            days_by=(plan.times.days_by if plan.times else None) or "",
        )


def _read_as(plan: ReadPlan, beginning: bytes, before: Before | None) -> Before | None:
    """What a plan tells of sources like this; nothing where it is of several formats."""
    form = known(plan.format.name)
    if form is None:
        return None
    if before and (before.format, before.sureness) == (form, plan.sureness):
        return before
    is_plain = plan.wrapping is None and plan.path is None and plan.times is None
    lines = as_text(beginning).splitlines() if is_plain and plan.sureness < 1 else []
    return Before(form, plan.sureness, kinds_with_fields_of(lines))


def known_whole(source: Source, known: LoadIndex) -> Outcome | None:
    """What becomes of a plain file of which the lake holds every byte, if it does."""
    if source.piped or not known.ends_at(source.size):
        return None
    try:
        with closing(source.open()) as stream:
            if not isinstance(stream, io.FileIO):
                return None
            beginning = beginning_of(stream, source)
            size = os.fstat(stream.fileno()).st_size
        head = head_of(beginning)
        if not known.has_stop(head, size) or known.stop_of(source, head) != size:
            return None
    except SourceError:
        return None  # who loads it will say why
    return Outcome(source.name, known=True, earlier_rejects=known.rejects_before(head, size))


def read_plan_of(source: Source, options: Options) -> ReadPlan:
    """How to read a source. Raises SourceError where it is empty or of no known format."""
    with closing(source.open()) as stream:
        beginning = beginning_of(stream, source)
    return read_plan_from(beginning, source, options)


def read_plan_from(beginning: bytes, source: Source, options: Options) -> ReadPlan:
    """The same, of a source whose beginning was read."""
    if beginning in _NOTHING:
        raise SourceError("is empty", where=source.name, todo="Check the path")
    return read_plan_by(beginning, source, options.format)


def beginning_of(stream: ByteStream, source: Source) -> bytes:
    """The first 64 KiB, or all there is; more where an object in the first line is longer.

    So it is where there are but NULs: a log that was truncated while it was written to.
    """
    parts: list[bytes] = []
    size, goes_on, is_hole = 0, True, True
    while size < BEGINNING_BYTES or (goes_on and size < LONGEST_LINE_BYTES):
        try:
            part = read_some(stream, BEGINNING_BYTES - size % BEGINNING_BYTES)
        except BROKEN as error:
            if not parts:
                raise SourceError(str(error), where=source.name, todo="Check the file") from None
            break
        if not part:
            break
        parts.append(part)
        size += len(part)
        is_object = parts[0].removeprefix(codecs.BOM_UTF8).startswith(b"{")
        is_hole = is_hole and not part.strip(b"\0")
        goes_on = is_hole or (goes_on and is_object and b"\n" not in part)
    return b"".join(parts)


def head_of(beginning: bytes) -> str:
    """Identifies a source after it has grown: the digest of its first line."""
    return blake3(beginning[:BEGINNING_BYTES].split(b"\n", 1)[0]).hexdigest(16)


def _rewound(beginning: bytes, stream: ByteStream) -> ByteStream:
    """The stream from its beginning on, which was read already."""
    if isinstance(stream, io.FileIO):
        stream.seek(0)
        return stream
    return Rewound(beginning, stream)


def _is_still(source: Source, stream: ByteStream, beginning: bytes) -> bool:
    """Whether a stream is of a plain file that lies where it lay and begins as it did.

    It stands at its beginning again then.
    """
    if not isinstance(stream, io.FileIO):
        return False
    with suppress(OSError):
        line, file = beginning[: beginning.find(b"\n") + 1], stream.fileno()
        if samestat(os.stat(source.path), os.fstat(file)) and os.pread(file, len(line), 0) == line:
            stream.seek(0)
            return True
    return False


def changed(source: Source) -> SourceError:
    """What to say of a source that is another one than when its parts were laid out."""
    return SourceError("changed while it was read", where=source.name, todo="Run it again")
