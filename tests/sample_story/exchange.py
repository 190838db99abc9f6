"""One request with its answer, and the line that a client's log gets of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from random import Random
from typing import Any
from uuid import UUID

from .clock import SECOND, moment
from .team import ADDRESSES, HOSTS, credential_header

# Usual milliseconds until the answer.
LATENCY_MS = {"55tech": 24.0, "tickdb": 95.0, "zeromarkets": 58.0, "status": 140.0}


@dataclass(frozen=True, slots=True)
class Call:
    """A request as the client sends it; `headers` and `address` override what the team uses."""

    ts: int
    client: str
    vendor: str
    method: str
    target: str
    attempt: int | None = None
    headers: Mapping[str, str] | None = None
    address: str | None = None
    userinfo: str = ""

    @property
    def url(self) -> str:
        return f"https://{self.userinfo}{HOSTS[self.vendor]}{self.target}"

    @property
    def request_headers(self) -> dict[str, str]:
        if self.headers is not None:
            return dict(self.headers)
        return credential_header(self.client, self.vendor, self.ts)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `status` and `body`, or `error` where nothing did."""

    status: int | None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None
    duration_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one client's log: a record to write as JSON, or bytes to write as they are."""

    ts: int
    client: str
    content: dict[str, Any] | bytes


def latency_ms(vendor: str, rng: Random) -> float:
    """Around the vendor's usual latency, with one slow answer in forty."""
    usual = LATENCY_MS[vendor] * (0.6 + 0.5 * rng.random() + 0.4 * rng.random())
    slow = 3.0 + 6.0 * rng.random() if rng.random() < 0.025 else 1.0
    return round(usual * slow, 1)


def new_trace_id(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def traceparent(trace_id: UUID, rng: Random) -> str:
    """W3C Trace Context, version 00."""
    return f"00-{trace_id.hex}-{rng.getrandbits(64):016x}-01"


def line(call: Call, answer: Answer, rng: Random) -> Line:
    """The exchange as the client logs it; bodies of successes are left out to keep it short."""
    duration_ms = answer.duration_ms
    if duration_ms is None:
        duration_ms = latency_ms(call.vendor, rng)
    record: dict[str, Any] = {
        "client": call.client,
        "client_ip": call.address or ADDRESSES[call.client],
        "method": call.method,
        "url": call.url,
        "status": answer.status,
        "duration_ms": duration_ms,
        "request_headers": call.request_headers,
    }
    optional = {
        "attempt": call.attempt,
        "error": answer.error,
        "response_headers": dict(answer.headers) or None,
        "response_body": answer.body,
    }
    record |= {name: value for name, value in optional.items() if value is not None}
    return Line(call.ts, call.client, record)


def _rfc3339_utc(ts: int) -> str:
    return f"{moment(ts):%Y-%m-%dT%H:%M:%S}.{ts % SECOND:03d}Z"


def _rfc3339_singapore(ts: int) -> str:
    local = moment(ts).astimezone(timezone(timedelta(hours=8)))
    return f"{local:%Y-%m-%dT%H:%M:%S}.{ts % SECOND:03d}+08:00"


# Each program was written by somebody else, and writes the time in its own way.
TIMESTAMP: Mapping[str, Callable[[int], str | int | float]] = {
    "mm-bot-1": _rfc3339_utc,
    "mm-bot-2": lambda ts: ts,
    "md-feed": _rfc3339_singapore,
    "recon-job": lambda ts: ts / SECOND,
}
