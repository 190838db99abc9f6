"""Spells in which everything is refused: none of the vendors of the stories documents one."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.world import Row, World

KEY = ("vendor", "scope", "subject", "since")


def rows(world: World) -> Iterator[Row]:
    """No row: a throttle, a refused key and an outage are no ban."""
    yield from ()
