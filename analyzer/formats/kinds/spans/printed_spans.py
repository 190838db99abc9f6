"""Spans that OpenTelemetry's exporters print for people, each over some lines, put into one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from analyzer.formats import json_object
from analyzer.formats.kinds.exchange import PART, note
from analyzer.formats.kinds.node.inspect import parsed
from analyzer.mapping.span_attributes import REQUEST_SIZE, RESPONSE_SIZE

Span = dict[str, object]
_MOST_CLIENTS = 100_000
_MOST_LINES = 2_000
_GO = re.compile(r'^\{"Name":.*"SpanContext":')
_OPENS = re.compile(r"^\{\s*(?:resource: |traceId: |$)")
_CLOSES = re.compile(r"^\}\s*$")
_NET = re.compile(r"^Activity\.(?:Trace)?Id:\s")
_OTHER_BLOCK = re.compile(
    r"^(?:\d{4}-\d\d-\d\d|\s*\{\"|(?:Resource|Scope)(?:Spans|Logs?) #|(?:Span|LogRecord) #\d+\s*$)"
)
_DEBUG = re.compile(r"^(?:Span|LogRecord) #\d+\s*$")
_RECORD = "LogRecord "
_NAMED = re.compile(r"^\s*(?:-> )?([\w.() -]+?)\s*:\s*(.*?)\s*$")
_TYPED = re.compile(r"^[A-Z][A-Za-z]+\((.*)\)$", re.DOTALL)
_CLOCK = re.compile(r"^(?:(\d+)\.)?(\d\d):(\d\d):(\d\d(?:\.\d+)?)$")
_FRACTION = re.compile(r"(\.\d{6})\d+")
# How Node.js numbers kinds; Go as OTLP.
_OF_NODE = {"1": "SERVER", "2": "CLIENT"}
_OF_GO = {"2": "SERVER", "3": "CLIENT"}
_NO_SPAN = re.compile(r"^0*$")


class PrintedSpans:
    """The spans of one source, as its lines come by."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._is_debug = self._is_net = False
        self._service = ""
        self._clients: set[str] = set()

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines, each an exchange, a part of one, or another message."""
        del ahead
        lines = data.decode("utf-8", "replace").split("\n")
        out = [PART if line.strip() else "" for line in lines]
        spans: dict[int, Span] = {}
        for at, line in enumerate(lines):
            self._read(at, line, out, spans)
        if is_last and self._open:
            end = max((at for at, line in enumerate(lines) if line.strip()), default=0)
            self._end(end, out, spans)
        for span in spans.values():
            if span.get("kind") == "CLIENT" and len(self._clients) < _MOST_CLIENTS:
                self._clients.add(str(span.get("id")))
        for at, span in spans.items():
            out[at] = self._told(span, lines[at])
        return "\n".join(out).encode()

    def _read(self, at: int, line: str, out: list[str], spans: dict[int, Span]) -> None:
        if self._open:
            is_text = self._is_debug or self._is_net
            is_other = _OTHER_BLOCK.match(line) or _NET.match(line) or not line.strip()
            if is_text and is_other:
                self._end(max(at - 1, 0), out, spans)
            else:
                self._open.append(line)
                if not is_text and _CLOSES.match(line):
                    self._end(at, out, spans)
                elif len(self._open) > _MOST_LINES:
                    self._open = []
                return
        self._is_debug, self._is_net = bool(_DEBUG.match(line)), bool(_NET.match(line))
        if self._is_debug or self._is_net or _OPENS.match(line):
            self._open = [line]
        elif _GO.match(line):
            spans[at] = _of_go(json_object(line))
        elif line.strip():
            named = _NAMED.match(line)
            if named and named[1] == "service.name":
                self._service = _bare(named[2])
            out[at] = note(line)

    def _end(self, at: int, out: list[str], spans: dict[int, Span]) -> None:
        lines, self._open = self._open, []
        while at and at in spans:
            at += 1
        if lines[0].startswith(_RECORD):
            spans[at] = _of_record(lines)
        elif self._is_debug or self._is_net:
            spans[at] = _of_lines(lines, self._service)
        else:
            text = "\n".join(lines)
            found = json_object(text)
            spans[at] = _of_go(found) if found else _of_node(parsed(text))
        out[at] = PART

    def _told(self, span: Span, line: str) -> str:
        """The exchange that a span is, if it is one and nobody tells it but this."""
        held = span.get("attributes")
        fields = {name: value for name, value in span.items() if name not in ("attributes", "id")}
        kind, parent = fields.pop("kind", ""), str(fields.pop("parent", ""))
        exchange = _exchange(held if isinstance(held, dict) else {}, is_served=kind == "SERVER")
        if not exchange or (kind == "SERVER" and parent in self._clients):
            return note(line)
        told = fields | exchange
        if kind == "SERVER":
            told.pop("client", None)
        if "error" not in exchange or exchange["error"] == exchange.get("status"):
            told["error"] = fields.get("error")
        return json.dumps({name: value for name, value in told.items() if value is not None})


def _exchange(said: Mapping[str, object], *, is_served: bool) -> Span:
    """What a span's attributes say of a request; nothing if it is none."""

    def first(*names: str) -> str | None:
        return next((str(said[n]) for n in names if said.get(n) not in (None, "")), None)

    method = first("http.request.method", "http.method", "http.request.method_original")
    status = first("http.response.status_code", "http.status_code")
    if method is None and status is None:
        return {}
    path, query = first("url.path"), first("url.query")
    target = f"{path}?{query.lstrip('?')}" if path and query else path or first("http.target")
    host = first("server.address", "net.peer.name", "http.host", "net.host.name")
    port = first("server.port", "net.peer.port", "net.host.port")
    if host and ":" not in host and port not in (None, "80", "443"):
        host = f"{host}:{port}"
    peer = first("network.peer.address", "net.sock.peer.addr", "net.peer.ip")
    found = {
        "method": method,
        "url": first("url.full", "http.url") or target or first("http.route"),
        "host": host,
        "scheme": first("url.scheme", "http.scheme"),
        "status": status,
        "client_ip": first("client.address", "http.client_ip") or (peer if is_served else None),
        "received": first(*REQUEST_SIZE),
        "sent": first(*RESPONSE_SIZE),
        "attempt": first("http.request.resend_count", "http.resend_count"),
        "error": first("exception.type", "exception.message", "error.type", "http.error_name"),
    }
    return {name: value for name, value in found.items() if value is not None}


