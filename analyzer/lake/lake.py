"""The lake: Delta tables of Hive-partitioned Parquet, and how a load becomes visible at once.

The tables of rows are committed first, `loads` last: rows count only once their load is
there, so a reader sees a whole load or none.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from blake3 import blake3

from analyzer import schema
from analyzer.errors import LakeError
from analyzer.lake.delta import LakeTable, check_name, in_no_log, parquet_files
from analyzer.lake.delta_files import PlacedFile, WrittenFile, batch_of
from analyzer.storage import storage_at
from analyzer.system.sql_literal import quoted

VIEWS_FILE = "analyzer.duckdb"
KEPT = "materialized"
PUBLISHED = "published"
SECRET = "secret"
_LOCK = "lock"
_COMPACTED = "compacted"
_PRUNED_BEFORE = "analyzer.prunedBefore"
# Delta's log tells for seven days of files that were replaced; no writer takes as long to commit.
_FORGOTTEN = timedelta(days=8)
_NO_LOADS = schema.no_rows(schema.LOADS)


class Lake:
    """A folder, or a prefix of a bucket, with the tables of schema.TABLES."""

    def __init__(self, root: str | Path) -> None:
        """Raises UsageError for a URL that is none of a bucket."""
        self.storage = storage_at(root)
        self.root = self.storage.place
        self._tables = {
            name: LakeTable(self.storage, name, columns, _partition_by(name))
            for name, columns in schema.TABLES.items()
        }
        self._looked_at: int | None = None
        self._read: tuple[frozenset[str], pa.Table] = (frozenset(), _NO_LOADS)
        self._others: dict[str, frozenset[str]] = {}

    def exists(self) -> bool:
        """Whether anything was ever loaded."""
        return self._tables["loads"].exists()

    def require(self) -> None:
        """Raises LakeError if there is no lake here, or none that anything was loaded into."""
        if self.exists():
            return
        if self.storage.holds(VIEWS_FILE):
            raise LakeError(
                "there is no lake here yet: nothing was loaded",
                where=self.root,
                todo="Run `analyzer ingest` on a log that has lines",
            )
        raise LakeError(
            "there is no lake here", where=self.root, todo="Run `analyzer ingest` first"
        )

    def create(self) -> None:
        """Make the place, if it is not there. Raises LakeError where it cannot be used."""
        check_name(self.root)
        self.storage.prepare({*schema.TABLES, KEPT, PUBLISHED, VIEWS_FILE, SECRET, _LOCK})

    def secret(self) -> bytes:
        """The secret of the keyed hashes: ANALYZER_SECRET, or one that is made once and kept."""
        if given := os.environ.get("ANALYZER_SECRET"):
            return given.encode()
        return self.storage.secret(SECRET)

    @contextmanager
    def locked(self, *, to_write: bool = True) -> Iterator[None]:
        """Alone among the writers of this lake, also where it can only be read."""
        with self.storage.locked(_LOCK, to_write=to_write) as taken_over:
            if taken_over:
                # Let no commit succeed of one who had the lock, and may wake up yet.
                with suppress(LakeError):  # into a log that cannot be read nobody commits
                    self._tables["loads"].touch()
            yield

    def staging(self) -> AbstractContextManager[Path]:
        """A folder for files that are not yet part of the lake; it goes when the block ends."""
        return self.storage.staging()

    def place(self, name: str, file: WrittenFile, stem: str) -> PlacedFile:
        """Put a file where a table's files lie; no reader sees it before it is committed."""
        return self._tables[name].place([file], [stem])[0]

    def place_instead(self, name: str, file: WrittenFile, replaced: pl.DataFrame) -> PlacedFile:
        """As `place`, under a name that says which files it is to replace."""
        return self.place(name, file, _instead_of(replaced))

    def commit(
        self,
        files: Mapping[str, Sequence[WrittenFile | PlacedFile]],
        loads: pa.Table,
        *,
        batch: str,
        modified_ms: int,
    ) -> None:
        """Make loads visible: the files of their rows, by table, then themselves.

        Raises LakeError if the lake has other loads by now than `loads` said last.
        """
        for name in schema.ROWS:
            if files.get(name) or name not in schema.SOMETIMES:
                self._tables[name].append(files.get(name, ()), batch, modified_ms)
        with self.staging() as folder:
            path = folder / "loads.parquet"
            pq.write_table(loads, path, compression="zstd")
            written = [WrittenFile(path, loads.num_rows, {})]
            self._tables["loads"].append(written, batch, modified_ms, on=self._looked_at)

    def tracked(self, name: str) -> pl.DataFrame:
        """The files that a table's log names, as Listing.files.

        `visible` says whether readers see them: a commit that was cut off leaves some unseen.
        """
        return self._tracked(name, self._tables["loads"].listing().files)

    def stored(self, name: str) -> pl.DataFrame:
        """The visible files of a table, as Listing.files."""
        return _visible(self.tracked(name))

    def vendors(self) -> set[str]:
        """The vendors of requests that have a partition, and OTHERS where some share one."""
        return set(self._tables["requests"].listing().files["vendor"])

    def vendors_among_others(self, requests: pl.DataFrame) -> frozenset[str]:
        """The vendors that share a partition in these files of requests."""
        wanted = sizes(requests.filter(pl.col("vendor") == schema.OTHERS))
        if new := {uri: size for uri, size in wanted.items() if uri not in self._others}:
            with duckdb.connect() as con:
                self.storage.let_read(con, new)
                found = con.execute(
                    "SELECT filename, list(DISTINCT vendor) FROM"
                    " read_parquet($1, hive_partitioning = false, filename = true) GROUP BY ALL",
                    [[*new]],
                ).fetchall()
            self._others |= {file: frozenset(vendors) for file, vendors in found}
        return frozenset().union(*(self._others[uri] for uri in wanted))

    def removed(self, name: str) -> set[str]:
        """The uris of files that were replaced or dropped, and are kept for who reads them yet."""
        return self._tables[name].removed()

    def files(self, name: str) -> dict[str, int]:
        """The visible files of a table by their uris, with their sizes."""
        return sizes(self.stored(name))

    def snapshot(self) -> dict[str, pl.DataFrame]:
        """For each table, as `stored`: all of one moment."""
        loads = self._tables["loads"].listing().files
        return {name: _visible(self._tracked(name, loads)) for name in schema.TABLES}

    def _tracked(self, name: str, loads: pl.DataFrame) -> pl.DataFrame:
        """As `tracked`, by the loads that are in these files."""
        if name == "loads":
            return loads.with_columns(visible=True)
        batches = {_COMPACTED, *self._loads_in(loads)["batch"].to_pylist()}
        files = self._tables[name].listing().files
        visible = [batch_of(path) in batches for path in files["path"]]
        return files.with_columns(visible=pl.Series(visible, dtype=pl.Boolean))

    def replace(
        self,
        name: str,
        files: Sequence[WrittenFile | PlacedFile],
        replaced: pl.DataFrame,
        *,
        modified_ms: int,
    ) -> None:
        """Put files in the place of others, in one commit: their rows, or what stays of them."""
        self._tables[name].replace(replaced, files, _instead_of(replaced), modified_ms)

    def remove_files(self, name: str, files: pl.DataFrame, *, modified_ms: int) -> None:
        """Take files out of a table's log, in one commit; they stay stored until `vacuum`."""
        self._tables[name].remove_files(files, modified_ms)

    def forget_loads(self, loads: Collection[str]) -> None:
        """Take loads out of the list of loads, as if their sources had never been read."""
        self._tables["loads"].delete(f"load IN ({', '.join(map(quoted, loads))})")

    def vacuum(self, hours: int, now: datetime) -> None:
        """Delete files that no reader of the last `hours` can still want.

        Also those that were replaced so long ago that no log says so any more.
        """
        for name, table in self._tables.items():
            if table.exists():
                table.vacuum(hours)
                known = {*table.listing().files["uri"], *table.removed()}
                stored = parquet_files(self.storage, name)
                for entry in in_no_log(stored, known, now - _FORGOTTEN):
                    self.storage.remove(entry.name)

    def forget_before(self, day: date) -> None:
        """Drop requests sent before a UTC day, and remember that."""
        first = max(day, self.pruned_before())
        self._tables["requests"].set_properties({_PRUNED_BEFORE: first.isoformat()})
        for name in schema.PARTITIONED:
            if self._tables[name].exists():
                self._tables[name].delete(f"date < '{day.isoformat()}'")

    def pruned_before(self) -> date:
        """The first UTC day of which requests were never dropped."""
        day = self._tables["requests"].property(_PRUNED_BEFORE)
        return date.fromisoformat(day) if day else date.min

    def uri(self, path: str) -> str:
        """Where something of the lake lies, for who reads files by their names."""
        return self.storage.uri(path)

    def precomputed(self) -> set[str]:
        """Files of precomputed rows of models, relative to the lake; see `materialized`."""
        found = self.storage.entries(KEPT)
        return {entry.name for entry in found if entry.name.endswith(".parquet")}

    def keep(self, staged: Path, path: str) -> None:
        """Put a finished file into its place, whole or not at all."""
        self.storage.keep({path: staged})

    def drop_precomputed(self, paths: Collection[str], *, before: datetime) -> None:
        """Delete precomputed files that were written before a time."""
        wanted = set(paths)
        for entry in [*self.storage.entries(KEPT)] if wanted else ():
            if entry.name in wanted and entry.modified < before:
                self.storage.remove(entry.name)

    def published(self, name: str, columns: pa.Schema) -> LakeTable:
        """The table of a view's rows, by UTC day; see `analyzer.warehouse.published`."""
        return LakeTable(self.storage, f"{PUBLISHED}/{name}", columns, ("date",))

    def version(self) -> int:
        """Grows with every commit; 0 for a lake without loads."""
        return self._tables["loads"].version() + 1 if self.exists() else 0

    def loads(self) -> pa.Table:
        """Every load, as schema.LOADS. What is committed next rests on what is seen here."""
        listing = self._tables["loads"].listing()
        self._looked_at = listing.version
        return self._loads_in(listing.files)

    def _loads_in(self, files: pl.DataFrame) -> pa.Table:
        """The loads in these files. Files never change: none is read twice."""
        wanted, (cached, loads) = sizes(files), self._read
        if not cached <= wanted.keys():
            cached, loads = frozenset(), _NO_LOADS
        if new := {uri: size for uri, size in wanted.items() if uri not in cached}:
            loads = pa.concat_tables([loads, self._loads_read(new)])
        self._read = (frozenset(wanted), loads)
        return loads

    def _loads_read(self, files: Mapping[str, int]) -> pa.Table:
        columns = ", ".join(schema.LOADS.names)
        rows = f"SELECT {columns} FROM {loads_in('read_parquet($files)')}"
        with duckdb.connect() as con:
            self.storage.let_read(con, files)
            found = con.sql(rows, params={"files": [*files]}).to_arrow_table()
        return found.cast(schema.LOADS)


