"""Capture: each client, driven against the vendors' stand-ins, gives the rows that they counted."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import aiohttp
import httpx
import pytest
import requests

from analyzer.capture import Log
from analyzer.capture.keyed_hash import KeyedHash
from tests.capture.clients import (
    DRIVES,
    FAILS,
    SECRET,
    THROTTLES,
    TICKER,
    Drive,
    Driven,
    Vendors,
    answered,
    in_lake,
    written,
)
from tests.conftest import rows
from tests.vendor_standins import (
    Answer,
    FiftyFiveTech,
    TickDB,
)
from tests.vendor_standins.reach import (
    Loopback,
    LoopbackAdapter,
    LoopbackResolver,
    SyncLoopback,
)


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


def test_a_log_that_is_rotated_while_a_connection_lasts_loses_no_answer(driven: Driven) -> None:
    told = rows(
        driven.lake,
        "SELECT vendor, code, key_id, count(*) AS n, count(DISTINCT source) > 1 AS in_parts"
        " FROM failures WHERE client = 'rotated' GROUP BY ALL",
    )
    hashed = KeyedHash(SECRET.encode())(driven.vendors["rotated"].plan)
    one = {"vendor": "tickdb", "code": "4001", "key_id": hashed}
    assert told == [one | {"n": 4, "in_parts": True}]