def _of_node(found: object) -> Span:
    if not isinstance(found, dict):
        return {}
    resource = _of(found, "resource", "attributes")
    parent = _of(found, "parentSpanContext").get("spanId") or found.get("parentId")
    started, took = _number(found.get("timestamp")), _number(found.get("duration"))
    status = _of(found, "status")
    events = [_of(one, "attributes") for one in _listed(found.get("events"))]
    return {
        "attributes": _of(found, "attributes") | _failure(events),
        "id": found.get("id"),
        "parent": parent,
        "kind": _OF_NODE.get(str(found.get("kind")), ""),
        "started": _moment(started),
        "took": None if took is None else f"{took / 1000:.6f}ms",
        "client": resource.get("service.name"),
        "trace_id": found.get("traceId"),
        "error": status.get("message") or ("other" if status.get("code") == "2" else None),
    }


def _of_go(found: Mapping[str, object]) -> Span:
    context, parent, status = (_of(found, name) for name in ("SpanContext", "Parent", "Status"))
    started, ended = (str(found.get(name, "")) for name in ("StartTime", "EndTime"))
    events = [_pairs(_member(one, "Attributes")) for one in _listed(found.get("Events"))]
    return {
        "attributes": _pairs(found.get("Attributes")) | _failure(events),
        "id": context.get("SpanID"),
        "parent": parent.get("SpanID"),
        "kind": _OF_GO.get(str(found.get("SpanKind")), ""),
        "started": _FRACTION.sub(r"\1", started),
        "took": _between(started, ended),
        "client": _pairs(found.get("Resource")).get("service.name"),
        "trace_id": context.get("TraceID"),
        "error": status.get("Description") or ("other" if status.get("Code") == "Error" else None),
    }


