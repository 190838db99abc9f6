"""Each client that capture records, driven against the vendors' stand-ins."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener
from uuid import uuid4

import aiohttp
import httpx
import pytest
import requests
import websockets
from websockets.sync.client import connect as sync_connect

from analyzer.capture import Log
from analyzer.capture.keyed_hash import KeyedHash
from tests.conftest import analyzer, rows
from tests.vendor_standins import (
    FiftyFiveTech,
    SlidingWindow,
    StandIn,
    TickDB,
    ZeroMarkets,
)
from tests.vendor_standins.reach import (
    Loopback,
    LoopbackAdapter,
    LoopbackHandler,
    LoopbackResolver,
    SyncLoopback,
    sync_websocket,
    websocket,
)
from tests.vendor_standins.tickdb import Plan

SECRET = "shared by the bots and the lake"


JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib3QtNyJ9.s3cr3t-s1gn4tur3"


QUOTA = 6


TICKER = f"http://{TickDB.host}/v1/market/ticker"


THROTTLES = ("429", "3001", "LIMIT_42902")


NAMES = {
    "apiKey required": "api_key_required",
    "Invalid apiKey format": "invalid_api_key_format",
    "Invalid API key": "invalid_api_key",
    "Connection limit exceeded": "connection_limit_exceeded",
}


class Vendors:
    """The three stand-ins, with keys that are new to each test."""

    def __init__(self) -> None:
        self.key, self.plan, self.token = str(uuid4()), f"tdb_{uuid4().hex}", f"{JWT}{uuid4().hex}"
        self.fifty_five = FiftyFiveTech([self.key], SlidingWindow(QUOTA))
        self.tickdb = TickDB({self.plan: Plan()}, SlidingWindow(QUOTA))
        self.zero = ZeroMarkets([self.token], limit=SlidingWindow(QUOTA))
        self.all: list[StandIn] = [self.fifty_five, self.tickdb, self.zero]

    def calls(self) -> Iterator[dict[str, Any]]:
        """Requests that succeed, fail in every vendor's way, and run into each one's limit."""
        headers = {"X-API-Key": self.key}
        fifty_five = f"http://{FiftyFiveTech.host}"
        self.fifty_five.place(7, ["open", "locked"])
        yield {"method": "GET", "url": f"{fifty_five}/api/v1/trading/status"}
        yield {"method": "GET", "url": f"{fifty_five}/api/v1/odds", "headers": headers}
        yield {
            "method": "POST",
            "url": f"{fifty_five}/api/v1/fixtures/7/orders/cancel-all",
            "headers": headers,
            "json": {"reason": "halt"},
        }
        for n in range(QUOTA + 3):
            yield {
                "method": "GET",
                "url": f"{fifty_five}/api/v1/trading/status",
                "headers": headers,
            }
            yield {
                "method": "GET",
                "url": f"{TICKER}?symbol={'NONE' if n == 2 else 'BTCUSDT'}",
                "headers": {"X-API-Key": self.plan},
            }
            yield {
                "method": "GET",
                "url": f"http://{ZeroMarkets.host}/v1/orders/{n}",
                "headers": {"Authorization": f"Bearer {self.token}"},
            }


def by_httpx(log: Log, vendors: Vendors, calls: list[dict[str, Any]]) -> None:
    with log.httpx(httpx.Client(transport=SyncLoopback(vendors.all))) as client:
        for call in calls:
            client.request(**call)


def by_httpx_async(log: Log, vendors: Vendors, calls: list[dict[str, Any]]) -> None:
    async def drive() -> None:
        async with log.httpx(httpx.AsyncClient(transport=Loopback(vendors.all))) as client:
            for call in calls:
                await client.request(**call)

    asyncio.run(drive())


def by_requests(log: Log, vendors: Vendors, calls: list[dict[str, Any]]) -> None:
    with requests.Session() as session:
        session.mount("http://", LoopbackAdapter(vendors.all))
        log.requests(session)
        for call in calls:
            session.request(**call)


def by_urllib(log: Log, vendors: Vendors, calls: list[dict[str, Any]]) -> None:
    opener = log.urllib(build_opener(ProxyHandler({}), LoopbackHandler(vendors.all)))
    for call in calls:
        sent = json.dumps(call["json"]).encode() if "json" in call else None
        headers = call.get("headers", {}) | ({"Content-Type": "application/json"} if sent else {})
        asked = Request(call["url"], sent, headers, method=call["method"])
        with contextlib.suppress(HTTPError), opener.open(asked) as response:
            assert json.loads(response.read())


def by_aiohttp(log: Log, vendors: Vendors, calls: list[dict[str, Any]]) -> None:
    async def drive() -> None:
        connector = aiohttp.TCPConnector(resolver=LoopbackResolver(vendors.all))
        traces = [log.aiohttp()]
        async with aiohttp.ClientSession(connector=connector, trace_configs=traces) as session:
            for call in calls:
                async with session.request(**call) as response:
                    await response.read()

    asyncio.run(drive())


Drive = Callable[[Log, Vendors, list[dict[str, Any]]], None]


DRIVES: list[Drive] = [by_httpx, by_httpx_async, by_requests, by_urllib, by_aiohttp]


def written(folder: Path) -> list[dict[str, Any]]:
    """The lines of the log."""
    return [json.loads(line) for line in (folder / "calls.jsonl").read_text().splitlines()]


def lake_of(*logs: Path) -> Path:
    """A lake that holds the logs; none of their lines may be rejected."""
    lake = logs[0].parent / "lake"
    ran = analyzer("ingest", *logs, "--lake", lake, "--strict")
    assert ran.status == 0, ran.err + ran.out
    return lake


def in_lake(lake: Path, client: str) -> Counter[tuple[str, str | None, str | None]]:
    """How many requests of a client, by vendor, key id and code; closes are no answers."""
    query = f"""
        SELECT r.vendor, r.key_id, f.code, count(*) AS n
        FROM requests AS r LEFT JOIN (SELECT ts, vendor, client, code FROM failures) AS f
            ON f.ts = r.ts AND f.vendor = r.vendor AND f.client = r.client
        WHERE r.client = '{client}' AND command IS DISTINCT FROM 'close' GROUP BY ALL"""
    return Counter({(r["vendor"], r["key_id"], r["code"]): r["n"] for r in rows(lake, query)})


def answered(vendors: Vendors, protocol: str) -> Counter[tuple[str, str | None, str | None]]:
    """The same of what the vendors answered."""
    hashed, found = KeyedHash(SECRET.encode()), Counter[tuple[str, str | None, str | None]]()
    names = zip(("55tech", "tickdb", "zeromarkets"), vendors.all, strict=True)
    for name, vendor in names:
        for (key, code), n in vendor.counts(protocol).items():
            # 55-Tech's WebSocket errors have no codes, but names in the catalog.
            found[name, hashed(key) if key else None, NAMES.get(code or "", code)] += n
    return found


@dataclass
class Driven:
    """A lake of what several clients did, and each client's vendors by its name."""

    lake: Path
    vendors: dict[str, Vendors]


