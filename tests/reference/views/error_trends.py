"""Each error group day by day against the last day before on which the vendor was called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from tests.reference.request import Request
from tests.reference.views.error_groups import same_error
from tests.reference.world import Row, World, grouped

KEY = ("vendor", "date", "failures", "failures_before", "clients", "trend")


def rows(world: World) -> Iterator[Row]:
    """One row a group and day: those with failures, and the next on which the vendor was called."""
    called = {(one.vendor, one.ts.date()) for one in world.requests}
    for ones in grouped(world.failures, same_error).values():
        yield from _days(ones, {day for vendor, day in called if vendor == ones[0].vendor})


def _days(ones: Sequence[Request], called: set[date]) -> Iterator[Row]:
    counts: Counter[date | None] = Counter(one.ts.date() for one in ones)
    day_before = {day: before for before, day in pairwise(sorted(called))}
    for day in sorted(day for day in called if counts[day] or counts[day_before.get(day)]):
        now, before = counts[day], counts[day_before.get(day)]
        yield {
            "vendor": ones[0].vendor,
            "date": day,
            "failures": now,
            "failures_before": before,
            "clients": len({one.client for one in ones if one.ts.date() == day} - {None}),
            "trend": _trend(now, before, min(one.ts.date() for one in ones) < day),
        }


def _trend(now: int, before: int, seen: bool) -> str:
    if not now:
        return "gone"
    if not before:
        return "back" if seen else "new"
    if now >= 2 * before:
        return "grown"
    return "shrunk" if 2 * now <= before else "steady"
