"""One vendor as its catalog file describes it, from hosts and credential to codes and samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from analyzer.catalog.item import ItemRule
from analyzer.catalog.limit import Limit
from analyzer.system.strict_toml import TomlKey

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
# What says that nothing failed, with vendors of which no catalog file says it; in lower case.
SUCCESS_CODES = (
    "0", "00000", "000000", "200", "201", "202", "204", "ok", "success", "succeeded", "true",
)  # fmt: skip
FAULTS = ("client", "vendor", "network")
CAUSES = (
    "missing_key",
    "wrong_header",
    "malformed_key",
    "invalid_or_expired",
    "ip_not_allowed",
    "not_permitted",
)
EVIDENCES = ("code", "pattern", "message", "body", "shape", "status", "none")
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
    """One thing by which a failure (or success: no `failure_class`) is recognised.

    `kind` is the evidence: `code` (and `variant`, one meaning of a code, by the body),
    `pattern` `message` `body` `status` `close`, and of no vendor `shape` `status` `close` (and
    `reason`, one meaning of a close code, by its reason; `uncoded`, a shape without a known code)
    `network` `none`. `code` is what failures show.
    """

    kind: str
    where: TomlKey
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

    `other_headers` are taken as well; `wrong_headers` are those that the vendor calls wrong;
    `shape` is `uuid`, `jwt` or None.
    """

    header: str | None
    other_headers: tuple[str, ...]
    query: str | None
    message: str | None
    wrong_headers: tuple[str, ...]
    shape: str | None


@dataclass(frozen=True)
class Envelope:
    """JSON paths in a response body, each list in order of preference.

    `message` is the first that holds a text, the others the first that is there at all. A path with
    `[*]` is the first element that has it; of codes, the first that says no success.

    `code_part` is an RE2 pattern whose group is what counts of the code. `outer_codes` say only
    that something inside failed: its code lies at `inner_code`. `hidden_code` is an RE2 pattern: a
    code that it matches whole is a failure under any status, others by the status alone.
    `text_code` and `text_message` are RE2 patterns whose group is the code, or the message, in a
    body that is no JSON. `hidden_shapes` are shared forms of error (shapes.toml) that are a failure
    under HTTP 200 with this vendor too, with a code or without. `code_header` are headers that tell
    the code where the body does not. `retry_after` is how long to wait, in seconds, as an epoch
    time or with units, and `request_id` are headers that name the request.
    """

    code: tuple[str, ...] = ()
    message: tuple[str, ...] = ()
    detail: tuple[str, ...] = ()
    trace_id: tuple[str, ...] = ()
    failures_under_http_200: bool = False
    code_part: str | None = None
    outer_codes: tuple[str, ...] = ()
    inner_code: tuple[str, ...] = ()
    text_code: str | None = None
    text_message: str | None = None
    code_header: tuple[str, ...] = ()
    hidden_code: str | None = None
    hidden_shapes: tuple[str, ...] = ()
    retry_after: tuple[str, ...] = ()
    request_id: tuple[str, ...] = ()
    where: TomlKey | None = None


@dataclass(frozen=True)
class Shape:
    """A form of error that many APIs share, read at hosts that no catalog claims.

    `marks` are JSON paths and the RE2 patterns that their texts match in such a body, none where it
    is no JSON; `names`, if any, all the names that it may have. `status` is where the body
    itself may hold the HTTP status. `uncoded` is what such a body means under a status of success
    where neither its code nor its status is known.
    """

    name: str
    marks: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    status: tuple[str, ...]
    envelope: Envelope
    entries: tuple[Entry, ...]
    uncoded: Entry | None


@dataclass(frozen=True)
class DocumentPage:
    """A page of the vendor's documents, the day it was read, and the groups taken from it."""

    name: str
    url: str
    read_on: date
    tells: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """How a code's family is found: from the HTTP status, or by an RE2 pattern and a name."""

    source: str
    pattern: str | None
    name: str | None
    where: TomlKey


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
class VendorSample:
    """A real answer of the vendor, and how it must be classified. `id` is `<vendor>:<position>`."""

    id: str
    vendor: str
    where: TomlKey
    about: str
    protocol: str
    method: str
    url: str
    status: int | None
    headers: Mapping[str, str]
    body: str | None
    close_code: int | None
    expect: Mapping[str, str | bool | float]

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
            return common | answer | {"response_headers": dict(self.headers)}
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
    where: TomlKey
    credential: Credential
    envelope: Envelope
    family: Family
    families: Mapping[str, Mapping[str, str]]
    entries: tuple[Entry, ...]
    limits: tuple[Limit, ...]
    max_retries: int | None
    backoff: Backoff
    objective: Objective
    samples: tuple[VendorSample, ...]
    sources: tuple[DocumentPage, ...] = ()
    items: tuple[ItemRule, ...] = ()

    @cached_property
    def success_codes(self) -> tuple[str, ...]:
        """Codes that say that nothing failed; where the file names none, those that are common."""
        listed = {e.code: e.success for e in self.entries if e.kind == "code" and e.code}
        if self.success_patterns or any(listed.values()):
            return tuple(code for code, success in listed.items() if success)
        spelled = (text for code in SUCCESS_CODES for text in (code, code.upper()))
        return tuple(code for code in dict.fromkeys(spelled) if code not in listed)

    @cached_property
    def success_patterns(self) -> tuple[str, ...]:
        """RE2 patterns on codes that say that nothing failed."""
        return tuple(
            e.pattern for e in self.entries if e.kind == "pattern" and e.success and e.pattern
        )

    def error_texts(self) -> tuple[str, ...]:
        """Messages that say by themselves that something failed."""
        return tuple(e.message for e in self.entries if e.kind == "message" and e.message)

    @property
    def quota_reset(self) -> str | None:
        """How often a used-up quota resets: `daily`, `monthly`, or None where it is unknown."""
        return next((limit.resets for limit in self.limits if limit.resets), None)
