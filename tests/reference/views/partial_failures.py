"""Partial failures, each followed to what later requests of its operation, or its items, met."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence

from tests.reference.request import Request
from tests.reference.views import failures
from tests.reference.views.partial_failure_items import Item, items_of, names_items, subject
from tests.reference.world import Row, World, in_s

KEY = ("ts",)
_SETTLING = {"not_found": "gone", "conflict": "conflict"}


def rows(world: World) -> Iterator[Row]:
    """One row a partial failure."""
    for one in world.of_class("partial_failure"):
        items = items_of(one, world)
        if items:
            assert names_items(one), "stories have no bulk request that names none"
            yield failures.columns(one) | _by_items(one, items)
            continue
        later = [o for o in world.requests if o.ts > one.ts and _same(o) == _same(one)]
        yield failures.columns(one) | _by_operation(one, later)


def _same(one: Request) -> Hashable:
    return one.vendor, one.method, one.path, one.query, subject(one)


def _by_items(one: Request, items: Sequence[Item]) -> Row:
    settled = [item.settled[:2] for item in items if item.settled]
    at, met = max(settled) if len(settled) == len(items) else (None, None)
    if met is None:
        again = any(item.resolution == "failed_again" for item in items)
        met = "failed_again" if again else "open"
    tries = {tried for item in items for tried in item.tries if at is None or tried <= at}
    return {
        "resolution": met,
        "resolved_at": at,
        "resolved_after_s": in_s(at - one.ts) if at else None,
        "attempts": len(tries),
        "items": len(items),
        "settled": len(settled),
        "open_items": len(items) - len(settled),
    }


def _by_operation(one: Request, later: Sequence[Request]) -> Row:
    for number, other in enumerate(later, 1):
        if settled := _settles(other):
            return {
                "resolution": settled,
                "resolved_at": other.ts,
                "resolved_after_s": in_s(other.ts - one.ts),
                "attempts": number,
                **_parts(one, is_settled=True),
            }
    return {
        "resolution": "failed_again" if later else "open",
        "resolved_at": None,
        "resolved_after_s": None,
        "attempts": len(later),
        **_parts(one, is_settled=False),
    }


def _parts(one: Request, *, is_settled: bool) -> Row:
    """As many as the answer counts."""
    told = re.match(r"Cancelled (\d+) of (\d+) orders", one.message or "")
    if told is None:
        return {"items": None, "settled": None, "open_items": None}
    done, items = int(told[1]), int(told[2])
    still_open = 0 if is_settled else items - done
    return {"items": items, "settled": items - still_open, "open_items": still_open}


def _settles(one: Request) -> str | None:
    if one.ok:
        return "succeeded"
    return _SETTLING.get(one.failure.group) if one.failure else None
