"""A raw stream of bytes that are made from those of another stream while it is read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from analyzer.ingest.sources import ByteStream


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
