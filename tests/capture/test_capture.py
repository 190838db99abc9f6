"""Capture: each client, driven against the vendors' stand-ins, gives the rows that they counted."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
import requests
from websockets.sync.client import connect as sync_connect

from analyzer.capture import Log
from analyzer.capture.keyed_hash import KeyedHash
from analyzer.capture.redaction import Redaction
from tests.capture.drives import (
    DRIVES,
    FAILS,
    NAMES,
    ON_SOCKETS,
    SECRET,
    THROTTLES,
    TICKER,
    Drive,
    Vendors,
    subscribe_to_tickdb,
    written,
)
from tests.conftest import analyzer, rows
from tests.vendor_standins import (
    Answer,
    FiftyFiveTech,
    TickDB,
    running,
)
from tests.vendor_standins.reach import (
    Loopback,
    LoopbackAdapter,
    LoopbackResolver,
    SyncLoopback,
    sync_websocket,
)


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
