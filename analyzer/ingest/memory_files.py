"""Bytes in memory that DuckDB reads as files, so that a source's text never lies on disk."""

from __future__ import annotations

import io
from typing import Any

import fsspec


class MemoryFiles(fsspec.AbstractFileSystem):  # type: ignore[misc]
    """A file system of named byte strings, under `chunk://`."""

    protocol = "chunk"
    cachable = False

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[str, bytes] = {}

    def _open(self, path: str, *_: Any, **__: Any) -> io.BytesIO:
        return io.BytesIO(self.held[self._strip_protocol(path)])

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """Name, size and type, as fsspec wants them."""
        name = self._strip_protocol(path)
        return {"name": name, "size": len(self.held[name]), "type": "file"}

    def exists(self, path: str, **_: Any) -> bool:
        """Whether bytes of that name are held."""
        return self._strip_protocol(path) in self.held

    def glob(self, path: str, **_: Any) -> list[str]:
        """The path itself: names here hold no patterns."""
        return [self._strip_protocol(path)]

    def modified(self, path: str) -> Any:
        """Bytes in memory have no date."""
        raise NotImplementedError
