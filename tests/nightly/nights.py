"""Days of logs and the nightly runs after them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran, analyzer

pytestmark = pytest.mark.scale


Json = dict[str, Any]


CALLS = {1: 300, 2: 500, 3: 700}


FAILING = {1: 0, 2: 40, 3: 50}


PATIENCE_S = 120


def write_day(folder: Path, day: int) -> Path:
    """The log of a day: so many calls of TickDB, of which so many fail."""
    log = folder / f"bot-{day}.jsonl"
    lines = [
        json.dumps(
            {
                "ts": f"2026-11-1{day}T{n // 60:02}:{n % 60:02}:00Z",
                "client": "bot",
                "url": "https://api.tickdb.ai/v1/market/ticker",
                "status": 500 if n < FAILING[day] else 200,
            }
        )
        for n in range(CALLS[day])
    ]
    folder.mkdir(exist_ok=True)
    log.write_text("\n".join(lines) + "\n", "utf-8")
    return log


def nightly(day: int, *more: object) -> Ran:
    """A run in the night after a day."""
    return analyzer("nightly", "logs", "--date", f"2026-11-1{day}", "--format", "json", *more)


def reports(place: Path) -> dict[str, Json]:
    found = sorted((place / "reports").glob("*.json"))
    return {path.stem: dict(json.loads(path.read_text("utf-8"))[0]) for path in found}


def rules_of(report: Json) -> dict[str, str]:
    return {one["rule"]: one["state"] for one in report["rules"] if one["vendor"] == "tickdb"}
