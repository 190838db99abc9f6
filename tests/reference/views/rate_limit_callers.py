"""Which client and route use up a quota, hour by hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.reference.limits import subjects
from tests.reference.world import Row, World, hour

KEY = ("vendor", "scope", "subject", "hour", "client", "route")


def rows(world: World) -> Iterator[Row]:
    """One row a client and route of a subject in an hour."""
    counts = Counter(
        (one.vendor, scope, subject, hour(one.ts), one.client, one.route)
        for one in world.requests
        for scope, subject in subjects(one)
    )
    totals: Counter[tuple[object, ...]] = Counter()
    for key, count in counts.items():
        totals[key[:4]] += count
    for key, count in counts.items():
        yield dict(zip(KEY, key, strict=True)) | {
            "requests": count,
            "share": count / totals[key[:4]],
        }
