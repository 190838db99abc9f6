"""Canonical JSON Lines → requests, line by line, after the contract of the format."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.reference.documents import HOSTS, NORMAL_CLOSES
from tests.reference.explaining import explain
from tests.reference.items import note_items
from tests.reference.request import Request

Line = dict[str, Any]
SECRET = "a secret of the reference alone"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ERRORS = {"Timeout": "timeout", "Name or service": "dns", "reset": "reset", "Connect": "connect"}
_KEY_PLACES = ("x-api-key", "authorization")


def read(lines: Iterable[Line]) -> list[Request]:
    """The requests that some lines tell of, in the order of their times."""
    in_time = sorted(
        (line for line in lines if not is_broken(line)), key=lambda line: _time(line["ts"])
    )
    requests = [
        *(_exchange(line) for line in in_time if line.get("protocol") != "websocket"),
        *_frames(line for line in in_time if line.get("protocol") == "websocket"),
    ]
    requests.sort(key=lambda one: one.ts)
    explain(requests)
    return requests


def is_broken(line: Line) -> bool:
    """Whether a line was cut off, so that it is none."""
    return "cut_off" in line


def written(line: Line) -> str:
    """A line as it stands in the log."""
    return str(line["cut_off"]) if is_broken(line) else json.dumps(line)


def _time(ts: str) -> datetime:
    return datetime.fromisoformat(ts).astimezone(UTC)


def key_id(credential: str | None) -> str | None:
    """The keyed hash that the lake knows a credential by."""
    if credential is None:
        return None
    salt = hashlib.sha256(SECRET.encode()).digest()
    return hashlib.sha256(salt + credential.encode()).hexdigest()[:16]


def _shape(credential: str | None) -> str | None:
    if credential is None:
        return None
    return "uuid" if _UUID.fullmatch(credential) else "other"


def _exchange(line: Line) -> Request:
    one = Request(ts=_time(line["ts"]), vendor="unknown")
    _place(one, line.get("url"))
    one.vendor = line.get("vendor") or one.vendor
    one.client, one.client_ip = line.get("client"), line.get("client_ip")
    one.method, one.status = line.get("method"), line.get("status")
    one.duration_ms, one.attempt = line.get("duration_ms"), line.get("attempt")
    error = line.get("error")
    if one.status is None and error:
        one.error_type = next((kind for word, kind in _ERRORS.items() if word in error), "other")
    _credential(one, line.get("request_headers"), line.get("url"), None)
    _answer(one, line)
    note_items(one, line)
    return one


def _place(one: Request, url: str | None) -> None:
    if url is None:
        return
    parts = urlsplit(url)
    one.scheme, one.host, one.path = parts.scheme, parts.netloc, parts.path
    one.query = re.sub(r"(?<=api_key=)[^&]+", "REDACTED", parts.query) or None
    one.route = re.sub(r"/[0-9]+(?=/|$)", "/{id}", parts.path)
    name = re.sub(r":\d+$", "", parts.netloc)
    one.vendor = next(
        (v for end, v in HOSTS.items() if name == end or name.endswith("." + end)), name
    )


def _credential(
    one: Request,
    headers: Mapping[str, str] | None,
    url: str | None,
    sent: Mapping[str, Any] | None,
) -> None:
    """Where the credential was, and what it is known by."""
    lower = {name.lower(): value for name, value in (headers or {}).items()}
    found = next(((f"header:{n}", lower[n]) for n in _KEY_PLACES if lower.get(n)), None)
    if found is None and sent and sent.get("apiKey"):
        found = ("message:apiKey", sent["apiKey"])
    asked = parse_qs(urlsplit(url).query) if url else {}
    if found is None and "api_key" in asked:
        found = ("query:api_key", asked["api_key"][0])
    if found:
        credential = found[1].removeprefix("Bearer ")
        one.key_in, one.key_id, one.key_shape = found[0], key_id(credential), _shape(credential)
    elif headers is not None or sent is not None:
        one.key_in = "none"


def _answer(one: Request, line: Line) -> None:
    """What an HTTP response says: the vendor's own words, and headers."""
    body = line.get("response_body")
    said = body if isinstance(body, dict) else {}
    is_no_success = one.status is None or not 200 <= one.status < 400
    if one.vendor == "tickdb" and "code" in said:
        one.code = str(said["code"]) if said["code"] != 0 else None
    elif one.vendor == "zeromarkets" and is_no_success and "code" in said:
        one.code = said["code"]
    if one.code or (is_no_success and one.status is not None):
        one.message, one.body = _message(one.vendor, body), body
    headers = {n.lower(): v for n, v in (line.get("response_headers") or {}).items()}
    asked = {n.lower(): v for n, v in (line.get("request_headers") or {}).items()}
    one.request_id = headers.get("x-request-id")
    parent = asked.get("traceparent")
    one.trace_id = (
        (said.get("traceId") if one.vendor == "zeromarkets" else None)
        or (parent.split("-")[1] if parent else None)
        or one.request_id
    )
    if "retry-after" in headers:
        one.retry_after_s = float(headers["retry-after"])
    if "x-ratelimit-limit" in headers:
        one.limit_quota = float(headers["x-ratelimit-limit"])
        one.limit_remaining = float(headers["x-ratelimit-remaining"])
    if "x-ratelimit-reset" in headers:
        one.limit_reset_s = float(headers["x-ratelimit-reset"])


