"""An hour of calls with the findings that neither the sample nor the story of limits has."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

BEGIN = datetime(2026, 11, 19, 10, tzinfo=UTC)
_NEARLY_ALL = 1_900  # of 2,000 requests a minute


def lines() -> Iterator[str]:
    """Canonical JSON Lines."""
    for told in sorted((*_near_limit(), *_full(), *_wrong(), *_expiring()), key=_when):
        yield json.dumps(told)


def _when(line: dict[str, object]) -> str:
    return str(line["ts"])


def _line(after_s: float, client: str, url: str, **told: object) -> dict[str, object]:
    at = (BEGIN + timedelta(seconds=after_s)).isoformat().replace("+00:00", "Z")
    return {"ts": at, "client": client, "url": url, **told}


def _near_limit() -> Iterator[dict[str, object]]:
    for number in range(_NEARLY_ALL):
        url = "https://v2.55-tech.com/api/odds"
        key = {"X-API-Key": "0fa4e000-0055-4000-8000-000000000055"}
        yield _line(
            60 + number * 59 / _NEARLY_ALL, "busy", url, status=200, method="GET",
            request_headers=key,
        )  # fmt: skip


def _full() -> Iterator[dict[str, object]]:
    for number in range(5):
        yield _line(
            number, "feed", "wss://v2.55-tech.com/ws", protocol="websocket", event="open",
            connection=f"c-{number}",
            request_headers={"X-API-Key": "0fa4e000-0055-4000-8000-000000000056"},
        )  # fmt: skip


def _wrong() -> Iterator[dict[str, object]]:
    for number in range(30):
        yield _line(number, "typist", "https://x.example/orders", status=422, method="POST")


def _expiring() -> Iterator[dict[str, object]]:
    claims = json.dumps({"exp": (BEGIN + timedelta(minutes=100)).timestamp()}).encode()
    encoded = urlsafe_b64encode(claims).decode().rstrip("=")
    for minute in (0, 59):
        yield _line(
            60 * minute, "trader", "https://api.zeromarkets.com/v1/orders", status=200,
            method="GET",
            request_headers={"Authorization": f"Bearer eyJhbGciOiJIUzI1NiJ9.{encoded}.c2ln"},
        )  # fmt: skip
