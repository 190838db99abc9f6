"""Lines of logs, by number."""

from __future__ import annotations

import json
from typing import Any


def call(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "ts": f"2026-11-19T10:00:{number % 60:02d}Z",
        "url": f"https://api.tickdb.ai/v1/market/ticker?n={number}",
        "method": "GET",
        "status": 200,
    } | fields


def lines(*numbers: int) -> str:
    return "".join(json.dumps(call(number)) + "\n" for number in numbers)