def on_websockets_of_both_kinds(log: Log, vendors: Vendors) -> None:
    asyncio.run(subscribe_to_fifty_five(log, vendors))
    subscribe_to_tickdb(log, vendors)


async def subscribe_to_fifty_five(log: Log, vendors: Vendors) -> None:
    """Five connections, then a sixth, and three more whose keys are refused."""
    connect, there = log.websockets(websockets.connect), websocket(vendors.fifty_five)
    url, subscribe = f"ws://{FiftyFiveTech.host}/ws", {"type": "subscribe", "channels": ["orders"]}
    held = [await connect(url, **there) for _ in range(5)]
    for connection in held:
        await connection.send(json.dumps(subscribe | {"apiKey": vendors.key}))
        assert "subscribed" in await connection.recv()
    for key in (vendors.key, None, "no-uuid", str(uuid4())):
        async with connect(url, **there) as connection:
            await connection.send(json.dumps(subscribe | {"apiKey": key}))
            assert "error" in await connection.recv()
            with pytest.raises(websockets.ConnectionClosedError):
                await connection.recv()
    for connection in held:
        await connection.close()


def subscribe_to_tickdb(log: Log, vendors: Vendors) -> None:
    """No key, an unknown one, and a good one for which depth is not to be had."""
    connect = log.websockets(sync_connect)
    vendors.tickdb.unavailable = {"depth"}
    for query in ("", "?api_key=expired-key-7"):
        url = f"ws://{TickDB.host}/v1/ws{query}"
        there = sync_websocket(vendors.tickdb)
        with pytest.raises(websockets.ConnectionClosedError), connect(url, **there) as connection:
            list(connection)
    url = f"ws://{TickDB.host}/v1/ws?api_key={vendors.plan}"
    with connect(url, **sync_websocket(vendors.tickdb)) as connection:
        for command in ("ping", "unknown", "subscribe"):
            data = {"channel": "depth", "symbols": ["BTCUSDT"]}
            connection.send(json.dumps({"cmd": command, "data": data}))
            connection.recv()


