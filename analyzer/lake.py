"""The lake: Delta tables of Hive-partitioned Parquet, and how a load becomes visible at once.

`requests` and `rejects` are committed first, `loads` last: rows count only once their load is
there, so a reader sees a whole load or none. File names come from the content, so a commit that
was cut off and done again names the same files and adds nothing twice.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import socket
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
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
from deltalake.exceptions import DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction

from analyzer import schema
from analyzer.errors import LakeError
from analyzer.literal import quoted
from analyzer.secret_file import made_once

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
    """A folder with the tables `requests`, `rejects` and `loads`."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)

    def exists(self) -> bool:
        """Whether anything was ever loaded."""
        return (self.root / "loads" / "_delta_log").is_dir()

    def require(self) -> None:
        """Raises LakeError if there is no lake here."""
        if not self.exists():
            raise LakeError(
                "there is no lake here", where=str(self.root), todo="Run `analyzer ingest` first"
            )

    def create(self) -> None:
        """Make the folder, if it is not there. Raises LakeError where it cannot be made."""
        if self.root.is_dir() and any(self.root.iterdir()) and not self._looks_like_a_lake():
            raise LakeError(
                "this folder holds other files",
                where=str(self.root),
                todo="Name an empty or a new folder with --lake",
            )
        self._check_name()
        with _as_lake_error(self.root):
            self.root.mkdir(parents=True, exist_ok=True)

    def _check_name(self) -> None:
        """Delta's library takes `%41` in a path for the letter A, however it is written."""
        if encoded := _ENCODED.search(os.path.abspath(self.root)):
            raise LakeError(
                f"a lake cannot lie under a name with {encoded[0]}",
                where=str(self.root),
                todo="Name another folder with --lake",
            )

    def _looks_like_a_lake(self) -> bool:
        known = {
            "requests",
            "rejects",
            "loads",
            "materialized",
            "analyzer.duckdb",
            "secret",
            "lock",
            ".staging",
        }
        # `secret.…` is what a run that was killed at once leaves.
        return any(
            entry.name.split(".")[0] == "secret" or entry.name in known
            for entry in self.root.iterdir()
        )

    def secret(self) -> bytes:
        """The secret of the keyed hashes: ANALYZER_SECRET, or one made once with mode 0600."""
        if given := os.environ.get("ANALYZER_SECRET"):
            return given.encode()
        path = self.root / "secret"
        with _as_lake_error(path):
            return made_once(path)

    @contextmanager
    def locked(self, *, to_write: bool = True) -> Iterator[None]:
        """Alone among the writers of this lake, also where it can only be read."""
        mode = "w" if to_write else "r"
        with _as_lake_error(self.root), open(self.root / "lock", mode) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A folder for files that are not yet part of the lake; it goes when the block ends."""
        name = f"{os.getpid()}-{secrets.token_hex(4)}-{socket.gethostname()}"
        folder = self.root / ".staging" / name
        with _as_lake_error(folder):
            folder.mkdir(parents=True)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def place(self, name: str, file: WrittenFile, stem: str) -> PlacedFile:
        """Move a file to where a table's files lie; no reader sees it before it is committed."""
        relative = _partition_path(file.partition) + f"{stem}.parquet"
        target = self.root / name / relative
        with _as_lake_error(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            size = file.path.stat().st_size
            os.replace(file.path, target)
        return PlacedFile(relative, size, file.rows, file.partition, file.min_ts, file.max_ts)

    def commit(
        self,
        requests: Sequence[WrittenFile | PlacedFile],
        rejects: Sequence[WrittenFile | PlacedFile],
        loads: pa.Table,
        *,
        batch: str,
        modified_ms: int,
    ) -> None:
        """Make loads visible: their requests, their rejects, then themselves."""
        self._append("requests", requests, batch, modified_ms)
        self._append("rejects", rejects, batch, modified_ms)
        with self.staging() as folder:
            path = folder / "loads.parquet"
            pq.write_table(loads, path, compression="zstd")
            self._append("loads", [WrittenFile(path, loads.num_rows, {})], batch, modified_ms)

    def _append(
        self,
        name: str,
        files: Sequence[WrittenFile | PlacedFile],
        batch: str,
        modified_ms: int,
        removals: list[AddAction | RemoveAction] | None = None,
    ) -> None:
        table = self._table(name, create=True)
        actions: list[AddAction | RemoveAction] = [*(removals or [])]
        for number, file in enumerate(files):
            placed = (
                self.place(name, file, f"{batch}-{number}")
                if isinstance(file, WrittenFile)
                else file
            )
            actions.append(
                AddAction(
                    placed.path,
                    placed.bytes,
                    placed.partition,
                    modified_ms,
                    not removals,
                    _stats(placed),
                )
            )
        if actions:
            table.create_write_transaction(
                actions,
                "append",
                schema.TABLES[name],
                partition_by=_partitions(name),
                commit_properties=CommitProperties(custom_metadata={"batch": batch}),
            )

    def tracked(self, name: str) -> pl.DataFrame:
        """The files that a table's log names: path, uri, size_bytes, num_records, vendor, date.

        `visible` says whether readers see them: a commit that was cut off leaves some unseen.
        """
        table = self._table(name)
        actions = pl.DataFrame(table.get_add_actions(flatten=True))
        partitions = [c for c in actions.columns if c.startswith("partition.")]
        visible = set(self.files(name))
        return (
            actions.select("path", "size_bytes", "num_records", *partitions)
            .rename({column: column.removeprefix("partition.") for column in partitions})
            .with_columns(uri=pl.Series(self._uris(table, name), dtype=pl.String))
            .with_columns(visible=pl.col("uri").is_in(visible))
        )

    def stored(self, name: str) -> pl.DataFrame:
        """The visible files of a table, as `tracked`."""
        return self.tracked(name).filter("visible").drop("visible")

    def untracked(self, name: str) -> list[Path]:
        """Files in a table's folder that its log does not name: left by a crash, or replaced."""
        tracked = set(self._uris(self._table(name), name))
        return [
            path
            for path in sorted((self.root / name).rglob("*.parquet"))
            if str(path) not in tracked
        ]

    def replace(
        self, name: str, written: WrittenFile, replaced: pl.DataFrame, *, modified_ms: int
    ) -> None:
        """Put one file in the place of others, in one commit: their rows, or what stays of them."""
        paths = replaced["path"].to_list()
        removals = _removals(replaced, modified_ms, is_change=False)
        batch = f"{_COMPACTED}-{blake3(''.join(sorted(paths)).encode()).hexdigest(8)}"
        self._append(name, [written], batch, modified_ms, removals)

    def disown(self, name: str, files: pl.DataFrame, *, modified_ms: int) -> None:
        """Take files out of a table's log, in one commit; on disk they stay until `vacuum`."""
        self._table(name).create_write_transaction(
            _removals(files, modified_ms, is_change=True),
            "append",
            schema.TABLES[name],
            partition_by=_partitions(name),
        )

    def forget_loads(self, loads: Collection[str]) -> None:
        """Take loads out of the list of loads, as if their sources had never been read."""
        self._table("loads").delete(f"load IN ({', '.join(map(quoted, loads))})")

    def vacuum(self, hours: int) -> None:
        """Delete files that no reader of the last `hours` can still want."""
        for name in schema.TABLES:
            self._table(name).vacuum(hours, dry_run=False, enforce_retention_duration=False)

    def forget_before(self, day: date) -> None:
        """Drop requests sent before a UTC day, and remember that."""
        table = self._table("requests")
        table.alter.set_table_properties(
            {_PRUNED_BEFORE: max(day, self.pruned_before()).isoformat()},
            raise_if_not_exists=False,
        )
        table.delete(f"date < '{day.isoformat()}'")

    def pruned_before(self) -> date:
        """The first UTC day of which requests were never dropped."""
        day = self._table("requests").metadata().configuration.get(_PRUNED_BEFORE)
        return date.fromisoformat(day) if day else date.min

    def _table(self, name: str, *, create: bool = False) -> DeltaTable:
        self._check_name()
        path = self.root / name
        with _as_lake_error(path):
            if create:
                DeltaTable.create(
                    path, schema.TABLES[name], mode="ignore", partition_by=_partitions(name)
                )
            return DeltaTable(path)

    def files(self, name: str) -> list[str]:
        """The Parquet files of a table that readers may see."""
        if not (self.root / name / "_delta_log").is_dir():
            return []
        uris = self._uris(self._table(name), name)
        if name == "loads":
            return sorted(uris)
        committed = {_COMPACTED, *self.loads()["batch"].to_pylist()}
        return sorted(uri for uri in uris if Path(uri).name.split("-")[0] in committed)

    def _uris(self, table: DeltaTable, name: str) -> list[str]:
        """The files of a table as they lie on disk: its log holds their names URL-encoded."""
        paths = pl.DataFrame(table.get_add_actions(flatten=True))["path"]
        return [str(self.root / name / unquote(path)) for path in paths]

    def uri(self, path: str) -> str:
        """Where something of the lake lies, for who reads files by their names."""
        return str(self.root / path)

    def kept(self) -> set[str]:
        """The files that keep rows of models, relative to the lake; see `materialized`."""
        folder = self.root / "materialized"
        return {str(path.relative_to(self.root)) for path in folder.rglob("*.parquet")}

    def keep(self, staged: Path, path: str) -> None:
        """Put a finished file into its place, whole or not at all."""
        target = self.root / path
        with _as_lake_error(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged, target)

    def drop_kept(self, paths: Collection[str], *, before: datetime) -> None:
        """Delete files of `kept` that were written before a time."""
        for path in paths:
            file = self.root / path
            if file.stat().st_mtime < before.timestamp():
                file.unlink(missing_ok=True)

    def version(self) -> int:
        """Grows with every commit; 0 for a lake without loads."""
        return self._table("loads").version() + 1 if self.exists() else 0

    def loads(self) -> pa.Table:
        """Every load, as schema.LOADS."""
        files = self.files("loads")
        if not files:
            return pa.Table.from_batches([], schema.LOADS)
        columns = ", ".join(schema.LOADS.names)
        with duckdb.connect() as con:
            found = con.sql(
                f"SELECT {columns} FROM read_parquet($files)", params={"files": files}
            ).to_arrow_table()
        return found.cast(schema.LOADS)


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


def cannot_write(path: Path, error: duckdb.Error) -> LakeError:
    """What to say where DuckDB could not write a file: the disk is full, most often."""
    said = re.search(r'Could not write file[^:]*": ([\w ]+)', str(error).replace("\\", ""))
    what = said[1] if said else str(error).splitlines()[0]
    return LakeError(what, where=str(path), todo="Free space or choose another --lake")


@contextmanager
def _as_lake_error(path: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError:
        raise LakeError(
            "no permission to write here", where=str(path), todo="Choose another --lake"
        ) from None
    except TableNotFoundError:
        raise LakeError("not a table of a lake", where=str(path), todo="Check --lake") from None
    except DeltaError as error:
        what = str(error).splitlines()[0]  # the rest is where in the library
        raise LakeError(what, where=str(path), todo="See `analyzer check --repair`") from None
    except OSError as error:
        raise LakeError(
            error.strerror or str(error),
            where=str(path),
            todo="Free space or choose another --lake",
        ) from None
