"""How a source is read: its format, and what is stripped from its lines first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from analyzer.formats import Assemble, Format
from analyzer.ingest.byte_stream import ByteStream
from analyzer.ingest.chunks import (
    LONGEST_DOCUMENT_BYTES,
    LONGEST_LINE_BYTES,
    Chunk,
    Digest,
    Position,
    chunks,
)
from analyzer.ingest.documents import document_chunks

# As much as is kept of a body.
_AHEAD_BYTES = 64 << 10
# An empty line that a program wrote, where other lines are empty that hold nothing of it.
BLANK = b" "


class Wrapped(Protocol):
    """What stands around each line. `goes_on` matches lines that continue in the next."""

    @property
    def goes_on(self) -> object | None:
        """What matches such lines; None where there are none."""

    def off(self, data: bytes, *, stamped: bool = False) -> bytes:
        """The lines within; each keeps its number."""


@dataclass(frozen=True)
class ReadPlan:
    """How to read a source: its format, what to take off its lines before, and how sure that is.

    `document` says of lines within a document what a format's does of its own.
    """

    format: Format
    wrapping: Wrapped | None
    sureness: float
    document: tuple[str, ...] | None = None

    @property
    def path(self) -> tuple[str, ...] | None:
        """The members that lead to the values of a document; None where lines are read."""
        return self.format.document if self.document is None else self.document

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
            lines = chunks(stream, digest, at, size, longest=longest, finished=finished)
        if form.assemble:
            yield from self._assembled(lines, form.assemble(), finished)
            return
        for chunk in lines:
            data = chunk.data
            if self.wrapping:
                data = self.wrapping.off(data, stamped=form.stamped)
            yield replace(chunk, data=form.mend(data) if form.mend else data)

    def _assembled(
        self, lines: Iterator[Chunk], assemble: Assemble, finished: bool
    ) -> Iterator[Chunk]:
        """Exchanges in a line each. Which chunk is the last is known when no other comes.

        The beginning of one that comes is shown before, so that an exchange may end in it.
        """
        chunk = next(lines, None)
        data = self._within(chunk)
        while chunk:
            following = next(lines, None)
            after = self._within(following)
            ahead = after[: after.find(b"\n", _AHEAD_BYTES) + 1 or len(after)]
            is_last = following is None and finished
            told = _told if getattr(self.wrapping, "has_gaps", False) else _assembled
            yield replace(chunk, data=told(assemble, data, ahead, is_last))
            chunk, data = following, after

    def _within(self, chunk: Chunk | None) -> bytes:
        """The lines of a chunk without what stands around them."""
        if chunk is None:
            return b""
        return self.wrapping.off(chunk.data, stamped=True) if self.wrapping else chunk.data


def _assembled(assemble: Assemble, data: bytes, ahead: bytes, is_last: bool) -> bytes:
    return assemble(data, is_last=is_last, ahead=ahead)


def _told(assemble: Assemble, data: bytes, ahead: bytes, is_last: bool) -> bytes:
    """The same of lines between which there are empty ones that no program wrote."""
    lines = data.split(b"\n")
    places = [place for place, line in enumerate(lines) if line]
    told = assemble(_without_gaps(data), is_last=is_last, ahead=_without_gaps(ahead))
    out = [b""] * len(lines)
    for place, line in zip(places, told.split(b"\n"), strict=False):
        out[place] = line
    return b"\n".join(out)


def _without_gaps(data: bytes) -> bytes:
    """The lines that a program wrote, of which empty ones are a blank here."""
    lines = [line for line in data.split(b"\n") if line]
    return b"".join((b"" if line == BLANK else line) + b"\n" for line in lines)
