"""Rows that samples of several formats have in common: one exchange, as each program logs it."""

from __future__ import annotations

from collections.abc import Mapping

# A call with a key that is refused with 429 after 31 ms, and advised to wait for 2 s.
THROTTLED: Mapping[str, object] = {
    "ts": "2026-11-19T10:00:00.25Z",
    "method": "GET",
    "host": "api.tickdb.ai",
    "path": "/v1/market/ticker",
    "query": "symbol=BTCUSDT",
    "status": 429,
    "duration_ms": 31.0,
    "key_in": "header:x-api-key",
    "retry_after_s": 2.0,
}
# A ticker that is refused with 429.
REFUSED: Mapping[str, object] = {
    "method": "GET",
    "host": "api.tickdb.ai",
    "path": "/v1/ticker",
    "query": "symbol=BTC",
    "status": 429,
}
# An order that nobody answers.
TIMED_OUT: Mapping[str, object] = {
    "method": "POST",
    "path": "/v1/orders",
    "status": None,
    "error_type": "timeout",
}
# A refused request in an access log in front of the client.
ACCESS: Mapping[str, object] = {
    "vendor": "tickdb",
    "client_ip": "10.0.0.7",
    "method": "GET",
    "query": "symbol=BTCUSDT",
    "status": 429,
    "duration_ms": 500.0,
    "response_bytes": 57,
}
# A client's span, whose service is `bot`.
CLIENT_SPAN: Mapping[str, object] = {
    "ts": "2026-11-19T10:00:00.25Z",
    "client": "bot",
    "method": "GET",
    "host": "api.tickdb.ai",
    "query": "a=1",
    "status": 429,
    "duration_ms": 31.2,
}
