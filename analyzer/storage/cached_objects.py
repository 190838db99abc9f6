"""The Parquet files of a bucket as DuckDB reads them: by blocks, cached on this machine."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import fsspec

from analyzer.storage.block_cache import BlockCache

BLOCK_BYTES = 2 << 20
# Bytes of an object, by URI, from one place up to another.
Fetch = Callable[[str, int, int], bytes]
# The size of an object; None for one that is not to be seen.
SizeOf = Callable[[str], int | None]


class CachedObjects(fsspec.AbstractFileSystem):  # type: ignore[misc]
    """A file system of the objects that have a size for it, and no others, under `s3://`."""

    protocol = "s3"
    cachable = False

    def __init__(self, size_of: SizeOf, fetch: Fetch, cache: BlockCache, realm: str) -> None:
        """`realm` separates stores that have a bucket of the same name."""
        super().__init__()
        self._size_of, self._fetch, self._cache, self._realm = size_of, fetch, cache, realm

    def read(self, uri: str, start: int, stop: int) -> bytes:
        """A range of an object. Blocks that are missing and lie together are fetched at once."""
        first, last = start // BLOCK_BYTES, (stop - 1) // BLOCK_BYTES
        blocks = {n: self._cache.get(self._name(uri, n)) for n in range(first, last + 1)}
        number = first
        while number <= last:
            end = number
            while end <= last and blocks[end] is None:
                end += 1
            if end > number:
                data = self._fetch(
                    uri, number * BLOCK_BYTES, min(end * BLOCK_BYTES, self._known(uri))
                )
                for n in range(number, end):
                    at = (n - number) * BLOCK_BYTES
                    blocks[n] = data[at : at + BLOCK_BYTES]
                    self._cache.put(self._name(uri, n), blocks[n] or b"")
            number = end + 1
        joined = b"".join(blocks[n] or b"" for n in range(first, last + 1))
        return joined[start - first * BLOCK_BYTES : stop - first * BLOCK_BYTES]

    def _name(self, uri: str, number: int) -> str:
        return f"{self._realm} {uri} {self._known(uri)} {number}"

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path

    def reader(self, uri: str) -> ObjectReader:
        """An object, to be read in parts."""
        return ObjectReader(self, uri, self._known(uri))

    def _open(self, path: str, *_: Any, **__: Any) -> ObjectReader:
        return self.reader(path)

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """Name, size and type, as fsspec wants them."""
        return {"name": path, "size": self._known(path), "type": "file"}

    def exists(self, path: str, **_: Any) -> bool:
        """Whether it is one of these objects."""
        return self._size_of(path) is not None

    def glob(self, path: str, **_: Any) -> list[str]:
        """The object itself: there are no patterns here."""
        return [path] if self.exists(path) else []

    def modified(self, path: str) -> datetime:
        """What never changes has always the same date."""
        del path
        return datetime.fromtimestamp(0, UTC)

    def _known(self, path: str) -> int:
        size = self._size_of(path)
        if size is None:
            raise FileNotFoundError(path)
        return size


class ObjectReader(io.RawIOBase):
    """An object that is read by ranges."""

    def __init__(self, objects: CachedObjects, uri: str, size: int) -> None:
        super().__init__()
        self._objects, self._uri, self._size, self._at = objects, uri, size, 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Where the next read begins."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go there."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = start + offset
        return self._at

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or all up to the end."""
        stop = self._size if size < 0 else min(self._at + size, self._size)
        if stop <= self._at:
            return b""
        data = self._objects.read(self._uri, self._at, stop)
        self._at += len(data)
        return data

    def readinto(self, buffer: Any) -> int:
        """The same, into a buffer."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
