"""From real clients to the views: what these say is what the clients saw and the vendors answered.

httpx and websockets talk to stand-ins of the three vendors on loopback. The clients write what
happened themselves, as canonical JSON Lines or as HAR, which `analyzer ingest` reads.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import websockets
from websockets.sync.client import ClientConnection, connect

from analyzer.capture.keyed_hash import KeyedHash
from tests.conftest import rows
from tests.vendor_standins import (
    Answer,
    Answered,
    FiftyFiveTech,
    SlidingWindow,
    StandIn,
    TickDB,
    ZeroMarkets,
    running,
)
from tests.vendor_standins.reach import SyncLoopback, sync_websocket
from tests.vendor_standins.tickdb import Plan

SECRET = "of this test's lake"
FIFTY_FIVE, TICKDB, ZERO = (f"http://{it.host}" for it in (FiftyFiveTech, TickDB, ZeroMarkets))
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


def meet_every_error_of_fifty_five(world: World) -> None:
    bot = world.client("bot")
    status = f"{FIFTY_FIVE}/api/v1/trading/status"
    for cause, headers in (
        ("missing_key", {}),
        ("wrong_header", {"Authorization": f"Bearer {world.keys['bot']}"}),
        ("malformed_key", {"X-API-Key": "not-a-uuid-1"}),
        ("invalid_or_expired", {"X-API-Key": str(uuid4())}),
    ):
        bot.call("GET", status, headers=headers)
        world.causes["55tech", cause] += 1
    bot.headers = {"X-API-Key": world.keys["bot"]}
    bot.call("GET", status)
    bot.call("GET", f"{FIFTY_FIVE}/api/v1/odds?fixtureId=7")
    bot.call("GET", f"{FIFTY_FIVE}/api/v1/odds")
    bot.call("POST", f"{FIFTY_FIVE}/api/v1/orders/999999/cancel")
    for _ in range(2):
        bot.call("POST", f"{FIFTY_FIVE}/api/v1/orders", body={"externalId": "a-1", "fixtureId": 3})
    bot.call("POST", f"{FIFTY_FIVE}/api/v1/fixtures/3/deactivate")
    bot.call("GET", f"{FIFTY_FIVE}/ws")
    world.fifty_five.faults["/api/v1/positions"] = Answer(500, {"detail": "Internal"}, "500")
    bot.call("GET", f"{FIFTY_FIVE}/api/v1/positions")
    page = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
    world.fifty_five.faults["/api/v1/balance"] = Answer(502, page, "502")
    bot.call("GET", f"{FIFTY_FIVE}/api/v1/balance")
    world.fifty_five.silent.add("/api/v1/slow")
    bot.call("GET", f"{FIFTY_FIVE}/api/v1/slow", timeout_s=0.2)
    bot.call("GET", "http://gone.55-tech.com/api/v1/trading/status")


def meet_every_error_of_tickdb(world: World) -> None:
    feed = world.client("feed")
    for key, cause in (
        (f"tdb_{uuid4().hex}", "invalid_or_expired"),
        ("", "missing_key"),
        (world.plans["office"], "ip_not_allowed"),
    ):
        feed.headers = {"X-API-Key": key} if key else {}
        feed.call("GET", f"{TICKER}?symbol=BTCUSDT")
        feed.call("GET", f"{TICKDB}/v1/market/kline?symbol=BTCUSDT")
        world.causes["tickdb", cause] += 2
    feed.headers = {"X-API-Key": world.plans["basic"]}
    feed.call("GET", f"{TICKDB}/v1/market/depth?symbol=BTCUSDT")
    world.causes["tickdb", "not_permitted"] += 1
    feed.headers = {"X-API-Key": world.plans["spent"]}
    feed.call("GET", f"{TICKER}?symbol=BTCUSDT")
    feed.headers = {"X-API-Key": world.plans["feed"]}
    for query in (
        "symbol=BTCUSDT", "", "symbol=NONE", "symbol=BTCUSDT&start_time=9&end_time=2",
        "symbol=BTCUSDT&limit=5000",
    ):  # fmt: skip
        feed.call("GET", f"{TICKER}?{query}")
    for code in (5000, 5001, 5002):
        for path in ("/v1/market/ticker", "/v1/market/trades"):
            world.tickdb.fail(path, code)
            feed.call("GET", f"{TICKDB}{path}?symbol=ETHUSDT")
            del world.tickdb.faults[path]
    feed.call("GET", f"{TICKDB}/v1/symbols/available")


def meet_every_error_of_zero_markets(world: World) -> None:
    trader = world.client("trader")
    candles = f"{ZERO}/v1/candles?product=EURUSD"
    for authorization, cause in (
        ({}, "missing_key"),
        ({"Authorization": f"Bearer {world.tokens['expired']}"}, "invalid_or_expired"),
        ({"Authorization": f"Bearer {uuid4().hex}"}, "invalid_or_expired"),
    ):
        trader.call("GET", f"{candles}&from=1&to=2", headers=authorization)
        world.causes["zeromarkets", cause] += 1
    trader.headers = {"Authorization": f"Bearer {world.tokens['trader']}"}
    for path in ("/v1/accounts/2", "/v1/candles?product=GOLD&from=1&to=2"):
        trader.call("GET", f"{ZERO}{path}")
        world.causes["zeromarkets", "not_permitted"] += 1
    for path in (
        "/v1/candles?from=1", "/v1/candles?product=EURUSD&from=soon&to=2",
        "/v1/candles?product=EURUSD&from=3&to=2", "/v1/orders/12", "/v1/nowhere",
    ):  # fmt: skip
        trader.call("GET", f"{ZERO}{path}")
    for _ in range(2):
        trader.call("POST", f"{ZERO}/v1/orders", body={"clientOrderId": "c-1"})
    for code in ("TRADE_50001", "MD_50301"):
        world.zero.fail("/v1/quotes", code)
        trader.call("GET", f"{ZERO}/v1/quotes")


def trace_orders_over_vendors(world: World) -> None:
    """Three traces, two of which touch two vendors; Zero Markets names the trace itself."""
    trader, bot, feed = (world.clients[name] for name in ("trader", "bot", "feed"))
    for number in range(3):
        trace = uuid4().hex
        feed.call("GET", f"{TICKER}?symbol={'BTCUSDT' if number else 'NONE'}", trace=trace)
        if number < 2:
            trader.call("POST", f"{ZERO}/v1/orders", trace=trace, body={"clientOrderId": "c-1"})
            trader.call("GET", f"{ZERO}/v1/candles?product=EURUSD&from=1&to=2", trace=trace)
        if number == 1:
            bot.call("GET", f"{FIFTY_FIVE}/api/v1/odds", trace=trace)


def cancel_in_bulk(world: World) -> None:
    """Cancels that the vendor does only in part, and what becomes of each."""
    bot = world.clients["bot"]
    for fixture, resolution in enumerate(
        ("succeeded", "gone", "conflict", "failed_again", "open"), start=71001
    ):
        url = f"{FIFTY_FIVE}/api/v1/fixtures/{fixture}/orders/cancel-all"
        world.fifty_five.place(fixture, ["open", "locked", "locked"])
        bot.call("POST", url)
        settles = {"succeeded": "open", "gone": "cancelled", "conflict": "filled"}
        if resolution in settles:
            world.fifty_five.settle(fixture, settles[resolution])
        if resolution != "open":
            bot.call("POST", url)
        world.resolutions[url.removeprefix(FIFTY_FIVE)] = resolution


def run_into_each_limit(world: World) -> None:
    """Loops that do not care, and a client that waits as long as it is told to."""
    looper = world.client("looper", {"X-API-Key": world.keys["looper"]})
    for _ in range(55):
        looper.call("GET", f"{FIFTY_FIVE}/api/v1/trading/status")
    trader = world.client("zm-looper", {"Authorization": f"Bearer {world.tokens['looper']}"})
    for _ in range(50):
        trader.call("GET", f"{ZERO}/v1/candles?product=EURUSD&from=1&to=2")
    patient = world.client("patient", {"X-API-Key": world.plans["patient"]})
    for _ in range(14):
        response = patient.call("GET", f"{TICKER}?symbol=BTCUSDT")
        if response is not None and "Retry-After" in response.headers:
            time.sleep(int(response.headers["Retry-After"]))


def hold_six_connections(world: World) -> None:
    client = world.client("sockets")
    subscribe = {"type": "subscribe", "channels": ["orders"]}
    held = [client.open(world.fifty_five, "/ws") for _ in range(5)]
    for socket in held:
        socket.ask(subscribe | {"apiKey": world.keys["sockets"]})
        socket.hear()
    for key, cause in (
        (world.keys["sockets"], None), (None, "missing_key"), ("no-uuid", "malformed_key"),
        (str(uuid4()), "invalid_or_expired"),
    ):  # fmt: skip
        socket = client.open(world.fifty_five, "/ws")
        socket.ask(subscribe | ({"apiKey": key} if key else {}))
        socket.end()
        if cause:
            world.causes["55tech", cause] += 1
    for socket in held:
        socket.end()
    with pytest.raises(websockets.InvalidStatus) as refused:
        connect(f"ws://{ZeroMarkets.host}/ws", **sync_websocket(world.zero))
    assert refused.value.response.status_code == 404
    client.log.append(
        {"ts": now(), "protocol": "websocket", "event": "error", "client": client.name,
         "url": f"ws://{ZeroMarkets.host}/ws", "status": 404,
         "response_body": said(bytes(refused.value.response.body or b"").decode())}
    )  # fmt: skip
    client.saw.append(Saw("zeromarkets", client.name, "websocket", 404, "REQ_40401"))


def talk_to_the_feed(world: World) -> None:
    client = world.clients["sockets"]
    path = f"/v1/ws?api_key={world.plans['sockets']}"
    for refused, cause in (
        ("/v1/ws", "missing_key"), ("/v1/ws?api_key=", "missing_key"),
        ("/v1/ws?api_key=unknown-key-7", "invalid_or_expired"),
    ):  # fmt: skip
        socket = client.open(world.tickdb, refused)
        socket.hear()
        socket.end()
        world.causes["tickdb", cause] += 1
    held = [client.open(world.tickdb, path) for _ in range(5)]
    held[-1].ask({"cmd": "ping"})
    sixth = client.open(world.tickdb, path)
    sixth.hear()
    sixth.end()
    socket = held[0]
    world.tickdb.unavailable = {"depth", "trade"}
    socket.ask({"cmd": "shout"})
    socket.ask("{no json")
    for channel, symbols in (
        ("depth", ["BTCUSDT"]), ("trade", ["BTCUSDT"]), ("ticker", ["BTCUSDT"]),
        ("kline", ["BTCUSDT", "ETHUSDT"]),
    ):  # fmt: skip
        data = {"channel": channel, "symbols": symbols}
        answer = socket.ask({"cmd": "subscribe", "data": data})
        if not answer["code"]:
            socket.hear()
    for socket in held:
        socket.end()


def browse(world: World) -> dict[str, Any]:
    """An operator's browser, which saves a HAR: HTTP, and a WebSocket under its entry."""
    browser = world.client("browser", {"X-API-Key": world.plans["browser"]})
    for query in ("symbol=BTCUSDT", "symbol=NONE", ""):
        browser.call("GET", f"{TICKER}?{query}")
    browser.headers = {"X-API-Key": world.keys["browser"]}
    world.fifty_five.place(71050, ["open", "locked"])
    path = "/api/v1/fixtures/71050/orders/cancel-all"
    browser.call("POST", f"{FIFTY_FIVE}{path}", body={"reason": "halt"})
    world.resolutions[path] = "open"
    socket = browser.open(world.tickdb, f"/v1/ws?api_key={world.plans['browser']}")
    socket.ask({"cmd": "subscribe", "data": {"channel": "depth", "symbols": ["BTCUSDT"]}})
    socket.ask({"cmd": "subscribe", "data": {"channel": "kline", "symbols": ["BTCUSDT"]}})
    socket.hear()
    socket.on.close()
    entries = [har_entry(line) for line in browser.log if "method" in line]
    frames = [line for line in browser.log if "direction" in line]
    opening = next(line for line in browser.log if line.get("event") == "open")
    entries.append(
        {
            "startedDateTime": opening["ts"], "time": 3, "_resourceType": "websocket",
            "request": {"method": "GET", "url": opening["url"], "headers": []},
            "response": {"status": 101, "headers": [], "content": {"size": 0}},
            "_webSocketMessages": [
                {"type": "send" if line["direction"] == "sent" else "receive", "opcode": 1,
                 "time": datetime.fromisoformat(line["ts"]).timestamp(),
                 "data": json.dumps(line["message"])}
                for line in frames
            ],
        }
    )  # fmt: skip
    return {"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": entries}}


