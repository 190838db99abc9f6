"""Canonical JSON Lines of a busy team, as many as wanted: three vendors, 40 keys, 3 % failures."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

_START = datetime(2026, 11, 16, tzinfo=UTC)
_KEYS = [f"{n * 7919:08x}-1111-4222-8333-{n * 104729:012x}" for n in range(40)]
_HOSTS = ("api.tickdb.ai", "mmapi.55-tech.com", "api.zeromarkets.com")
_PATHS = ("/v1/market/ticker", "/v1/market/depth", "/api/v1/orders/{}/cancel", "/api/v1/status")


def write(path: Path, lines: int, *, seed: int = 1) -> None:
    """Write that many requests, 30 ms apart; about 500 bytes a line."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        for number in range(lines):
            file.write(json.dumps(_call(chance, number), separators=(",", ":")) + "\n")


def _call(chance: random.Random, number: int) -> dict[str, object]:
    failed = chance.random() < 0.03
    path = chance.choice(_PATHS).format(chance.randrange(100_000))
    key = chance.choice(_KEYS)
    good = {"code": 0, "message": "success", "data": {"s": "BTCUSDT", "p": chance.random()}}
    return {
        "ts": (_START + timedelta(milliseconds=30 * number)).isoformat(),
        "client": f"bot-{number % 3}",
        "client_ip": f"10.0.0.{number % 5}",
        "attempt": 1,
        "trace_id": f"{chance.getrandbits(128):032x}",
        "method": "GET",
        "url": f"https://{chance.choice(_HOSTS)}{path}?symbol=BTCUSDT&n={number % 100}",
        "status": 429 if failed else 200,
        "duration_ms": round(chance.random() * 80, 2),
        "request_headers": {"X-API-Key": key, "Accept": "*/*"},
        "response_headers": {
            "Content-Type": "application/json",
            "X-RateLimit-Remaining": str(number % 2000),
        },
        "response_body": {"code": 3001, "message": "Rate limit exceeded"} if failed else good,
    }
