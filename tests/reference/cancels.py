"""Scenes of orders that are cancelled, one or several, and of what becomes of those that remain."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.reference.story import Answer, Line, Story


def without_ids(story: Story, at: datetime) -> Iterator[Line]:
    """A log without bodies: a cancel succeeds in part; what is sent later, or is not."""
    chance, client = story.chance, story.chance.choice(story.clients)
    route = chance.choice(["/orders/cancel", "/orders/999/cancel"])
    for _ in range(chance.randint(1, 3)):
        body = {"detail": f"Cancelled {chance.randint(1, 2)} of 3 orders"}
        yield story.call(client, "55tech", at, (502, body), route=route, method="POST")
        for _ in range(chance.randint(0, 3)):
            at += timedelta(seconds=chance.uniform(0.5, 600))
            later = chance.choice([
                None, (404, {"detail": "Not found"}), (409, {"detail": "Conflict"}), (502, body),
                (503, None), (429, {"detail": "Rate limit exceeded"}),
            ])  # fmt: skip
            other = chance.choice([route, route, "/orders/888/cancel"])
            who = chance.choice([client, client, chance.choice(story.clients)])
            yield story.call(who, "55tech", at, later, route=other, method="POST")
        at += timedelta(seconds=chance.uniform(1, 60))


def in_bulk(story: Story, at: datetime) -> Iterator[Line]:
    """Orders are cancelled together, some remain; then the remedy is followed, or is not."""
    chance, client = story.chance, story.chance.choice(story.clients)
    orders = chance.sample(range(500, 512), chance.randint(1, 4))
    failed = chance.sample(orders, chance.randint(1, len(orders)))
    yield _bulk(story, client, at, orders, _told_in_part(chance, orders, failed))
    for _ in range(chance.randint(0, 5)):
        at += timedelta(seconds=chance.uniform(0.5, 120))
        who = chance.choice([client, client, client, chance.choice(story.clients)])
        yield chance.choice([_one_by_one, _rest, _query, _look_up])(story, who, at, orders, failed)


def _told_in_part(chance: random.Random, orders: list[int], failed: list[int]) -> Answer:
    done = [order for order in orders if order not in failed]
    details: tuple[Any, ...] = (
        f"Cancelled {len(done)} of {len(orders)} orders",
        "Some orders could not be cancelled",
        {"failed": failed},
        {"cancelled": done, "failed": failed},
    )
    return 502, {"detail": chance.choice(details)}


def _bulk(story: Story, client: str, at: datetime, orders: list[int], answer: Any) -> Line:
    told: Line = {"route": "/orders/cancel", "method": "POST", "request_body": orders}
    return story.call(client, "55tech", at, answer, **told)


def _rest(story: Story, client: str, at: datetime, orders: list[int], failed: list[int]) -> Line:
    some = story.chance.choice([failed, orders, [499]])
    answers = [None, (404, {"detail": "Not found"}), (503, None),
               _told_in_part(story.chance, some, some[:1])]  # fmt: skip
    return _bulk(story, client, at, some, story.chance.choice(answers))


def _one_by_one(
    story: Story, client: str, at: datetime, orders: list[int], failed: list[int]
) -> Line:
    route = f"/orders/{story.chance.choice([*orders, *failed])}/cancel"
    answer = story.chance.choice([
        None, None, (404, {"detail": "Not found"}), (409, {"detail": "Conflict"}),
        (502, {"detail": "Partial failure"}), (503, None),
    ])  # fmt: skip
    return story.call(client, "55tech", at, answer, route=route, method="POST")


def _query(story: Story, client: str, at: datetime, orders: list[int], failed: list[int]) -> Line:
    chance = story.chance
    still = chance.choice([failed, failed[1:], orders])
    left = [{"id": order, "status": "open"} for order in still]
    filled = [order for order in orders if order not in still][:1]
    left += [{"id": order, "status": "filled"} for order in filled if chance.random() < 0.2]
    route = f"/orders{chance.choice(['', '?status=open', '?symbol=X'])}"
    line = story.call(client, "55tech", at, (200, left), route=route)
    if chance.random() < 0.4:
        del line["response_body"]
    return line


def _look_up(story: Story, client: str, at: datetime, orders: list[int], failed: list[int]) -> Line:
    order = story.chance.choice([*orders, *failed])
    state = story.chance.choice(["open", "cancelled"])
    answer = story.chance.choice([(200, {"id": order, "status": state}), (404, {"detail": "No"})])
    return story.call(client, "55tech", at, answer, route=f"/orders/{order}")
