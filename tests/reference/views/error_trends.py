"""Each error group day by day against the day before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from tests.reference.request import Request
from tests.reference.views.error_groups import same_error
from tests.reference.world import Row, World, grouped

KEY = ("vendor", "date", "failures", "failures_before", "clients", "trend")
_A_DAY = timedelta(days=1)


def rows(world: World) -> Iterator[Row]:
    """One row a group and day: those with failures, and the day after the last of them."""
    called = {(one.vendor, one.ts.date()) for one in world.requests}
    for ones in grouped(world.failures, same_error).values():
        yield from _days(ones, {day for vendor, day in called if vendor == ones[0].vendor})


def _days(ones: Sequence[Request], called: set[date]) -> Iterator[Row]:
    counts = Counter(one.ts.date() for one in ones)
    for day in sorted({*counts, *(day + _A_DAY for day in counts)} & called):
        now, before = counts[day], counts[day - _A_DAY]
        yield {
            "vendor": ones[0].vendor,
            "date": day,
            "failures": now,
            "failures_before": before,
            "clients": len({one.client for one in ones if one.ts.date() == day} - {None}),
            "trend": _trend(now, before, any(earlier < day for earlier in counts)),
        }


def _trend(now: int, before: int, seen: bool) -> str:
    if not now:
        return "gone"
    if not before:
        return "back" if seen else "new"
    if now >= 2 * before:
        return "grown"
    return "shrunk" if 2 * now <= before else "steady"
