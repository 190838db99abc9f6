"""When a key's quota of the month was used up, and when it resets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.reference.world import Row, World, grouped, known, midnight

KEY = ("vendor", "key_id", "period_start")


def rows(world: World) -> Iterator[Row]:
    """One row a key and month in which it was refused for its quota."""
    refused = world.of_class("quota")
    for (vendor, key, start), ones in grouped(
        refused, lambda one: (one.vendor, one.key_id, _month(one.ts))
    ).items():
        used = [
            one
            for one in world.requests
            if (one.vendor, one.key_id) == (vendor, key) and start <= one.ts < ones[0].ts
        ]
        yield {
            "vendor": vendor,
            "key_id": key,
            "period": "monthly",
            "period_start": start,
            "exhausted_at": ones[0].ts,
            "last_refused": ones[-1].ts,
            "refused": len(ones),
            "clients": known(one.client for one in ones),
            "used": len(used),
            "resets_at": _month(start + timedelta(days=32)),
        }


def _month(ts: datetime) -> datetime:
    return midnight(ts).replace(day=1)
