"""JSON and pairs of any make tell a call under whatever usual names, flat or nested.

Vocabularies are put together by chance: no list of aliases was made after them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import read, reader

# Each case is a file of its own kind, whose reading is planned anew.
pytestmark = pytest.mark.scale

NAMES = {
    "time": ("time", "timestamp", "ts", "@timestamp", "datetime", "t"),
    "method": ("method", "http_method", "request_method", "verb", "http.method", "req_method",
        "httpMethod"),
    "url": ("url", "uri", "request_url", "endpoint", "http.url", "full_url", "target_url",
        "requestUrl", "href", "upstream_url"),
    "status": ("status", "status_code", "http_status", "response_status", "code_http",
        "http.status_code", "statusCode", "response_code", "httpStatus", "resp_status"),
    "took": ("duration_ms", "elapsed_ms", "latency_ms", "took_ms", "response_time_ms", "durationMs",
        "time_taken_ms", "round_trip_ms"),
    "body": ("response_body", "body", "response", "resp", "response_text", "resp_body", "payload",
        "result", "error_body", "data", "reply", "respBody", "raw_response"),
    "error": ("error", "err", "exception", "error_message", "reason", "failure", "err_msg",
        "errorMessage", "cause", "failure_reason"),
    "id": ("request_id", "x_request_id", "correlation_id", "requestId"),
    "message": ("msg", "message", "event"),
}  # fmt: skip
NESTED = ("flat", "flat", "http", "request/response", "extra", "fields", "call", "outgoing")
ERRORS = {
    "Read timed out": "timeout",
    "ECONNREFUSED": "connect",
    "socket hang up": "reset",
    "getaddrinfo ENOTFOUND api.tickdb.ai": "dns",
    "x509: certificate has expired": "tls",
}
BODY = {"code": 3001, "message": "Rate limit exceeded"}
STYLES = 15
LINES = 10


class Call(NamedTuple):
    method: str
    path: str
    status: int | None
    code: str | None
    error: str | None
    took_ms: float


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as made:
        yield made


@pytest.mark.parametrize("logger", ["json", "pairs"])
@pytest.mark.parametrize("seed", range(STYLES))
def test_a_call_is_told_under_whatever_names(reading: Reading, seed: int, logger: str) -> None:
    chance = random.Random(seed)
    names = {what: chance.choice(some) for what, some in NAMES.items()}
    nested = chance.choice(NESTED) if logger == "json" else "flat"
    body: Any = BODY if chance.random() < 0.5 else json.dumps(BODY)
    lines, wanted = [], []
    for number in range(LINES):
        call = some_call(chance, number)
        wanted.append(call)
        lines.append(logged(call, names, nested, body, number, logger))
    found = read(reading, "".join(f"{line}\n" for line in lines).encode())
    columns = ("method", "path", "status", "code", "error_type", "duration_ms")
    told = sorted(Call(*(row[name] for name in columns)) for row in found.rows)
    assert told == sorted(wanted), lines


def some_call(chance: random.Random, number: int) -> Call:
    method, took = chance.choice(("GET", "POST", "DELETE")), float(chance.randint(5, 900))
    status = chance.choice((200, 200, 401, 429, 500, None))
    error = None if status else chance.choice(list(ERRORS.values()))
    is_failed = status is not None and (status >= 400 or chance.random() < 0.5)
    return Call(method, f"/v1/p{number}", status, "3001" if is_failed else None, error, took)


def logged(
    call: Call, names: dict[str, str], nested: str, body: object, number: int, logger: str
) -> str:
    asked = {names["method"]: call.method, names["url"]: f"https://api.tickdb.ai{call.path}"}
    told: dict[str, object] = {names["took"]: int(call.took_ms), names["id"]: f"abc{number:08}"}
    if call.status:
        told[names["status"]] = call.status
    else:
        told[names["error"]] = next(words for words, kind in ERRORS.items() if kind == call.error)
    if call.code:
        told[names["body"]] = body
    line: dict[str, Any] = {
        names["time"]: f"2026-11-19T10:00:0{number}.250Z",
        "level": "info" if call.status == 200 else "error",
        names["message"]: "vendor call",
    }
    outer, _, inner = nested.partition("/")
    if nested == "flat":
        line |= asked | told
    elif inner:
        line |= {outer: asked, inner: told}
    else:
        line[outer] = asked | told
    return json.dumps(line) if logger == "json" else " ".join(map(pair, line, line.values()))


def pair(name: str, value: object) -> str:
    text = json.dumps(value) if isinstance(value, dict) else str(value)
    return f"{name}={json.dumps(text)}" if set(text) & set(' "=') else f"{name}={text}"
