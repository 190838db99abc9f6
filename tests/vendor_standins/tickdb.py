"""TickDB's market data API after its two pages on error codes: every code they list is reachable.

The ticker answers every failure with HTTP 200, as the documents' own examples read only `code`;
other routes send an HTTP status beside it. What a plan includes is a `Plan`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar

from .sliding_window import SlidingWindow
from .stand_in import Answer, Asked, Socket, StandIn, json_object

MESSAGES = {
    1001: "Invalid or expired token",
    1002: "Token is required",
    1003: "IP address not in whitelist",
    1004: "Permission denied",
    2001: "Invalid parameter: symbol is required",
    2002: "Symbol not found",
    2003: "Invalid time range",
    2004: "Request limit exceeded",
    3001: "Rate limit exceeded",
    3002: "Quota exhausted",
    3003: "Connection limit exceeded",
    3004: "Subscription limit exceeded",
    4001: "Unknown command",
    4002: "Invalid message format",
    4003: "Depth subscriptions temporarily unavailable",
    4004: "Trade subscriptions temporarily unavailable",
    5000: "Internal server error",
    5001: "Data source unavailable",
    5002: "Service temporarily unavailable",
}
STATUSES = {1001: 401, 1002: 401, 1003: 403, 1004: 403, 3001: 429, 5000: 500, 5001: 503, 5002: 503}
TICKER = "/v1/market/ticker"
SYMBOLS = ("BTCUSDT", "ETHUSDT")
LARGEST_LIMIT = 1000
COMMANDS = ("subscribe", "unsubscribe", "ping")
SUBSCRIPTIONS_PER_CONNECTION = 2
CONNECTIONS_PER_KEY = 5


@dataclass
class Plan:
    """What a key may do; `monthly` is how many requests are left of its quota."""

    addresses: frozenset[str] | None = None
    depth: bool = True
    monthly: int = 1_000_000


class TickDB(StandIn):
    """`plans` holds the valid keys. `unavailable` names channels that cannot be subscribed to."""

    host: ClassVar[str] = "api.tickdb.ai"

    def __init__(
        self, plans: Mapping[str, Plan] | None = None, limit: SlidingWindow | None = None
    ) -> None:
        super().__init__()
        self.plans = dict(plans or {})
        self.limit = limit or SlidingWindow()
        self.unavailable: set[str] = set()
        self._connections: dict[int, tuple[str, Socket]] = {}
        self._numbers = count(1)

    def fail(self, path: str, code: int) -> None:
        """Answer every request to that path with the code, until the fault is taken away."""
        self.faults[path] = _failed(code, path)

    def key_of(self, asked: Asked) -> str | None:
        return asked.headers.get("x-api-key") or asked.query.get("api_key")

    def respond(self, asked: Asked) -> Answer:
        key = self.key_of(asked)
        code = self._refusal(key, asked.address) or self._over_limit(key) or self._wrong(asked, key)
        if code == 3001:
            return _failed(code, asked.path, {"Retry-After": str(self.limit.wait_s(key))})
        if code:
            return _failed(code, asked.path)
        if asked.path == "/v1/connections":
            return _succeeded([n for n, (held, _) in self._connections.items() if held == key])
        if asked.path == "/v1/symbols/available":
            return _succeeded(list(SYMBOLS))
        return _succeeded({"symbol": asked.query.get("symbol"), "last": "91000.5"})

    def _refusal(self, key: str | None, address: str) -> int | None:
        if not key:
            return 1002
        plan = self.plans.get(key)
        if plan is None:
            return 1001
        return 1003 if plan.addresses is not None and address not in plan.addresses else None

    def _over_limit(self, key: str | None) -> int | None:
        assert key is not None
        if not self.limit.admits(key):
            return 3001
        plan = self.plans[key]
        if plan.monthly <= 0:
            return 3002
        plan.monthly -= 1
        return None

    def _wrong(self, asked: Asked, key: str | None) -> int | None:
        assert key is not None
        if not asked.path.startswith("/v1/market/"):
            return None
        if asked.path == "/v1/market/depth" and not self.plans[key].depth:
            return 1004
        if "symbol" not in asked.query:
            return 2001
        if asked.query["symbol"] not in SYMBOLS:
            return 2002
        if int(asked.query.get("start_time", 0)) >= int(asked.query.get("end_time", 1)):
            return 2003
        return 2004 if int(asked.query.get("limit", 1)) > LARGEST_LIMIT else None

    async def converse(self, socket: Socket) -> None:
        socket.key = key = self.key_of(socket.asked)
        await socket.accept()
        code = self._refusal(key, socket.asked.address)
        if code is None and self._open(key) >= CONNECTIONS_PER_KEY:
            code = 3003
        if code is not None:
            await socket.answer(_reply("connect", code), str(code), "connect")
            await socket.close(1008)
            return
        assert key is not None
        number = next(self._numbers)
        self._connections[number] = key, socket
        subscribed: Counter[str] = Counter()
        try:
            async for text in socket.messages():
                command, code = self._understood(text, subscribed)
                data = {"channel": "depth", "suggestion": _SUGGESTION} if code == 4003 else None
                said = str(code) if code else None
                await socket.answer(_reply(command, code, data), said, command)
                if not code and command == "subscribe":
                    await socket.push({"cmd": "ticker", "data": {"symbol": "BTCUSDT"}})
        finally:
            del self._connections[number]

    def _open(self, key: str | None) -> int:
        return sum(held == key for held, _ in self._connections.values())

    def _understood(self, text: str, subscribed: Counter[str]) -> tuple[str, int]:
        """The command of a message, and what is wrong with it; 0 where nothing is."""
        message = json_object(text)
        command = message.get("cmd")
        if command is None:
            return "subscribe", 4002
        if command not in COMMANDS:
            return "unknown", 4001
        data = message.get("data", {})
        channel = data.get("channel")
        if command == "subscribe":
            if channel in self.unavailable:
                return command, 4003 if channel == "depth" else 4004
            if not data.get("symbols"):
                return command, 4002
            if subscribed.total() + len(data["symbols"]) > SUBSCRIPTIONS_PER_CONNECTION:
                return command, 3004
            subscribed[channel] += len(data["symbols"])
        elif command == "unsubscribe":
            del subscribed[channel]
        return command, 0


_SUGGESTION = "Use HTTP API /v1/market/depth for current depth data"


def _reply(command: str, code: int, data: Any = None) -> dict[str, Any]:
    message = MESSAGES[code] if code else "success"
    return {"cmd": command, "code": code, "message": message, "data": data or {}}


def _failed(code: int, path: str, headers: Mapping[str, str] | None = None) -> Answer:
    status = 200 if path == TICKER else STATUSES.get(code, 200)
    return Answer(status, {"code": code, "message": MESSAGES[code]}, str(code), headers or {})


def _succeeded(data: Any) -> Answer:
    return Answer(200, {"code": 0, "message": "success", "data": data})
