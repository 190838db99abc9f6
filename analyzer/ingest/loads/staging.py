"""Staging of loads: their files are written aside, then committed together.

Small sources share a commit; a large one is written out in parts, so that memory stays bounded.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from types import TracebackType
from typing import Self

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from blake3 import blake3

from analyzer.catalog.catalog import Catalog
from analyzer.ingest.lines.arrays import texts
from analyzer.ingest.loads.cut_lines import (
    LineDigest,
    begin_of_line,
    hashed_to,
    is_in_a_line,
    is_rejected_half,
    with_half,
)
from analyzer.ingest.loads.load_index import LoadIndex, Stop
from analyzer.ingest.loads.loads import Batch, FinishedLoad, batch_id, loads_table
from analyzer.ingest.rows.counts import Counts
from analyzer.ingest.rows.transform import Reading
from analyzer.ingest.sources.byte_stream import ByteStream
from analyzer.ingest.sources.read_position import ReadPosition
from analyzer.ingest.sources.source import Source
from analyzer.lake.delta_files import WrittenFile
from analyzer.lake.lake import Lake, cannot_write
from analyzer.lake.parquet import without, write_tables
from analyzer.lake.partitions import Partitioning
from analyzer.redaction import without_forms
from analyzer.schema import ROWS
from analyzer.system.database import open_memory
from analyzer.warehouse.connection import open_lake

FLUSH_ROWS = 125_000
_EARLIER_CONNECTIONS = (resources.files(__package__) / "earlier_connections.sql").read_text("utf-8")


@dataclass
class Load:
    """One source being loaded.

    `id` comes from `seen`, the digest of the source up to the end of the load's first chunk, once
    rows are written out. `file` is which plain file it is, whatever name that has later. What is
    read begins at byte `begin`: at `start`, or before it with a line that was cut off there, which
    `before` knows of a stream that cannot go back. What is `piped` cannot be read again.
    """

    source: str
    path: str
    format: str
    head: str
    start: int
    first_line: int
    hasher: blake3
    begin: int = 0
    file: tuple[int, int] | None = None
    before: LineDigest | None = None
    seen: str = ""
    id: str = ""
    dropped: bool = False
    stop: int = 0
    counts: Counts | None = None
    first_us: int | None = None
    last_us: int | None = None
    piped: bool = False


class Staging:
    """What a run has read and not yet committed. Leaving the block drops it."""

    def __init__(
        self, lake: Lake, catalog: Catalog, reading: Callable[[], Reading], known: LoadIndex
    ) -> None:
        """`reading` waits until it is made; `known` are the lake's loads."""
        self._lake, self._reading = lake, reading
        self._positions: dict[tuple[int, int], ReadPosition] = {}
        self.known = known
        self._partitioning = Partitioning(lake, catalog.vendors)
        self._folder_context = lake.staging()
        self._files: dict[str, list[WrittenFile]] = {name: [] for name in ROWS}
        self._writer = ThreadPoolExecutor(1)
        self._writing: Future[dict[str, list[WrittenFile]]] | None = None
        self._finished: list[Load] = []
        self._numbered: list[Load] = []
        self._spoilt: list[str] = []
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
        self._writer.shutdown()
        self._folder_context.__exit__(kind, error, trace)

    def begin(self, source: Source, form: str, head: str, start: int, stream: ByteStream) -> Load:
        """A load of the stream from byte `start` on; what comes before is only hashed."""
        file = _identity(stream.fileno()) if isinstance(stream, io.FileIO) else None
        position = self._positions.get(file) if file else None
        earlier = self.known.loads_before(head, start)
        begins = sorted({start, *(one.start for one in earlier)})
        passed = None
        if isinstance(stream, io.FileIO):
            if position and position.stop == start:
                hasher = position.hasher.copy()
                stream.seek(start)
            else:
                hasher = hashed_to(stream, start)
            halves = sum(is_in_a_line(stream, at) for at in begins)
        else:
            passed = LineDigest()
            halves = sum(passed.follow(stream, at) for at in begins)
            hasher = passed.whole()
        # A line in two loads is one.
        first_line = 1 + sum(one.lines for one in earlier) - halves
        load = Load(
            source.name, source.path, form, head, start, first_line, hasher, start, file, passed,
            piped=source.piped,
        )  # fmt: skip
        self._numbered.append(load)
        return load

    def take_up(self, load: Load, stream: ByteStream) -> ByteStream:
        """The stream from the beginning of the line on in whose middle the load before ended, if
        that was a reject; else as it stands.
        """
        if isinstance(stream, io.FileIO):
            is_cut = is_in_a_line(stream, load.start)
            is_more = os.fstat(stream.fileno()).st_size > load.start
            if is_cut and is_more and self._has_rejected_half(load):
                load.begin = begin_of_line(stream, load.start)
                load.hasher = hashed_to(stream, load.begin)
            return stream
        if not (load.before and load.before.half and self._has_rejected_half(load)):
            return stream
        whole, begins_before = with_half(load.before, stream)
        if begins_before:
            load.begin, load.hasher = load.start - begins_before, load.before.before
        return whole

    def _has_rejected_half(self, load: Load) -> bool:
        if not any(one.rejects for one in self.known.loads_before(load.head, load.start)[:1]):
            return False
        return is_rejected_half(self._lake, load.head, load.start, load.first_line)

    def begin_part(
        self, source: Source, form: str, head: str, start: int, first_line: int, id: str
    ) -> Load:
        """A part of a load whose id is known; only the part is hashed."""
        load = Load(source.name, source.path, form, head, start, first_line, blake3(), start, id=id)
        self._numbered.append(load)
        return load

    def name(self, load: Load) -> str:
        """The id of a load, from what was seen of it."""
        load.id = load.id or self.known.new_id(load.seen)
        return load.id

    def earlier_connections(self, head: str, start: int) -> pa.Table | None:
        """What WebSocket connections said in a source before byte `start`; None if it has none."""
        if not start:
            return None
        with closing(open_memory()) as con:
            open_lake(con, self._lake)
            key = {"head": head, "start": start}
            return con.sql(_EARLIER_CONNECTIONS, params=key).to_arrow_table()

    def read_so_far(self, source: Source, head: str) -> int:
        """Up to which byte the lake already holds this source, known by its content."""
        with suppress(OSError):
            file = _identity(source.path)
            if file in self._positions and self._positions[file].still_holds(source.path, head):
                return self._positions[file].stop
            self._positions.pop(file, None)
        return self.known.stop_of(source, head)

    def spill(self) -> None:
        """Write out what is staged, if there is much of it, in the middle of a source."""
        if self._reading().staged >= FLUSH_ROWS:
            current = self._numbered[-1]
            self._write_out(so_far=True)
            self._numbered = [current]

    def finish(self, load: Load, counts: Counts, stop: int) -> bool:
        """The source has ended. False if the lake turns out to hold this very content."""
        load.stop, load.counts = stop, counts
        digest = load.hasher.hexdigest(16)
        ended = Stop(stop, digest, counts.lines, counts.rejects, load.start)
        if not self.known.add(load.head, ended):
            self.drop(load)
            return False
        self._finished.append(load)
        return True

    def drop(self, load: Load) -> None:
        """Keep nothing of a load."""
        load.dropped = True
        if load.id:
            self._spoilt.append(load.id)

    def remember(self, load: Load) -> None:
        """Where a plain file was left; a compressed one cannot be entered in the middle.

        Under its name there may be another file by now, or none: of the one that was read nothing
        is known then but what the lake says.
        """
        self._forget(load)
        with suppress(OSError), open(load.path, "rb") as file:
            if position := ReadPosition.of(file, load.head, load.stop, load.hasher):
                self._positions[_identity(file.fileno())] = position

    def _forget(self, load: Load) -> None:
        if load.file:
            self._positions.pop(load.file, None)

    def commit(self, now: datetime) -> list[str]:
        """Write out the rest and make all finished loads visible.

        Returns the sources that another run was quicker with: nothing of them is kept, and they
        have to be read again, for what is new.
        """
        with self._lake.locked():
            lost = self._drop_overtaken()
            self._write_out()
            self._take_files()
            self._cut_out_dropped()
            if self._finished:
                self._publish(now)
        self.known = LoadIndex(self._lake.loads())
        self._begin_anew()
        return lost

    def place(self, batch: str | None = None, part: str = "") -> Batch:
        """Write out the rest and lay the files into the lake, for another process to commit.

        `batch` and `part` name the files of a load that others place parts of.
        """
        self._write_out()
        self._take_files()
        self._cut_out_dropped()
        batch = batch or batch_id(load.id for load in self._finished)
        placed = {
            name: tuple(
                self._lake.place(name, file, f"{batch}-{part}{number}")
                for number, file in enumerate(files)
            )
            for name, files in self._files.items()
        }
        loads = tuple(_row(load) for load in self._finished)
        self._begin_anew()
        return Batch(batch, loads, placed)

    def _begin_anew(self) -> None:
        self._files = {name: [] for name in ROWS}
        self._finished, self._numbered, self._spoilt = [], [], []

    def _drop_overtaken(self) -> list[str]:
        """Drop loads of sources that the lake has come to know since this run last looked."""
        others = self.known.not_yet(self._lake.loads())
        heads, digests = set(others["head"]), set(others["digest"])
        overtaken = [
            load
            for load in self._finished
            if (load.hasher.hexdigest(16) in digests if load.piped else load.head in heads)
        ]
        for load in overtaken:
            self.drop(load)
            self._forget(load)
        self._finished = [load for load in self._finished if not load.dropped]
        return [load.source for load in overtaken if not load.piped]

    def _cut_out_dropped(self) -> None:
        """Take what was written out of loads before they were dropped out of the files again."""
        if spoilt := self._spoilt:
            for name, files in self._files.items():
                self._files[name] = [part for file in files for part in without(file, spoilt)]

    def _publish(self, now: datetime) -> None:
        batch = batch_id(load.id for load in self._finished)
        self._lake.commit(
            self._files,
            loads_table([(batch, map(_row, self._finished))], now),
            batch=batch,
            modified_ms=int(now.timestamp() * 1000),
        )

    def _write_out(self, *, so_far: bool = False) -> None:
        """Begin to write rows and rejects into the staging folder, while the next are read.

        Of the present source some lines may be left for later, if that is `so_far`.
        """
        if not self._numbered:
            return
        self._take_files()  # so that no more than two parts of a source are in memory
        for load in self._numbered:
            self.name(load)
        staged = self._reading().rows(so_far=so_far)
        of_loads = {name: self._of_loads(table) for name, table in staged.items()}
        self._note_times(of_loads["requests"])
        rows = {name: table.drop_columns(["number"]) for name, table in of_loads.items()}
        self._reading().empty(so_far=so_far)
        self._parts += 1
        own = self._partitioning.own(rows["requests"]["vendor"])
        self._writing = self._writer.submit(
            write_tables, rows, own, self._folder, f"-{self._parts}"
        )

    def _take_files(self) -> None:
        """Wait for the files that are being written."""
        if self._writing:
            try:
                written = self._writing.result()
            except OSError as error:
                raise cannot_write(self._lake.root, error) from None
            finally:
                self._writing = None
            for name, files in written.items():
                self._files[name] += files

    def _of_loads(self, rows: pa.Table) -> pa.Table:
        """Rows of loads that are kept, with source and load where their number was."""
        loads = self._numbered
        if any(load.dropped for load in loads):
            part = pl.Series([False, *(not load.dropped for load in loads)]).to_arrow()
            rows = rows.filter(pc.take(part, rows["number"]))
        numbers = rows["number"].combine_chunks()
        source, load = (
            pa.DictionaryArray.from_arrays(numbers, texts(["", *names]))
            for names in (
                [without_forms(load.source) for load in loads],
                [load.id for load in loads],
            )
        )
        return rows.append_column("source", source).append_column("load", load)

    def _note_times(self, rows: pa.Table) -> None:
        ts = pl.col("ts").dt.epoch("us")
        spans = (
            pl.DataFrame(rows.select(["number", "ts"]))
            .group_by("number")
            .agg(ts.min().alias("first"), ts.max().alias("last"))
        )
        for number, first, last in spans.iter_rows():
            load = self._numbered[number - 1]
            load.first_us = first if load.first_us is None else min(first, load.first_us)
            load.last_us = last if load.last_us is None else max(last, load.last_us)


def _identity(file: str | int) -> tuple[int, int]:
    """Identifies a file across renames, as by log rotation: device and inode."""
    found = os.stat(file)
    return found.st_dev, found.st_ino


def _row(load: Load) -> FinishedLoad:
    counts = load.counts or Counts()
    return FinishedLoad(
        load=load.id,
        source=load.source,
        format=load.format,
        lines=counts.lines,
        requests=counts.requests,
        rejects=counts.rejects,
        skipped=sum(counts.skipped.values()),
        first_us=load.first_us,
        last_us=load.last_us,
        start=load.start,
        stop=load.stop,
        head=load.head,
        digest=load.hasher.hexdigest(16),
        left_out=counts.left_out(),
        connections=counts.connections,
    )