def _message(vendor: str, body: object) -> str | None:
    if isinstance(body, dict):
        if vendor == "55tech":
            detail = body.get("detail")
            if isinstance(detail, list) and detail:
                text = detail[0].get("msg")
                return text if text is not None else json.dumps(detail, separators=(",", ":"))
            return detail if isinstance(detail, str) else body.get("error") or body.get("message")
        return body.get("message")
    return body if isinstance(body, str) else None


class _Connection:
    """What was said on a connection so far."""

    def __init__(self) -> None:
        self.url: str | None = None
        self.client: str | None = None
        self.client_ip: str | None = None
        self.new_session()

    def new_session(self) -> None:
        """It is opened, under this name perhaps again."""
        self.headers: Mapping[str, str] | None = None
        self.sent: Mapping[str, Any] | None = None
        self.command: str | None = None


def _frames(lines: Iterable[Line]) -> Iterator[Request]:
    connections: dict[str, _Connection] = {}
    for line in lines:
        so_far = connections.setdefault(line["connection"], _Connection())
        if line.get("event") == "open":
            so_far.new_session()
        so_far.url = line.get("url", so_far.url)
        so_far.client = line.get("client", so_far.client)
        so_far.client_ip = line.get("client_ip", so_far.client_ip)
        so_far.headers = line.get("request_headers", so_far.headers)
        if line.get("direction") == "sent":
            _say(so_far, line["message"])
        elif line.get("event") in ("open", "close") or _reports(line["message"]):
            yield _frame(line, so_far)


def _say(so_far: _Connection, message: Mapping[str, Any]) -> None:
    # What follows a login does not take it back.
    if "apiKey" in message or so_far.sent is None:
        so_far.sent = message
    so_far.command = message.get("cmd") or message.get("action")


def _reports(message: Mapping[str, Any]) -> bool:
    return any(name in message for name in ("code", "error", "detail"))


def _frame(line: Line, so_far: _Connection) -> Request:
    one = Request(ts=_time(line["ts"]), vendor="unknown", protocol="websocket")
    _place(one, so_far.url)
    one.client, one.client_ip = so_far.client, so_far.client_ip
    one.connection, one.status = line["connection"], line.get("status")
    one.close_code, one.message = line.get("close_code"), None
    _credential(one, so_far.headers, so_far.url, so_far.sent)
    said: Mapping[str, Any] = line.get("message", {})
    one.command = line.get("event") or said.get("cmd") or so_far.command
    if one.command == "close":
        one.message = line.get("reason")
    if one.vendor == "tickdb":
        one.code = str(said["code"]) if said.get("code", 0) != 0 else None
        if one.code:
            one.message, one.body = said.get("message"), said
    elif said.get("error"):
        one.message, one.body = said["error"], said
    return one


def is_failing(one: Request) -> bool:
    """Whether it failed, wholly or in part."""
    if one.is_frame:
        closed_ill = one.close_code is not None and one.close_code not in NORMAL_CLOSES
        return (one.status or 0) >= 400 or one.body is not None or closed_ill
    return (one.status or 0) >= 400 or one.code is not None or one.error_type is not None


def day(ts: datetime) -> date:
    """The UTC day."""
    return ts.date()