def loads_in(files: str) -> str:
    """The rows of `read_parquet(…)` of the table `loads`: old files have fewer columns."""
    each = f"{files.removesuffix(')')}, union_by_name = true)"
    later = "NULL::VARCHAR AS connections, NULL::VARCHAR AS left_out"
    return f"(SELECT {later} WHERE FALSE UNION ALL BY NAME FROM {each})"


def sizes(files: pl.DataFrame) -> dict[str, int]:
    """Files as Listing.files has them, by their uris, with their sizes."""
    return dict(files.select("uri", "size_bytes").iter_rows())


def _instead_of(files: pl.DataFrame) -> str:
    """What the name of a file begins with that replaces some."""
    paths = "".join(sorted(files["path"].to_list()))
    return f"{_COMPACTED}-{blake3(paths.encode()).hexdigest(8)}"


def _partition_by(name: str) -> Sequence[str]:
    return schema.PARTITION_BY if name in schema.PARTITIONED else ()


def _visible(tracked: pl.DataFrame) -> pl.DataFrame:
    return tracked.filter("visible").drop("visible")


def cannot_write(place: str, error: duckdb.Error | OSError) -> LakeError:
    """What to say where a file could not be written: the disk is full, most often."""
    if isinstance(error, OSError):
        what = os.strerror(error.errno) if error.errno else str(error)
        return LakeError(what, where=place, todo="Free space or choose another --lake")
    message = re.search(r'Could not write file[^:]*": ([\w ]+)', str(error).replace("\\", ""))
    what = message[1] if message else str(error).splitlines()[0]
    return LakeError(what, where=place, todo="Free space or choose another --lake")
