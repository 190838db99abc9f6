"""Secrets do not get into what is captured, and keys stay equal wherever they were logged."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from websockets.sync.client import connect as sync_connect

from analyzer.capture import Log
from analyzer.capture.redaction import Redaction
from analyzer.catalog.catalog import load as load_catalog
from tests.capture.drives import (
    JWT,
    Vendors,
    by_aiohttp,
    by_httpx,
    by_httpx_async,
    by_requests,
    written,
)
from tests.vendor_standins import (
    Answer,
    TickDB,
)
from tests.vendor_standins.reach import (
    sync_websocket,
)


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
