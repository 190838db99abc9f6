"""Loads on their way into the lake: written aside, then committed together.

Small sources share a commit; a large one is written out in parts, so that memory stays bounded.
"""

from __future__ import annotations

import io
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

import duckdb
import polars as pl
import pyarrow as pa
from blake3 import blake3

from analyzer import schema
from analyzer.ingest.chunks import BROKEN, read_some
from analyzer.ingest.reading import Counts, Reading
from analyzer.ingest.sources import STDIN, ByteStream, Source
from analyzer.lake import Lake, WrittenFile, cannot_write
from analyzer.literal import quoted

FLUSH_ROWS = 250_000
COMMIT_LOADS = 500
_READ_BYTES = 8 << 20
_WRITERS = 2
_TAIL_BYTES = 4096
_WRITTEN = ", ".join(
    name for name in schema.REQUESTS.names if name not in (*schema.PARTITION_BY, "source", "load")
)


@dataclass
class Load:
    """One source being loaded. `id` comes from the digest `seen` once rows are written out."""

    source: str
    path: str
    format: str
    head: str
    start: int
    first_line: int
    hasher: blake3
    seen: str = ""
    id: str = ""
    dropped: bool = False
    stop: int = 0
    counts: Counts | None = None
    first_us: int | None = None
    last_us: int | None = None


@dataclass(frozen=True)
class Reached:
    """How far this run has read a plain file, so that following it reads only what is new."""

    inode: int
    head: str
    stop: int
    tail: bytes
    hasher: blake3

    def still_holds(self, path: str, head: str) -> bool:
        """Whether the file is still the one that was read, and has not been written over."""
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_ino != self.inode or head != self.head:
                return False
            file.seek(max(0, self.stop - _TAIL_BYTES))
            return file.read(len(self.tail)) == self.tail


