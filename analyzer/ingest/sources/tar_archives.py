"""Archives of tar, compressed or not, of which those that break off give what they still hold."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from typing import IO

from analyzer.ingest.sources.byte_stream import BROKEN, why

# To look into each compressed file for one would take longer than to read many a log.
_NAME = re.compile(r"\.(?:tar(?:\.(?:gz|bz2|xz))?|tgz|tbz2?|txz)$", re.IGNORECASE)


def files_in(path: str) -> tuple[list[tarfile.TarInfo], str | None]:
    """The files of an archive, in their order, and why it ends before its end, if it does.

    No files where it is no archive.
    """
    if not _NAME.search(path):
        return [], None
    found: list[tarfile.TarInfo] = []
    try:
        with tarfile.open(path) as archive:
            found.extend(member for member in archive if member.isfile())
            return found, "it breaks off in the header of a file" if _is_cut(archive) else None
    except BROKEN as error:
        return found, why(error) if found else None


def _is_cut(archive: tarfile.TarFile) -> bool:
    """Whether a part of a header stands where the archive ends, of which tarfile says nothing."""
    file = archive.fileobj
    if file is None:
        return False
    file.seek(archive.offset)
    return 0 < len(file.read(tarfile.BLOCKSIZE)) < tarfile.BLOCKSIZE


def opened(path: str, name: str) -> IO[bytes]:
    """A file of an archive. Raises KeyError, and what is in BROKEN."""
    archive = tarfile.open(path)  # noqa: SIM115  (read after this returns)
    file = archive.extractfile(_member(archive, name))
    if file is None:
        raise KeyError(name)
    return file


def changed(path: str, name: str) -> float:
    """When a file of an archive was last changed, s. Raises KeyError, and what is in BROKEN."""
    with tarfile.open(path) as archive:
        return _member(archive, name).mtime


def _member(archive: tarfile.TarFile, name: str) -> tarfile.TarInfo:
    """The last file of that name which the archive still holds. Raises KeyError."""
    found = None
    for one in _until_it_breaks(archive):
        found = one if one.name == name else found
    if found is None:
        raise KeyError(name)
    return found


def _until_it_breaks(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    try:
        yield from archive
    except BROKEN:
        return
