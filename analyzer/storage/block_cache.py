"""A disk cache of what never changes under its key, bounded in bytes; least recently used go first.

Blocks of a bucket's objects, and files of views.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path

from blake3 import blake3

from analyzer.errors import UsageError

_DEFAULT_MB = 2048
_CHECKED_EVERY = 16


class BlockCache:
    """A folder of blocks, for any number of processes; a failed write of a block is skipped."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder, self._most = folder, most_bytes
        self._unchecked = most_bytes  # so that the first block looks at what is there
        self._checking = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """A cached block."""
        path = self._path(key)
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep a block, if there is room for it at all."""
        path = self._path(key)
        draft = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            draft.write_bytes(data)
            os.replace(draft, path)
        except OSError:
            with suppress(OSError):
                draft.unlink()
            return
        with self._checking:
            self._unchecked += len(data)
            if self._unchecked >= self._most / _CHECKED_EVERY:
                self._unchecked = 0
                self._evict()

    def _evict(self) -> None:
        """Make room for what may be written until the next look."""
        found = []
        for path in self._folder.glob("*/*"):
            try:
                about = path.stat()
            except OSError:
                continue  # another process has made room
            found.append((about.st_mtime, about.st_size, path))
        excess = sum(size for _, size, _ in found) - self._most * (1 - 1 / _CHECKED_EVERY)
        for _, size, path in sorted(found):
            if excess <= 0:
                break
            path.unlink(missing_ok=True)
            excess -= size

    def _path(self, key: str) -> Path:
        name = blake3(key.encode()).hexdigest(16)
        return self._folder / name[:2] / name[2:]


@cache
def _cache_in(folder: Path, most_bytes: int) -> BlockCache:
    return BlockCache(folder, most_bytes)


def shared_cache() -> BlockCache:
    """The cache that the environment names: ANALYZER_CACHE and ANALYZER_CACHE_MB.

    Raises UsageError for a size that is none.
    """
    given = os.environ.get("ANALYZER_CACHE_MB", str(_DEFAULT_MB))
    if not given.isdecimal():
        raise UsageError(
            f"{given!r} is no number", where="ANALYZER_CACHE_MB", todo="Give whole megabytes"
        )
    return _cache_in(cache_folder(), int(given) << 20)


def cache_folder() -> Path:
    """Where this program keeps what it can make again: ANALYZER_CACHE, or the user's caches."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("ANALYZER_CACHE") or home / "analyzer").absolute()
