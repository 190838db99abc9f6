"""Every request: one HTTP exchange, or one WebSocket open, close or answer."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.request import Request
from tests.reference.world import Row, World

KEY = ("ts",)
# As they are on the request.
COLUMNS = (
    "ts", "vendor", "client", "client_ip", "protocol", "method", "scheme", "host", "path", "query",
    "route", "status", "error_type", "duration_ms", "key_id", "key_in", "key_shape", "code",
    "message", "trace_id", "trace_key", "request_id", "retry_after_s", "limit_quota",
    "limit_remaining", "attempt", "connection", "command", "close_code",
)  # fmt: skip


def rows(world: World) -> Iterator[Row]:
    """One row a request."""
    for one in world.requests:
        yield columns(one) | {"date": one.ts.date(), "outcome": one.outcome}


def columns(one: Request) -> Row:
    """The columns that are as the log shows them."""
    return {name: getattr(one, name) for name in COLUMNS}
