"""Where the lines of a story went: however they were split, all loads together say the same."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.reading import is_broken, written
from tests.reference.world import Row, World

KEY = ()
# Of all loads together.
SUMS = True


def rows(world: World) -> Iterator[Row]:
    """One row; what is skipped is what was sent on a WebSocket, or was data."""
    rejects = sum(map(is_broken, world.lines))
    yield {
        "lines": len(world.lines),
        "requests": len(world.requests),
        "rejects": rejects,
        "skipped": len(world.lines) - len(world.requests) - rejects,
        "bytes": sum(len(written(line).encode()) + 1 for line in world.lines),
    }
