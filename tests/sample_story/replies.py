"""Failures in the words of the three vendors' documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from .exchange import Answer, Call

TICKDB_MESSAGES = {
    1001: "Invalid or expired token",
    1002: "Token is required",
    1003: "IP address not in whitelist",
    1004: "Permission denied",
    2001: "Invalid parameter: symbol is required",
    2002: "Symbol not found",
    2003: "Invalid time range",
    2004: "Request limit exceeded",
    3001: "Rate limit exceeded",
    3002: "Quota exhausted",
    3003: "Connection limit exceeded",
    3004: "Subscription limit exceeded",
    4001: "Unknown command",
    4002: "Invalid message format",
    4003: "Depth subscriptions temporarily unavailable",
    4004: "Trade subscriptions temporarily unavailable",
    5000: "Internal server error",
    5001: "Data source unavailable",
    5002: "Service temporarily unavailable",
}
TICKDB_STATUSES = {1001: 401, 3001: 429, 3002: 429, 5000: 500, 5001: 503, 5002: 503}

ZEROMARKETS_MESSAGES = {
    "AUTH_40101": "Missing or malformed token",
    "AUTH_40102": "Token expired",
    "AUTH_40301": "No access to this account",
    "AUTH_40302": "No access to this product",
    "REQ_40001": "Missing required parameter",
    "REQ_40002": "Invalid parameter format",
    "REQ_40003": "Invalid time range",
    "LIMIT_42901": "Too many requests from this address",
    "LIMIT_42902": "Too many requests for this token",
    "TRADE_40901": "Order was already submitted",
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
