"""One request as a log shows it, and what the vendors' documents say of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass
class Request:
    """A row of the view `requests`; what begins with `is_` or follows it is for failures alone."""

    ts: datetime
    vendor: str
    client: str | None = None
    client_ip: str | None = None
    protocol: str = "http"
    method: str | None = None
    scheme: str | None = None
    host: str | None = None
    path: str | None = None
    query: str | None = None
    route: str | None = None
    status: int | None = None
    error_type: str | None = None
    duration_ms: float | None = None
    key_id: str | None = None
    key_in: str | None = None
    key_shape: str | None = None
    code: str | None = None
    message: str | None = None
    trace_id: str | None = None
    request_id: str | None = None
    retry_after_s: float | None = None
    limit_quota: float | None = None
    limit_remaining: float | None = None
    limit_reset_s: float | None = None
    attempt: int | None = None
    connection: str | None = None
    command: str | None = None
    close_code: int | None = None
    body: object = None
    source: str = ""
    said: list[tuple[str, str]] = field(default_factory=list)
    outcome: str = "ok"
    failure: Failure | None = None

    @property
    def failed(self) -> bool:
        """Whether it failed, wholly or in part."""
        return self.failure is not None

    @property
    def ok(self) -> bool:
        """Whether the log shows that it was answered, and did not fail."""
        return self.outcome == "ok"

    @property
    def is_frame(self) -> bool:
        """Whether it is a row of a WebSocket."""
        return self.protocol == "websocket"

    @property
    def trace_key(self) -> str | None:
        """The trace id as traces are joined by it."""
        return self.trace_id.lower().replace("-", "") if self.trace_id else None

    @property
    def answered_at(self) -> datetime:
        """When the answer was there: a moment after it was sent at the least."""
        return self.ts + max(
            timedelta(milliseconds=self.duration_ms or 0), timedelta(microseconds=1)
        )


@dataclass
class Failure:
    """What a failed request is explained by."""

    code: str
    family: str
    group: str
    evidence: str
    listed: bool
    message: str | None = None
    cause: str | None = None
    vendor_code: str | None = None
    is_about: tuple[object, ...] = field(default=())

    @property
    def fault(self) -> str | None:
        """Whose it is, by its class alone; who reads too slowly is the client."""
        return "client" if self.code == "slow_consumer" else FAULTS.get(self.group)

    @property
    def retryable(self) -> bool | None:
        """Whether the same request may succeed later."""
        return None if self.group == "unknown" else self.group in RETRYABLE


FAULTS = {
    **dict.fromkeys(
        ("auth", "permission", "validation", "not_found", "conflict", "protocol", "rate_limit",
         "quota", "connection_limit", "subscription_limit"), "client"),
    **dict.fromkeys(("partial_failure", "unavailable", "server_error"), "vendor"),
    **dict.fromkeys(("gateway", "network"), "network"),
}  # fmt: skip
RETRYABLE = {"rate_limit", "unavailable", "server_error", "gateway", "network"}
