"""The lake: Delta tables of Hive-partitioned Parquet, and how a load becomes visible at once.

`requests` and `rejects` are committed first, `loads` last: rows count only once their load is
there, so a reader sees a whole load or none. Files are named by batch and content, and a batch that
is committed again, because it was cut off the first time, takes the place of what is there of it:
nothing is there twice.

Every commit is made on the version of the table that was looked at, or not at all. So a writer who
held the lock of a bucket, fell silent and lost it, cannot finish what others have done meanwhile.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote, unquote

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from blake3 import blake3
from deltalake import CommitProperties, DeltaTable
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction

from analyzer import schema
from analyzer.errors import LakeError
from analyzer.literal import quoted
from analyzer.storage import storage_at

VIEWS_FILE = "analyzer.duckdb"
KEPT = "materialized"
SECRET = "secret"
_LOCK = "lock"
_LOG = "_delta_log/"
_COMPACTED = "compacted"
_PRUNED_BEFORE = "analyzer.prunedBefore"
_ENCODED = re.compile("%[0-9A-Fa-f]{2}")


@dataclass(frozen=True)
class WrittenFile:
    """A Parquet file in the staging folder, ready to be committed."""

    path: Path
    rows: int
    partition: dict[str, str | None]
    min_ts: str | None = None
    max_ts: str | None = None


@dataclass(frozen=True)
class PlacedFile:
    """A Parquet file that lies where its table's files lie, and is in no log yet.

    `path` is relative to the table. Who commits it need not be who wrote it.
    """

    path: str
    bytes: int
    rows: int
    partition: dict[str, str | None]
    min_ts: str | None = None
    max_ts: str | None = None


class Lake:
    """A folder, or a prefix of a bucket, with the tables `requests`, `rejects` and `loads`."""

    def __init__(self, root: str | Path) -> None:
        """Raises UsageError for a URL that is none of a bucket."""
        self.storage = storage_at(root)
        self.root = self.storage.place
        self._looked_at: int | None = None

    def exists(self) -> bool:
        """Whether anything was ever loaded."""
        return self.storage.holds(f"loads/{_LOG}")

    def require(self) -> None:
        """Raises LakeError if there is no lake here."""
        if not self.exists():
            raise LakeError(
                "there is no lake here", where=self.root, todo="Run `analyzer ingest` first"
            )

    def create(self) -> None:
        """Make the place, if it is not there. Raises LakeError where it cannot be used."""
        self._check_name()
        self.storage.prepare({*schema.TABLES, KEPT, VIEWS_FILE, SECRET, _LOCK})

    def _check_name(self) -> None:
        """Delta's library takes `%41` in a path for the letter A, however it is written."""
        if encoded := _ENCODED.search(self.root):
            raise LakeError(
                f"a lake cannot lie under a name with {encoded[0]}",
                where=self.root,
                todo="Name another folder with --lake",
            )

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
                self._refuse_the_silent()
            yield

    def _refuse_the_silent(self) -> None:
        """Let no commit succeed of one who had the lock, and may wake up yet."""
        with suppress(LakeError):  # into a log that cannot be read nobody commits
            table = self._table("loads", create=True)
            table.create_write_transaction([], "append", schema.LOADS)

    def staging(self) -> AbstractContextManager[Path]:
        """A folder for files that are not yet part of the lake; it goes when the block ends."""
        return self.storage.staging()

    def place(self, name: str, file: WrittenFile, stem: str) -> PlacedFile:
        """Put a file where a table's files lie; no reader sees it before it is committed."""
        return self._placed(name, [file], [stem])[0]

    def _placed(
        self, name: str, files: Sequence[WrittenFile], stems: Sequence[str]
    ) -> list[PlacedFile]:
        placed = [
            PlacedFile(
                f"{_partition_path(file.partition)}{stem}-{_digest(file.path)}.parquet",
                file.path.stat().st_size,
                file.rows,
                file.partition,
                file.min_ts,
                file.max_ts,
            )
            for file, stem in zip(files, stems, strict=True)
        ]
        self.storage.keep(
            {f"{name}/{to.path}": file.path for file, to in zip(files, placed, strict=True)}
        )
        return placed

    def commit(
        self,
        requests: Sequence[WrittenFile | PlacedFile],
        rejects: Sequence[WrittenFile | PlacedFile],
        loads: pa.Table,
        *,
        batch: str,
        modified_ms: int,
    ) -> None:
        """Make loads visible: their requests, their rejects, then themselves.

        Raises LakeError if the lake has other loads by now than `loads` said last.
        """
        self._append("requests", requests, batch, modified_ms)
        self._append("rejects", rejects, batch, modified_ms)
        with self.staging() as folder:
            path = folder / "loads.parquet"
            pq.write_table(loads, path, compression="zstd")
            written = [WrittenFile(path, loads.num_rows, {})]
            self._append("loads", written, batch, modified_ms, on=self._looked_at)

    def _append(
        self,
        name: str,
        files: Sequence[WrittenFile | PlacedFile],
        batch: str,
        modified_ms: int,
        *,
        replaced: pl.DataFrame | None = None,
        on: int | None = None,
    ) -> None:
        """Commit files, in the place of others or of those of the same batch."""
        table = self._table(name, create=True)
        if on is not None and table.version() != on:
            raise self._overtaken()
        staged = [file for file in files if isinstance(file, WrittenFile)]
        placed = [file for file in files if isinstance(file, PlacedFile)]
        placed += self._placed(name, staged, [f"{batch}-{n}" for n in range(len(staged))])
        there = self._actions(table)
        if replaced is None:
            kept = {file.path for file in placed}
            batches = {_batch_of(file.path) for file in placed}
            is_old = [
                _batch_of(path) in batches and unquote(path) not in kept for path in there["path"]
            ]
            old = there.filter(pl.Series(is_old, dtype=pl.Boolean))
        elif set(replaced["path"]) <= set(there["path"]):
            old = replaced
        else:
            raise self._overtaken()
        is_change = replaced is None
        additions = [
            AddAction(to.path, to.bytes, to.partition, modified_ms, is_change, _stats(to))
            for to in placed
        ]
        removals = _removals(old, modified_ms, is_change=is_change)
        self._transact(name, table, [*removals, *additions], batch)

    def _transact(
        self, name: str, table: DeltaTable, actions: list[AddAction | RemoveAction], batch: str
    ) -> None:
        """Commit on this version of a table. Raises LakeError where another commit was quicker."""
        if not actions:
            return
        token = secrets.token_hex(8)
        try:
            with self._as_lake_error(name):
                table.create_write_transaction(
                    actions,
                    "append",
                    schema.TABLES[name],
                    partition_by=_partitions(name),
                    commit_properties=CommitProperties(
                        custom_metadata={"batch": batch, "token": token}, max_commit_retries=0
                    ),
                )
        except LakeError:
            # The answer to a put may have been lost on its way: then it is done all the same.
            entry = self.storage.read(f"{name}/{_LOG}{table.version() + 1:020}.json")
            if entry is None:
                raise
            if token.encode() not in entry:
                raise self._overtaken() from None

    def _overtaken(self) -> LakeError:
        return LakeError(
            "another writer was quicker",
            where=self.root,
            todo="Run it again: what is done by then is not done twice",
        )

    def tracked(self, name: str) -> pl.DataFrame:
        """The files that a table's log names: path, uri, size_bytes, num_records, vendor, date.

        `visible` says whether readers see them: a commit that was cut off leaves some unseen.
        """
        table = self._table(name)
        visible = self.files(name)
        return (
            self._actions(table)
            .with_columns(uri=pl.Series(self._uris(table, name), dtype=pl.String))
            .with_columns(visible=pl.col("uri").is_in([*visible]))
        )

    def _actions(self, table: DeltaTable) -> pl.DataFrame:
        """The files that a table's log names, by their paths in it."""
        actions = pl.DataFrame(table.get_add_actions(flatten=True))
        partitions = [c for c in actions.columns if c.startswith("partition.")]
        return actions.select("path", "size_bytes", "num_records", *partitions).rename(
            {column: column.removeprefix("partition.") for column in partitions}
        )

    def stored(self, name: str) -> pl.DataFrame:
        """The visible files of a table, as `tracked`."""
        return self.tracked(name).filter("visible").drop("visible")

    def replace(
        self, name: str, written: WrittenFile, replaced: pl.DataFrame, *, modified_ms: int
    ) -> None:
        """Put one file in the place of others, in one commit: their rows, or what stays of them."""
        paths = "".join(sorted(replaced["path"].to_list()))
        batch = f"{_COMPACTED}-{blake3(paths.encode()).hexdigest(8)}"
        self._append(name, [written], batch, modified_ms, replaced=replaced)

    def disown(self, name: str, files: pl.DataFrame, *, modified_ms: int) -> None:
        """Take files out of a table's log, in one commit; they stay stored until `vacuum`."""
        removals = _removals(files, modified_ms, is_change=True)
        self._transact(name, self._table(name), removals, "disowned")

    def forget_loads(self, loads: Collection[str]) -> None:
        """Take loads out of the list of loads, as if their sources had never been read."""
        with self._as_lake_error("loads"):
            self._table("loads").delete(f"load IN ({', '.join(map(quoted, loads))})")

    def vacuum(self, hours: int) -> None:
        """Delete files that no reader of the last `hours` can still want."""
        for name in schema.TABLES:
            table = self._table(name)
            with self._as_lake_error(name):
                table.vacuum(hours, dry_run=False, enforce_retention_duration=False)

    def forget_before(self, day: date) -> None:
        """Drop requests sent before a UTC day, and remember that."""
        table, first = self._table("requests"), max(day, self.pruned_before())
        with self._as_lake_error("requests"):
            table.alter.set_table_properties(
                {_PRUNED_BEFORE: first.isoformat()}, raise_if_not_exists=False
            )
            table.delete(f"date < '{day.isoformat()}'")

    def pruned_before(self) -> date:
        """The first UTC day of which requests were never dropped."""
        day = self._table("requests").metadata().configuration.get(_PRUNED_BEFORE)
        return date.fromisoformat(day) if day else date.min

    def _table(self, name: str, *, create: bool = False) -> DeltaTable:
        self._check_name()
        uri, options = self.storage.uri(name), self.storage.delta_options()
        with self._as_lake_error(name):
            if create:
                with suppress(CommitFailedError):  # another made it, or we did: an answer got lost
                    DeltaTable.create(
                        uri,
                        schema.TABLES[name],
                        mode="ignore",
                        partition_by=_partitions(name),
                        storage_options=options,
                    )
            return DeltaTable(uri, storage_options=options)

    def files(self, name: str) -> dict[str, int]:
        """The Parquet files of a table that readers may see, with their sizes."""
        if name == "loads":
            return self._sized("loads")
        return self._committed(name, self.loads())

    def snapshot(self) -> dict[str, dict[str, int]]:
        """For each table, the files that readers may see, with their sizes: all of one moment."""
        loads = self._sized("loads")
        known = self._loads_in(loads)
        return {n: loads if n == "loads" else self._committed(n, known) for n in schema.TABLES}

    def _committed(self, name: str, loads: pa.Table) -> dict[str, int]:
        """The files of a table that belong to these loads."""
        batches = {_COMPACTED, *loads["batch"].to_pylist()}
        return {uri: size for uri, size in self._sized(name).items() if _batch_of(uri) in batches}

    def _sized(self, name: str) -> dict[str, int]:
        """The files that a table's log names, sorted; none where there is no table."""
        if not self.storage.holds(f"{name}/{_LOG}"):
            return {}
        table = self._table(name)
        if name == "loads":
            self._looked_at = table.version()
        sizes = self._actions(table)["size_bytes"]
        return dict(sorted(zip(self._uris(table, name), sizes, strict=True)))

    def _uris(self, table: DeltaTable, name: str) -> list[str]:
        """The files of a table as they are stored: its log holds their names URL-encoded."""
        return [
            self.storage.uri(f"{name}/{unquote(path)}") for path in self._actions(table)["path"]
        ]

    def uri(self, path: str) -> str:
        """Where something of the lake lies, for who reads files by their names."""
        return self.storage.uri(path)

    def kept(self) -> set[str]:
        """The files that keep rows of models, relative to the lake; see `materialized`."""
        found = self.storage.entries(KEPT)
        return {entry.name for entry in found if entry.name.endswith(".parquet")}

    def keep(self, staged: Path, path: str) -> None:
        """Put a finished file into its place, whole or not at all."""
        self.storage.keep({path: staged})

    def drop_kept(self, paths: Collection[str], *, before: datetime) -> None:
        """Delete files of `kept` that were written before a time."""
        wanted = set(paths)
        for entry in [*self.storage.entries(KEPT)] if wanted else ():
            if entry.name in wanted and entry.modified < before:
                self.storage.remove(entry.name)

    def version(self) -> int:
        """Grows with every commit; 0 for a lake without loads."""
        return self._table("loads").version() + 1 if self.exists() else 0

    def loads(self) -> pa.Table:
        """Every load, as schema.LOADS. What is committed next rests on what is seen here."""
        self._looked_at = 0
        return self._loads_in(self._sized("loads"))

    def _loads_in(self, files: Mapping[str, int]) -> pa.Table:
        if not files:
            return pa.Table.from_batches([], schema.LOADS)
        columns = ", ".join(schema.LOADS.names)
        with duckdb.connect() as con:
            self.storage.let_read(con, files)
            found = con.sql(
                f"SELECT {columns} FROM read_parquet($files)", params={"files": [*files]}
            ).to_arrow_table()
        return found.cast(schema.LOADS)

    @contextmanager
    def _as_lake_error(self, name: str) -> Iterator[None]:
        where = self.storage.uri(name)
        try:
            yield
        except PermissionError:
            raise LakeError(
                "no permission to write here", where=where, todo="Choose another --lake"
            ) from None
        except TableNotFoundError:
            raise LakeError("not a table of a lake", where=where, todo="Check --lake") from None
        except CommitFailedError:
            raise self._overtaken() from None
        except DeltaError as error:
            what = str(error).splitlines()[0]  # the rest is where in the library
            raise LakeError(what, where=where, todo="See `analyzer check --repair`") from None
        except OSError as error:
            what = error.strerror or str(error).splitlines()[0]
            raise LakeError(what, where=where, todo="Free space or choose another --lake") from None


