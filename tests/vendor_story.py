"""What clients do to vendors: every documented answer, every limit, every connection too many."""

from __future__ import annotations

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
import websockets
from websockets.sync.client import connect

from tests.vendor_standins import (
    Answer,
    ZeroMarkets,
)
from tests.vendor_standins.reach import sync_websocket
from tests.vendor_world import FIFTY_FIVE, TICKDB, TICKER, ZERO, Client, Saw, World, now, said


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
