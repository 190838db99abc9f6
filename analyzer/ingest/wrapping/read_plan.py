"""How a source is read: its format, and what is stripped from its lines first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from analyzer.formats import Assemble, Format
from analyzer.ingest.lines.chunks import (
    LONGEST_DOCUMENT_BYTES,
    LONGEST_LINE_BYTES,
    Chunk,
    Digest,
    Position,
    chunks,
)
from analyzer.ingest.lines.clock_times import ClockTimes
from analyzer.ingest.lines.colours import without_colours
from analyzer.ingest.lines.documents import document_chunks
from analyzer.ingest.lines.leading_times import LeadingTimes
from analyzer.ingest.sources.byte_stream import ByteStream
from analyzer.ingest.wrapping.line_traces import takes_members, with_members, with_traces
from analyzer.ingest.wrapping.writers import ByWriter, Told

# As much as is kept of a body.
_AHEAD_BYTES = 64 << 10


class Wrapped(Protocol):
    """What stands around each line. `goes_on` matches lines that continue in the next."""

    @property
    def goes_on(self) -> object | None:
        """What matches such lines; None where there are none."""

    def off(self, data: bytes, *, stamped: bool = False) -> bytes:
        """The lines within; each keeps its number."""

    def told_by(self, data: bytes, *, stamped: bool = False) -> Told:
        """The same, and who wrote each line."""


@dataclass(frozen=True)
class ReadPlan:
    """How to read a source: its format, what to take off its lines before, and how sure that is.

    `document` says of lines within a document what a format's does of its own. `times` gives days
    to lines that have times of day alone, or spells their times as all formats do. Where what was
    answered is told by another format, only calls `without_answer` count.
    """

    format: Format
    wrapping: Wrapped | None
    sureness: float
    document: tuple[str, ...] | None = None
    times: ClockTimes | LeadingTimes | None = None
    without_answer: bool = False

    @property
    def path(self) -> tuple[str, ...] | None:
        """The members that lead to the values of a document; None where lines are read."""
        return self.format.document if self.document is None else self.document

    @property
    def reads_lines(self) -> bool:
        """Whether it reads lines, each by itself or with others of its exchange."""
        form = self.format
        return self.path is None and not (form.elements or form.mend or form.survey)

    def chunks(
        self,
        stream: ByteStream,
        digest: Digest,
        at: Position,
        size: int,
        *,
        finished: bool = True,
    ) -> Iterator[Chunk]:
        """The lines of a source that its format reads, about `size` bytes at a time.

        A wrapping is off, records that span lines are put together, and values of a document are
        each a line. `digest` and `at` follow what was taken; what is left for later of a source
        that is not `finished` is as with `chunks` and `document_chunks`.
        """
        form = self.format
        if self.path is not None:
            lines = document_chunks(stream, digest, at, size, self.path, finished=finished)
        else:
            longest = LONGEST_DOCUMENT_BYTES if form.elements else LONGEST_LINE_BYTES
            told = chunks(stream, digest, at, size, longest=longest, finished=finished)
            lines = (chunk.with_text(without_colours(chunk.data)) for chunk in told)
        if self.times:
            lines = self.times.dated(lines, at.offset)
        if form.assemble:
            yield from self._assembled(lines, form.assemble, finished)
            return
        for chunk in lines:
            data = chunk.data
            if self.wrapping:
                data = self.wrapping.off(data, stamped=form.stamped)
            yield chunk.with_text(form.mend(data) if form.mend else data)

    def _assembled(
        self, lines: Iterator[Chunk], assemble: Callable[[], Assemble], finished: bool
    ) -> Iterator[Chunk]:
        """Exchanges in a line each. Which chunk is the last is known when no other comes.

        The beginning of one that comes is shown before, so that an exchange may end in it.
        """
        told = ByWriter(lambda _: assemble())
        has_traces = "trace_id" in (self.format.fields or ())
        chunk = next(lines, None)
        data, writers = self._within(chunk)
        while chunk:
            following = next(lines, None)
            after, next_writers = self._within(following)
            text = told.take(
                data,
                writers,
                is_last=following is None and finished,
                ahead=after[: after.find(b"\n", _AHEAD_BYTES) + 1 or len(after)],
                next_writers=next_writers,
            )
            if has_traces:
                text = with_traces(text, chunk.data)
            elif takes_members(self.format):
                text = with_members(text, chunk.data)
            yield chunk.with_text(text)
            chunk, data, writers = following, after, next_writers

    def _within(self, chunk: Chunk | None) -> Told:
        """The lines of a chunk without what stands around them, and who wrote each."""
        if chunk is None:
            return b"", ()
        if self.wrapping is None:
            return chunk.data, ()
        return self.wrapping.told_by(chunk.data, stamped=self.format.stamped)
