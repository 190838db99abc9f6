"""Capture: each client, driven against the vendors' stand-ins, gives the rows that they counted."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import logging
import subprocess
import sys
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
from analyzer.capture.redaction import Redaction
from analyzer.catalog.catalog import load as load_catalog
from tests.conftest import analyzer, rows
from tests.vendor_standins import (
    Answer,
    FiftyFiveTech,
    SlidingWindow,
    StandIn,
    TickDB,
    ZeroMarkets,
    running,
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


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYZER_SECRET", SECRET)


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    made = Vendors()
    with running(*made.all):
        yield made


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "calls.jsonl", client="mm-bot-1")


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


@pytest.fixture(scope="module")
def driven(tmp_path_factory: pytest.TempPathFactory) -> Driven:
    folder = tmp_path_factory.mktemp("driven")
    names = [act.__name__ for act in (*DRIVES, *FAILS, *ON_SOCKETS)]
    of = {name: Vendors() for name in [*names, "rotated"]}
    with pytest.MonkeyPatch.context() as patch, running(*(v for it in of.values() for v in it.all)):
        patch.setenv("ANALYZER_SECRET", SECRET)
        for drive in DRIVES:
            name = drive.__name__
            drive(Log(folder / f"{name}.jsonl", client=name), of[name], list(of[name].calls()))
        for act in (*FAILS, *ON_SOCKETS):
            name = act.__name__
            act(Log(folder / f"{name}.jsonl", client=name), of[name])
        ask_while_rotated(folder, of["rotated"])
        (folder / "plain.jsonl").write_text(
            json.dumps({"ts": 1795082400, "url": f"{TICKER}?api_key={of['by_httpx'].plan}"})
        )
        return Driven(lake_of(*folder.glob("*.jsonl*")), of)


@pytest.mark.parametrize("client", [drive.__name__ for drive in DRIVES])
def test_a_client_gives_the_rows_that_the_vendors_counted(client: str, driven: Driven) -> None:
    vendors = driven.vendors[client]
    assert in_lake(driven.lake, client) == answered(vendors, "http")
    (told,) = rows(
        driven.lake,
        f"""SELECT
            (SELECT count(*) FROM throttles WHERE client = '{client}') AS throttled,
            (SELECT count(*) FROM throttles WHERE client = '{client}' AND wait_source = 'header')
                AS advised,
            (SELECT count(*) FROM partial_failures WHERE client = '{client}' AND parts_failed = 1)
                AS partial,
            list_sort(list(DISTINCT key_in || ' ' || coalesce(key_shape, ''))) AS keys,
            count(*) FILTER (duration_ms > 0) AS timed, count(*) AS requests
        FROM requests WHERE client = '{client}'""",
    )
    limited = [it for vendor in vendors.all for it in vendor.answered if it.code in THROTTLES]
    assert told["throttled"] == len(limited) > 9
    assert told["advised"] == sum(it.code != "429" for it in limited)
    assert told["partial"] == 1
    assert told["keys"] == [
        "header:authorization jwt", "header:x-api-key other", "header:x-api-key uuid", "none ",
    ]  # fmt: skip
    assert told["timed"] == told["requests"]


def test_websockets_of_both_kinds_give_the_answers_that_the_vendors_counted(
    driven: Driven,
) -> None:
    client = "on_websockets_of_both_kinds"
    vendors = driven.vendors[client]
    assert in_lake(driven.lake, client) == answered(vendors, "websocket")
    hashed = KeyedHash(SECRET.encode())(vendors.key)
    (told,) = rows(
        driven.lake,
        f"""SELECT max(open_connections) AS open, sum(refused)::INT AS refused,
            (SELECT list_sort(list(close_code)) FROM requests
                WHERE client = '{client}' AND command = 'close') AS closes,
            (SELECT list_sort(list(DISTINCT key_in || ' ' || key_shape)) FROM requests
                WHERE client = '{client}' AND key_shape IS NOT NULL) AS keys
        FROM connection_pressure WHERE vendor = '55tech' AND subject = '{hashed}'""",
    )
    assert told == {
        "open": 5,
        "refused": 1,
        "closes": [1000] * 6 + [1008] * 6,
        "keys": ["message:apiKey other", "message:apiKey uuid", "query:api_key other"],
    }


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


def test_a_handshake_that_is_refused_and_a_port_where_nobody_listens_are_rows(
    driven: Driven,
) -> None:
    found = rows(
        driven.lake,
        "SELECT vendor, status, code, class, error_type, key_shape, count(*) AS n FROM failures"
        " WHERE client = 'on_websockets_that_do_not_open' AND protocol = 'websocket'"
        " AND command = 'error' GROUP BY ALL ORDER BY n",
    )
    assert [tuple(row.values()) for row in found] == [
        ("127.0.0.1", None, "connect", "network", "connect", None, 1),
        ("zeromarkets", 404, "REQ_40401", "not_found", None, "jwt", 2),
    ]


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


def test_a_request_without_a_response_is_a_network_failure_with_every_client(
    driven: Driven,
) -> None:
    found = rows(
        driven.lake,
        "SELECT host, error_type, class, path, status, count(DISTINCT client) AS clients"
        " FROM failures WHERE client LIKE 'fails_%' GROUP BY ALL ORDER BY ALL",
    )
    one = {"class": "network", "path": "/v1/slow", "status": None, "clients": len(FAILS)}
    assert found == [
        {"host": "api.tickdb.ai", "error_type": "timeout"} | one,
        {"host": "nowhere.tickdb.ai", "error_type": "dns"} | one,
    ]


@pytest.mark.parametrize("drive", DRIVES)
def test_each_hop_of_a_redirect_is_a_line(
    drive: Drive, log: Log, vendors: Vendors, tmp_path: Path
) -> None:
    vendors.tickdb.faults["/old"] = Answer(307, "", None, {"location": TICKER})
    call = {"method": "GET", "url": f"http://{TickDB.host}/old", "headers": {"X-API-Key": "7"}}
    follow = {"follow_redirects": True} if "httpx" in drive.__name__ else {}
    drive(log, vendors, [call | follow])
    found = written(tmp_path)
    assert [(line["url"], line["status"]) for line in found] == [(call["url"], 307), (TICKER, 200)]
    assert found[1]["response_body"]["code"] == 1001


def test_what_the_caller_streams_is_left_to_the_caller(
    log: Log, vendors: Vendors, tmp_path: Path
) -> None:
    url = f"http://{TickDB.host}/v1/symbols/available"
    headers = {"X-API-Key": vendors.plan}

    async def drive() -> list[bytes]:
        connector = aiohttp.TCPConnector(resolver=LoopbackResolver(vendors.all))
        async with (
            log.httpx(httpx.AsyncClient(transport=Loopback(vendors.all))) as client,
            aiohttp.ClientSession(connector=connector, trace_configs=[log.aiohttp()]) as session,
        ):
            async with client.stream("GET", url, headers=headers) as streamed:
                found = [b"".join([part async for part in streamed.aiter_raw(5)])]
            async with session.get(url, headers=headers) as answer:
                return [*found, b"".join([part async for part in answer.content.iter_chunked(5)])]

    found = asyncio.run(drive())
    client = log.httpx(httpx.Client(transport=SyncLoopback(vendors.all)))
    with client, client.stream("GET", url, headers=headers) as streamed:
        found.append(b"".join(streamed.iter_raw(5)))
    with requests.Session() as session:
        session.mount("http://", LoopbackAdapter(vendors.all))
        with log.requests(session).get(url, headers=headers, stream=True) as answer:
            found.append(b"".join(answer.iter_content(5)))
    assert [json.loads(body)["data"] for body in found] == [["BTCUSDT", "ETHUSDT"]] * 4
    lines = written(tmp_path)
    assert [line["response_bytes"] for line in lines] == [len(found[0])] * 4
    assert not any("response_body" in line for line in lines)


def test_a_hook_of_the_callers_that_raises_on_a_status_does_not_hide_the_exchange(
    log: Log, vendors: Vendors, tmp_path: Path
) -> None:
    def raise_on_4xx(response: httpx.Response) -> None:
        response.raise_for_status()

    url = f"http://{FiftyFiveTech.host}/api/v1/trading/status"

    async def drive() -> None:
        connector = aiohttp.TCPConnector(resolver=LoopbackResolver(vendors.all))
        async with aiohttp.ClientSession(
            connector=connector, trace_configs=[log.aiohttp()], raise_for_status=True
        ) as session:
            with pytest.raises(aiohttp.ClientResponseError):
                await session.get(url)

    transport, hooks = SyncLoopback(vendors.all), {"response": [raise_on_4xx]}
    client = log.httpx(httpx.Client(transport=transport, event_hooks=hooks))
    with client, pytest.raises(httpx.HTTPStatusError):
        client.get(url)
    asyncio.run(drive())
    found = written(tmp_path)
    assert [line["status"] for line in found] == [401, 401]
    assert found[0]["response_body"] == {"detail": "Invalid or missing API key"}


def ask_while_rotated(folder: Path, vendors: Vendors) -> None:
    target = folder / "rotated.jsonl"
    handler = RotatingFileHandler(target, maxBytes=700, backupCount=99, encoding="utf-8")
    connect = Log(handler, client="rotated").websockets(sync_connect)
    url = f"ws://{TickDB.host}/v1/ws?api_key={vendors.plan}"
    with connect(url, **sync_websocket(vendors.tickdb)) as connection:
        for _ in range(4):
            connection.send(json.dumps({"cmd": "unknown"}))
            connection.recv()


def test_a_log_that_is_rotated_while_a_connection_lasts_loses_no_answer(driven: Driven) -> None:
    told = rows(
        driven.lake,
        "SELECT vendor, code, key_id, count(*) AS n, count(DISTINCT source) > 1 AS in_parts"
        " FROM failures WHERE client = 'rotated' GROUP BY ALL",
    )
    hashed = KeyedHash(SECRET.encode())(driven.vendors["rotated"].plan)
    one = {"vendor": "tickdb", "code": "4001", "key_id": hashed}
    assert told == [one | {"n": 4, "in_parts": True}]


def test_a_long_body_is_cut_and_what_is_no_text_is_left_out(log: Log, tmp_path: Path) -> None:
    bodies: dict[str, tuple[str | bytes, str]] = {
        "/long.json": (json.dumps({"code": 3001, "data": "x" * 200_000}), "application/json"),
        "/long.html": ("<p>" + "y" * 200_000, "text/html"),
        "/image": (b"\x89PNG\xff\x00", "image/png"),
        "/not-finite": ('{"price": NaN, "size": 1e999}', "application/json"),
    }

    def answer(request: httpx.Request) -> httpx.Response:
        body, kind = bodies[request.url.path]
        return httpx.Response(200, content=body, headers={"Content-Type": kind})

    with log.httpx(httpx.Client(transport=httpx.MockTransport(answer))) as client:
        for path, (body, _) in bodies.items():
            sent = body.encode() if isinstance(body, str) else body
            assert client.get(f"http://{TickDB.host}{path}").content == sent
    told = {line["url"].rpartition("/")[2]: line for line in written(tmp_path)}
    sizes = [len(body) for body, _ in bodies.values()]
    assert [line["response_bytes"] for line in told.values()] == sizes
    assert 1000 < len(told["long.json"]["response_body"]) <= 64 << 10
    assert 1000 < len(told["long.html"]["response_body"]) <= 64 << 10
    assert "response_body" not in told["image"]
    assert told["not-finite"]["response_body"] == bodies["/not-finite"][0]


def test_a_logger_of_the_callers_own_is_written_to_as_well(vendors: Vendors) -> None:
    told: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(record.getMessage())

    logger = logging.getLogger("test.calls")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(Kept())
    with Log(logger).httpx(httpx.Client(transport=SyncLoopback(vendors.all))) as client:
        client.get(f"http://{TickDB.host}/100%25")
        logger.setLevel(logging.WARNING)
        client.get(f"http://{TickDB.host}/unseen")
    assert [json.loads(line)["url"] for line in told] == [f"http://{TickDB.host}/100%25"]


class BrokenHandler(logging.Handler):
    def handle(self, record: logging.LogRecord) -> bool:
        raise RuntimeError("disk on fire")


@pytest.mark.parametrize("drive", DRIVES)
@pytest.mark.parametrize("fault", ["handler", "redaction", "folder"])
def test_an_error_inside_capture_never_reaches_the_caller(
    fault: str,
    drive: Drive,
    vendors: Vendors,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError(f"cannot handle {vendors.key}")

    target = tmp_path / "no such folder" / "calls.jsonl"
    log = Log(target if fault == "folder" else BrokenHandler())
    if fault == "redaction":
        monkeypatch.setattr(Redaction, "url", broken)
    calls = list(vendors.calls())
    drive(log, vendors, calls)
    subscribe_to_tickdb(log, vendors)
    answers = [it for vendor in vendors.all for it in vendor.answered if it.protocol == "http"]
    assert len(answers) == len(calls)
    assert "was not written" in caplog.text
    assert vendors.key not in caplog.text


def planted(vendors: Vendors) -> dict[str, str]:
    """Secrets by where they are sent, none of them like another."""
    return {
        where: form + uuid4().hex
        for where, form in {
            "header": "hk", "odd header": "ok", "bearer": JWT, "basic": "pw", "cookie": "ck",
            "userinfo": "ui", "query": "qk", "encoded": "%2F+", "nested": "nk", "fragment": "fr",
            "path": "eyJ0.eyJ1.", "bot": "", "body": "bk", "form": "fk", "echo": "ec",
            "token": "sk_live_", "answer": "ak", "set-cookie": "sc", "positional": "po",
            "message": "mk", "reason": "rk", "proxy": "px", "error": "er",
        }.items()
    }  # fmt: skip


def test_a_planted_secret_appears_nowhere_in_what_is_written(
    log: Log, vendors: Vendors, tmp_path: Path
) -> None:
    secrets = planted(vendors)
    basic = base64.b64encode(f"user:{secrets['basic']}".encode()).decode()
    signed_in = {"access_token": secrets["answer"], "note": f"was {secrets['echo']}"}
    cookie = {"set-cookie": f"sid={secrets['set-cookie']}; Path=/"}
    vendors.tickdb.faults["/v1/login"] = Answer(403, signed_in, "403", cookie)
    host = TickDB.host
    headers = {
        "X-API-Key": secrets["header"],
        "X-Acme-7": secrets["odd header"],
        "Cookie": f"sid={secrets['cookie']}",
        "Proxy-Authorization": f"Basic {secrets['proxy']}",
        "User-Agent": f"bot (apikey={secrets['echo']})",
    }
    nested = f"https%3A%2F%2Fx%2Fy%3Ftoken%3D{secrets['nested']}"
    query = f"signature={secrets['query']}&api_key={secrets['encoded']}&back={nested}"
    path = f"/v1/login;jwt={secrets['path']}/bot7:{secrets['bot']}"
    url = f"http://u:{secrets['userinfo']}@{host}{path}?{query}#{secrets['fragment']}"
    body = {"credentials": {"user": "u", "password": secrets["body"]}, "note": secrets["token"]}
    calls: list[dict[str, Any]] = [
        {"method": "POST", "url": url, "headers": headers, "json": body},
        {"method": "POST", "url": f"http://{host}/v1/login", "headers": headers,
         "data": {"grant": "x", "client_secret": secrets["form"]}},
        {"method": "GET", "url": f"http://{host}/v1/symbols/available",
         "headers": {"Authorization": f"Bearer {secrets['bearer']}"}},
        {"method": "GET", "url": f"http://{host}/v1/login",
         "headers": headers | {"Authorization": f"Basic {basic}"}},
    ]  # fmt: skip
    for drive in (by_httpx, by_httpx_async, by_requests, by_aiohttp):
        drive(log, vendors, calls)
    connect = log.websockets(sync_connect)
    with connect(
        f"ws://{host}/v1/ws?api_key={vendors.plan}",
        additional_headers={"X-Acme-7": secrets["odd header"]},
        **sync_websocket(vendors.tickdb),
    ) as connection:
        for message in (
            {"op": "auth", "args": [secrets["positional"], 1]},
            {"cmd": "subscribe", "data": {"apiKey": secrets["message"]}},
            f"token={secrets['reason']}",
        ):
            connection.send(message if isinstance(message, str) else json.dumps(message))
            connection.recv()
    assert len(written(tmp_path)) == 4 * len(calls) + 8
    text = (tmp_path / "calls.jsonl").read_text()
    forms = secrets | {"basic encoded": basic, "bot token": f"7:{secrets['bot']}"}
    assert [where for where, secret in forms.items() if secret in text] == []
    assert [where for where, secret in forms.items() if secret[-16:] in text] == []
    assert vendors.plan not in text


def test_headers_from_which_limits_and_request_ids_are_read_are_kept() -> None:
    places = [
        place.replace("{window}", "1m")
        for vendor in load_catalog().vendors.values()
        for place in (
            *(f"header:{name}" for name in vendor.envelope.request_id),
            *(place for limit in vendor.limits for place in limit.told.places()),
        )
    ]
    names = {p.removeprefix("header:").title() for p in places if p.startswith("header:")}
    assert {"Request-Id", "X-Mbx-Used-Weight-1M", "X-Bapi-Limit-Status"} < names
    kept = Redaction(str).response_headers([(name, "12") for name in (*names, "X-Acme")])
    assert set(kept) == names


def test_equal_credentials_stay_equal_wherever_they_were_logged(driven: Driven) -> None:
    hashed = KeyedHash(SECRET.encode())(driven.vendors["by_httpx"].plan)
    found = rows(
        driven.lake,
        "SELECT DISTINCT parse_filename(source) AS log, key_in FROM requests"
        f" WHERE key_id = '{hashed}' ORDER BY log",
    )
    assert found == [
        {"log": "by_httpx.jsonl", "key_in": "header:x-api-key"},
        {"log": "plain.jsonl", "key_in": "query:api_key"},
    ]


def test_without_a_shared_secret_one_is_made_once_and_readable_by_its_owner_only(
    vendors: Vendors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANALYZER_SECRET")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    call = {
        "method": "GET",
        "url": f"http://{TickDB.host}/v1/symbols/available",
        "headers": {"X-API-Key": vendors.plan},
    }
    for name in ("one", "two"):
        by_httpx(Log(tmp_path / "calls.jsonl", client=name), vendors, [call])
    one, two = (line["request_headers"]["x-api-key"] for line in written(tmp_path))
    assert one == two
    assert one.startswith("REDACTED-other-")
    (kept,) = (tmp_path / "state" / "analyzer").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_capture_needs_nothing_but_the_standard_library() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, analyzer.capture; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    heavy = {"httpx", "requests", "aiohttp", "websockets", "duckdb", "polars", "pyarrow", "click"}
    assert heavy.isdisjoint(loaded)
    assert "analyzer.capture" in loaded


def test_websockets_says_what_it_takes(log: Log) -> None:
    with pytest.raises(TypeError, match="takes `connect`"):
        log.websockets(object())
