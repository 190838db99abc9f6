"""Lines of JSON in which fields, messages and errors may tell a vendor's code, or only seem to."""

# ruff: noqa: E501
from __future__ import annotations

import json
from random import Random
from typing import Any

_LEVELS = [*["info"] * 9, "warn", "error", "ERROR", 50, None]
_MESSAGES = [*["request completed"] * 60, "rate limit exceeded", "api error code=3001", "failed",
             "Request failed with status code 503", 'x: {"code":3001,"message":"no"}', "600519 is up"]  # fmt: skip
_CODES = [*[0] * 9, 200, "OK", 3001, 600519, "LIMIT_42901", "-1003", 20000, "E_7", "ECONNRESET"]
_TEXTS = ["", "none", "boom after 31 ms", "api error code=3001", "code: LIMIT_42901", "code=20000",
          '503 Service Unavailable: "{"code":5001,"message":"no"}"', '{"code":3001,"message":"no"}',
          '{"retCode":10003,"retMsg":"no"}', "code=\u0663001", "code 10054"]  # fmt: skip
_OBJECTS: list[Any] = [None, {}, {"code": 3001, "message": "no"}, {"message": "vendor code 3001"}, {"ok": False},
                       {"type": "AxiosError", "stack": "Error: x\\n    at y (z.js:1234:5)"}, [], [1]]  # fmt: skip
_FIELDS = ("error", "err", "exception", "result", "payload", "api_error", "error_code", "retCode")


def log(random: Random, lines: int) -> bytes:
    """So many calls, of which some tell more than that."""
    return "".join(json.dumps(_line(random, n)) + "\n" for n in range(lines)).encode()


def _line(random: Random, number: int) -> dict[str, Any]:
    line: dict[str, Any] = {
        "time": f"2026-11-16T00:00:{number % 60:02}.250Z",
        "level": random.choice(_LEVELS),
        "method": "GET",
        "url": f"https://api.tickdb.ai/v1/x?n={number % 7}",
        "status": random.choice([*[200] * 12, 204, 429, 503]),
        "duration_ms": 5,
        "message": random.choice(_MESSAGES),
    }
    if random.random() < 0.9:
        line["code"] = random.choice(_CODES)
    if random.random() < 0.1:
        line[random.choice(_FIELDS)] = random.choice([*_TEXTS, *_OBJECTS, *_CODES])
    return line
