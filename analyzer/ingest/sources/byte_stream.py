"""Streams of bytes: what is needed of one, and the base of those that convert another."""

from __future__ import annotations

import io
import lzma
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from typing_extensions import Buffer

# What reading raises where a source cannot be read, or not to its end.
BROKEN = (EOFError, OSError, lzma.LZMAError, zlib.error, zipfile.BadZipFile, tarfile.TarError)


class ByteStream(Protocol):
    """What is read of an open file."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; none at the end."""

    def close(self) -> object:
        """Free what it holds."""


def read_some(stream: ByteStream, size: int) -> bytes:
    """Up to `size` bytes; what a compressed stream still holds comes before it breaks off."""
    some: bytes = getattr(stream, "read1", stream.read)(size)
    return some


class ConvertedStream(io.RawIOBase):
    """The base of streams that convert `_stream`; closing one closes that as well."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream, self._left = stream, b""

    def _more(self, size: int) -> bytes:
        """The next bytes, of about that size; none at the end."""
        raise NotImplementedError

    def readable(self) -> bool:
        """Yes."""
        return True

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()
        super().close()

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill some of the buffer; how much of it."""
        into = memoryview(buffer)
        self._left = self._left or self._more(len(into))
        part, self._left = self._left[: len(into)], self._left[len(into) :]
        into[: len(part)] = part
        return len(part)


def why(error: Exception) -> str:
    """What an error of reading means, in a few words."""
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    return str(error) or type(error).__name__