def _partitions(name: str) -> list[str]:
    return list(schema.PARTITION_BY) if name == "requests" else []


def _partition_path(partition: dict[str, str | None]) -> str:
    return "".join(f"{key}={quote(value or '', safe='')}/" for key, value in partition.items())


def _removals(
    files: pl.DataFrame, modified_ms: int, *, is_change: bool
) -> list[AddAction | RemoveAction]:
    partitions = [column for column in schema.PARTITION_BY if column in files.columns]
    return [
        RemoveAction(
            file["path"],
            is_change,
            modified_ms,
            file["size_bytes"],
            {column: str(file[column]) for column in partitions},
        )
        for file in files.iter_rows(named=True)
    ]


def _stats(file: PlacedFile) -> str:
    stats: dict[str, object] = {"numRecords": file.rows}
    if file.min_ts and file.max_ts:
        stats |= {"minValues": {"ts": file.min_ts}, "maxValues": {"ts": file.max_ts}}
        stats["nullCount"] = {"ts": 0}
    return json.dumps(stats)


def _batch_of(path: str) -> str:
    """What a file's name begins with."""
    return path.rpartition("/")[2].split("-")[0]


def _digest(file: Path) -> str:
    return blake3().update_mmap(file).hexdigest(8)


def cannot_write(place: str, error: duckdb.Error) -> LakeError:
    """What to say where DuckDB could not write a file: the disk is full, most often."""
    said = re.search(r'Could not write file[^:]*": ([\w ]+)', str(error).replace("\\", ""))
    what = said[1] if said else str(error).splitlines()[0]
    return LakeError(what, where=place, todo="Free space or choose another --lake")
