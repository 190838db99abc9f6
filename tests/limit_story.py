"""A log of half an hour in which limits of several currencies fill, run out, and end in a ban."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

BEGIN = datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
END = datetime(2026, 11, 19, 14, 31, 40, tzinfo=UTC)
# Weight comes at 125 a second from 14:31:00 on, so the 6,000 of the minute are used up at 14:31:48.
USED_UP = datetime(2026, 11, 19, 14, 31, 48, tzinfo=UTC)
BANNED_UNTIL = datetime(2026, 11, 19, 14, 25, tzinfo=UTC)
BINANCE, OPENAI = "https://api.binance.com/api/v3", "https://api.openai.com/v1"
RESENDS = 25


def lines() -> Iterator[str]:
    """Canonical JSON Lines; every client has its own key or address."""
    told = [*_running_out(), *_unseen(), *_banned(), *_tokens(), *_out_of_money()]
    for line in sorted(told, key=lambda line: str(line["ts"])):
        yield json.dumps(line)


def _line(at: datetime, client: str, url: str, **told: Any) -> dict[str, Any]:
    stamp = at.isoformat().replace("+00:00", "Z")
    line = {"ts": stamp, "client": client, "method": "GET", "url": url, "status": 200}
    return line | {"response_bytes": 100} | told


def _weight(at: datetime, client: str, ip: str, used: int) -> dict[str, Any]:
    headers = {"X-MBX-USED-WEIGHT-1M": str(used)}
    told = {"client_ip": ip, "request_headers": {"X-MBX-APIKEY": f"key of {client}"}}
    return _line(at, client, f"{BINANCE}/time", response_headers=headers, **told)


def _running_out() -> Iterator[dict[str, Any]]:
    begin = END.replace(second=0)
    for second in range(41):
        yield _weight(begin + timedelta(seconds=second), "maker", "10.0.0.1", 125 * second)


def _unseen() -> Iterator[dict[str, Any]]:
    """Few requests of ours, after which half the weight is used all the same."""
    for second in range(0, 1800, 12):
        yield _weight(BEGIN + timedelta(seconds=second), "watcher", "10.0.0.2", 3000)


def _banned() -> Iterator[dict[str, Any]]:
    until = round(BANNED_UNTIL.timestamp() * 1000)
    message = f"Way too much request weight used; IP banned until {until}. Please use WebSocket."
    for number in range(12):
        is_banned = number >= 6
        yield _line(
            BEGIN + timedelta(minutes=20, seconds=10 * number),
            "scraper",
            f"{BINANCE}/depth",
            client_ip="10.0.0.3",
            status=418 if is_banned else 429,
            response_body={"code": -1003, "msg": message if is_banned else "Too many requests."},
        )


def _tokens() -> Iterator[dict[str, Any]]:
    for number in range(30):
        headers = {
            "x-ratelimit-limit-tokens": "30000",
            "x-ratelimit-remaining-tokens": "2400" if number == 12 else "21000",
            "x-ratelimit-reset-tokens": "6ms",
        }
        yield _line(
            BEGIN + timedelta(minutes=5, seconds=2 * number),
            "writer",
            f"{OPENAI}/chat/completions",
            method="POST",
            request_headers={"Authorization": "Bearer sk-of-the-writer"},
            response_headers=headers,
        )


def _out_of_money() -> Iterator[dict[str, Any]]:
    error = {"message": "You exceeded your current quota.", "type": "insufficient_quota"}
    for number in range(RESENDS + 1):
        yield _line(
            BEGIN + timedelta(minutes=10, seconds=number),
            "summariser",
            f"{OPENAI}/embeddings",
            method="POST",
            status=429,
            request_bytes=2_000,
            request_headers={"Authorization": "Bearer sk-of-the-summariser"},
            response_body={"error": error | {"param": None, "code": "insufficient_quota"}},
        )
