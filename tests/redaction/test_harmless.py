"""What is no secret stays readable: ids, symbols, routes, hashes, times and messages."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.conftest import analyzer, rows

MOST = 0.001
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
SYMBOLS = ("BTCUSDT", "ETH-PERP", "EUR/USD", "XAUUSD", "AAPL.US", "0700.HK", "BTC-27DEC26-90000-C")
ROUTES = (
    "market/ticker", "webhooks", "keyrates", "sessions-of-the-day", "authors", "signals",
    "risk-limits", "task-queue", "hooks/list", "order-book-2026", "passengers", "key-figures",
)  # fmt: skip
MESSAGES = (
    "Invalid API key", "Rate limit exceeded, retry after 2 s", "token has expired", "sign in first",
    "Basic authentication is required", "the session was closed by the peer", "cookie missing",
    "key BTCUSDT not found", "bad signature", "password too short", "密钥无效", "签名错误",
    "令牌已过期",
    "insufficient permissions for key rates", "connection reset by peer", "author not known",
    "duplicate key value violates unique constraint pk_users_2024", "risk level sk-1 exceeded",
)  # fmt: skip


def ids(chance: Random) -> Iterator[str]:
    """Ids as vendors and clients make them, one of each kind."""
    yield str(uuid.UUID(int=chance.getrandbits(128), version=4))
    yield "01" + "".join(chance.choices(CROCKFORD, k=24))
    yield f"{chance.getrandbits(160):040x}"
    yield f"{chance.getrandbits(128):032x}"
    yield f"{chance.getrandbits(64):016x}"
    yield f"{chance.getrandbits(48):012x}"
    yield f"ord_{chance.randrange(10**12)}"
    yield f"ORD-{chance.randrange(10**8):08d}-{chance.choice('ABC')}"
    yield f"{chance.choice(['US', 'DE', 'CN'])}{chance.randrange(10**10):010d}"
    yield str(chance.randrange(10**18))
    yield f"2026-11-{chance.randrange(1, 29):02d}T10:{chance.randrange(60):02d}:00.123456Z"
    yield "".join(chance.choices(BASE58, k=22))
    yield f"req_{''.join(chance.choices(BASE58, k=14))}"
    yield f"sha256:{chance.getrandbits(256):064x}"
    yield base64.urlsafe_b64encode(chance.randbytes(12)).decode()
    yield chance.choice(SYMBOLS)


def corpus() -> list[dict[str, str]]:
    """What each request of a log holds: an id in its path, its query and its message."""
    chance = Random(20261121)
    told = []
    for number in range(140):
        for one in ids(chance):
            told.append(
                {
                    "id": one,
                    "path": f"/v1/{ROUTES[number % len(ROUTES)]}/{one.replace('/', '-')}",
                    "query": f"order={one.replace('/', '-')}&symbol=BTCUSDT&n={number}",
                    "message": f"{MESSAGES[number % len(MESSAGES)]}; order {one}",
                }
            )
    return told


def test_at_most_one_of_a_thousand_harmless_texts_goes(tmp_path: Path) -> None:
    told = corpus()
    assert len(told) >= 2_000
    with (tmp_path / "calls.jsonl").open("w", encoding="utf-8") as log:
        for one in told:
            trace = one["id"] if len(one["id"]) >= 16 else f"trace-{one['id']}"
            line = {
                "ts": "2026-11-19T10:00:00Z",
                "url": f"https://api.example.com{one['path']}?{one['query']}",
                "status": 400,
                "trace_id": trace,
                "request_headers": {"X-Request-Id": one["id"]},
                "response_body": {"code": one["id"], "message": one["message"]},
            }
            log.write(json.dumps(line, ensure_ascii=False) + "\n")
    assert analyzer("ingest", tmp_path / "calls.jsonl", "--lake", tmp_path / "lake").status == 0
    kept = rows(
        tmp_path / "lake", "SELECT path, query, message, code, trace_id, request_id FROM requests"
    )
    texts = [value for row in kept for value in row.values()]
    gone = [value for value in texts if "REDACTED" in (value or "")]
    assert len(kept) == len(told)
    assert len(gone) <= MOST * len(texts), (len(gone), len(texts), gone[:20])
