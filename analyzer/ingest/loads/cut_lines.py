"""Lines in whose middle a load ended, as programs that write in blocks leave them at any moment."""

from __future__ import annotations

import io
import os
from contextlib import closing

from blake3 import blake3

from analyzer.ingest.lines.chunks import LONGEST_LINE_BYTES
from analyzer.ingest.loads.load_index import hash_to
from analyzer.ingest.sources.byte_stream import BROKEN, ByteStream, read_some
from analyzer.ingest.sources.source import Rewound
from analyzer.lake.lake import Lake
from analyzer.system.database import open_memory
from analyzer.warehouse.connection import open_lake

_LOOKED_AHEAD_BYTES = 64 << 10

# Whether the line in whose middle a load of a source ended was rejected. Where the source broke
# off there, that is a reject of its own, with the number after.
_REJECTED_HALF = """
    WITH rejected AS (
        SELECT line, starts_with(reason, 'the source ends early') AS is_end
        FROM lake_rejects
        WHERE load IN (SELECT load FROM lake_loads WHERE head = $head AND stop = $start)
    )
    SELECT count(*) > 0 FROM rejected
    WHERE NOT is_end AND line = $line - (SELECT count(*) FROM rejected WHERE is_end)
"""


def is_rejected_half(lake: Lake, head: str, start: int, line: int) -> bool:
    """Whether line `line`, in whose middle a load ended at byte `start`, was rejected."""
    with closing(open_memory()) as con:
        open_lake(con, lake)
        key = {"head": head, "start": start, "line": line}
        return con.execute(_REJECTED_HALF, key).fetchone() == (True,)


class LineDigest:
    """A running hash that knows its value at the beginning of the line it is in."""

    def __init__(self) -> None:
        self.before = blake3()
        self.half = bytearray()
        self._reached = 0

    def follow(self, stream: ByteStream, stop: int) -> bool:
        """Go on with a stream to its byte `stop`; whether that is in the middle of a line."""
        self._reached = hash_to(stream, self, self._reached, stop)
        return bool(self.half)

    def update(self, data: bytes, /) -> None:
        """Go on with more bytes."""
        if end := data.rfind(b"\n") + 1:
            self.before.update(self.half)
            self.before.update(memoryview(data)[:end])
            self.half.clear()
        self.half += memoryview(data)[end:]

    def hexdigest(self, length: int = 32) -> str:
        """The digest so far, `length` bytes of it in hex."""
        return self.whole().hexdigest(length)

    def whole(self) -> blake3:
        """The hash of all that came."""
        hasher = self.before.copy()
        hasher.update(self.half)
        return hasher


def with_half(passed: LineDigest, stream: ByteStream) -> tuple[ByteStream, int]:
    """The stream from the beginning of the line on that is cut off where it stands, and how many
    bytes that is before; as it stands, where nothing comes after it, or the line is too long.
    """
    try:
        more = read_some(stream, _LOOKED_AHEAD_BYTES)
    except BROKEN:
        return stream, 0
    half = bytes(passed.half) if more and len(passed.half) <= LONGEST_LINE_BYTES else b""
    return Rewound(half + more, stream), len(half)


def is_in_a_line(file: io.FileIO, place: int) -> bool:
    """Whether a place in a plain file is neither its beginning nor that of a line."""
    return place > 0 and os.pread(file.fileno(), 1, place - 1) not in (b"\n", b"")


def hashed_to(file: io.FileIO, place: int) -> blake3:
    """The hash of a plain file up to a place, from which it is read on."""
    hasher = blake3()
    file.seek(0)
    hash_to(file, hasher, 0, place)
    return hasher


def begin_of_line(file: io.FileIO, place: int) -> int:
    """Where the line begins that goes on at a place; the place itself, where that is too far."""
    earliest = max(0, place - LONGEST_LINE_BYTES)
    found = os.pread(file.fileno(), place - earliest, earliest).rfind(b"\n") + 1
    return earliest + found if found or not earliest else place
