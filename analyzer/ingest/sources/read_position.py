"""Up to where a run has read a plain file, so that following it reads only what is new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from blake3 import blake3

_TAIL_BYTES = 4096


@dataclass(frozen=True)
class ReadPosition:
    """`stop` bytes of a file are read whose first line has the digest `head`; they end with `tail`.

    `hasher` is that of all these bytes.
    """

    head: str
    stop: int
    tail: bytes
    hasher: blake3

    @classmethod
    def of(cls, file: IO[bytes], head: str, stop: int, hasher: blake3) -> ReadPosition | None:
        """None where the file is another one by now, which begins with another line."""
        file.seek(max(0, stop - _TAIL_BYTES))
        tail = file.read(min(_TAIL_BYTES, stop))
        file.seek(0)
        is_same = blake3(file.readline().rstrip(b"\n")).hexdigest(16) == head
        return cls(head, stop, tail, hasher.copy()) if is_same else None

    def still_holds(self, path: str, head: str) -> bool:
        """Whether the file has not been overwritten since."""
        if head != self.head:
            return False
        with open(path, "rb") as file:
            file.seek(max(0, self.stop - _TAIL_BYTES))
            return file.read(len(self.tail)) == self.tail