def _of_lines(lines: Iterable[str], service: str) -> Span:
    """A span of .NET or of the Collector: names and values, a line each."""
    said = _said(lines)
    started = said.get("StartTime") or said.get("Start time", "")
    parent = said.get("ParentSpanId") or said.get("Parent ID", "")
    clock = _CLOCK.match(said.get("Duration", ""))
    took = _between(started, said.get("End time", ""))
    if clock:
        hours = int(clock[1] or 0) * 24 + int(clock[2])
        took = f"{((hours * 60 + int(clock[3])) * 60 + float(clock[4])) * 1000:.6f}ms"
    has_failed = "Error" in (said.get("StatusCode"), said.get("Status code"))
    told = said.get("StatusDescription") or said.get("Status message")
    return {
        "attributes": said,
        "id": said.get("SpanId") or said.get("ID"),
        "parent": "" if _NO_SPAN.match(parent) else parent,
        "kind": said.get("Kind", "").upper(),
        "started": _iso(started),
        "took": took,
        "client": said.get("service.name") or service or None,
        "trace_id": said.get("TraceId") or said.get("Trace ID"),
        "error": told or ("other" if has_failed else None),
    }


def _of_record(lines: Sequence[str]) -> Span:
    """A log record of the Collector, which is a call where it names a method and what came of it."""
    said = _said(lines)
    told = _exchange(said, is_served=True)
    if "method" not in told or not told.keys() & {"status", "url"}:
        return {}
    times = (said.get(name, "") for name in ("Timestamp", "ObservedTimestamp"))
    return {
        "attributes": said,
        "kind": "SERVER",
        "started": next(
            (_iso(time) for time in times if time and not time.startswith("1970")), None
        ),
        "trace_id": said.get("Trace ID") or None,
    }


def _said(lines: Iterable[str]) -> dict[str, str]:
    said: dict[str, str] = {}
    for line in lines:
        if named := _NAMED.match(line):
            said.setdefault(named[1].removeprefix("Activity."), _bare(named[2]))
    return said


def _bare(text: str) -> str:
    """A value without its type, as the Collector prints it."""
    typed = _TYPED.match(text)
    return typed[1] if typed else text


def _iso(text: str) -> str:
    return _FRACTION.sub(r"\1", text.replace(" +0000 UTC", "Z"))


def _between(started: str, ended: str) -> str | None:
    try:
        begun, over = (
            datetime.fromisoformat(_iso(one).replace("Z", "+00:00")) for one in (started, ended)
        )
    except ValueError:
        return None
    return f"{(over - begun) / timedelta(milliseconds=1):.6f}ms"


def _moment(micros: float | None) -> str | None:
    if micros is None:
        return None
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    return moment.isoformat()


def _number(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None


def _member(found: object, name: str) -> object:
    return found.get(name) if isinstance(found, Mapping) else None


def _of(found: object, *names: str) -> dict[str, object]:
    for name in names:
        found = _member(found, name)
    return dict(found) if isinstance(found, Mapping) else {}


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _pairs(value: object) -> dict[str, object]:
    """Go's attributes: keys, and values with their types."""
    return {
        str(_member(one, "Key")): _of(one, "Value").get("Value")
        for one in _listed(value)
        if _member(one, "Key")
    }


def _failure(events: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """What the event of an exception says, whose message tells more than its type."""
    for event in events:
        if message := event.get("exception.message") or event.get("exception.type"):
            return {"exception.type": message}
    return {}
