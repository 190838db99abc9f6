"""A lake under a prefix of a bucket: S3's, or of any store that speaks like it (extra `s3`)."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import duckdb

from analyzer.errors import LakeError, UsageError
from analyzer.storage import Leftover, StoredFile, lease
from analyzer.storage.block_cache import shared_cache
from analyzer.storage.cached_objects import CachedObjects
from analyzer.storage.objects import ConditionFailedError, Objects
from analyzer.system.secret_file import fresh

_UPLOADS = 8


class Bucket:
    """A prefix of a bucket. An object that tables name is never written over."""

    def __init__(self, url: str) -> None:
        found = urlsplit(url)
        if found.scheme != "s3" or not found.netloc:
            raise UsageError("is no lake", where=url, todo="Name a folder or s3://bucket/prefix")
        self._prefix = found.path.strip("/")
        self.place = f"s3://{found.netloc}/{self._prefix}".rstrip("/")
        self._objects = Objects(found.netloc)
        self._sizes: dict[str, int] = {}

    def uri(self, name: str) -> str:
        """The object's URL."""
        return f"{self.place}/{name}"

    def delta_options(self) -> dict[str, str]:
        """The credentials and the endpoint that everything else here uses."""
        return self._objects.delta_options()

    def prepare(self, paths: Collection[str]) -> None:
        """Look at what is there: a bucket is not made by us."""
        top = self._key("")
        found = {
            name[len(top) :].strip("/")
            for page in self._objects.pages(top, Delimiter="/")
            for name in [
                *(one["Prefix"] for one in page.get("CommonPrefixes", ())),
                *(one["Key"] for one in page.get("Contents", ())),
            ]
        } - {""}
        if found and not found & set(paths):
            raise LakeError(
                "there are other objects under this prefix",
                where=self.place,
                todo="Name a prefix of its own with --lake",
            )

    def holds(self, name: str) -> bool:
        """Whether there is such an object, or one below where the name ends with a slash."""
        page = next(self._objects.pages(self._key(name), MaxKeys=1))
        keys = [one["Key"] for one in page.get("Contents", ())]
        return bool(keys) and (name.endswith("/") or keys[0] == self._key(name))

    def entries(self, under: str) -> Iterator[StoredFile]:
        """Every object below."""
        start = len(self._key(""))
        for page in self._objects.pages(self._key(f"{under}/")):
            for one in page.get("Contents", ()):
                entry = StoredFile(one["Key"][start:], one["Size"], one["LastModified"])
                self._sizes[self.uri(entry.name)] = entry.size
                yield entry

    def read(self, name: str) -> bytes | None:
        """An object's bytes."""
        return self._objects.get(self._key(name))

    def open(self, name: str, size: int) -> IO[bytes]:
        """The object, read by way of the cache."""
        self._sizes[self.uri(name)] = size
        return io.BufferedReader(self._cached().reader(self.uri(name)))

    def let_read(self, con: duckdb.DuckDBPyConnection, sizes: Mapping[str, int]) -> None:
        """Register a file system that knows the Parquet files of this lake and nothing else."""
        self._sizes.update(sizes)
        if con.filesystem_is_registered(CachedObjects.protocol):
            con.unregister_filesystem(CachedObjects.protocol)
        con.register_filesystem(self._cached())

    def write(self, name: str, data: bytes) -> None:
        """Put an object."""
        self._objects.put(self._key(name), data)

    def secret(self, name: str) -> bytes:
        """In an object that is put on the condition that there is none."""
        while (found := self.read(name)) is None:
            with suppress(ConditionFailedError):
                self._objects.put(self._key(name), fresh().encode(), fresh=True)
                self._require_conditions(name)
        return found.strip()

    def _require_conditions(self, name: str) -> None:
        """Some stores take no notice of a condition, and two writers would undo each other.

        Asked once, at the first object of a lake. Raises ConditionFailedError where all is well.
        """
        self._objects.put(self._key(name), fresh().encode(), fresh=True)
        self._objects.delete(self._key(name))
        raise LakeError(
            "this store takes no notice of conditional puts",
            where=f"s3://{self._objects.bucket}",
            todo="Use one that does: writers of a lake rely on it",
        )

    def keep(self, files: Mapping[str, Path]) -> None:
        """Upload them, several at a time; none is ever written over."""
        with ThreadPoolExecutor(_UPLOADS) as uploads:
            for done in [uploads.submit(self._upload, *one) for one in files.items()]:
                done.result()

    def remove(self, name: str) -> None:
        """Delete the object."""
        self._objects.delete(self._key(name))

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A temporary folder, which TMPDIR can move."""
        try:
            with tempfile.TemporaryDirectory(prefix="analyzer-") as folder:
                yield Path(folder)
        except OSError as error:
            raise LakeError(
                error.strerror or str(error),
                where=tempfile.gettempdir(),
                todo="Free space or set TMPDIR",
            ) from None

    @contextmanager
    def locked(self, name: str, *, wait: bool = True, to_write: bool = True) -> Iterator[bool]:
        """A lease, which ends when its holder falls silent."""
        with ExitStack() as until_done:
            taken_over = False
            try:
                held = lease.held(self._objects, self._key(name), wait=wait)
                taken_over = until_done.enter_context(held)
            except LakeError:
                if to_write:
                    raise
            yield taken_over

    def leftovers(self, before: datetime) -> Iterator[Leftover]:
        """Uploads in parts that were never completed."""
        for upload in self._objects.unfinished(self._key("")):
            if upload["Initiated"] < before:
                yield Leftover(
                    upload["Key"],
                    lambda upload=upload: self._objects.abort(upload),  # type: ignore[misc]
                )

    def is_open_to_others(self, name: str) -> bool:
        """Who may read a bucket is said by its policy, which is not ours to judge."""
        del name
        return False

    def close_to_others(self, name: str) -> None:
        """Nothing is open."""

    def _cached(self) -> CachedObjects:
        return CachedObjects(self._size_of, self._fetched, shared_cache(), self._objects.endpoint)

    def _size_of(self, uri: str) -> int | None:
        """The size of a Parquet file of this lake; None for anything else."""
        if not uri.startswith(f"{self.place}/") or not uri.endswith(".parquet"):
            return None
        if uri not in self._sizes and (found := self._objects.head(self._key(self._name(uri)))):
            self._sizes[uri] = found.size
        return self._sizes.get(uri)

    def _fetched(self, uri: str, start: int, stop: int) -> bytes:
        data = self._objects.get(self._key(self._name(uri)), start, stop)
        if data is None or len(data) != stop - start:
            raise LakeError(
                "is gone, or shorter than its log says",
                where=uri,
                todo="See `analyzer check --repair`",
            )
        return data

    def _name(self, uri: str) -> str:
        return uri[len(self.place) + 1 :]

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}" if self._prefix else name

    def _upload(self, name: str, staged: Path) -> None:
        with suppress(ConditionFailedError):  # what is there of this name says the same
            self._objects.put(self._key(name), staged.read_bytes(), fresh=True)
        staged.unlink()
