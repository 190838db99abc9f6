"""Follows sources as `tail -f` does: new lines are committed every few seconds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from analyzer.errors import UsageError
from analyzer.ingest.session import Outcome, Session
from analyzer.ingest.sources.finding import find
from analyzer.ingest.sources.source import Source, is_pipe, is_url

_ROUNDS_UNTIDY = 50
_RENAMED_FOLLOWED = 8


def follow(
    session: Session,
    paths: Sequence[str],
    *,
    clock: Callable[[], datetime],
    pause: Callable[[], object],
    tidy: Callable[[], object],
) -> Iterator[Outcome]:
    """Load what paths hold, and from then on what comes to them; new files of a folder too.

    A file that was there and is gone is waited for, and one that is renamed is read to its end.
    Yields what each round brought. `pause` waits between rounds; KeyboardInterrupt from it, or
    while reading, ends the last round where it is: nothing is lost, the next run goes on there.
    `tidy` merges the many small files of many rounds, which every reader would have to open.
    """
    if any(map(is_pipe, paths)):
        raise UsageError("a pipe cannot be followed", todo="Name files or folders")
    growing = _Growing()
    untidy = 0
    while True:
        if changed := growing.changed(_present(paths, begun=growing.has_begun)):
            brought = False
            for outcome in session.load(changed, now=clock(), finished=False):
                if not outcome.known:
                    brought |= outcome.error is None
                    yield outcome
            untidy += brought
        if untidy == _ROUNDS_UNTIDY:
            tidy()
            untidy = 0
        pause()


def _present(paths: Sequence[str], *, begun: bool) -> Sequence[Source]:
    """What is there. Who rotates a log may be a while in writing the next one."""
    try:
        return find(paths)
    except UsageError:
        if not begun or any(map(is_url, paths)):
            raise
        return []


class _Growing:
    """Tells which sources have changed since it was asked last.

    Who writes to a file that is renamed goes on for a while: it is found by its inode.
    """

    def __init__(self) -> None:
        self._seen: dict[str, _Stat] = {}
        self._renamed: dict[int, tuple[str, int]] = {}  # by inode: the name before, and the size

    @property
    def has_begun(self) -> bool:
        """Whether there was any source."""
        return bool(self._seen)

    def changed(self, sources: Sequence[Source]) -> list[Source]:
        """Those of these sources, and of what they were before, that are not as they were."""
        changed = [source for source in sources if self._has_changed(source)]
        named = {source.path for source in sources}
        return [*(one for one in self._renamed_and_grown() if one.path not in named), *changed]

    def _has_changed(self, source: Source) -> bool:
        try:
            found = os.stat(source.path)
        except OSError:
            return False
        now = _Stat(found.st_ino, found.st_size)
        before = self._seen.get(source.name)
        self._seen[source.name] = now
        if before and before.inode != now.inode and source.member is None:
            self._renamed[before.inode] = (source.path, before.size)
        return before != now

    def _renamed_and_grown(self) -> Iterator[Source]:
        for inode, (path, size) in list(self._renamed.items())[-_RENAMED_FOLLOWED:]:
            with suppress(FileNotFoundError):
                found = _of_inode(os.path.dirname(path), inode)
                if found and (now := os.stat(found).st_size) != size:
                    self._renamed[inode] = (path, now)
                    yield Source(found.path, found.path)


class _Stat(NamedTuple):
    inode: int
    size: int


def _of_inode(folder: str, inode: int) -> os.DirEntry[str] | None:
    try:
        with os.scandir(folder or ".") as entries:
            return next((one for one in entries if one.inode() == inode and one.is_file()), None)
    except OSError:
        return None
