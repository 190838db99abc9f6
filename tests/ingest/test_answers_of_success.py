"""What an answer says when nothing failed: it is no failure, whoever sends it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analyzer.catalog.vendor import SUCCESS_CODES
from tests.conftest import rows

HOSTS = ["mmapi.55-tech.com", "stream.example.org"]
SUCCESSES: list[dict[str, Any]] = [
    {"cmd": "subscribe", "code": 0, "message": "success"},
    {"cmd": "subscribe", "code": 200, "message": "ok"},
    {"code": 201},
    {"code": "0", "msg": ""},
    {"code": "00000", "msg": "success"},
    {"code": "OK"},
    {"code": "SUCCESS", "data": {}},
    {"code": "ok", "error": None},
    {"id": 1, "errors": []},
    {"id": 1, "error": False},
    {"code": 0, "success": True, "error": ""},
    *({"code": code} for code in SUCCESS_CODES),
]
FAILURES: list[dict[str, Any]] = [
    {"cmd": "subscribe", "code": 0, "error": "no such channel"},
    {"code": 1, "message": "no"},
    {"error": True},
    {"errors": [{"message": "no"}]},
    {"error": "Invalid API key"},
    {"detail": "no"},
    {"error": False, "detail": "no"},
]


def outcomes(
    ingested: Callable[..., Path], hosts: list[str], messages: list[dict[str, Any]]
) -> dict[str, str]:
    """By the connection, which is host and message: what became of the answer."""
    lines: list[dict[str, Any]] = []
    for host in hosts:
        for message in messages:
            frame: dict[str, Any] = {"ts": "2026-11-19T10:00:00Z", "protocol": "websocket"}
            frame["connection"] = f"{host} {json.dumps(message)}"
            lines.append(frame | {"url": f"wss://{host}/ws", "event": "open"})
            lines.append(frame | {"direction": "received", "message": message})
    told = "SELECT connection, outcome FROM requests WHERE command IS DISTINCT FROM 'open'"
    found = {row["connection"]: row["outcome"] for row in rows(ingested(*lines), told)}
    assert len(found) == len(hosts) * len(messages)
    return found


@pytest.mark.scale
def test_a_success_is_no_failure(ingested: Callable[..., Path]) -> None:
    found = outcomes(ingested, HOSTS, SUCCESSES)
    assert {where: what for where, what in found.items() if what != "ok"} == {}


@pytest.mark.scale
def test_an_error_beside_a_success_is_one(ingested: Callable[..., Path]) -> None:
    found = outcomes(ingested, HOSTS[:1], FAILURES)
    assert {where: what for where, what in found.items() if what != "failed"} == {}


def test_a_code_of_200_under_http_without_a_status_is_no_failure(
    ingested: Callable[..., Path],
) -> None:
    call = {"ts": "2026-11-19T10:00:00Z", "method": "GET", "url": "https://api.example.org/v1/x"}
    lake = ingested(call | {"response_body": {"code": 200, "message": "ok"}})
    assert rows(lake, "SELECT code FROM failures") == []


def test_a_vendor_is_known_however_its_id_is_written(ingested: Callable[..., Path]) -> None:
    answers = {
        "TickDB": (200, {"code": 3001}),
        "Zero Markets": (200, {"code": "LIMIT_42902", "message": "no"}),
        "55-Tech": (502, {"detail": {"failed": []}}),
        "tick": (429, {}),
    }
    lines = [
        {"ts": f"2026-11-19T10:00:0{n}Z", "vendor": vendor, "url": "https://gateway.lan/v1/x",
         "method": "GET", "status": status, "response_body": body}
        for n, (vendor, (status, body)) in enumerate(answers.items())
    ]  # fmt: skip
    found = rows(ingested(*lines), "SELECT vendor, code, class FROM failures ORDER BY ts")
    assert [tuple(row.values()) for row in found] == [
        ("tickdb", "3001", "rate_limit"),
        ("zeromarkets", "LIMIT_42902", "rate_limit"),
        ("55tech", "502", "partial_failure"),
        ("tick", "429", "rate_limit"),
    ]


TICKDB, ZERO, UNCLAIMED = "api.tickdb.ai", "api.zeromarkets.com", "api.unclaimed.example"
BYBIT, OKX, OPENAI = "api.bybit.com", "www.okx.com", "api.openai.com"
# Host, status, what the log has of the body, outcome and code.
CUT = [
    (TICKDB, 200, '{"code": 3002, "message": "Quota exha', "failed", "3002"),
    (TICKDB, 429, '{"cmd":"x","message":"a, \\"b\\"","code":"3002","d', "failed", "3002"),
    (TICKDB, 200, '{"code": 0, "message": "ok", "data": [{"code": 3002}, {', "ok", None),
    (TICKDB, 200, '{"data": {"code": 3002, "a": 1}, "co', "ok", None),
    (TICKDB, 200, '{"message": "x", "code": 30', "ok", None),
    (ZERO, 400, '{"code":"TRADE_40101","message":"Inva', "failed", "TRADE_40101"),
    (ZERO, 400, '{"code":"TRADE_401', "failed", None),
    (BYBIT, 200, '{"retCode":10006,"retMsg":"Too many vis...', "failed", "10006"),
    (BYBIT, 200, '{"retCode":0,"result":{"list":[{"retCode":10006},{', "ok", None),
    (OKX, 200, '{"code":"1","data":[{"sCode":"51008","sMsg":"Insuf', "failed", "51008"),
    (OKX, 200, '{"data":[{"code":"51008","sCode":"51008"},{"or', "ok", None),
    (OPENAI, 429, '{"error": {"code": "slow_down", "message": "N', "failed", "slow_down"),
    (OPENAI, 429, '{"error": {"message": "Rate limit reac", "code": "rate_li', "failed", None),
    ("api.binance.com", 400, '{"code":-1121,"msg":"No."... [truncated 7 bytes]', "failed", "-1121"),
    ("api.kraken.com", 200, '{"error":["EAPI:Rate limit"],"res', "failed", "EAPI:Rate limit"),
    (UNCLAIMED, 400, '{"error":{"code":"E7","message":"No.","deta (truncated...)', "failed", "E7"),
    (UNCLAIMED, 200, '{"errors":[{"message":"no","extensions":{"code":"E7"},"p', "failed", "E7"),
    (UNCLAIMED, 200, '{"data":null,"errors":[{"message":"Cannot query f', "failed", None),
    (UNCLAIMED, 200, '{"data":{"errors":[{"message":"Cannot query f', "ok", None),
    (UNCLAIMED, 400, '{"orders":[{"code":"E7"},{"co', "failed", None),
    (UNCLAIMED, 400, "{color: red", "failed", None),
]  # fmt: skip


def test_a_body_that_the_log_cut_short_still_tells_its_code(
    ingested: Callable[..., Path],
) -> None:
    lines = [
        {"ts": f"2026-11-19T10:00:{n:02}Z", "method": "GET", "url": f"https://{host}/v1/x"}
        | {"status": status, "response_body": body}
        for n, (host, status, body, _, _) in enumerate(CUT)
    ]
    found = rows(ingested(*lines), "SELECT outcome, code FROM requests ORDER BY ts")
    assert [(row["outcome"], row["code"]) for row in found] == [cut[3:] for cut in CUT]


@pytest.mark.scale
def test_a_message_that_the_log_cut_short_still_tells_its_code(
    ingested: Callable[..., Path],
) -> None:
    messages = {
        '{"cmd":"subscribe","code":3004,"message":"Subscription lim': "3004",
        '{"cmd":"subscribe","code":0,"message":"succ': None,
        '{"channel":"depth","data":{"bids":[[1,2],{"code":3004},': "skipped",
    }
    frame = {"protocol": "websocket", "url": "wss://stream.tickdb.ai/v1", "direction": "received"}
    lines = [
        frame | {"ts": "2026-11-19T10:00:00Z", "connection": str(number), "message": message}
        for number, message in enumerate(messages)
    ]
    lake = ingested(*lines)
    found = {row["connection"]: row["code"] for row in rows(lake, "FROM requests")}
    assert [found.get(str(n), "skipped") for n in range(3)] == [*messages.values()]


def test_a_status_that_says_nothing_is_none(ingested: Callable[..., Path]) -> None:
    call = {"ts": "2026-11-19T10:00:00Z", "method": "GET", "url": "https://api.tickdb.ai/v1/x"}
    no_answer = {"error": "ConnectTimeout: timed out", "duration_ms": 30}
    lake = ingested(*(call | no_answer | {"status": status} for status in ("-", "", " ", None)))
    told = (
        "SELECT count(*) AS n, any_value(status) AS status FROM requests WHERE outcome = 'failed'"
    )
    assert rows(lake, f"{told} AND error_type = 'timeout'") == [{"n": 4, "status": None}]
