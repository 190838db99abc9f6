"""One Delta table of a lake: its Parquet files, the log that names them, and how both change.

Files are named by batch and content, and a batch that is committed again, because it was cut off
the first time, takes the place of what is there of it: nothing is there twice.

Every commit is made on the version of the table that was looked at, or not at all. So a writer who
held the lock of a bucket, fell silent and lost it, cannot finish what others have done meanwhile.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import unquote

import polars as pl
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction

from analyzer.errors import LakeError, NewerLakeError, OvertakenError
from analyzer.lake.delta_files import PlacedFile, WrittenFile, batch_of, placed_as, statistics
from analyzer.schema import OTHERS
from analyzer.storage import Storage, StoredFile
from analyzer.system.version import __version__

LOG = "_delta_log/"
# Grows when a lake is written so that programs of before would misread it. Tables say theirs; the
# first ones did not.
LAYOUT = 2
_FIRST_LAYOUT = 1  # … until rows of several vendors share a partition
# Whoever opens a table reads its last checkpoint and every log entry since, and lists all of its
# log: `ingest --follow` makes one every other second.
_LAYOUT = "analyzer.layout"
_SETTINGS: dict[str, str | None] = {
    "delta.checkpointInterval": "10",
    "delta.logRetentionDuration": "interval 1 days",
    _LAYOUT: str(_FIRST_LAYOUT),
}
_ENCODED = re.compile("%[0-9A-Fa-f]{2}")


def parquet_files(storage: Storage, name: str) -> dict[str, StoredFile]:
    """The Parquet files in a table's folder, by their uris."""
    return {
        storage.uri(entry.name): entry
        for entry in storage.entries(name)
        if entry.name.endswith(".parquet") and f"/{LOG}" not in entry.name
    }


def in_no_log(
    stored: Mapping[str, StoredFile], known: Set[str], before: datetime
) -> Iterator[StoredFile]:
    """Files, by their uris, that no log tells of and that were put there before a time.

    Whoever wrote one did not come to commit it, or it was replaced long ago.
    """
    for uri, entry in stored.items():
        if uri not in known and entry.modified < before:
            yield entry


@dataclass(frozen=True)
class TableSnapshot:
    """What a table's log names in one of its versions; version 0 without files where it is none.

    `files`: path (URL-encoded, as in the log), uri, size_bytes, num_records, vendor, date; sorted.
    """

    version: int
    files: pl.DataFrame


