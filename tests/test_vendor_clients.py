"""Vendors' own clients against a stand-in: what they were told is what the views say.

Each vendor answers on a loopback address of its own, which a catalog file of the user's claims.
"""

from __future__ import annotations

import importlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import pytest

import analyzer.capture
from tests.conftest import analyzer as run

pytestmark = pytest.mark.scale


class Expected(NamedTuple):
    """What a vendor's stand-in answers, and the error that its client makes of it."""

    package: str
    address: str
    status: int
    body: object
    error: str
    expected: dict[str, object]
    headers: tuple[tuple[str, str], ...] = ()


VENDORS = {
    "binance": Expected(
        "ccxt",
        "127.0.0.2",
        429,
        {"code": -1003, "msg": "Too much request weight used."},
        "DDoSProtection",
        {"code": "-1003", "class": "rate_limit", "evidence": "code", "retry_after_s": 21.0},
        (("Retry-After", "21"),),
    ),
    "bybit": Expected(
        "ccxt",
        "127.0.0.3",
        200,
        {"retCode": 10006, "retMsg": "Too many visits!", "result": {}},
        "RateLimitExceeded",
        {"code": "10006", "class": "rate_limit", "status": 200},
    ),
    "okx": Expected(
        "ccxt",
        "127.0.0.4",
        200,
        {"code": "1", "data": [{"sCode": "51008", "sMsg": "Insufficient balance"}], "msg": ""},
        "InsufficientFunds",
        {"code": "51008", "class": "conflict", "message": "Insufficient balance"},
    ),
    "kraken": Expected(
        "ccxt",
        "127.0.0.5",
        200,
        {"error": ["EAPI:Rate limit exceeded"]},
        "DDoSProtection",
        {"code": "EAPI:Rate limit exceeded", "family": "EAPI", "class": "rate_limit"},
    ),
    "twilio": Expected(
        "twilio",
        "127.0.0.6",
        401,
        {"code": 20003, "message": "Authenticate", "more_info": "x", "status": 401},
        "TwilioRestException",
        {"code": "20003", "class": "auth", "cause": "invalid_or_expired"},
    ),
    "stripe": Expected(
        "stripe",
        "127.0.0.7",
        402,
        {
            "error": {
                "code": "card_declined",
                "decline_code": "try_again_later",
                "message": "Your card was declined.",
                "type": "card_error",
            }
        },
        "CardError",
        {"code": "card_declined", "class": "conflict", "retryable": True},
        (("Request-Id", "req_1"),),
    ),
}


class Answering(BaseHTTPRequestHandler):
    """Answers by the address that was called."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        host = self.headers["Host"].partition(":")[0]
        told = next(one for one in VENDORS.values() if one.address == host)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps(told.body).encode()
        self.send_response(told.status)
        for name, value in (("Content-Type", "application/json"), *told.headers):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def moved(addresses: Any, base: str) -> Any:
    """An exchange's addresses, all of them the stand-in's."""
    if isinstance(addresses, dict):
        return {key: moved(value, base) for key, value in addresses.items()}
    return base


def through_ccxt(vendor: str, base: str, log: analyzer.capture.Log) -> None:
    exchange = getattr(importlib.import_module("ccxt"), vendor)({"enableRateLimit": False})
    exchange.urls["api"] = moved(exchange.urls["api"], base)
    log.requests(exchange.session)
    method = {
        "binance": "publicGetTime",
        "bybit": "publicGetV5MarketTime",
        "okx": "publicGetPublicTime",
        "kraken": "publicGetTime",
    }[vendor]
    getattr(exchange, method)()


def through_twilio(vendor: str, base: str, log: analyzer.capture.Log) -> None:
    rest = importlib.import_module("twilio.rest")
    http = importlib.import_module("twilio.http.http_client").TwilioHttpClient()
    log.requests(http.session)
    client = rest.Client("AC" + 32 * "0", "a-wrong-token", http_client=http)
    client.api.base_url = base
    client.api.v2010.accounts("AC" + 32 * "0").fetch()


def through_stripe(vendor: str, base: str, log: analyzer.capture.Log) -> None:
    stripe = importlib.import_module("stripe")
    session = importlib.import_module("requests").Session()
    log.requests(session)
    client = stripe.StripeClient(
        "sk_test_123",
        base_addresses={"api": base},
        http_client=stripe.RequestsClient(session=session),
        max_network_retries=0,
    )
    client.v1.charges.retrieve("ch_1")


CALLS: dict[str, Callable[[str, str, analyzer.capture.Log], None]] = {
    "ccxt": through_ccxt,
    "twilio": through_twilio,
    "stripe": through_stripe,
}


@pytest.fixture(scope="module")
def failures(
    port: int, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[dict[str, object]]]:
    folder = tmp_path_factory.mktemp("clients")
    vendors = folder / "vendors"
    vendors.mkdir()
    log = analyzer.capture.Log(folder / "calls.jsonl", client="bot")
    for vendor, told in VENDORS.items():
        own = f'id = "{vendor}"\nhosts = ["{told.address}"]\n'
        (vendors / f"{vendor}.toml").write_text(own, "utf-8")
        with pytest.raises(Exception, match=r".") as raised:
            CALLS[told.package](vendor, f"http://{told.address}:{port}", log)
        assert type(raised.value).__name__ == told.error, vendor
    lake = folder / "lake"
    at = ("--lake", lake, "--vendors", vendors)
    assert run("ingest", folder / "calls.jsonl", *at).status == 0
    found: dict[str, list[dict[str, object]]] = {}
    for row in json.loads(run("sql", "FROM failures", "--format", "json", *at).out):
        found.setdefault(row["vendor"], []).append(row)
    return found


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_a_vendors_client_was_told_is_what_the_views_say(
    failures: dict[str, list[dict[str, object]]], vendor: str
) -> None:
    expected = VENDORS[vendor].expected
    for row in failures[vendor]:
        assert {key: row[key] for key in expected} == expected
        assert row["listed"] is True
