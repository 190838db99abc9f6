"""The time that the data covers."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.world import Row, World

KEY = ("first_ts",)


def rows(world: World) -> Iterator[Row]:
    """One row."""
    times = [one.ts for one in world.requests]
    yield {"first_ts": min(times, default=None), "last_ts": max(times, default=None)}
