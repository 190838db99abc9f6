"""The part of a trace, finding or period that one vendor may see, and its requests as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from analyzer.text import Text
from analyzer.text.wording import Logged

_FAILED = ("failed", "partial")

Row = dict[str, Any]


@dataclass(frozen=True)
class Extent:
    """Totals of which the listed failures are a sample: failures and requests of the period."""

    OF_ALL = ("failures", "failing_clients", "first_id", "last_id", "first_ts", "last_ts")

    failures: int
    failing_clients: int
    first_id: str | None
    last_id: str | None
    first_ts: datetime
    last_ts: datetime
    requests: int
    clients: int

    def as_json(self, listed: int) -> Row:
        """As the manifest says it."""
        return {
            "failures_of_all": self.failures,
            "failures_left_out": self.failures - listed,
            "requests_meanwhile": self.requests,
            "clients": self.clients,
            "failing_clients": self.failing_clients,
        }


@dataclass(frozen=True)
class VendorPart:
    """What one vendor may see: its requests, the name of each key, and where it is shown.

    Either `trace` is what the requests share, or `extent` what they are a few of.
    """

    vendor: str
    title: str
    rows: Sequence[Row]
    keys: Mapping[str, str]
    text: Text
    trace: str | None = None
    extent: Extent | None = None

    @property
    def failed(self) -> list[Row]:
        """The requests that failed, wholly or in part."""
        return [row for row in self.rows if row["outcome"] in _FAILED]


def iso(moment: datetime) -> str:
    """A time as ISO 8601 in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def clock(moment: datetime, *, dated: bool) -> str:
    """A time in UTC, to the millisecond; with its day where that is not said elsewhere."""
    return f"{moment.astimezone(UTC):{'%Y-%m-%d ' if dated else ''}%H:%M:%S.%f}"[:-3]


def days(first: datetime, last: datetime) -> str:
    """The day, in UTC, or the first and the last."""
    began, over = (f"{moment.astimezone(UTC):%Y-%m-%d}" for moment in (first, last))
    return began if began == over else f"{began} – {over}"


def is_of_days(*moments: datetime) -> bool:
    """Whether they are of more than one day, in UTC."""
    return len({moment.astimezone(UTC).date() for moment in moments}) > 1


def one_line(text: str) -> str:
    """Without line breaks and controls, which could pass for lines of our own."""
    return Logged(text).shown


def url_of(row: Row) -> str:
    """The address that was called, as far as the log shows it."""
    query = f"?{row['query']}" if row["query"] else ""
    origin = f"{row['scheme'] or 'https'}://{row['host']}" if row["host"] else ""
    return f"{origin}{row['path'] or ''}{query}"


def asked_of(row: Row) -> str:
    """The request in a few words: method and address, or the command of a WebSocket message."""
    if row["protocol"] == "websocket":
        return f"WebSocket {row['command'] or 'message'} {url_of(row)}".strip()
    return f"{row['method'] or ''} {url_of(row)}".strip()


def answer_of(row: Row) -> str:
    """`HTTP 502 502: the vendor's message`, as far as there is any of it."""
    status = f"HTTP {row['status']}" if row["status"] is not None else row["error_type"]
    if row["close_code"] is not None:
        status = f"close {row['close_code']}"
    own = row["code"] if row["code"] and row["code"] != str(row["status"]) else None
    parts = [part for part in (status, own) if part]
    description = " ".join(dict.fromkeys(parts)) or row["outcome"]
    return f"{description}: {row['message']}" if row["message"] else description


def ids_of(part: VendorPart) -> list[str]:
    """The vendor's trace and request ids, each once."""
    named = (row[name] for row in part.rows for name in ("trace_id", "request_id"))
    return list(dict.fromkeys(one_line(value) for value in named if value))
