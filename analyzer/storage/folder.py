"""A lake in a folder of this machine."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
import socket
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import duckdb

from analyzer.errors import LakeError
from analyzer.storage import Leftover, StoredFile
from analyzer.system.atomic_file import replace_whole
from analyzer.system.secret_file import made_once

_STAGING = ".staging"


class Folder:
    """A folder: renames are atomic, and the system's file locks end with their process."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.place = str(self.root)

    def uri(self, name: str) -> str:
        """The whole path."""
        return str(self.root / name)

    def delta_options(self) -> None:
        """None are needed."""

    def prepare(self, paths: Collection[str]) -> None:
        """Make the folder, if it is not there."""
        with _as_lake_error(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            found = {entry.name for entry in self.root.iterdir()}
        # `secret.…` is what a run that was killed at once leaves.
        drafts = any(name.startswith("secret.") for name in found)
        if found and not drafts and not found & {*paths, _STAGING}:
            raise LakeError(
                "this folder holds other files",
                where=self.place,
                todo="Name an empty or a new folder with --lake",
            )

    def holds(self, name: str) -> bool:
        """Whether there is such a file, or a folder with something in it."""
        if name.endswith("/"):
            quietly = suppress(FileNotFoundError)
            with _as_lake_error(self.root), quietly, os.scandir(self.root / name) as found:
                return any(found)
            return False
        return (self.root / name).exists()

    def entries(self, under: str) -> Iterator[StoredFile]:
        """Every file below."""
        with _as_lake_error(self.root / under):
            for folder, folders, files in os.walk(self.root / under):
                folders.sort()
                within = Path(folder).relative_to(self.root).as_posix()
                for file in sorted(files):
                    with suppress(FileNotFoundError):  # gone meanwhile
                        found = os.stat(f"{folder}/{file}")
                        modified = datetime.fromtimestamp(found.st_mtime, UTC)
                        yield StoredFile(f"{within}/{file}", found.st_size, modified)

    def read(self, name: str) -> bytes | None:
        """A file's bytes."""
        with _as_lake_error(self.root / name):
            try:
                return (self.root / name).read_bytes()
            except FileNotFoundError:
                return None

    def open(self, name: str, size: int) -> IO[bytes]:
        """The open file."""
        del size
        with _as_lake_error(self.root / name):
            return (self.root / name).open("rb")

    def let_read(self, con: duckdb.DuckDBPyConnection, sizes: Mapping[str, int]) -> None:
        """A database reads files as it is."""

    def write(self, name: str, data: bytes) -> None:
        """Beside it first, then in its place."""
        with _as_lake_error(self.root / name):
            replace_whole(self.root / name, data)

    def secret(self, name: str) -> bytes:
        """In a file that its owner alone can read."""
        with _as_lake_error(self.root / name):
            return made_once(self.root / name)

    def keep(self, files: Mapping[str, Path]) -> None:
        """Rename them."""
        for name, staged in files.items():
            target = self.root / name
            with _as_lake_error(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                os.replace(staged, target)

    def remove(self, name: str) -> None:
        """Unlink the file."""
        with _as_lake_error(self.root / name):
            (self.root / name).unlink()

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """Inside the lake's folder, so that files are renamed and not copied."""
        name = f"{os.getpid()}-{secrets.token_hex(4)}-{socket.gethostname()}"
        folder = self.root / _STAGING / name
        with _as_lake_error(folder):
            folder.mkdir(parents=True)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def locked(self, name: str, *, wait: bool = True, to_write: bool = True) -> Iterator[bool]:
        """A file lock. Nobody is ever silent: the system frees it when its holder dies.

        A copy of a lake may lack the file. Who only reads goes without where none can be made:
        nobody writes there either.
        """
        with ExitStack() as until_done:
            with _as_lake_error(self.root / name):
                file = _opened(self.root / name, to_write=to_write)
            if file:
                until_done.enter_context(file)
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            yield False

    def leftovers(self, before: datetime) -> Iterator[Leftover]:
        """Drafts of what is written whole, and staging folders of processes that are gone."""
        for draft in sorted(
            [
                *self.root.glob("secret.*"),
                *self.root.glob(".*.json.*"),
                *self.root.glob(".*.duckdb.*"),
            ]
        ):
            if draft.stat().st_mtime < before.timestamp():
                yield Leftover(draft.name, draft.unlink)
        staging = self.root / _STAGING
        for folder in sorted(staging.iterdir()) if staging.is_dir() else []:
            if _is_left(folder, before):
                yield Leftover(
                    f"{_STAGING}/{folder.name}",
                    lambda folder=folder: shutil.rmtree(folder),  # type: ignore[misc]
                )

    def is_open_to_others(self, name: str) -> bool:
        """Whether its mode is wider than 0600."""
        return bool((self.root / name).stat().st_mode & 0o077)

    def close_to_others(self, name: str) -> None:
        """Make its mode 0600."""
        (self.root / name).chmod(0o600)


def _is_left(folder: Path, before: datetime) -> bool:
    """Whether who made a staging folder is gone; on another machine, only its age shows it."""
    pid, _, *host = folder.name.split("-", 2)
    if host and host[0] != socket.gethostname():
        return folder.stat().st_mtime < before.timestamp()
    return not _runs(pid)


def _runs(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _opened(path: Path, *, to_write: bool) -> IO[bytes] | None:
    """A file to lock, made where it is missing; None where that is only for reading and fails."""
    if to_write:
        return path.open("wb")
    try:
        return open(os.open(path, os.O_RDONLY | os.O_CREAT, 0o666), "rb")
    except OSError:
        if path.exists() or not path.parent.is_dir():
            raise
        return None


@contextmanager
def _as_lake_error(path: Path) -> Iterator[None]:
    """Errors of the system as a LakeError that names the path."""
    try:
        yield
    except PermissionError:
        raise LakeError(
            "permission denied",
            where=str(path),
            todo="Check who may use it, or choose another --lake",
        ) from None
    except FileNotFoundError:
        raise LakeError("no such file", where=str(path), todo="Check --lake") from None
    except (FileExistsError, NotADirectoryError):
        raise LakeError(
            "a lake is a folder, and this is a file or lies below one",
            where=str(path),
            todo="Choose another --lake",
        ) from None
    except OSError as error:
        todo = "Choose another --lake"
        if error.errno != errno.ENAMETOOLONG:
            todo = "Free space or choose another --lake"
        raise LakeError(error.strerror or str(error), where=str(path), todo=todo) from None
