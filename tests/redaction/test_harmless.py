"""What is no secret stays readable: ids, symbols, routes, hashes, times and messages."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import pytest

from analyzer import redaction
from analyzer.capture.redaction import Redaction
from tests.conftest import analyzer, rows
from tests.redaction.harmless import Makers

MOST = 0.001
OF_A_KIND = 17
ROUTES = (
    "market/ticker", "keyrates", "sessions-of-the-day", "authors", "signals",
    "risk-limits", "task-queue", "order-book-2026", "passengers", "key-figures",
)  # fmt: skip
MESSAGES = (
    "Invalid API key", "Rate limit exceeded, retry after 2 s", "token has expired", "sign in first",
    "Basic authentication is required", "the session was closed by the peer", "cookie missing",
    "key BTCUSDT not found", "bad signature", "password too short", "密钥无效", "签名错误",
    "令牌已过期",
    "insufficient permissions for key rates", "connection reset by peer", "author not known",
    "duplicate key value violates unique constraint pk_users_2024", "risk level sk-1 exceeded",
)  # fmt: skip


def corpus() -> list[dict[str, str]]:
    """What each request of a log holds: an id in its path, its query and its message."""
    told = []
    for kind, make in Makers(seed=20261121).kinds().items():
        for number in range(OF_A_KIND):
            one = make()
            segment = f"{ROUTES[number % len(ROUTES)]}/{kind.rpartition('/')[2]}"
            told.append(
                {
                    "id": one,
                    "path": f"/v1/{segment}/{quote(one, safe='')}",
                    "query": f"order={quote(one, safe='')}&symbol=BTCUSDT&n={number}",
                    "message": f"{MESSAGES[number % len(MESSAGES)]}; order {one}",
                }
            )
    return told


@pytest.mark.scale
def test_at_most_one_of_a_thousand_harmless_texts_goes(tmp_path: Path) -> None:
    told = corpus()
    assert len(told) >= 2_000
    with (tmp_path / "calls.jsonl").open("w", encoding="utf-8") as log:
        for one in told:
            line = {
                "ts": "2026-11-19T10:00:00Z",
                "url": f"https://api.example.com{one['path']}?{one['query']}",
                "status": 400,
                "trace_id": one["id"] if len(one["id"]) >= 16 else f"trace-{one['id']}",
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


@pytest.mark.scale
def test_capture_leaves_harmless_texts_as_well() -> None:
    redaction = Redaction(lambda secret: "0" * 16)
    told = corpus()[::3]
    gone = [one["message"] for one in told if redaction.text(one["message"]) != one["message"]]
    for one in told:
        url = f"https://api.example.com{one['path']}"
        gone += [url] if "REDACTED" in redaction.url(url) else []
    assert len(gone) <= MOST * 2 * len(told), (len(gone), 2 * len(told), gone[:20])


@pytest.mark.scale
def test_words_of_secrets_in_random_ids_are_chance(tmp_path: Path) -> None:
    chance = random.Random(5)
    words = [word for word in redaction.words() if set(word) <= set("0123456789abcdef-")]
    ids = []
    for word in words:
        for at in range(36 - len(word) + 1):
            uuid = str(UUID(int=chance.getrandbits(128)))
            planted = uuid[:at] + word + uuid[at + len(word) :]
            if re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", planted):
                ids += [planted, planted.replace("-", "")]
    with (tmp_path / "calls.jsonl").open("w", encoding="utf-8") as log:
        for one in ids:
            line = {"ts": "2026-11-19T10:00:00Z", "url": "https://a.example/x", "status": 200}
            log.write(json.dumps({**line, "request_id": one, "trace_id": one}) + "\n")
    assert analyzer("ingest", tmp_path / "calls.jsonl", "--lake", tmp_path / "lake").status == 0
    found = rows(tmp_path / "lake", "SELECT request_id, trace_id FROM requests")
    assert {row["request_id"] for row in found} ^ set(ids) == set()
    assert all(row["request_id"] == row["trace_id"] for row in found)
