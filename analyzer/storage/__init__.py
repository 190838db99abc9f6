"""Storage of a lake: a folder, or a prefix of a bucket, behind one interface.

Names are relative to the lake, with slashes. Whatever goes wrong is a LakeError.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

import duckdb


@dataclass(frozen=True)
class StoredFile:
    """What is stored under a name."""

    name: str
    size: int
    modified: datetime


@dataclass(frozen=True)
class Leftover:
    """What a run left that was killed, and how to be rid of it."""

    name: str
    remove: Callable[[], object]


class Storage(Protocol):
    """What a lake asks of the place where its bytes are. `place` names it to people."""

    place: str

    def uri(self, name: str) -> str:
        """The name as Delta and DuckDB take it."""

    def delta_options(self) -> dict[str, str] | None:
        """What deltalake has to know to get there."""

    def prepare(self, paths: Collection[str]) -> None:
        """Make the place, where it can be made; what it holds already must be of these names."""

    def holds(self, name: str) -> bool:
        """Whether there is something under this name, or below it if it ends with a slash."""

    def entries(self, under: str) -> Iterator[StoredFile]:
        """Everything below a name, sorted."""

    def read(self, name: str) -> bytes | None:
        """The bytes under a name; None where there are none."""

    def open(self, name: str, size: int) -> IO[bytes]:
        """A Parquet file of the lake, of this size, to read parts of."""

    def let_read(self, con: duckdb.DuckDBPyConnection, sizes: Mapping[str, int]) -> None:
        """Make a database able to read the lake's Parquet files; of some the size is known."""

    def write(self, name: str, data: bytes) -> None:
        """Put bytes under a name: whole or not at all."""

    def secret(self, name: str) -> bytes:
        """The secret under a name, made by whoever asks first."""

    def keep(self, files: Mapping[str, Path]) -> None:
        """Put staged files under their names. They are gone from the staging folder then."""

    def remove(self, name: str) -> None:
        """Take away what is under a name."""

    def staging(self) -> AbstractContextManager[Path]:
        """A folder on this machine for files on their way; it goes when the block ends."""

    def locked(
        self, name: str, *, wait: bool = True, to_write: bool = True
    ) -> AbstractContextManager[bool]:
        """Alone among those who ask for this lock; whether it was taken from one who is silent.

        Who does not want to write may ask where nothing can be written.
        Raises BlockingIOError where another has it and `wait` is false.
        """

    def leftovers(self, before: datetime) -> Iterator[Leftover]:
        """What runs left that were killed before."""

    def is_open_to_others(self, name: str) -> bool:
        """Whether other users of this machine can read it."""

    def close_to_others(self, name: str) -> None:
        """Let only the lake's owner read it."""


def is_url(root: str) -> bool:
    """Whether this names a place in a bucket, not a folder."""
    return "://" in root


def storage_at(root: str | Path) -> Storage:
    """The folder or the bucket's prefix that `root` names. Raises UsageError for another URL."""
    if is_url(str(root)):
        from analyzer.storage.bucket import Bucket

        return Bucket(str(root))
    from analyzer.storage.folder import Folder

    return Folder(Path(root))
