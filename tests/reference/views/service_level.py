"""Success of each vendor against its objective, and what is left of the error budget."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.reference.views.service_marks import TARGET, counts
from tests.reference.world import Row, World, grouped

KEY = ("vendor", "date")
_DAYS = timedelta(days=30)


def rows(world: World) -> Iterator[Row]:
    """One row a vendor and day in which it was called."""
    answered = (one for one in world.requests if one.outcome != "unknown")
    for vendor, ones in grouped(answered, lambda one: one.vendor).items():
        for day in sorted({one.ts.date() for one in ones}):
            window = [one for one in ones if day - _DAYS < one.ts.date() <= day]
            bad, budget = sum(map(counts, window)), (1 - TARGET) * len(window)
            yield {
                "vendor": vendor,
                "date": day,
                "target": TARGET,
                "requests": len(window),
                "bad": bad,
                "success_ratio": 1 - bad / len(window),
                "budget": budget,
                "budget_left": 1 - bad / budget,
            }
