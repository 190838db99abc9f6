"""55-Tech's market making API after "MM Error Handling": statuses and `detail`, no codes.

Bulk cancels are `POST /api/v1/fixtures/{id}/orders/cancel-all`. Orders that the exchange has locked
cannot be cancelled until it lets go of them, so a test can follow what becomes of a half-done one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from .sliding_window import SlidingWindow
from .stand_in import Answer, Asked, Socket, StandIn, json_object

CONNECTIONS_PER_KEY = 5


@dataclass
class Order:
    """An order of a fixture: `open`, `locked`, `cancelled` or `filled`."""

    number: int
    fixture: int
    state: str = "open"


class FiftyFiveTech(StandIn):
    """`keys` are valid; a key that is a UUID and not among them belongs to no active client."""

    host: ClassVar[str] = "mmapi.55-tech.com"

    def __init__(self, keys: Iterable[str] = (), limit: SlidingWindow | None = None) -> None:
        super().__init__()
        self.keys = set(keys)
        self.limit = limit or SlidingWindow()
        self.orders: dict[int, Order] = {}
        self._connections: Counter[str] = Counter()
        self._external_ids: set[str] = set()

    def place(self, fixture: int, states: Iterable[str]) -> list[Order]:
        """Orders of a fixture, one of each state given."""
        first = 880_001 + len(self.orders)
        placed = [Order(first + n, fixture, state) for n, state in enumerate(states)]
        self.orders |= {order.number: order for order in placed}
        return placed

    def settle(self, fixture: int, state: str) -> None:
        """The exchange lets go of the fixture's locked orders; they are now in that state."""
        for order in self._of(fixture, "locked"):
            order.state = state

    def key_of(self, asked: Asked) -> str | None:
        return asked.headers.get("x-api-key")

    def respond(self, asked: Asked) -> Answer:
        if asked.path == "/ws":
            return _failed(426, "Upgrade required: connect with a WebSocket client")
        key = self.key_of(asked)
        if key is None or not _is_uuid(key) or key not in self.keys:
            return _failed(401, "Invalid or missing API key")
        if not self.limit.admits(key):
            return _failed(429, "Rate limit exceeded")
        route = asked.method, re.sub(r"/\d+", "/{id}", asked.path)
        number = int(found[1]) if (found := re.search(r"/(\d+)", asked.path)) else 0
        match route:
            case "GET", "/api/v1/trading/status":
                return Answer(200, {"status": "active"})
            case "GET", "/api/v1/odds":
                return self._odds(asked)
            case "POST", "/api/v1/orders":
                return self._create(asked)
            case "GET", "/api/v1/orders/{id}" if number in self.orders:
                return Answer(200, vars(self.orders[number]))
            case "POST", "/api/v1/orders/{id}/cancel" if number in self.orders:
                return self._cancel([self.orders[number]])
            case "POST", "/api/v1/fixtures/{id}/orders/cancel-all":
                return self._cancel(self._of(number, "open", "locked", "filled"))
            case "POST", "/api/v1/fixtures/{id}/deactivate" if self._of(number, "open", "locked"):
                return _failed(409, "Cannot deactivate a fixture with open orders")
            case "POST", "/api/v1/fixtures/{id}/deactivate":
                return Answer(200, {"status": "inactive"})
        return _failed(404, "Not found")

    def _odds(self, asked: Asked) -> Answer:
        if "fixtureId" not in asked.query:
            missing = {"loc": ["query", "fixtureId"], "msg": "Field required", "type": "missing"}
            return _failed(422, [missing])
        return Answer(200, {"fixtureId": asked.query["fixtureId"], "odds": [1.91, 2.02]})

    def _create(self, asked: Asked) -> Answer:
        external = str(asked.json().get("externalId"))
        if external in self._external_ids:
            return _failed(409, "Order with this externalId already exists")
        self._external_ids.add(external)
        (order,) = self.place(int(asked.json().get("fixtureId", 1)), ["open"])
        return Answer(200, vars(order))

    def _cancel(self, orders: list[Order]) -> Answer:
        pending = [order for order in orders if order.state in ("open", "locked")]
        if not pending and any(order.state == "filled" for order in orders):
            return _failed(409, "Order is already filled")
        if not pending:
            return _failed(404, "No open orders")
        for order in pending:
            if order.state == "open":
                order.state = "cancelled"
        locked = [order for order in pending if order.state == "locked"]
        if not locked:
            return Answer(200, {"cancelled": len(pending)})
        return _failed(
            502,
            {
                "message": f"Partial failure: {len(locked)} of {len(pending)} orders could not be "
                "cancelled",
                "cancelled": len(pending) - len(locked),
                "failed": [
                    {"orderId": order.number, "reason": "locked by the exchange"}
                    for order in locked
                ],
            },
        )

    def _of(self, fixture: int, *states: str) -> list[Order]:
        return [o for o in self.orders.values() if o.fixture == fixture and o.state in states]

    async def converse(self, socket: Socket) -> None:
        if socket.asked.path != "/ws":
            await socket.refuse(_failed(404, "Not found"))
            return
        await socket.accept()
        held: str | None = None
        try:
            async for text in socket.messages():
                message = json_object(text)
                key = str(message.get("apiKey") or "")
                socket.key = key or None
                error = self._refusal(key, held)
                if error:
                    await socket.answer({"error": error}, error, "subscribe")
                    await socket.close(1008)
                    return
                if key != held:
                    held = key
                    self._connections[held] += 1
                await socket.push({"type": "subscribed", "channels": message.get("channels")})
                await socket.push({"channel": "orders", "data": {"orderId": 7, "filled": 2}})
        finally:
            if held is not None:
                self._connections[held] -= 1

    def _refusal(self, key: str, held: str | None) -> str | None:
        """One of the four documented WebSocket errors."""
        if not key:
            return "apiKey required"
        if not _is_uuid(key):
            return "Invalid apiKey format"
        if key not in self.keys:
            return "Invalid API key"
        if key != held and self._connections[key] >= CONNECTIONS_PER_KEY:
            return "Connection limit exceeded"
        return None


def _failed(status: int, detail: Any) -> Answer:
    return Answer(status, {"detail": detail}, code=str(status))


def _is_uuid(key: str) -> bool:
    try:
        return str(UUID(key)) == key.lower()
    except ValueError:
        return False
