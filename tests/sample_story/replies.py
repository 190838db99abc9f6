"""Failures in the words of the three vendors' documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tests.vendor_standins import zero_markets
from tests.vendor_standins.tickdb import MESSAGES as TICKDB_MESSAGES

from .exchange import Answer, Call

TICKDB_STATUSES = {1001: 401, 3001: 429, 3002: 429, 5000: 500, 5001: 503, 5002: 503}

ZEROMARKETS_MESSAGES = zero_markets.MESSAGES | {
    "TRADE_42201": "Stop price is on the wrong side of the market",
    "MD_50301": "Quote stream is being rebalanced",
}

BAD_GATEWAY_PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.27.3</center>\r\n"
    "</body>\r\n</html>\r\n"
)


def fifty_five(status: int, detail: Any, headers: Mapping[str, str] | None = None) -> Answer:
    """55-Tech has no codes: a status and a `detail`."""
    return Answer(status, {"detail": detail}, headers or {})


def tickdb_body(code: int) -> dict[str, Any]:
    return {"code": code, "message": TICKDB_MESSAGES[code]}


def tickdb(code: int, call: Call, headers: Mapping[str, str] | None = None) -> Answer:
    """TickDB's ticker answers every failure with HTTP 200, its other routes mostly do not."""
    always_200 = call.target.startswith("/v1/market/ticker")
    status = 200 if always_200 else TICKDB_STATUSES.get(code, 200)
    return Answer(status, tickdb_body(code), headers or {})


def zeromarkets(code: str, trace_id: UUID, **details: Any) -> Answer:
    """Zero Markets: the first three digits of a code's suffix are its HTTP status."""
    body = {
        "code": code,
        "message": ZEROMARKETS_MESSAGES.get(code, "Request failed"),
        "traceId": str(trace_id),
    }
    return Answer(int(code.split("_")[1][:3]), body | ({"details": details} if details else {}))


def gateway_page() -> Answer:
    """A 502 of a proxy in between: a page, nothing of the vendor."""
    return Answer(502, BAD_GATEWAY_PAGE, {"Content-Type": "text/html"})


def no_answer(error: str, duration_ms: float) -> Answer:
    return Answer(None, error=error, duration_ms=duration_ms)
