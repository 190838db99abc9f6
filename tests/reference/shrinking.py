"""The smallest story that still fails: parts of it are left out as long as it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.reference.reading import Line

_MOST_TRIES = 80


def shrunk(lines: Sequence[Line], fails: Callable[[Sequence[Line]], bool]) -> list[Line]:
    """Some of the lines that fail as all of them do, few of them."""
    left, size, tries = [*lines], max(1, len(lines) // 2), 0
    while tries < _MOST_TRIES:
        start, smaller = 0, False
        while start < len(left) and tries < _MOST_TRIES:
            without = left[:start] + left[start + size :]
            tries += 1
            if without and fails(without):
                left, smaller = without, True
            else:
                start += size
        if size == 1 and not smaller:
            break
        size = max(1, min(size // 2, len(left) // 2))
    return left