def har_entry(line: dict[str, Any]) -> dict[str, Any]:
    def pairs(headers: dict[str, str]) -> list[dict[str, str]]:
        return [{"name": name, "value": value} for name, value in headers.items()]

    body = json.dumps(line["response_body"]).encode()
    content = {"size": len(body), "text": base64.b64encode(body).decode(), "encoding": "base64"}
    return {
        "startedDateTime": line["ts"],
        "time": line["duration_ms"],
        "request": {
            "method": line["method"], "url": line["url"], "bodySize": -1,
            "headers": pairs(line["request_headers"]),
        },
        "response": {
            "status": line["status"], "headers": pairs(line["response_headers"]),
            "content": content,
        },
    }  # fmt: skip


def poll_past_2000_a_minute(world: World) -> None:
    """2,100 requests of one key within seconds, against the limit as it is documented."""

    def poll(number: int) -> Client:
        client = Client("busy", [world.real], {"X-API-Key": world.keys["busy"]})
        for _ in range(1050):
            client.call("GET", f"{FIFTY_FIVE}/api/v1/trading/status")
        client.close()
        return client

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(poll, range(2))
    one.log += other.log
    one.saw += other.saw
    world.clients["busy"] = one


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Everything that happened, ingested by the command as users run it."""
    world, folder = World(), tmp_path_factory.mktemp("end-to-end")
    with running(*world.vendors, world.real):
        meet_every_error_of_fifty_five(world)
        meet_every_error_of_tickdb(world)
        meet_every_error_of_zero_markets(world)
        trace_orders_over_vendors(world)
        cancel_in_bulk(world)
        hold_six_connections(world)
        talk_to_the_feed(world)
        har = browse(world)
        run_into_each_limit(world)
        poll_past_2000_a_minute(world)
        for client in world.clients.values():
            client.close()
    for name, client in world.clients.items():
        if name == "browser":
            (folder / "browser.har").write_text(json.dumps(har))
        else:
            lines = "".join(json.dumps(line) + "\n" for line in client.log)
            (folder / f"{name}.jsonl").write_text(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANALYZER_SECRET", SECRET)
        lake = folder / "lake"
        command = [sys.executable, "-m", "analyzer", "ingest", str(folder), "--lake", str(lake)]
        ran = subprocess.run([*command, "--strict"], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        world.lake = lake
        yield world


def counted(world: World, query: str) -> Counter[tuple[Any, ...]]:
    """Rows of a query whose last column counts, as a Counter of the others."""
    return Counter({tuple(row.values())[:-1]: row["n"] for row in rows(world.lake, query)})


# The browser's HAR names no client.
CLIENT = "coalesce(client, 'browser') AS client"


def test_there_is_a_row_for_every_answer_that_a_client_saw(world: World) -> None:
    found = counted(
        world,
        f"SELECT vendor, {CLIENT}, protocol, nullif(status, 101), count(*) AS n FROM requests"
        " WHERE command IS DISTINCT FROM 'close' GROUP BY ALL",
    )
    assert found == Counter((it.vendor, it.client, it.protocol, it.status) for it in world.saw())


def test_there_is_a_failure_for_every_failure_that_a_client_saw(world: World) -> None:
    found = counted(
        world,
        f"SELECT vendor, {CLIENT}, protocol, code, count(*) AS n FROM failures"
        " WHERE command IS DISTINCT FROM 'close' GROUP BY ALL",
    )
    saw = [it for it in world.saw() if it.code]
    assert found == Counter((it.vendor, it.client, it.protocol, it.code) for it in saw)


def test_each_vendor_answered_each_key_as_often_with_each_code_as_the_views_say(
    world: World,
) -> None:
    hashed = KeyedHash(SECRET.encode())
    failures = counted(
        world,
        "SELECT vendor, protocol, key_id, code, count(*) AS n FROM failures"
        " WHERE command IS DISTINCT FROM 'close' AND error_type IS NULL GROUP BY ALL",
    )
    answered = [
        (name, it.protocol, hashed(it.key) if it.key else None, NAMES.get(it.code, it.code))
        for name, it in world.answered()
        if it.code
    ]
    # A vendor does not see a key that is sent in the wrong header, the log does.
    misplaced = hashed(world.keys["bot"])
    assert failures["55tech", "http", misplaced, "401"] == 1
    failures["55tech", "http", None, "401"] += failures.pop(("55tech", "http", misplaced, "401"))
    assert failures == Counter(answered)


def test_every_documented_code_was_met(world: World) -> None:
    met = {(name, it.code) for name, it in world.answered() if it.code}
    documented = rows(
        world.lake,
        "SELECT vendor, CASE kind WHEN 'message' THEN message ELSE code END AS code FROM codes"
        " WHERE vendor IN ('55tech', 'tickdb', 'zeromarkets') AND NOT success"
        " AND (kind IN ('code', 'message') OR (kind = 'status' AND vendor = '55tech'))",
    )
    asked = {(row["vendor"], row["code"]) for row in documented}
    assert len(asked) > 35
    assert asked - met == set()


def test_throttles_are_those_that_the_clients_saw_with_the_waits_they_kept(world: World) -> None:
    found = rows(
        world.lake,
        "SELECT client, count(*) AS throttled, count(*) FILTER (wait_source = 'header') AS told,"
        " bool_and(honoured) AS honoured FROM throttles GROUP BY ALL ORDER BY client",
    )
    saw = Counter(it.client for it in world.saw() if it.code in THROTTLES)
    assert {row["client"]: row["throttled"] for row in found} == saw
    assert saw.keys() == {"busy", "looper", "patient", "zm-looper"}
    by_client = {row["client"]: row for row in found}
    assert by_client["patient"]["honoured"] is True
    assert by_client["looper"]["honoured"] is False
    told = {client: row["told"] for client, row in by_client.items() if row["told"]}
    assert told == {client: saw[client] for client in ("patient", "zm-looper")}


def test_the_limit_of_2000_a_minute_is_reached_at_request_2001(world: World) -> None:
    seen = [it.code for it in world.clients["busy"].saw]
    assert (seen.count(None), seen.count("429")) == (2000, 100)
    assert [it.code for it in world.real.answered] == [None] * 2000 + ["429"] * 100
    (told,) = rows(
        world.lake,
        "SELECT sum(requests)::INT AS requests, max(peak_60s)::INT AS peak,"
        " sum(throttled)::INT AS throttled, any_value(quota) AS quota,"
        " any_value(quota_source) AS source, max(utilisation) AS utilisation"
        " FROM rate_limit_pressure WHERE vendor = '55tech'"
        f" AND subject = '{KeyedHash(SECRET.encode())(world.keys['busy'])}'",
    )
    assert told == {
        "requests": 2100, "peak": 2100, "throttled": 100, "quota": 2000, "source": "catalog",
        "utilisation": 1.05,
    }  # fmt: skip


def test_pressure_counts_the_throttled_of_each_vendor(world: World) -> None:
    # Zero Markets limits addresses and tokens, and its code says which of the two it was.
    found = counted(
        world,
        "SELECT vendor, scope, sum(throttled)::INT AS n FROM rate_limit_pressure"
        " WHERE throttled > 0 GROUP BY ALL",
    )
    codes = Counter(it.code for it in world.saw())
    assert found == {
        ("55tech", "key"): codes["429"],
        ("tickdb", "key"): codes["3001"],
        ("zeromarkets", "address"): codes["LIMIT_42901"],
        ("zeromarkets", "key"): codes["LIMIT_42902"],
    }
    assert all(found.values())


def test_each_refused_credential_has_its_cause(world: World) -> None:
    found = counted(
        world,
        "SELECT vendor, cause, count(*) AS n FROM auth_failures"
        " WHERE command IS DISTINCT FROM 'close' GROUP BY ALL",
    )
    assert found == world.causes


def test_what_became_of_each_half_done_cancel_is_told(world: World) -> None:
    found = rows(
        world.lake,
        "SELECT path, resolution, parts_failed FROM partial_failures ORDER BY ts",
    )
    told = {row["path"]: row["resolution"] for row in found[::-1]}
    assert told == world.resolutions
    partial = [it for _, it in world.answered() if it.path.endswith("cancel-all")]
    assert len(found) == sum(it.status == 502 for it in partial) == 7
    assert {row["parts_failed"] for row in found} == {1, 2}


def test_the_sixth_connection_of_a_key_is_one_too_many(world: World) -> None:
    hashed = KeyedHash(SECRET.encode())
    found = rows(
        world.lake,
        "SELECT vendor, subject, max(open_connections)::INT AS most, sum(refused)::INT AS refused,"
        " any_value(quota) AS quota FROM connection_pressure GROUP BY ALL",
    )
    told = {(row["vendor"], row["subject"]): row for row in found}
    for vendor, key, quota in (
        ("55tech", world.keys["sockets"], 5), ("tickdb", world.plans["sockets"], None),
    ):  # fmt: skip
        row = told[vendor, hashed(key)]
        assert (row["most"], row["refused"], row["quota"]) == (5, 1, quota)
    assert sum(row["refused"] for row in found) == 2


def test_traces_join_what_was_sent_under_one_id_to_several_vendors(world: World) -> None:
    sent: dict[str, list[Saw]] = {}
    for one in world.saw():
        if one.trace:
            sent.setdefault(one.trace, []).append(one)
    found = rows(world.lake, "SELECT trace_key, vendors, requests, failures, codes FROM traces")
    told = {row.pop("trace_key"): row for row in found}
    assert {trace: told[trace] for trace in sent} == {
        trace: {
            "vendors": sorted({it.vendor for it in seen}),
            "requests": len(seen),
            "failures": sum(it.code is not None for it in seen),
            "codes": sorted({it.code for it in seen if it.code}),
        }
        for trace, seen in sent.items()
    }
    # Failures of Zero Markets without a traceparent bring a trace of their own.
    assert all(UUID(trace) for trace in told)
    alone = [it for it in world.saw() if it.vendor == "zeromarkets" and it.code and not it.trace]
    assert len(told) == len(sent) + len(alone)


def test_every_line_and_every_element_is_a_request_or_is_skipped(world: World) -> None:
    found = rows(world.lake, "SELECT source, format, lines, requests, skipped FROM loads")
    for load in found:
        name = Path(load["source"]).stem
        client = world.clients[name]
        frames = [it for it in client.log if "direction" in it]
        data = [it for it in frames if it["direction"] == "sent" or "channel" in it["message"]
                or it["message"].get("cmd") == "ticker" or "type" in it["message"]]  # fmt: skip
        assert load["format"] == ("har" if name == "browser" else "canonical")
        assert load["lines"] == len(client.log)
        assert load["skipped"] == len(data)
        assert load["requests"] == load["lines"] - load["skipped"]
    assert len(found) == len(world.clients)
