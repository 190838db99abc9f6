"""Bytes of a source in bounded chunks of whole lines.

Text is made safe for the SQL engine here, once: UTF-8 without BOM, `\\n` alone between lines, no
byte that is not text. Files that were put together have a BOM where each began; a log that was
truncated while it was written to has NULs up to where its writer went on.
"""

from __future__ import annotations

import codecs
import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analyzer.ingest.lines.colours import without_colours
from analyzer.ingest.lines.json_scan import is_newline, places_of
from analyzer.ingest.sources.byte_stream import BROKEN, ByteStream, read_some, why

CHUNK_BYTES = 24 << 20
CHUNK_LINES = 250_000
# The first chunk is small: what is learned from it makes the others fast.
FIRST_BYTES = 4 << 20
LONGEST_LINE_BYTES = 8 << 20
# Of a document on one line, and of a value of one: what an OpenTelemetry Collector exports at once
# may be large.
LONGEST_DOCUMENT_BYTES = 256 << 20
_READ_BYTES = 32 << 20
_LOOKED_BACK_BYTES = 64 << 10
# What programs and disks put before a line. Nothing but NULs is a line that could not be read.
_NULS = re.compile(rb"(?m)^\0+(?=[^\0\n])")
_MARKS = re.compile(rb"(?m)^(?:\xef\xbb\xbf)+")


class Digest(Protocol):
    """A running hash, as blake3's."""

    def update(self, data: bytes, /) -> object:
        """Go on with more bytes."""

    def hexdigest(self, length: int = 32) -> str:
        """The digest so far, `length` bytes of it in hex."""


@dataclass(frozen=True)
class Chunk:
    """Whole lines of a source. `first` is the number of the first, from 1.

    `ends` are where the lines begin, and the end of the last. `digest` is that of the source up to
    its end. `overlong` holds the numbers of lines of more than `longest` bytes, with their
    beginnings: they are not in `data`. After the one that `is_last` nothing comes; that it is, is
    not known of all.
    """

    data: bytes
    first: int
    ends: NDArray[np.int32] = field(compare=False, repr=False)
    digest: str = ""
    overlong: tuple[tuple[int, str], ...] = ()
    longest: int = LONGEST_LINE_BYTES
    is_last: bool = False

    @property
    def lines(self) -> int:
        """How many there are."""
        return len(self.ends) - 1

    def with_text(self, data: bytes) -> Chunk:
        """The same lines with another text."""
        return self if data is self.data else replace(self, data=data, ends=line_offsets(data))


@dataclass
class Position:
    """How far a source was read: uncompressed bytes and lines."""

    offset: int = 0
    lines: int = 0
    ended_early: str | None = field(default=None)


