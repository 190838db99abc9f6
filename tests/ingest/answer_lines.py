"""Lines of JSON in which the answer has a name of its own, as programs give it: a body, or what
holds status, headers and body.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.ingest.look_lines import (
    BODIES,
    ITEMS,
    KEY,
    RESPONSE_HEADERS,
    TELLING,
    as_json,
    as_text_body,
    picked,
    with_ids,
)
from tests.ingest.mapped_lines import put

# Method, URL, status, headers of the answer, its body.
MAKES = (
    ("request.method", "request.url", "response.status", "response.headers", "response.body"),
    ("method", "url", "status", "response_headers", "body"),
    ("req.method", "req.url", "res.statusCode", "res.headers", "res.body"),
    ("http.request.method", "url.full", "http.response.status_code", "headers",
     "http.response.body"),
    ("request.method", "request.url", "status", "response.headers", "response.data"),
)  # fmt: skip
_INSTEAD = ["text", "", None, 404, [1], '{"code":3001}', {"code": 3001}, {}, True, "[1", "200 OK"]


def log(seed: int, lines: int, make: tuple[str, ...]) -> str:
    """A log of one make."""
    random = Random(seed)
    return "".join(_line(random, make) for _ in range(lines))


def _line(random: Random, make: tuple[str, ...]) -> str:
    line: dict[str, Any] = {
        "time": f"2026-11-16T00:00:{random.randint(0, 59):02}.{random.randrange(1000):03}Z",
        "duration_ms": random.choice([31.25, random.uniform(0, 900)]),
    }
    is_odd = random.random() < 0.1
    usual: list[Any] = [
        "GET",
        "https://api.tickdb.ai/v1/x",
        random.choice([200] * 9 + [429]),
        {"X-Request-Id": "{u}"},
        {"code": 0, "data": {"p": 1}},
    ]
    if is_odd:
        usual[3] |= dict(random.sample(RESPONSE_HEADERS, 1))
        usual[4] = random.choice([*BODIES, *TELLING, *ITEMS, "OK", 7])
        if random.random() < 0.3:
            usual[4] = as_text_body(random, usual[4])
    for name, value in zip(make, usual, strict=True):
        put(line, name.split("."), _picked(random, value))
    if random.random() < 0.03:
        line[random.choice([*line])] = random.choice(_INSTEAD)
    if random.random() < 0.01:
        line["message"] = random.choice(["done", KEY, json.dumps({"code": 3001})])
    return with_ids(random, as_json(random, line, (",", ":"))) + "\n"


def _picked(random: Random, value: Any) -> Any:
    if isinstance(value, dict):
        return {name: picked(random, inner) for name, inner in value.items()}
    return picked(random, value)
