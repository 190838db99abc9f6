"""Zero Markets' API after "Error Codes & Conventions".

Its list of codes is open, so the statuses for which it gives no code (404, 409, 500, 503) come with
codes of the same make. A failure's `traceId` is the trace of the request's `traceparent`, if it has
one. The document knows no WebSocket: a handshake is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID, uuid4

from .sliding_window import SlidingWindow
from .stand_in import Answer, Asked, Socket, StandIn

MESSAGES = {
    "AUTH_40101": "Missing or malformed token",
    "AUTH_40102": "Token expired",
    "AUTH_40301": "No access to this account",
    "AUTH_40302": "No access to this product",
    "REQ_40001": "Missing required parameter",
    "REQ_40002": "Invalid parameter format",
    "REQ_40003": "Invalid time range",
    "LIMIT_42901": "Too many requests from this address",
    "LIMIT_42902": "Too many requests for this token",
    "TRADE_40101": "Invalid or expired token",
    "TRADE_40401": "No such order",
    "TRADE_40901": "Order was already submitted",
    "TRADE_50001": "Unexpected error",
    "MD_50301": "Market data is degraded",
    "REQ_40401": "No such resource",
}


class ZeroMarkets(StandIn):
    """`tokens` are valid, `expired` were. The token `limit` and the `address_limit` both count."""

    host: ClassVar[str] = "api.zeromarkets.com"

    def __init__(
        self,
        tokens: Iterable[str] = (),
        expired: Iterable[str] = (),
        limit: SlidingWindow | None = None,
        address_limit: SlidingWindow | None = None,
    ) -> None:
        super().__init__()
        self.tokens, self.expired = set(tokens), set(expired)
        self.limit = limit or SlidingWindow()
        self.address_limit = address_limit or SlidingWindow(quota=20_000)
        self._submitted: set[str] = set()

    def fail(self, path: str, code: str) -> None:
        """Answer every request to that path with the code, until the fault is taken away."""
        self.faults[path] = _failed(code, {})

    def key_of(self, asked: Asked) -> str | None:
        scheme, _, token = asked.headers.get("authorization", "").partition(" ")
        return token.strip() or None if scheme.lower() == "bearer" else None

    def respond(self, asked: Asked) -> Answer:
        code = self._wrong(asked)
        if code:
            wait_s = {"Retry-After": str(self.limit.wait_s(self.key_of(asked)))}
            return _failed(code, asked.headers, wait_s if "_429" in code else {})
        if asked.method == "POST":
            return Answer(201, {"orderId": str(uuid4())})
        return Answer(200, {"items": []})

    def _wrong(self, asked: Asked) -> str | None:
        if not self.address_limit.admits(asked.address):
            return "LIMIT_42901"
        token = self.key_of(asked)
        if token is None:
            return "AUTH_40101"
        if token in self.expired:
            return "AUTH_40102"
        if token not in self.tokens:
            return "TRADE_40101"
        if not self.limit.admits(token):
            return "LIMIT_42902"
        match asked.method, re.sub(r"/\d+$", "/{id}", asked.path):
            case "GET", "/v1/accounts/{id}":
                return "AUTH_40301" if asked.path.endswith("/2") else None
            case "GET", "/v1/candles":
                return self._wrong_candles(asked)
            case "GET", "/v1/orders/{id}":
                return "TRADE_40401"
            case "POST", "/v1/orders":
                return self._wrong_order(str(asked.json().get("clientOrderId")))
        return "REQ_40401"

    def _wrong_candles(self, asked: Asked) -> str | None:
        asked_for = [asked.query.get(name) for name in ("product", "from", "to")]
        if None in asked_for:
            return "REQ_40001"
        product, since, until = map(str, asked_for)
        if not (since.isdigit() and until.isdigit()):
            return "REQ_40002"
        if int(since) > int(until):
            return "REQ_40003"
        return "AUTH_40302" if product == "GOLD" else None

    def _wrong_order(self, number: str) -> str | None:
        if number in self._submitted:
            return "TRADE_40901"
        self._submitted.add(number)
        return None

    async def converse(self, socket: Socket) -> None:
        socket.key = self.key_of(socket.asked)
        await socket.refuse(_failed("REQ_40401", socket.asked.headers))


def _failed(
    code: str, asked: Mapping[str, str], headers: Mapping[str, str] | None = None
) -> Answer:
    body: dict[str, Any] = {"code": code, "message": MESSAGES[code], "traceId": _trace_of(asked)}
    if code.startswith("AUTH"):
        body["details"] = {"field": "Authorization", "reason": MESSAGES[code].lower()}
    return Answer(int(code.split("_")[1][:3]), body, code, headers or {})


def _trace_of(headers: Mapping[str, str]) -> str:
    parts = headers.get("traceparent", "").split("-")
    return str(UUID(parts[1])) if len(parts) == 4 else str(uuid4())