class Staging:
    """What a run has read and not yet committed. Leaving the block drops it."""

    def __init__(self, lake: Lake, reading: Reading) -> None:
        self._lake, self._reading = lake, reading
        self._reached: dict[str, Reached] = {}
        self._know(lake.loads())
        self._folder_context = lake.staging()
        self._files: dict[str, list[WrittenFile]] = {"requests": [], "rejects": []}
        self._finished: list[Load] = []
        self._numbered: list[Load] = []
        self._parts = 0

    def __enter__(self) -> Self:
        self._folder = self._folder_context.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._folder_context.__exit__(kind, error, trace)

    def begin(self, source: Source, form: str, head: str, start: int, stream: ByteStream) -> Load:
        """A load of the stream from byte `start` on; what comes before is only hashed."""
        reached = self._reached.get(source.path)
        if reached and reached.stop == start and isinstance(stream, io.FileIO):
            hasher = reached.hasher.copy()
            stream.seek(start)
        else:
            hasher = blake3()
            _hash_to(stream, hasher, 0, start)
        earlier = self._known.filter((pl.col("head") == head) & (pl.col("stop") <= start))
        first_line = 1 + int(earlier["lines"].sum())
        load = Load(source.name, source.path, form, head, start, first_line, hasher)
        self._numbered.append(load)
        return load

    def read_so_far(self, source: Source, head: str) -> int:
        """Up to which byte the lake already holds this source, known by its content."""
        reached = self._reached.get(source.path)
        if reached and reached.still_holds(source.path, head):
            return reached.stop
        self._reached.pop(source.path, None)
        stops = self._known.filter(pl.col("head") == head).sort("stop")
        if stops.is_empty():
            return 0
        found = position = 0
        hasher = blake3()
        with closing(source.open()) as stream:
            for stop, digest in stops.select("stop", "digest").iter_rows():
                position = _hash_to(stream, hasher, position, stop)
                if position < stop:
                    break
                if hasher.hexdigest(16) == digest:
                    found = stop
        return found

    def spill(self) -> None:
        """Write out what is staged, if there is much of it, in the middle of a source."""
        if self._reading.staged >= FLUSH_ROWS:
            current = self._numbered[-1]
            self._write_out()
            self._numbered = [current]
            self._reading.go_on()

    def finish(self, load: Load, counts: Counts, stop: int) -> bool:
        """The source has ended. False if the lake turns out to hold this very content."""
        load.stop, load.counts = stop, counts
        digest = load.hasher.hexdigest(16)
        if digest in self._digests:
            self.drop(load)
            return False
        self._digests.add(digest)
        self._finished.append(load)
        return True

    def drop(self, load: Load) -> None:
        """Keep nothing of a load."""
        load.dropped = True

    def is_full(self) -> bool:
        """Whether it is time to commit."""
        return self._reading.staged >= FLUSH_ROWS or len(self._finished) >= COMMIT_LOADS

    def remember(self, load: Load) -> None:
        """Where a plain file was left; a compressed one cannot be entered in the middle."""
        with open(load.path, "rb") as file:
            file.seek(max(0, load.stop - _TAIL_BYTES))
            tail = file.read(min(_TAIL_BYTES, load.stop))
            file.seek(0)
            if blake3(file.readline().rstrip(b"\n")).hexdigest(16) == load.head:
                inode = os.fstat(file.fileno()).st_ino
                reached = Reached(inode, load.head, load.stop, tail, load.hasher.copy())
                self._reached[load.path] = reached

    def commit(self, now: datetime) -> list[str]:
        """Write out the rest and make all finished loads visible.

        Returns the sources that another run was quicker with: nothing of them is kept, and they
        have to be read again, for what is new.
        """
        with self._lake.locked():
            lost = self._drop_overtaken()
            self._write_out()
            self._numbered = []
            if self._finished:
                self._publish(now)
        self._know(self._lake.loads())
        self._files = {"requests": [], "rejects": []}
        self._finished = []
        return lost

    def _know(self, loads: pa.Table) -> None:
        self._known = pl.DataFrame(loads)
        self._ids, self._digests = set(self._known["load"]), set(self._known["digest"])

    def _drop_overtaken(self) -> list[str]:
        """Drop loads of sources that the lake has come to know since this run last looked."""
        known = list(self._known["load"])
        others = pl.DataFrame(self._lake.loads()).filter(~pl.col("load").is_in(known))
        heads, digests = set(others["head"]), set(others["digest"])
        overtaken = [
            load
            for load in self._finished
            if (
                load.hasher.hexdigest(16) in digests if load.source == STDIN else load.head in heads
            )
        ]
        for load in overtaken:
            self.drop(load)
        self._finished = [load for load in self._finished if not load.dropped]
        if written := [load.id for load in overtaken if load.id]:
            for name, files in self._files.items():
                self._files[name] = [file for old in files for file in self._without(old, written)]
        return [load.source for load in overtaken if load.source != STDIN]

    def _without(self, file: WrittenFile, loads: list[str]) -> list[WrittenFile]:
        """A file that is already written, without the rows of some loads."""
        named = ", ".join(map(quoted, loads))
        self._parts += 1
        return self._copy(
            self._reading.con,
            f"SELECT * FROM read_parquet({quoted(str(file.path))}, hive_partitioning = false)"
            f" WHERE load NOT IN ({named})",
            f"kept-{self._parts}",
            file.partition,
        )

    def _publish(self, now: datetime) -> None:
        ids = [load.id for load in self._finished]
        batch = ids[0] if len(ids) == 1 else blake3("".join(ids).encode()).hexdigest(8)
        self._lake.commit(
            self._files["requests"],
            self._files["rejects"],
            self._loads(now, batch),
            batch=batch,
            modified_ms=int(now.timestamp() * 1000),
        )

    def _write_out(self) -> None:
        """Stage and rejects as Parquet files in the staging folder."""
        reading = self._reading
        if not self._numbered:
            return
        for load in self._numbered:
            load.id = load.id or self._new_id(load)
        for name, value in self._names().items():
            reading.con.execute(f"SET VARIABLE {name} = $1", [value])
        self._note_times()
        self._parts += 1
        parts = reading.con.execute(
            "SELECT DISTINCT vendor, date::VARCHAR FROM stage"
            " WHERE verdict IS NULL AND getvariable('kept')[number] ORDER BY ALL"
        ).fetchall()
        # One COPY a partition, two at a time: a third of the time of PARTITION_BY.
        with ThreadPoolExecutor(_WRITERS) as writers:
            for written in writers.map(self._copy_part, range(len(parts)), parts):
                self._files["requests"] += written
        self._files["rejects"] += self._copy(
            reading.con,
            "SELECT getvariable('sources')[number] AS source, line, reason, excerpt,"
            " getvariable('loads')[number] AS load FROM rejected WHERE getvariable('kept')[number]",
            f"rejects-{self._parts}",
            {},
        )
        reading.empty()

    def _copy_part(self, number: int, part: tuple[str, str]) -> list[WrittenFile]:
        vendor, day = part
        with self._reading.con.cursor() as con:
            for name, value in self._names().items():
                con.execute(f"SET VARIABLE {name} = $1", [value])
            return self._copy(
                con,
                f"SELECT {_WRITTEN}, getvariable('sources')[number] AS source,"
                " getvariable('loads')[number] AS load"
                " FROM stage WHERE verdict IS NULL AND getvariable('kept')[number]"
                f" AND vendor = {quoted(vendor)} AND date = '{day}'",
                f"requests-{self._parts}-{number}",
                {"vendor": vendor, "date": day},
            )

    def _names(self) -> dict[str, list[str] | list[bool]]:
        """What a row's `number` stands for."""
        return {
            "sources": [load.source for load in self._numbered],
            "loads": [load.id for load in self._numbered],
            "kept": [not load.dropped for load in self._numbered],
        }

    def _note_times(self) -> None:
        for number, first, last in self._reading.con.execute(
            "SELECT number, epoch_us(min(ts)), epoch_us(max(ts)) FROM stage"
            " WHERE verdict IS NULL GROUP BY number"
        ).fetchall():
            load = self._numbered[number - 1]
            load.first_us = first if load.first_us is None else min(first, load.first_us)
            load.last_us = last if load.last_us is None else max(last, load.last_us)

    def _copy(
        self,
        con: duckdb.DuckDBPyConnection,
        select: str,
        name: str,
        partition: dict[str, str | None],
    ) -> list[WrittenFile]:
        target = self._folder / f"{name}.parquet"
        try:
            written = con.execute(
                f"COPY ({select}) TO {quoted(str(target))}"
                " (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, RETURN_STATS)"
            ).fetchall()
        except duckdb.IOException as error:
            raise cannot_write(self._lake.root, error) from None
        return [
            WrittenFile(target, rows, partition, *_times(statistics))
            for _, rows, _, _, statistics, *_ in written
            if rows
        ]

    def _new_id(self, load: Load) -> str:
        """From the content read so far; another load's id is never taken."""
        fresh = load.seen
        while fresh in self._ids:
            fresh = blake3(fresh.encode()).hexdigest(8)
        self._ids.add(fresh)
        return fresh

    def _loads(self, now: datetime, batch: str) -> pa.Table:
        """By way of polars, since PyArrow imports pandas (0.8 s) to convert Python objects."""
        rows = [
            {
                "load": load.id,
                "source": load.source,
                "format": load.format,
                "lines": load.counts.lines,
                "requests": load.counts.requests,
                "rejects": load.counts.rejects,
                "skipped": sum(load.counts.skipped.values()),
                "bytes": load.stop - load.start,
                "first_ts": load.first_us,
                "last_ts": load.last_us,
                "loaded_at": now,
                "start": load.start,
                "stop": load.stop,
                "head": load.head,
                "digest": load.hasher.hexdigest(16),
                "batch": batch,
            }
            for load in self._finished
            if load.counts
        ]
        table = pl.DataFrame(rows, schema=pl.Schema(schema.LOADS))
        return table.to_arrow().cast(schema.LOADS)


def _hash_to(stream: ByteStream, hasher: blake3, reached: int, stop: int) -> int:
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


def _times(statistics: dict[str, dict[str, str]]) -> tuple[str | None, str | None]:
    """The least and greatest `ts` of a file, as Delta's statistics write them."""
    ts = (statistics or {}).get('"ts"', {})
    return _iso(ts.get("min")), _iso(ts.get("max"))


def _iso(value: str | None) -> str | None:
    return value.replace(" ", "T").removesuffix("+00") + "Z" if value else None
