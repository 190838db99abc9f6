"""What answers said of the vendors' limits, by headers that many APIs share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.reference.request import Request
from tests.reference.world import Row, World

KEY = ("ts", "vendor", "subject")


def counted_as(one: Request) -> tuple[str, str | None]:
    """Whom a header counts: the key, else the address."""
    return ("key", one.key_id) if one.key_id else ("address", one.client_ip)


def rows(world: World) -> Iterator[Row]:
    """One row a request whose answer told a limit."""
    for one in world.requests:
        if one.limit_quota is None or one.limit_remaining is None:
            continue
        scope, subject = counted_as(one)
        yield {
            "ts": one.ts,
            "vendor": one.vendor,
            "client": one.client,
            "client_ip": one.client_ip,
            "key_id": one.key_id,
            "route": one.route,
            "status": one.status,
            "currency": "requests",
            "scope": scope,
            "subject": subject,
            "limit": "requests",
            "quota": one.limit_quota,
            "used": one.limit_quota - one.limit_remaining,
            "remaining": one.limit_remaining,
            "reset_s": one.limit_reset_s,
            "resets_at": None
            if one.limit_reset_s is None
            else one.ts + timedelta(seconds=one.limit_reset_s),
            "window_s": None,
            "told_in": "header",
        }
