"""Lines whose senders have another credential each time, and answers that repeat it.

Each way of sending comes often enough to be known without its credential.
"""

# ruff: noqa: E501
from __future__ import annotations

import base64
import json
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import quote
from uuid import UUID

_HOSTS = ["https://api.tickdb.ai", "https://api.zeromarkets.com", "https://x.example"]
_SIGNED = "SignedHeaders=host;x-amz-date"
_SCOPE = "20261116/us-east-1/execute-api/aws4_request"
_ECHOES: list[Callable[[str], str]] = [
    str, str.upper, lambda key: key[:9], lambda key: key.replace("/", "\\/"), quote,
    lambda key: base64.b64encode(key.encode()).decode(),
    lambda key: base64.b64encode(f"u:{key}".encode()).decode(),
    lambda key: base64.b64encode(f"ab {key}".encode()).decode().replace("/", "\\/"),
]  # fmt: skip


def _jwt(random: Random) -> str:
    claims: dict[str, object] = {"sub": f"u{random.randint(1, 10**9)}"}
    if random.random() < 0.8:
        claims["exp"] = random.choice([1795086000 + random.randint(0, 9), 7, "soon"])
    parts = ({"alg": "ES256"}, claims, {"s": random.getrandbits(200)})
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts)
    return ".".join(part.rstrip("=") for part in encoded)


def _credential(random: Random) -> str:
    made: list[Callable[[], str]] = [
        lambda: str(UUID(int=random.getrandbits(128), version=4)),
        lambda: _jwt(random),
        lambda: f"{random.getrandbits(256):064x}",
        lambda: base64.b64encode(random.randbytes(random.randint(3, 40))).decode(),
        lambda: f"sk-live-{random.getrandbits(64):x}",
        lambda: f"REDACTED-uuid-{random.getrandbits(64):016x}",
        lambda: f"k{random.randint(1, 999)}",
        lambda: random.choice(["[REDACTED]", "****", "hidden", "[12345678]", "a,b;c=12345678"]),
    ]  # fmt: skip
    return random.choice(made)()


def _headers(random: Random, key: str) -> dict[str, Any]:
    sign = f"{random.getrandbits(256):064x}"
    ways: list[Callable[[], dict[str, Any]]] = [
        lambda: {"X-API-Key": key},
        lambda: {"X-API-Key": [key]},
        lambda: {"Authorization": f"Bearer {key}"},
        lambda: {"authorization": f"bearer  {key}"},
        lambda: {"Authorization": f"Basic {base64.b64encode(f'u:{key}'.encode()).decode()}"},
        lambda: {"Authorization": f"Signature {key}"},
        lambda: {"Authorization": key},
        lambda: {"Authorization": f"Bearer {key}", "X-API-Key": "12345678-known"},
        lambda: {"X-API-Key": "12345678-known", "Authorization": f"Bearer {key}"},
        lambda: {"X-Other": "1", "x-auth-token": key, "X-Signature": sign},
        lambda: {"Authorization": "AWS4-HMAC-SHA256 Credential="
                 f"AKIAIOSFODNN7EXAMPL{random.choice('ABC')}/{_SCOPE}, {_SIGNED}, Signature={sign}"},
        lambda: {"Authorization": f"AWS4-HMAC-SHA256 Credential={key}/{_SCOPE},{_SIGNED},Signature={sign}"},
        lambda: {"Authorization": f"aws4-hmac-sha256 credential=/, Credential={key}"},
        lambda: {"Authorization": f"AWS4-HMAC-SHA256 Signature={sign}, Credential={key}"},
    ]  # fmt: skip
    return random.choice(ways)()


def _query(random: Random, key: str) -> str:
    name = random.choice(["apiKey", "apikey", "api_key", "APIKEY", "token", "access_token", "sign"])
    value = random.choice([key, key, key, "***", "REDACTED", "demo", "", f"{key}%3D"])
    ways = [
        f"?{name}={value}", f"?symbol=S{random.randint(1, 9)}&{name}={value}",
        f"?{name}={value}&limit=5", f"?{name}={value}&{name}={value}", f"?{name}={value}&sign={key}",
        f"?a=b&{name}={value}#{key}", f"?{name}={value}&of={key[:12]}", f"?x{name}={value}",
    ]  # fmt: skip
    return random.choice(ways)


def _body(random: Random, key: str, fails: bool) -> object:
    if not fails:
        trace = f"a{key}"[:39] if random.random() < 0.05 else f"req_{random.getrandbits(64):016x}"
        return {"code": 0, "data": {"p": random.random()}, "traceId": trace}
    said = random.choice(_ECHOES)(key) if random.random() < 0.3 else "refused"
    bodies: list[object] = [
        {"code": 1001, "message": f"key {said}"},
        {"code": 3001, "message": said},
        {"detail": {"message": said, "failed": [f"ord-{random.randint(1, 3)}"]}},
        {"code": "AUTH_40101", "message": "no", "traceId": f"{random.getrandbits(128):032x}"},
        {"code": 1001, "message": "no", "traceId": key},
        {"code": 1001, "message": "no", "traceId": f"req_{random.choice(_ECHOES)(key)}7"[:39]},
        {"code": 1001, "message": "no", "requestId": f"req_{random.getrandbits(64):016x}"},
    ]  # fmt: skip
    return random.choice(bodies)


def log(random: Random, lines: int, *, in_query: bool) -> bytes:
    """So many calls, one in five of which failed, with credentials in the query or in headers."""
    made = []
    for number in range(lines):
        key, fails = _credential(random), random.random() < 0.2
        name = key if random.random() < 0.02 else f"bot-{number % 7}"
        asked = f"?q={key}" if random.random() < 0.02 else ""
        made.append({
            "ts": f"2026-11-16T00:00:{number % 60:02}Z", "client": name, "method": "GET",
            "url": f"{random.choice(_HOSTS)}/v1/orders/{number}"
            + (_query(random, key) if in_query else asked),
            "status": random.choice([200, 401, 429]) if fails else 200,
            "request_headers": {"Accept": "*/*"} if in_query else _headers(random, key),
            "response_headers": {"X-Request-Id": f"req-{number}"},
            "response_body": _body(random, key, fails),
        })  # fmt: skip
    return "".join(f"{json.dumps(line)}\n" for line in made).encode()


def of_many(lines: int) -> bytes:
    """Calls of more clients and addresses than are numbered."""
    return "".join(
        f'{{"ts":"2026-11-16T00:00:00Z","client":"user-{number:x}","client_ip":"10.{number >> 16}.'
        f'{number >> 8 & 255}.{number & 255}","method":"GET","url":"https://x.example/v1/a",'
        f'"status":{200 if number % 9 else 503}}}\n'
        for number in range(lines)
    ).encode()
