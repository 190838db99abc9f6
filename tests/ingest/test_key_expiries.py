"""When a credential expires is read out of it before it goes, and told before it fails."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analyzer.capture.redaction import Redaction
from tests.conftest import analyzer, rows

EXPIRES = datetime(2026, 11, 19, 11, 40, tzinfo=UTC)
CLAIMS: dict[str, Any] = {
    "whole": {"exp": EXPIRES.timestamp(), "sub": "ü?>"},
    "fraction": {"exp": EXPIRES.timestamp() + 0.75},
    "none": {"sub": "bot"},
    "text": {"exp": "tomorrow"},
    "far": {"exp": 1e300},
    "below": {"exp": -1},
    "list": [1],
    "null": {"exp": None},
}


def token(claims: object) -> str:
    encoded = urlsafe_b64encode(json.dumps(claims, ensure_ascii=False).encode()).decode()
    return f"eyJhbGciOiJIUzI1NiJ9.{encoded.rstrip('=')}.c2lnbmF0dXJl"


TOKENS = {name: token(claims) for name, claims in CLAIMS.items()} | {
    "broken": "eyJhbGciOiJIUzI1NiJ9._.c2lnbmF0dXJl",
    "bytes": "eyJhbGciOiJIUzI1NiJ9._____w.c2lnbmF0dXJl",
    "uuid": "0fa4e000-0055-4000-8000-000000000001",
}


def call(client: str, minute: int, credential: str) -> dict[str, Any]:
    return {
        "ts": f"2026-11-19T10:{minute:02}:00Z", "client": client, "method": "GET", "status": 200,
        "url": "https://api.zeromarkets.com/v1/orders",
        "request_headers": {"Authorization": f"Bearer {credential}"},
    }  # fmt: skip


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("expiries")
    captured = Redaction(lambda _: "5f" * 8).request_headers([("Authorization", TOKENS["whole"])])
    lines = [call(name, n, one) for name, one in TOKENS.items() for n in (0, 30, 59)]
    lines += [call("captured", n, captured["Authorization"]) for n in (0, 59)]
    (folder / "calls.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert analyzer("ingest", folder / "calls.jsonl", "--lake", folder / "lake").status == 0
    return folder / "lake"


def test_a_token_says_when_it_expires_and_nothing_else_does(lake: Path) -> None:
    sql = """SELECT DISTINCT client, expires_at FROM requests LEFT JOIN key_health
        USING (vendor, key_id) WHERE expires_at IS NOT NULL ORDER BY client"""
    at = "2026-11-19T11:40:00Z"
    assert rows(lake, sql) == [
        {"client": client, "expires_at": at} for client in ("captured", "fraction", "whole")
    ]


def test_of_a_token_no_more_than_its_end_is_in_the_lake(lake: Path) -> None:
    held = str(rows(lake, "SELECT * FROM requests")) + "".join(
        str(pl.read_parquet(file)) for file in lake.glob("key_expiries/**/*.parquet")
    )
    claims = TOKENS["whole"].split(".")[1]
    assert not [part for part in ("eyJ", claims, "c2lnbmF0dXJl", TOKENS["uuid"]) if part in held]


@pytest.mark.scale
def test_a_key_that_expires_soon_is_told_in_report_and_rules_before_it_fails(lake: Path) -> None:
    ran = analyzer("report", "--lake", lake, "--format", "json")
    items = [i for i in json.loads(ran.out)[0]["attention"] if i["kind"] == "key_expires"]
    assert {tuple(item["clients"]) for item in items} == {("captured",), ("fraction",), ("whole",)}
    (item,) = (item for item in items if item["clients"] == ["whole"])
    assert item["title"] == f"Zero Markets: key {item['key_ids'][0]} expires at 11:40:00"
    assert item["severity"] == "act"
    assert item["evidence"][0].startswith("In 41 min, counted from the end of the data (10:59:00).")
    assert len(rows(lake, item["sql"])) == 3
    ran = analyzer(
        "report", "--lake", lake, "--out", lake / "day.md", "--format", "md",
        "--fail-on", "key_health.expires_in_s < 3600",
    )  # fmt: skip
    assert ran.status == 1
