"""A combined access log of a proxy before the vendors, as many lines as wanted; 3 % failures."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

_START = datetime(2026, 11, 16, tzinfo=UTC)
_TARGETS = (
    "/v1/market/ticker?symbol=BTCUSDT&n={}", "/v1/market/depth?symbol=ETHUSDT&limit={}",
    "/api/v1/orders/{}/cancel", "/api/v1/status",
)  # fmt: skip


def write(path: Path, lines: int, *, seed: int = 1) -> None:
    """Write that many lines, 120 ms apart; about 120 bytes each."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        for number in range(lines):
            when = _START + timedelta(milliseconds=120 * number)
            target = _TARGETS[number % len(_TARGETS)].format(chance.randrange(100_000))
            status = 429 if chance.random() < 0.03 else 200
            file.write(
                f"10.0.0.{number % 5} - - [{when:%d/%b/%Y:%H:%M:%S} +0000]"
                f' "GET {target} HTTP/1.1" {status} {chance.randrange(5000)} "-" "httpx"\n'
            )
