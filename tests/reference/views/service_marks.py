"""What counts towards each vendor's service level, in steps of five minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.reference.request import Request
from tests.reference.world import Row, World, grouped

KEY = ("vendor", "since")
TARGET = 0.999


def rows(world: World) -> Iterator[Row]:
    """One row a vendor and step in which it was called."""
    answered = (one for one in world.requests if one.outcome != "unknown")
    for (vendor, since), ones in grouped(answered, lambda one: (one.vendor, _step(one.ts))).items():
        yield {
            "vendor": vendor,
            "since": since,
            "target": TARGET,
            "requests": len(ones),
            "bad": sum(counts(one) for one in ones),
        }


def _step(ts: datetime) -> datetime:
    return ts.replace(second=0, microsecond=0) - timedelta(minutes=ts.minute % 5)


def counts(one: Request) -> bool:
    """Whatever is not the client's own fault."""
    return one.failure is not None and one.failure.fault != "client"
