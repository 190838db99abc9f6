"""Capture writes no secret, and nothing that goes wrong in it reaches the caller."""

from __future__ import annotations

import base64
import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.sync.client import connect as sync_connect

from analyzer.capture import Log
from analyzer.capture.keyed_hash import KeyedHash
from analyzer.capture.redaction import Redaction
from analyzer.catalog.catalog import load as load_catalog
from tests.capture.clients import (
    DRIVES,
    JWT,
    SECRET,
    Drive,
    Driven,
    Vendors,
    by_aiohttp,
    by_httpx,
    by_httpx_async,
    by_requests,
    subscribe_to_tickdb,
    written,
)
from tests.conftest import rows
from tests.vendor_standins import (
    Answer,
    TickDB,
)
from tests.vendor_standins.reach import (
    SyncLoopback,
    sync_websocket,
)


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
        "X-Abco-7": secrets["odd header"],
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
        additional_headers={"X-Abco-7": secrets["odd header"]},
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
    kept = Redaction(str).response_headers([(name, "12") for name in (*names, "X-Abco")])
    assert set(kept) == names


def test_what_signs_each_request_anew_stays_one_credential() -> None:
    made, secret = KeyedHash(b"x"), "ab12" * 16
    signed = (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE01/20261119/us-east-1/s3/aws4_request, Signature="
    )
    redaction = Redaction(made)
    (left,) = redaction.request_headers([("Authorization", signed + secret)]).values()
    assert left == f"AWS4-HMAC-SHA256 REDACTED-other-{made('AKIDEXAMPLE01')}"
    assert secret not in redaction.text(f"The signature {secret} does not match")


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
