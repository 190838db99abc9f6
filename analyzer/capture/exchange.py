"""A request and its response or error, and the fields of the log line made of them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from analyzer.capture.redaction import Redaction

Headers = Iterable[tuple[str, str]]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Moment:
    """An instant, by the clock that logs go by and by one that never jumps."""

    wall_ns: int
    monotonic_ns: int

    @classmethod
    def now(cls) -> Moment:
        """This instant."""
        return cls(time.time_ns(), time.perf_counter_ns())

    def iso(self) -> str:
        """RFC 3339, UTC, microseconds."""
        at = _EPOCH + timedelta(microseconds=self.wall_ns // 1000)
        return at.isoformat(timespec="microseconds").replace("+00:00", "Z")

    def ms_since(self, earlier: Moment) -> float:
        """Milliseconds from an earlier moment to this one."""
        return round((self.monotonic_ns - earlier.monotonic_ns) / 1e6, 3)


@dataclass(frozen=True)
class Request:
    """What a client sent. `body` is None where it cannot be read without taking it away."""

    sent: Moment
    method: str
    url: str
    headers: Headers
    body: bytes | None = None


@dataclass(frozen=True)
class Response:
    """What came back; `answered` is when its head did. `body` is None where it was not read."""

    answered: Moment
    status: int
    headers: Headers
    body: bytes | None = None
    attempt: int | None = None


def fields(
    redaction: Redaction, request: Request, answer: Response | BaseException
) -> dict[str, Any]:
    """Those of an HTTP request or a WebSocket's handshake; the answer may be why there is none."""
    # Headers first: they tell what has to go from everything else.
    headers = redaction.request_headers(request.headers)
    line: dict[str, Any] = {"url": redaction.url(request.url), "request_headers": headers}
    if request.body:
        line["request_bytes"] = len(request.body)
        line["request_body"] = redaction.body(
            request.body, _header(request.headers, "content-type"), sent=True
        )
    if isinstance(answer, Response):
        return line | _of_response(redaction, request, answer)
    name = type(answer).__name__
    return line | {
        "duration_ms": Moment.now().ms_since(request.sent),
        "error": redaction.text(f"{name}: {answer}") if str(answer) else name,
    }


def _of_response(redaction: Redaction, request: Request, answer: Response) -> dict[str, Any]:
    line: dict[str, Any] = {
        "status": answer.status,
        "duration_ms": answer.answered.ms_since(request.sent),
        "attempt": answer.attempt,
        "response_headers": redaction.response_headers(answer.headers),
    }
    if answer.body is not None:
        line["response_bytes"] = len(answer.body)
        line["response_body"] = redaction.body(
            answer.body, _header(answer.headers, "content-type"), sent=False
        )
    elif (length := _header(answer.headers, "content-length")).isdecimal():
        line["response_bytes"] = int(length)
    return line


def _header(headers: Headers, name: str) -> str:
    return next(_values(headers, name), "").lower()


def _values(headers: Headers, name: str) -> Iterator[str]:
    return (value for given, value in headers if given.lower() == name)
