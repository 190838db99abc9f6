"""Cancels that 55-Tech answers with 502 and a JSON `detail`: it did part of the work.

Each operation has a path of its own, so what became of it can be followed by method, path and key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from . import replies
from .clock import HOUR, SECOND, at
from .exchange import Answer, Call, Line, line

TIMEOUT = "ReadTimeout: The read operation timed out"


def _told(failed: int, of: int) -> str:
    return f"Partial failure: {failed} of {of} orders could not be cancelled"


def _listed(first_order: int, failed: int, of: int) -> dict[str, Any]:
    orders = [{"orderId": first_order + n, "reason": "exchange timeout"} for n in range(failed)]
    return {"message": _told(failed, of), "cancelled": of - failed, "failed": orders}


def _each(first_order: int, failed: int) -> list[dict[str, Any]]:
    return [
        {"orderId": first_order + n, "status": "failed", "msg": "order is locked by the exchange"}
        for n in range(failed)
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """One try: so many milliseconds after the first, by the operation's own client or another."""

    after: int
    status: int | None
    detail: Any = None
    client: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """A cancel from its first try to the last."""

    first: int
    client: str
    method: str
    target: str
    steps: tuple[Step, ...]


def _fixture(fixture: int) -> str:
    return f"/api/v1/fixtures/{fixture}/orders/cancel-all"


def _order(order: int) -> str:
    return f"/api/v1/orders/{order}/cancel"


OPERATIONS = (
    # Tried again, and done.
    Operation(
        at(1, "08:41:07.210"), "mm-bot-1", "POST", _fixture(71001),
        (Step(0, 502, _told(2, 9)), Step(2_540, 200)),
    ),
    # Failed once more before it was done.
    Operation(
        at(1, "11:05:30.004"), "mm-bot-2", "POST", _fixture(71014),
        (Step(0, 502, _listed(880_120, 3, 7)), Step(1_310, 502, _listed(880_120, 1, 3)),
         Step(3_720, 200)),
    ),
    # Nothing was left to cancel.
    Operation(
        at(1, "16:20:11.650"), "mm-bot-1", "DELETE", _fixture(71022),
        (Step(0, 502, _each(880_204, 2)), Step(4_060, 404, "Fixture has no open orders")),
    ),
    # Filled in the meantime.
    Operation(
        at(2, "07:55:02.480"), "mm-bot-2", "POST", _order(880_417),
        (Step(0, 502, "Cancel not confirmed by the exchange"),
         Step(6_120, 409, "Order is already filled")),
    ),
    # Failed on every try, then given up.
    Operation(
        at(2, "13:18:44.900"), "mm-bot-1", "POST", _fixture(71035),
        (Step(0, 502, _listed(880_530, 4, 6)), Step(1_080, 502, _listed(880_530, 4, 4)),
         Step(3_150, 502, _listed(880_530, 4, 4))),
    ),
    # Done by mm-bot-1 with its own key, which says nothing about the orders of mm-bot-2.
    Operation(
        at(2, "15:02:09.330"), "mm-bot-2", "POST", _fixture(71040),
        (Step(0, 502, _told(1, 4)), Step(41_270, 200, client="mm-bot-1")),
    ),
    # A time-out in between.
    Operation(
        at(2, "19:47:20.120"), "mm-bot-1", "DELETE", _fixture(71047),
        (Step(0, 502, _each(880_610, 1)), Step(1_200, None), Step(12_640, 200)),
    ),
    # Done an hour and a half later, by hand.
    Operation(
        at(3, "10:10:31.770"), "mm-bot-2", "POST", _fixture(71058),
        (Step(0, 502, _told(5, 5)), Step(3 * HOUR // 2, 200)),
    ),
    Operation(
        at(3, "14:31:06.040"), "mm-bot-1", "POST", _fixture(71063),
        (Step(0, 502, _listed(880_702, 2, 8)), Step(2_110, 404, "Fixture has no open orders")),
    ),
    # Still open when the data ends.
    Operation(
        at(3, "22:04:50.505"), "mm-bot-2", "POST", _fixture(71071),
        (Step(0, 502, _listed(880_811, 3, 12)),),
    ),
    Operation(
        at(3, "23:12:19.260"), "mm-bot-1", "POST", _order(881_920),
        (Step(0, 502, "Cancel not confirmed by the exchange"),),
    ),
    Operation(
        at(3, "23:58:41.015"), "mm-bot-2", "DELETE", _fixture(71079),
        (Step(0, 502, _each(880_950, 6)),),
    ),
)  # fmt: skip

# 502 pages of a proxy, on cancels and on reads: the vendor has not seen these requests.
GATEWAY_PAGES = (
    (at(3, "06:30:02.100"), "mm-bot-1", "GET", "/api/v1/fixtures/64410/odds"),
    (at(3, "06:30:04.420"), "mm-bot-2", "GET", "/api/v1/trading/status"),
    (at(3, "06:30:05.950"), "mm-bot-1", "POST", _order(881_004)),
    (at(3, "06:30:09.310"), "mm-bot-2", "GET", "/api/v1/orders/512007"),
)


def partial_cancels(rng: Random) -> Iterator[Line]:
    for operation in OPERATIONS:
        for number, step in enumerate(operation.steps, start=1):
            client = step.client or operation.client
            attempt = number if client == operation.client else None
            sent = operation.first + step.after
            call = Call(sent, client, "55tech", operation.method, operation.target, attempt)
            yield line(call, _step_answer(step), rng)


def _step_answer(step: Step) -> Answer:
    if step.status is None:
        return replies.no_answer(TIMEOUT, 10_000.4)
    return Answer(200) if step.detail is None else replies.fifty_five(step.status, step.detail)


def gateway_pages(rng: Random) -> Iterator[Line]:
    """Four pages of a proxy within seconds; the cancel among them works on the next try."""
    for ts, client, method, target in GATEWAY_PAGES:
        yield line(Call(ts, client, "55tech", method, target), replies.gateway_page(), rng)
    ts, client, method, target = GATEWAY_PAGES[2]
    yield line(Call(ts + 2 * SECOND, client, "55tech", method, target), Answer(200), rng)