def chunks(
    stream: ByteStream,
    digest: Digest,
    at: Position,
    size: int,
    *,
    longest: int = LONGEST_LINE_BYTES,
    finished: bool = True,
) -> Iterator[Chunk]:
    """Whole lines of a stream, about `size` bytes at a time, and about CHUNK_LINES.

    A line of more than `longest` bytes is left out.

    `digest` and `at` follow what was taken.

    A last line without its newline is taken if the source is `finished`, else left for later. A
    stream that breaks off (a gzip file cut short) gives what could be read and notes why in
    `at.ended_early`.
    """
    held = b""
    wanted = min(size, FIRST_BYTES)
    while True:
        read, ended = read_block(stream, wanted if held else _of_whole_lines(stream, wanted), at)
        cut = len(read) if ended and finished else read.rfind(b"\n") + 1
        is_whole = cut == len(read) and not held
        data = read if is_whole else b"".join((held, memoryview(read)[:cut])) if cut else b""
        held = read[cut:] if cut else held + read
        if ended and finished and held:
            data, held = data + held, b""
        if data:
            digest.update(data)
            at.offset += len(data)
            yield (chunk := replace(counted(data, at, digest, longest), is_last=ended))
            wanted = min(size, CHUNK_LINES * (1 + len(data) // chunk.lines))
        elif len(held) > longest and not ended:
            beginning = held[: longest + 1]
            held = _drop_line(stream, held, digest, at)
            yield counted(beginning + b"\n", at, digest, longest)
        if ended:
            return


def _of_whole_lines(stream: ByteStream, size: int) -> int:
    """How many of the next `size` bytes are whole lines, which then need not be put together.

    All, where that cannot be told: of what is no plain file, near its end, in a very long line.
    """
    if not isinstance(stream, io.FileIO) or size <= _LOOKED_BACK_BYTES:
        return size
    try:
        begin = stream.tell() + size - _LOOKED_BACK_BYTES
        last = os.pread(stream.fileno(), _LOOKED_BACK_BYTES, begin)
    except OSError:
        return size
    stop = last.rfind(b"\n") + 1 if len(last) == _LOOKED_BACK_BYTES else 0
    return size - _LOOKED_BACK_BYTES + stop if stop else size


def counted(data: bytes, at: Position, digest: Digest, longest: int) -> Chunk:
    """The chunk of the next lines."""
    chunk = _chunk(data, at.lines + 1, digest.hexdigest(8), longest)
    at.lines += chunk.lines
    return chunk


def read_block(stream: ByteStream, size: int, at: Position) -> tuple[bytes, bool]:
    """Up to `size` bytes, and whether the stream has ended."""
    parts: list[bytes] = []
    wanted = size
    while wanted > 0:
        try:
            part = read_some(stream, min(wanted, _READ_BYTES))
        except BROKEN as error:
            at.ended_early = why(error)
            return b"".join(parts), True
        if not part:
            return b"".join(parts), True
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts) if len(parts) > 1 else parts[0], False


def _drop_line(stream: ByteStream, data: bytes, digest: Digest, at: Position) -> bytes:
    """Throw away the rest of an overlong line; what was read beyond its end."""
    while True:
        end = data.find(b"\n") + 1
        dropped = data[:end] if end else data
        digest.update(dropped)
        at.offset += len(dropped)
        if end:
            return data[end:]
        data, ended = read_block(stream, LONGEST_LINE_BYTES, at)
        if ended and not data:
            return b""


def _without_what_is_before_lines(data: bytes) -> bytes:
    # To look for one byte, or whether all are ASCII, is ten times as fast as to look for two.
    if b"\0" in data:
        data = _NULS.sub(b"", data)
    if not data.isascii() and codecs.BOM_UTF8 in data:
        data = _MARKS.sub(b"", data)
    return data


def _chunk(data: bytes, first: int, digest: str, longest: int) -> Chunk:
    """Text made safe."""
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b" ")
    data = _without_what_is_before_lines(data)
    if b"\0" in data:
        data = data.replace(b"\0", b"\xef\xbf\xbd")
    if not data.isascii():
        data = valid_utf_8(data)
    overlong: list[tuple[int, str]] = []
    if _may_be_overlong(data, longest):
        data, overlong = _without_overlong(data, first, longest)
    return Chunk(data, first, line_offsets(data), digest, tuple(overlong), longest)


def line_offsets(text: bytes) -> NDArray[np.int32]:
    """Where the lines of a text begin, and the end of the last."""
    ends = places_of(is_newline, text) + 1
    if not text.endswith(b"\n"):
        ends = np.append(ends, len(text))
    return np.concatenate([[0], ends]).astype(np.int32)


def as_text(beginning: bytes) -> str:
    """The beginning of a source as text, for telling its format; the last line may be cut off."""
    lines = without_colours(_without_what_is_before_lines(beginning))
    return lines.decode("utf-8", "replace")


def valid_utf_8(data: bytes) -> bytes:
    """The same bytes, U+FFFD in the place of those that are no UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace").encode()
    return data


def _may_be_overlong(data: bytes, longest: int) -> bool:
    half = longest // 2
    return any(
        data.find(b"\n", start, start + half) < 0 for start in range(0, len(data) - half, half)
    )


def _without_overlong(data: bytes, first: int, longest: int) -> tuple[bytes, list[tuple[int, str]]]:
    pieces: list[bytes] = []
    overlong: list[tuple[int, str]] = []
    for number, line in enumerate(data.splitlines(keepends=True), first):
        if len(line) > longest:
            overlong.append((number, line[:2000].decode("utf-8", "replace")))
            pieces.append(b"\n")
        else:
            pieces.append(line)
    return b"".join(pieces), overlong
