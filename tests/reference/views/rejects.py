"""Lines that are none: each is kept as it was, wherever its load began."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.reading import is_broken, written
from tests.reference.world import Row, World

KEY = ("excerpt",)


def rows(world: World) -> Iterator[Row]:
    """One row a line that was cut off."""
    yield from ({"excerpt": written(line)} for line in world.lines if is_broken(line))
