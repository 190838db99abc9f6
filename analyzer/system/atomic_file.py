"""Files that appear whole or not at all: who reads them never sees half of one."""

from __future__ import annotations

import os
from pathlib import Path

from analyzer.errors import UsageError


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file, in the place of one that may be there. Raises UsageError where it cannot be."""
    try:
        replace_whole(path, content)
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror or error}",
            where=str(path),
            todo="Name another file, or free space.",
        ) from None


def replace_whole(path: Path, content: str | bytes) -> None:
    """The same. Raises OSError."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(data)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
