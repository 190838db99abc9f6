"""Clients that meet every documented answer of three vendors, and what each of them saw."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from websockets.sync.client import ClientConnection, connect

from tests.vendor_standins import (
    Answered,
    FiftyFiveTech,
    SlidingWindow,
    StandIn,
    TickDB,
    ZeroMarkets,
)
from tests.vendor_standins.reach import SyncLoopback, sync_websocket
from tests.vendor_standins.tickdb import Plan

FIFTY_FIVE, TICKDB, ZERO = (f"http://{it.host}" for it in (FiftyFiveTech, TickDB, ZeroMarkets))

SECRET = "of this test's lake"


TICKER = f"{TICKDB}/v1/market/ticker"


THROTTLES = ("429", "3001", "LIMIT_42901", "LIMIT_42902")


@dataclass(frozen=True)
class Saw:
    """One answer as a client saw it; `code` is what failed, None where nothing did."""

    vendor: str
    client: str
    protocol: str
    status: int | None
    code: str | None
    trace: str | None = None


@dataclass
class Client:
    """A program that logs each of its calls, in the log that it keeps as a list."""

    name: str
    vendors: list[StandIn]
    headers: dict[str, str] = field(default_factory=dict)
    log: list[dict[str, Any]] = field(default_factory=list)
    saw: list[Saw] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._http = httpx.Client(transport=SyncLoopback(self.vendors))

    def call(
        self,
        method: str,
        url: str,
        *,
        trace: str | None = None,
        body: Any = None,
        timeout_s: float = 30,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response | None:
        """Send a request; what came of it is logged, and counted by what the caller sees."""
        sent = self.headers | (headers or {})
        if trace:
            sent["traceparent"] = f"00-{trace}-00f067aa0ba902b7-01"
        line: dict[str, Any] = {"ts": now(), "client": self.name, "method": method, "url": url}
        began, response = time.perf_counter(), None
        try:
            response = self._http.request(method, url, headers=sent, json=body, timeout=timeout_s)
            line |= {
                "status": response.status_code,
                "request_headers": dict(response.request.headers),
                "response_headers": dict(response.headers),
                "response_body": said(response.text),
            }
        except httpx.TransportError as error:
            line |= {"request_headers": sent, "error": f"{type(error).__name__}: {error}"}
        line["duration_ms"] = (time.perf_counter() - began) * 1000
        self.log.append(line)
        failed = code_of(line.get("status"), line.get("response_body"), line.get("error"))
        self.saw.append(Saw(vendor_of(url), self.name, "http", line.get("status"), failed, trace))
        return response

    def open(self, vendor: StandIn, path: str) -> Socket:
        """Open a WebSocket."""
        url = f"ws://{vendor.host}{path}"
        socket = Socket(self, url, f"{self.name}-{len(self.log)}")
        socket.logged(event="open", url=url, client=self.name)
        socket.on = connect(url, **sync_websocket(vendor)).__enter__()
        self.saw.append(Saw(vendor_of(url), self.name, "websocket", None, None))
        return socket

    def close(self) -> None:
        self._http.close()


@dataclass
class Socket:
    """A WebSocket of a client, whose frames are logged."""

    client: Client
    url: str
    name: str

    def __post_init__(self) -> None:
        self.on: ClientConnection

    def logged(self, **told: Any) -> None:
        line = {"ts": now(), "protocol": "websocket", "connection": self.name}
        self.client.log.append(line | told)

    def ask(self, message: Any) -> dict[str, Any]:
        """Send a message (an object, or a text as it is) and wait for its answer."""
        self.logged(direction="sent", message=message)
        self.on.send(message if isinstance(message, str) else json.dumps(message))
        return self.hear()

    def hear(self) -> dict[str, Any]:
        """Wait for a message."""
        heard: dict[str, Any] = json.loads(self.on.recv(timeout=30))
        self.logged(direction="received", message=heard)
        if "code" in heard or "error" in heard:
            code = NAMES.get(heard.get("error", "")) or code_of(None, heard, None)
            vendor = vendor_of(self.url)
            self.client.saw.append(Saw(vendor, self.client.name, "websocket", None, code))
        return heard

    def end(self) -> None:
        """Close it, or learn that the vendor has."""
        self.on.close()
        self.logged(event="close", close_code=self.on.close_code, reason=self.on.close_reason)


NAMES = {
    "apiKey required": "api_key_required",
    "Invalid apiKey format": "invalid_api_key_format",
    "Invalid API key": "invalid_api_key",
    "Connection limit exceeded": "connection_limit_exceeded",
}


def now() -> str:
    return datetime.now(UTC).isoformat()


def said(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def vendor_of(url: str) -> str:
    name = url.split("/")[2].split(".")[-2]
    return {"55-tech": "55tech"}.get(name, name)


def code_of(status: int | None, body: Any, error: str | None) -> str | None:
    """What a client that knows the vendors takes for a failure."""
    if error:
        return "timeout" if "Timeout" in error else "dns"
    told = body.get("code") if isinstance(body, dict) else None
    if told:
        return str(told)
    return str(status) if status is not None and status >= 400 else None


@dataclass
class World:
    """The stand-ins, who used them, and the lake that holds their logs."""

    lake: Path = Path()
    clients: dict[str, Client] = field(default_factory=dict)
    causes: Counter[tuple[str, str]] = field(default_factory=Counter)
    resolutions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.keys = {name: str(uuid4()) for name in ("bot", "looper", "sockets", "browser", "busy")}
        plans = {
            "feed": Plan(), "patient": Plan(), "office": Plan(addresses=frozenset({"10.1.2.3"})),
            "basic": Plan(depth=False), "spent": Plan(monthly=0), "sockets": Plan(),
            "browser": Plan(),
        }  # fmt: skip
        self.plans = {name: f"tdb_{uuid4().hex}" for name in plans}
        self.tokens = {name: f"zm-{name}-{uuid4().hex}" for name in ("trader", "looper", "expired")}
        # Low limits, with windows that no run of the tests outlasts, but for who waits.
        known = [key for name, key in self.keys.items() if name != "busy"]
        self.fifty_five = FiftyFiveTech(known, SlidingWindow(40))
        tickdb_keys = {self.plans[name]: plan for name, plan in plans.items()}
        self.tickdb = TickDB(tickdb_keys, SlidingWindow(12, 2.0))
        self.zero = ZeroMarkets(
            [self.tokens["trader"], self.tokens["looper"]],
            [self.tokens["expired"]],
            SlidingWindow(30),
            SlidingWindow(60),
        )
        self.real = FiftyFiveTech([self.keys["busy"]])

    @property
    def vendors(self) -> list[StandIn]:
        return [self.fifty_five, self.tickdb, self.zero]

    def client(self, name: str, headers: dict[str, str] | None = None) -> Client:
        """A new client."""
        self.clients[name] = Client(name, self.vendors, headers or {})
        return self.clients[name]

    def saw(self) -> list[Saw]:
        return [one for client in self.clients.values() for one in client.saw]

    def answered(self) -> list[tuple[str, Answered]]:
        """What each vendor answered."""
        named = [("55tech", self.fifty_five), ("tickdb", self.tickdb)]
        everyone: list[tuple[str, StandIn]] = [*named, ("zeromarkets", self.zero)]
        everyone.append(("55tech", self.real))
        return [(name, it) for name, vendor in everyone for it in vendor.answered]
