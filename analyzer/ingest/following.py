"""Follows sources as `tail -f` does: new lines are committed every few seconds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from analyzer.errors import UsageError
from analyzer.ingest.session import Outcome, Session
from analyzer.ingest.sources.finding import find
from analyzer.ingest.sources.source import STDIN, Source, is_url

_ROUNDS_UNTIDY = 50


def follow(
    session: Session,
    paths: Sequence[str],
    *,
    clock: Callable[[], datetime],
    pause: Callable[[], object],
    tidy: Callable[[], object],
) -> Iterator[Outcome]:
    """Load what paths hold, and from then on what comes to them; new files of a folder too.

    A file that was there and is gone is waited for.
    Yields what each round brought. `pause` waits between rounds; KeyboardInterrupt from it, or
    while reading, ends the last round where it is: nothing is lost, the next run goes on there.
    `tidy` merges the many small files of many rounds, which every reader would have to open.
    """
    if STDIN in paths:
        raise UsageError("standard input cannot be followed", todo="Name files or folders")
    sizes: dict[str, tuple[int, int]] = {}
    untidy = 0
    while True:
        changed = [one for one in _present(paths, begun=bool(sizes)) if _has_changed(one, sizes)]
        if changed:
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


def _has_changed(source: Source, sizes: dict[str, tuple[int, int]]) -> bool:
    try:
        found = os.stat(source.path)
    except OSError:
        return False
    size = (found.st_ino, found.st_size)
    changed = sizes.get(source.name) != size
    sizes[source.name] = size
    return changed
