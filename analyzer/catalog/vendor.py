"""One vendor as its catalog file describes it, from hosts and credential to codes and samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CLASSES = (
    "auth",
    "permission",
    "validation",
    "not_found",
    "conflict",
    "protocol",
    "rate_limit",
    "quota",
    "connection_limit",
    "subscription_limit",
    "partial_failure",
    "unavailable",
    "server_error",
    "gateway",
    "network",
    "unknown",
)
FAULTS = ("client", "vendor", "network")
CAUSES = (
    "missing_key",
    "wrong_header",
    "malformed_key",
    "invalid_or_expired",
    "ip_not_allowed",
    "not_permitted",
)
EVIDENCES = ("code", "pattern", "message", "body", "status", "none")
PROTOCOLS = ("http", "websocket")
OUTCOMES = ("ok", "failed", "partial", "unknown")


@dataclass(frozen=True)
class FailureClass:
    """One of the closed list of classes; `fault` and `retryable` None are unknown."""

    name: str
    group: str | None
    fault: str | None
    retryable: bool | None
    title: Mapping[str, str]
    advice: Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """One thing that a failure (or success: no `failure_class`) can be told by.

    `kind` is the evidence: `code` `pattern` `message` `body` `status`, and of HTTP, WebSocket and
    networks themselves `status` `close` `network` `none`. `code` is what failures show.
    """

    kind: str
    where: str
    code: str | None = None
    pattern: str | None = None
    class_from_status: bool = False
    message: str | None = None
    status: int | None = None
    protocol: str | None = None
    family: str | None = None
    success: bool = False
    failure_class: str | None = None
    retryable: bool | None = None
    fault: str | None = None
    cause: str | None = None
    listed: bool = False
    docs_url: str | None = None
    meaning: Mapping[str, str] | None = None
    remedy: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Credential:
    """Where the key goes: a header (lower case), a query parameter, a field of a message.

    `wrong_headers` are those that the vendor calls wrong; `shape` is `uuid`, `jwt` or None.
    """

    header: str | None
    query: str | None
    message: str | None
    wrong_headers: tuple[str, ...]
    shape: str | None


@dataclass(frozen=True)
class Envelope:
    """JSON paths in a response body, each list in order of preference.

    `message` is the first that holds a text, the others the first that is there at all.
    """

    code: tuple[str, ...]
    message: tuple[str, ...]
    detail: tuple[str, ...]
    trace_id: tuple[str, ...]
    failures_under_http_200: bool


@dataclass(frozen=True)
class Family:
    """How a code's family is found: from the HTTP status, or by an RE2 pattern and a name."""

    source: str
    pattern: str | None
    name: str | None
    where: str


@dataclass(frozen=True)
class Limit:
    """One limit of the vendor; `quota` None is unknown, never 0. `window_s` in seconds."""

    name: str
    kind: str
    scope: str
    quota: float | None
    window_s: float | None
    resets: str | None
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Backoff:
    """The waits before the first, second, … retry where no Retry-After is sent, seconds.

    After the last of `waits_s` each is the one before times `factor`, never more than `longest_s`
    (None: no cap is documented).
    """

    waits_s: tuple[float, ...]
    factor: float
    longest_s: float | None


@dataclass(frozen=True)
class Objective:
    """What the vendor's service level is measured by.

    `target` is the share of requests that shall not fail, None: the default. `classes` are the
    failures that count, None: all that are not the client's own fault.
    """

    target: float | None
    classes: tuple[str, ...] | None


@dataclass(frozen=True)
class Sample:
    """A real answer of the vendor, and how it must be classified. `id` is `<vendor>:<position>`."""

    id: str
    vendor: str
    where: str
    about: str
    protocol: str
    method: str
    url: str
    status: int | None
    body: str | None
    close_code: int | None
    expect: Mapping[str, str | bool]

    def exchange(self) -> dict[str, object]:
        """The sample as an object of the canonical log, with its id as `client`."""
        common: dict[str, object] = {
            "ts": "2026-01-01T00:00:00Z",
            "client": self.id,
            "vendor": self.vendor,
            "url": self.url,
        }
        if self.protocol == "http":
            answer = {"method": self.method, "status": self.status, "response_body": self.body}
            return common | answer
        common |= {"protocol": "websocket", "connection": self.id}
        if self.status is not None:
            return common | {"event": "open", "status": self.status}
        if self.close_code is not None:
            return common | {"event": "close", "close_code": self.close_code}
        return common | {"direction": "received", "message": self.body}


@dataclass(frozen=True)
class Vendor:
    """A whole vendor. `entries` are in the order in which evidence of one kind is tried."""

    id: str
    title: str
    docs_url: str | None
    hosts: tuple[str, ...]
    where: str
    credential: Credential
    envelope: Envelope
    family: Family
    families: Mapping[str, Mapping[str, str]]
    entries: tuple[Entry, ...]
    limits: tuple[Limit, ...]
    max_retries: int | None
    backoff: Backoff
    objective: Objective
    samples: tuple[Sample, ...]

    def success_codes(self) -> tuple[str, ...]:
        """Codes that say that nothing failed."""
        return tuple(e.code for e in self.entries if e.kind == "code" and e.success and e.code)

    def error_texts(self) -> tuple[str, ...]:
        """Messages that say by themselves that something failed."""
        return tuple(e.message for e in self.entries if e.kind == "message" and e.message)

    @property
    def quota_reset(self) -> str | None:
        """How often a used-up quota resets: `daily`, `monthly`, or None where it is unknown."""
        return next((limit.resets for limit in self.limits if limit.resets), None)
