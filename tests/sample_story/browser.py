"""An operator's session in Chrome, saved as HAR 1.2 with the messages of its WebSockets."""

from __future__ import annotations

import json
from http import HTTPStatus
from random import Random
from typing import Any
from uuid import UUID

from . import replies, team
from .clock import SECOND, at, moment
from .exchange import Answer, Call, latency_ms

USER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)
KEY = {"X-API-Key": team.OPERATOR_KEY}
TICKDB_KEY = {"X-API-Key": team.BOT_2_TICKDB_KEY}
TOKEN = {"Authorization": f"Bearer {team.OPERATOR_TOKEN}"}
CANCEL = "/api/v1/fixtures/71033/orders/cancel-all"
PARTIAL = {
    "message": "Partial failure: 1 of 5 orders could not be cancelled",
    "cancelled": 4,
    "failed": [{"orderId": 880_499, "reason": "exchange timeout"}],
}
TRACE_ID = UUID("0b5e7f10-77aa-4c1e-8a55-0000000000a1")


def chrome_session(rng: Random) -> bytes:
    """The whole HAR document: nine requests over HTTP, two WebSockets."""
    entries = [_entry(call, answer, rng) for call, answer in _exchanges()]
    entries += [_tickdb_socket(at(2, "12:43:00")), _fifty_five_socket(at(2, "12:44:30"))]
    page = {
        "startedDateTime": _iso(at(2, "12:40:00")),
        "id": "page_1",
        "title": "https://desk.example/console",
        "pageTimings": {"onContentLoad": 210.4, "onLoad": 512.9},
    }
    log = {
        "version": "1.2",
        "creator": {"name": "WebInspector", "version": "537.36"},
        "pages": [page],
        "entries": entries,
    }
    return (json.dumps({"log": log}, indent=1) + "\n").encode()


def _exchanges() -> list[tuple[Call, Answer]]:
    def call(time: str, vendor: str, method: str, target: str, headers: dict[str, str]) -> Call:
        return Call(at(2, time), "", vendor, method, target, headers=headers)

    ticker = "/v1/market/ticker?symbol="
    unknown_symbol = call("12:42:11", "tickdb", "GET", ticker + "BTC-USDT", TICKDB_KEY)
    token_left = {"RateLimit-Policy": '"permin";q=600;w=60', "RateLimit": '"permin";r=598;t=36'}
    account = "/trading/v1/accounts/{}/positions"
    return [
        (call("12:40:02", "55tech", "GET", "/api/v1/orders?status=open", KEY), Answer(200, [])),
        (call("12:40:31", "55tech", "POST", CANCEL, KEY), replies.fifty_five(502, PARTIAL)),
        (call("12:40:39", "55tech", "POST", CANCEL, KEY), Answer(200, {"cancelled": 1})),
        (call("12:42:03", "tickdb", "GET", ticker + "BTCUSDT", TICKDB_KEY),
         Answer(200, {"code": 0, "message": "success", "data": {"last": "91310.2"}})),
        (unknown_symbol, replies.tickdb(2002, unknown_symbol)),
        (call("12:42:20", "tickdb", "GET", "/v1/symbols/available", TICKDB_KEY),
         replies.no_answer("net::ERR_CONNECTION_RESET", 42.0)),
        (call("12:42:24", "zeromarkets", "GET", account.format("800117"), TOKEN),
         Answer(200, {"positions": []}, token_left)),
        (call("12:42:40", "zeromarkets", "GET", account.format("800999"), TOKEN),
         replies.zeromarkets("AUTH_40301", TRACE_ID)),
        (call("12:45:10", "status", "GET", "/api/v2/status.json", {}),
         Answer(200, {"status": "operational"})),
    ]  # fmt: skip


def _iso(ts: int) -> str:
    return f"{moment(ts):%Y-%m-%dT%H:%M:%S}.{ts % SECOND:03d}Z"


def _pairs(headers: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name.lower(), "value": value} for name, value in headers.items()]


def _entry(call: Call, answer: Answer, rng: Random) -> dict[str, Any]:
    duration_ms = answer.duration_ms or latency_ms(call.vendor, rng)
    return {
        "_connectionId": str(rng.randrange(1000, 9999)),
        "_initiator": {"type": "script"},
        "_priority": "High",
        "_resourceType": "fetch",
        "cache": {},
        "pageref": "page_1",
        "request": _request(call),
        "response": _response(answer),
        "startedDateTime": _iso(call.ts),
        "time": duration_ms,
        "timings": {
            "blocked": 1.2, "dns": -1, "ssl": -1, "connect": -1, "send": 0.2,
            "wait": round(duration_ms - 2, 1), "receive": 0.6, "_blocked_queueing": 0.9,
        },
    }  # fmt: skip