class LakeTable:
    """A table in the storage of a lake. `name` is its folder, `columns` those of its rows."""

    def __init__(
        self, storage: Storage, name: str, columns: pa.Schema, partition_by: Sequence[str] = ()
    ) -> None:
        self._storage, self._name, self._columns = storage, name, columns
        self._partitions = list(partition_by)

    def exists(self) -> bool:
        """Whether anything was ever committed."""
        return self._storage.holds(f"{self._name}/{LOG}")

    def version(self) -> int:
        """The number of the last commit."""
        return int(self._opened().version())

    def listing(self) -> TableSnapshot:
        """The files that the log names now."""
        if not self.exists():
            texts = dict.fromkeys(("path", "uri", *self._partitions), pl.String)
            nothing = texts | {"size_bytes": pl.Int64, "num_records": pl.Int64}
            return TableSnapshot(0, pl.DataFrame(schema=nothing))
        table = self._opened()
        return TableSnapshot(table.version(), self._files(table))

    def _files(self, table: DeltaTable) -> pl.DataFrame:
        actions = pl.DataFrame(table.get_add_actions(flatten=True))
        partitions = [pl.col(f"partition.{name}").alias(name) for name in self._partitions]
        uris = [self._storage.uri(f"{self._name}/{unquote(path)}") for path in actions["path"]]
        return actions.select(
            "path",
            pl.Series("uri", uris, dtype=pl.String),
            "size_bytes",
            "num_records",
            *partitions,
        ).sort("uri")

    def place(self, files: Sequence[WrittenFile], stems: Sequence[str]) -> list[PlacedFile]:
        """Put files where the table's files lie; no reader sees them before they are committed."""
        placed = [placed_as(stem, file) for file, stem in zip(files, stems, strict=True)]
        self._storage.keep(
            {f"{self._name}/{to.path}": file.path for file, to in zip(files, placed, strict=True)}
        )
        return placed

    def append(
        self,
        files: Sequence[WrittenFile | PlacedFile],
        batch: str,
        modified_ms: int,
        *,
        on: int | None = None,
    ) -> None:
        """Commit files, in the place of those of the same batches; only on version `on`, if given.

        Raises OvertakenError where another commit was quicker.
        """
        table = self._opened(create=True)
        if on is not None and table.version() != on:
            raise self._overtaken()
        placed = self._placed(files, batch)
        if any(file.partition.get("vendor") == OTHERS for file in placed):
            table = self._in_layout(table, LAYOUT)
            if on is not None and table.version() not in (on, on + 1):
                raise self._overtaken()
        placed_now = {file.path for file in placed}
        batches = {batch_of(file.path) for file in placed}
        there = self._files(table)
        is_old = [
            batch_of(path) in batches and unquote(path) not in placed_now for path in there["path"]
        ]
        old = there.filter(pl.Series(is_old, dtype=pl.Boolean))
        self._exchange(table, old, placed, batch, modified_ms, is_change=True)

    def replace(
        self,
        old: pl.DataFrame,
        files: Sequence[WrittenFile | PlacedFile],
        batch: str,
        modified_ms: int,
    ) -> None:
        """Commit files in the place of others: the same rows, or what stays of them.

        Raises OvertakenError where they are not all there any more.
        """
        table = self._opened()
        if not set(old["path"]) <= set(self._files(table)["path"]):
            raise self._overtaken()
        self._exchange(table, old, self._placed(files, batch), batch, modified_ms, is_change=False)

    def exchange(
        self,
        old: pl.DataFrame,
        new: Sequence[PlacedFile],
        batch: str,
        modified_ms: int,
        *,
        on: int,
    ) -> None:
        """Commit files of other rows in the place of some, on version `on` of the table.

        Where the log has other columns, the new ones are all there is from then on, and these are
        its columns. Raises OvertakenError where another commit was quicker.
        """
        table = self._opened(create=True)
        if table.version() != on:
            raise self._overtaken()
        if self.has_columns(table):
            self._exchange(table, old, new, batch, modified_ms, is_change=True)
        else:
            self._exchange(
                table, old.clear(), new, batch, modified_ms, is_change=True, mode="overwrite"
            )

    def has_columns(self, table: DeltaTable | None = None) -> bool:
        """Whether the log has the columns that this table is to have."""
        return self.stored_columns(table) == columns_of(self._columns)

    def stored_columns(self, table: DeltaTable | None = None) -> list[str]:
        """Names and types of the columns that the log has."""
        return columns_of(pa.schema((table or self._opened()).schema().to_arrow()))

    def remove_files(self, files: pl.DataFrame, modified_ms: int) -> None:
        """Take files out of the log, in one commit; they stay stored until `vacuum`."""
        self._exchange(self._opened(), files, [], "removed", modified_ms, is_change=True)

    def touch(self) -> None:
        """Commit nothing: who looked at the table before this can commit on it no more."""
        table = self._opened(create=True)
        with self._as_lake_error():
            table.create_write_transaction([], "append", self._columns)

    def delete(self, predicate: str) -> None:
        """Take rows out, by a condition in Delta's SQL."""
        table = self._opened()
        with self._as_lake_error():
            table.delete(predicate)

    def vacuum(self, hours: int) -> None:
        """Delete files that no reader of the last `hours` can still want."""
        table = self._opened()
        with self._as_lake_error():
            table.vacuum(hours, dry_run=False, enforce_retention_duration=False)

    def removed(self) -> set[str]:
        """The uris of files that the log has let go of, and that `vacuum` will delete."""
        table = self._opened()
        with self._as_lake_error():
            paths = table.vacuum(0, dry_run=True, enforce_retention_duration=False)
        return {self._storage.uri(f"{self._name}/{unquote(path)}") for path in paths}

    def property(self, name: str) -> str | None:
        """A note in the table's log."""
        value: str | None = self._opened().metadata().configuration.get(name)
        return value

    def set_properties(self, values: dict[str, str]) -> None:
        """Note something in the table's log."""
        table = self._opened()
        with self._as_lake_error():
            table.alter.set_table_properties(values, raise_if_not_exists=False)

    def _placed(self, files: Sequence[WrittenFile | PlacedFile], batch: str) -> list[PlacedFile]:
        staged = [file for file in files if isinstance(file, WrittenFile)]
        placed = [file for file in files if isinstance(file, PlacedFile)]
        return placed + self.place(staged, [f"{batch}-{n}" for n in range(len(staged))])

    def _exchange(
        self,
        table: DeltaTable,
        old: pl.DataFrame,
        new: Sequence[PlacedFile],
        batch: str,
        modified_ms: int,
        *,
        is_change: bool,
        mode: Literal["append", "overwrite"] = "append",
    ) -> None:
        """Commit some files and the end of others on this version of the table."""
        actions: list[AddAction | RemoveAction] = [
            *self._removals(old, modified_ms, is_change=is_change),
            *(
                AddAction(to.path, to.bytes, to.partition, modified_ms, is_change, statistics(to))
                for to in new
            ),
        ]
        if not actions and mode == "append":
            return
        token = secrets.token_hex(8)
        try:
            with self._as_lake_error():
                table.create_write_transaction(
                    actions,
                    mode,
                    self._columns,
                    partition_by=self._partitions,
                    commit_properties=CommitProperties(
                        custom_metadata={"batch": batch, "token": token}, max_commit_retries=0
                    ),
                )
        except LakeError:
            # The answer to a put may have been lost on its way: then it is done all the same.
            entry = self._storage.read(f"{self._name}/{LOG}{table.version() + 1:020}.json")
            if entry is None:
                raise
            if token.encode() not in entry:
                raise self._overtaken() from None

    def _removals(
        self, files: pl.DataFrame, modified_ms: int, *, is_change: bool
    ) -> list[RemoveAction]:
        return [
            RemoveAction(
                file["path"],
                is_change,
                modified_ms,
                file["size_bytes"],
                {column: str(file[column]) for column in self._partitions},
            )
            for file in files.iter_rows(named=True)
        ]

    def _opened(self, *, create: bool = False) -> DeltaTable:
        check_name(self._storage.place)
        uri, options = self._storage.uri(self._name), self._storage.delta_options()
        with self._as_lake_error():
            try:
                return self._understood(DeltaTable(uri, storage_options=options))
            except TableNotFoundError:
                if not create:
                    raise
            with suppress(CommitFailedError):  # another made it, or we did: an answer got lost
                DeltaTable.create(
                    uri,
                    self._columns,
                    mode="ignore",
                    partition_by=self._partitions,
                    configuration=_SETTINGS,
                    storage_options=options,
                    raise_if_key_not_exists=False,
                )
            return self._understood(DeltaTable(uri, storage_options=options))

    def _understood(self, table: DeltaTable) -> DeltaTable:
        """The table. Raises NewerLakeError where a later program wrote it in another way."""
        layout = _layout_of(table)
        if layout.isdecimal() and int(layout) <= LAYOUT:
            return table
        raise NewerLakeError(
            f"this lake has layout {layout}, and analyzer {__version__} knows {LAYOUT} at most",
            where=self._storage.place,
            todo="Install a later version of analyzer",
        )

    def _in_layout(self, table: DeltaTable, layout: int) -> DeltaTable:
        if _layout_of(table) == str(layout):
            return table
        self.set_properties({_LAYOUT: str(layout)})
        return self._opened()

    def _overtaken(self) -> OvertakenError:
        return OvertakenError(
            "another writer was quicker",
            where=self._storage.place,
            todo="Run it again: what is done by then is not done twice",
        )

    @contextmanager
    def _as_lake_error(self) -> Iterator[None]:
        where = self._storage.uri(self._name)
        try:
            yield
        except PermissionError:
            raise LakeError(
                "permission denied",
                where=where,
                todo="Check who may use it, or choose another --lake",
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


def _layout_of(table: DeltaTable) -> str:
    return table.metadata().configuration.get(_LAYOUT) or str(_FIRST_LAYOUT)


def check_name(place: str) -> None:
    """Delta's library takes `%41` in a path for the letter A, however it is written."""
    if encoded := _ENCODED.search(place):
        raise LakeError(
            f"a lake cannot lie under a name with {encoded[0]}",
            where=place,
            todo="Name another folder with --lake",
        )


def columns_of(columns: pa.Schema) -> list[str]:
    """Names and types of columns, as text."""
    return [f"{field.name} {_kind(field.type)}" for field in columns]


def _kind(kind: pa.DataType) -> str:
    """A column's type, however a list names its elements."""
    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    return f"list of {_kind(kind.value_type)}" if is_list else str(kind)
