"""Index of the loads in a lake, by digest of their content: nothing is loaded twice."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

import polars as pl
import pyarrow as pa
from blake3 import blake3

from analyzer.ingest.lines.chunks import Digest
from analyzer.ingest.sources.byte_stream import BROKEN, ByteStream, read_some
from analyzer.ingest.sources.source import Source

COLUMNS = ("load", "head", "stop", "digest", "lines", "rejects", "start")
_READ_BYTES = 8 << 20


@dataclass(frozen=True)
class Stop:
    """Where a load ended: how far its source was read, and the digest up to there.

    `lines` and `rejects` are those of the load, which began at byte `start`.
    """

    stop: int
    digest: str
    lines: int = 0
    rejects: int = 0
    start: int = 0


class LoadIndex:
    """The loads of a lake, and those that this run adds. `loads` has at least COLUMNS."""

    def __init__(self, loads: pa.Table) -> None:
        self._loads = pl.DataFrame(loads.select(COLUMNS))
        self._ids, self._digests = set(self._loads["load"]), set(self._loads["digest"])
        stops = self._loads.select("head", *COLUMNS[2:]).rows_by_key("head")
        self._stops = {head: [Stop(*row) for row in rows] for head, rows in stops.items()}
        self._ends = set(self._loads["stop"])

    def add(self, head: str, stop: Stop) -> bool:
        """Add a load of this run. False if that very content is in the index."""
        if stop.digest in self._digests:
            return False
        self._digests.add(stop.digest)
        self._stops.setdefault(head, []).append(stop)
        self._ends.add(stop.stop)
        return True

    def not_yet(self, loads: pa.Table) -> pl.DataFrame:
        """Those of `loads` that the lake did not hold when this was made."""
        return pl.DataFrame(loads).filter(~pl.col("load").is_in(list(self._loads["load"])))

    def loads_before(self, head: str, start: int) -> list[Stop]:
        """The loads of a source up to byte `start`, the last one first.

        Many logs share their first line, a header: each load begins where the one before ended.
        """
        ends = {one.stop: one for one in self._stops.get(head, ()) if one.start < one.stop}
        found = list[Stop]()
        while start and (one := ends.get(start)):
            found.append(one)
            start = one.start
        return found

    def rejects_before(self, head: str, start: int) -> int:
        """How many rejects the loads of a source up to byte `start` have."""
        return sum(one.rejects for one in self.loads_before(head, start))

    def ends_at(self, stop: int) -> bool:
        """Whether any load ended at byte `stop`."""
        return stop in self._ends

    def has_stop(self, head: str, stop: int) -> bool:
        """Whether a load of what begins with `head` ended at byte `stop`."""
        return any(one.stop == stop for one in self._stops.get(head, ()))

    def stop_of(self, source: Source, head: str) -> int:
        """Up to which byte a source that begins with `head` was loaded."""
        return longest(source, self._stops.get(head, ()))

    def new_id(self, seen: str) -> str:
        """An id from the digest of what was read; another load's id is never taken."""
        fresh = seen
        while fresh in self._ids:
            fresh = blake3(fresh.encode()).hexdigest(8)
        self._ids.add(fresh)
        return fresh


def longest(source: Source, stops: Iterable[Stop]) -> int:
    """The last of some stops up to which a source holds what was read then; 0 if it is none."""
    found = position = 0
    if not (left := sorted(stops, key=lambda one: one.stop)):
        return 0
    hasher = blake3()
    with closing(source.open()) as stream:
        for one in left:
            position = hash_to(stream, hasher, position, one.stop)
            if position < one.stop:
                break
            if hasher.hexdigest(16) == one.digest:
                found = one.stop
    return found


def hash_to(stream: ByteStream, hasher: Digest, reached: int, stop: int) -> int:
    """Hash a stream on to byte `stop`; how far that went."""
    while reached < stop:
        try:
            data = read_some(stream, min(_READ_BYTES, stop - reached))
        except BROKEN:
            break
        if not data:
            break
        hasher.update(data)
        reached += len(data)
    return reached
