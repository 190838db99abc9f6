"""Partial failures, each followed to what later requests of the same operation met."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from tests.reference.request import Request
from tests.reference.views import failures
from tests.reference.world import Row, World, in_s

KEY = ("ts",)
_SETTLING = {"not_found": "gone", "conflict": "conflict"}


def rows(world: World) -> Iterator[Row]:
    """One row a partial failure."""
    for one in world.of_class("partial_failure"):
        later = [o for o in world.requests if o.ts > one.ts and _same(o) == _same(one)]
        yield failures.columns(one) | _resolution(one, later)


def _same(one: Request) -> Hashable:
    who = one.key_id or one.client or one.client_ip
    return one.vendor, one.method, one.path, one.query, who


def _resolution(one: Request, later: Sequence[Request]) -> Row:
    for number, other in enumerate(later, 1):
        if settled := _settles(other):
            return {
                "resolution": settled,
                "resolved_at": other.ts,
                "resolved_after_s": in_s(other.ts - one.ts),
                "attempts": number,
            }
    return {
        "resolution": "failed_again" if later else "open",
        "resolved_at": None,
        "resolved_after_s": None,
        "attempts": len(later),
    }


def _settles(one: Request) -> str | None:
    if one.ok:
        return "succeeded"
    return _SETTLING.get(one.failure.group) if one.failure else None
