"""The items of partial failures, one by one: which orders of a bulk cancel are still open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.reference.request import Request
from tests.reference.world import Row, World, in_s, known

KEY = ("ts", "item")


@dataclass
class Item:
    """One order of a partial failure, and what later requests say of it."""

    name: str
    settled: tuple[datetime, str, str] | None = None
    failed_again: bool = False
    tries: list[datetime] = field(default_factory=list)

    @property
    def resolution(self) -> str:
        """What became of it."""
        if self.settled:
            return self.settled[1]
        return "failed_again" if self.failed_again else "open"


def rows(world: World) -> Iterator[Row]:
    """One row an item."""
    for one in world.of_class("partial_failure"):
        for item in items_of(one, world):
            at = item.settled[0] if item.settled else None
            yield {
                "ts": one.ts,
                "vendor": one.vendor,
                "kind": "order",
                "item": item.name,
                "resolution": item.resolution,
                "resolved_at": at,
                "resolved_after_s": in_s(at - one.ts) if at else None,
                "attempts": sum(at is None or tried <= at for tried in item.tries),
                "settled_by": item.settled[2] if item.settled else None,
            }


def subject(one: Request) -> str | None:
    """Whose items they are."""
    return one.key_id or one.client or one.client_ip


def names_items(one: Request) -> bool:
    """Whether the request itself names an item."""
    return any(said == "asked" for said, _ in one.said)


def items_of(one: Request, world: World) -> list[Item]:
    """What became of each item that a partial failure names."""
    later = [
        other
        for other in world.requests
        if other.ts > one.ts and other.vendor == one.vendor and subject(other) == subject(one)
    ]
    failed = _named(one, "failed")
    items = [Item(name) for name in known(name for _, name in one.said)]
    for item in items:
        _follow(item, later, one)
        if item.name not in failed and (failed or item.name in _named(one, "done")):
            item.settled = (one.ts, "succeeded", "answer")
    if not failed:
        _count(one, items)
    _conclude(items, later)
    return items


def _named(one: Request, what: str) -> set[str]:
    return {name for said, name in one.said if said == what}


def _follow(item: Item, later: Sequence[Request], one: Request) -> None:
    """What the first later request says that settles it."""
    there = max((o.ts for o in later if ("there", item.name) in o.said), default=one.ts)
    for other in later:
        said = {what for what, name in other.said if name == item.name}
        if "asked" in said:
            item.tries.append(other.ts)
        if said & {"asked", "failed", "done"} and (other.failed or "failed" in said):
            item.failed_again = True
        told = _told(other, said)
        if told is None and other.ts > there and ("listed", "") in other.said:
            told = ("gone", "query")
        if told and not item.settled:
            item.settled = (other.ts, *told)


def _told(one: Request, said: set[str]) -> tuple[str, str] | None:
    group = one.failure.group if one.failure else None
    if "ended" in said:
        return "gone", "query"
    if "looked_up" in said and group == "not_found":
        return "gone", "query"
    if not said & {"asked", "failed", "done"} or "failed" in said:
        return None
    if "done" in said or one.ok or (group == "partial_failure" and _named(one, "failed")):
        return "succeeded", "request"
    found = {"not_found": "gone", "conflict": "conflict"}.get(group or "")
    return (found, "request") if found else None


def _count(one: Request, items: Sequence[Item]) -> None:
    """As many as had failed, by the answer's own count, were done since: so all are.

    Where one request did more, one of them had been done before, and nobody knows which.
    """
    told = re.match(r"Cancelled (\d+) of (\d+) orders", one.message or "")
    if told is None or int(told[2]) != len(items):
        return
    done = sorted(
        item.settled[0]
        for item in items
        if item.settled and item.settled[1:] == ("succeeded", "request")
    )
    failed = int(told[2]) - int(told[1])
    if 0 < failed <= len(done) and done[failed - 1] not in done[failed:]:
        for item in items:
            item.settled = item.settled or (done[failed - 1], "succeeded", "count")


def _conclude(items: Sequence[Item], later: Sequence[Request]) -> None:
    """Who asked what is open, went on with some, and left others out, knows that these are gone."""
    asked = min((o.ts for o in later if ("listed_unseen", "") in o.said), default=None)
    if asked is None:
        return
    went_on = min((at for item in items for at in item.tries if at > asked), default=None)
    for item in items:
        if went_on and not item.tries:
            item.settled = item.settled or (went_on, "gone", "remedy")