def _request(call: Call) -> dict[str, Any]:
    _, _, query = call.target.partition("?")
    request: dict[str, Any] = {
        "method": call.method,
        "url": call.url,
        "httpVersion": "http/2.0",
        "headers": _pairs({"User-Agent": USER_AGENT} | call.request_headers),
        "queryString": [_parameter(pair) for pair in query.split("&") if pair],
        "cookies": [],
        "headersSize": -1,
        "bodySize": 0,
    }
    if call.method == "POST":
        request["bodySize"] = 2
        request["postData"] = {"mimeType": "application/json", "text": "{}"}
    return request


def _parameter(pair: str) -> dict[str, str]:
    name, _, value = pair.partition("=")
    return {"name": name, "value": value}


def _response(answer: Answer) -> dict[str, Any]:
    text = "" if answer.body is None else json.dumps(answer.body)
    content = {"size": len(text), "mimeType": "application/json", "text": text}
    failed = {"size": 0, "mimeType": "x-unknown"}
    return {
        "status": answer.status or 0,
        "statusText": "",
        "httpVersion": "http/2.0" if answer.status else "",
        "headers": _pairs({"Content-Type": "application/json"} | dict(answer.headers)),
        "cookies": [],
        "content": content if answer.status else failed,
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
        "_transferSize": len(text) + 180 if answer.status else 0,
        "_error": answer.error,
    }


def _socket(url: str, ts: int, messages: list[tuple[int, str, Any]]) -> dict[str, Any]:
    """An entry of 101; messages are (milliseconds after the start, send or receive, message)."""
    switched = HTTPStatus.SWITCHING_PROTOCOLS
    return {
        "_initiator": {"type": "script"},
        "_priority": "High",
        "_resourceType": "websocket",
        "_webSocketMessages": [
            {"type": kind, "time": (ts + after) / SECOND, "opcode": 1, "data": json.dumps(message)}
            for after, kind, message in messages
        ],
        "cache": {},
        "pageref": "page_1",
        "request": {
            "method": "GET", "url": url, "httpVersion": "HTTP/1.1",
            "headers": _pairs({"Upgrade": "websocket", "User-Agent": USER_AGENT}),
            "queryString": [_parameter(pair) for pair in url.partition("?")[2].split("&") if pair],
            "cookies": [], "headersSize": 512, "bodySize": 0,
        },
        "response": {
            "status": switched.value, "statusText": switched.phrase, "httpVersion": "HTTP/1.1",
            "headers": _pairs({"Upgrade": "websocket"}), "cookies": [],
            "content": {"size": 0, "mimeType": "x-unknown"}, "redirectURL": "",
            "headersSize": 190, "bodySize": 0, "_transferSize": 190, "_error": None,
        },
        "startedDateTime": _iso(ts),
        "time": 94_000.5,
        "timings": {
            "blocked": 0.8, "dns": 4.1, "ssl": 21.4, "connect": 40.2, "send": 0.1,
            "wait": 28.9, "receive": 93_926.4, "_blocked_queueing": 0.4,
        },
    }  # fmt: skip


def _tickdb_socket(ts: int) -> dict[str, Any]:
    """Accepted, six ticks, refused for depth, then a command that does not exist."""
    no_depth = {"cmd": "subscribe"} | replies.tickdb_body(4003)
    unknown = {"cmd": "snapshot"} | replies.tickdb_body(4001)
    messages: list[tuple[int, str, Any]] = [
        (110, "send", {"cmd": "subscribe", "data": {"channel": "ticker", "symbols": ["BTCUSDT"]}}),
        (150, "receive", {"cmd": "subscribe", "code": 0, "message": "success"}),
    ]
    for number in range(6):
        tick = {"symbol": "BTCUSDT", "last": f"9131{number}.4"}
        messages.append((1_000 + 900 * number, "receive", {"cmd": "ticker", "data": tick}))
    messages += [
        (9_000, "send", {"cmd": "subscribe", "data": {"channel": "depth", "symbols": ["BTCUSDT"]}}),
        (9_041, "receive", no_depth),
        (20_000, "send", {"cmd": "snapshot"}),
        (20_038, "receive", unknown),
    ]
    url = f"wss://api.tickdb.ai/v1/ws?api_key={team.BOT_2_TICKDB_KEY}"
    return _socket(url, ts, messages)


def _fifty_five_socket(ts: int) -> dict[str, Any]:
    """Subscribed with the key in the message; four messages of data."""
    subscribe = {"type": "subscribe", "channels": ["orders"], "apiKey": team.OPERATOR_KEY}
    messages: list[tuple[int, str, Any]] = [(90, "send", subscribe)]
    for number in range(4):
        data = {"orderId": 880_500 + number, "filled": 5}
        message = {"channel": "orders", "data": data}
        messages.append((2_000 + 700 * number, "receive", message))
    return _socket("wss://mmapi.55-tech.com/ws", ts, messages)