def on_websockets_that_do_not_open(log: Log, vendors: Vendors) -> None:
    url, headers = f"ws://{ZeroMarkets.host}/ws", {"Authorization": f"Bearer {vendors.token}"}

    async def drive() -> None:
        connect, there = log.websockets(websockets.connect), websocket(vendors.zero)
        with pytest.raises(websockets.InvalidStatus):
            await connect(url, additional_headers=headers, **there)
        with pytest.raises(ConnectionRefusedError):
            await connect("ws://127.0.0.1:1/ws", proxy=None)

    asyncio.run(drive())
    connect = log.websockets(sync_connect)
    with pytest.raises(websockets.InvalidStatus):
        connect(url, additional_headers=headers, **sync_websocket(vendors.zero))


ON_SOCKETS = (on_websockets_of_both_kinds, on_websockets_that_do_not_open)


def unanswered(vendors: Vendors) -> tuple[str, str]:
    """A URL that is never answered, and one whose host has no address."""
    vendors.tickdb.silent.add("/v1/slow")
    return f"http://{TickDB.host}/v1/slow?symbol=BTCUSDT", "http://nowhere.tickdb.ai/v1/slow"


def fails_httpx(log: Log, vendors: Vendors) -> None:
    with log.httpx(httpx.Client(transport=SyncLoopback(vendors.all), timeout=0.2)) as client:
        for url in unanswered(vendors):
            with pytest.raises(httpx.TransportError):
                client.get(url)


def fails_httpx_async(log: Log, vendors: Vendors) -> None:
    async def drive() -> None:
        transport = Loopback(vendors.all)
        async with log.httpx(httpx.AsyncClient(transport=transport, timeout=0.2)) as client:
            for url in unanswered(vendors):
                with pytest.raises(httpx.TransportError):
                    await client.get(url)

    asyncio.run(drive())


def fails_requests(log: Log, vendors: Vendors) -> None:
    with requests.Session() as session:
        session.mount("http://", LoopbackAdapter(vendors.all))
        log.requests(session)
        for url in unanswered(vendors):
            with pytest.raises(requests.RequestException):
                session.get(url, timeout=0.2)


def fails_urllib(log: Log, vendors: Vendors) -> None:
    opener = log.urllib(build_opener(ProxyHandler({}), LoopbackHandler(vendors.all)))
    for url in unanswered(vendors):
        with pytest.raises((URLError, TimeoutError)):
            opener.open(url, timeout=0.2)


def fails_aiohttp(log: Log, vendors: Vendors) -> None:
    async def drive() -> None:
        connector = aiohttp.TCPConnector(resolver=LoopbackResolver(vendors.all))
        timeout, traces = aiohttp.ClientTimeout(total=0.2), [log.aiohttp()]
        async with aiohttp.ClientSession(
            connector=connector, trace_configs=traces, timeout=timeout
        ) as session:
            for url in unanswered(vendors):
                with pytest.raises((aiohttp.ClientError, TimeoutError)):
                    await session.get(url)

    asyncio.run(drive())


FAILS = (fails_httpx, fails_httpx_async, fails_requests, fails_urllib, fails_aiohttp)


def ask_while_rotated(folder: Path, vendors: Vendors) -> None:
    target = folder / "rotated.jsonl"
    handler = RotatingFileHandler(target, maxBytes=700, backupCount=99, encoding="utf-8")
    connect = Log(handler, client="rotated").websockets(sync_connect)
    url = f"ws://{TickDB.host}/v1/ws?api_key={vendors.plan}"
    with connect(url, **sync_websocket(vendors.tickdb)) as connection:
        for _ in range(4):
            connection.send(json.dumps({"cmd": "unknown"}))
            connection.recv()
