"""What stands beside a message that tells an exchange: its trace, how long it took, its id.

OpenTelemetry, Datadog and loggers with a context put the id of a trace beside each message, in the
object around it or in the text before it; the message itself is a library's, and knows of none.
Who writes messages of his own into objects has more of the call in members than the trace.
"""

from __future__ import annotations

import re

from analyzer.formats import Format
from analyzer.formats.kinds.exchange import NOTE, NOTED, PART
from analyzer.formats.kinds.text_lines import BESIDE
from analyzer.formats.kinds.websocket.events import MARK

_TRACE = re.compile(
    rb"(?i)(?<![a-z0-9-])(?:otel|dd\.)?trace[._]?id\\?[\"']?\s*[=:]\s*\\?[\"']?"
    rb"((?!0+\b)[0-9a-f]{16,32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b"
)
_NONE = (PART.encode(), b"")
_NOTES = (NOTE.encode(), NOTED.encode())
# How exchanges begin that a format has assembled.
_EXCHANGES = (b"{", MARK.encode())
# Members of the object itself, not of one that its message quotes; a number without a unit says
# nothing.
_TOOK = re.compile(
    rb'(?i)(?<!\\)"_?(?:(?:http|request|response|total|call)[._-]?)*'
    rb"(?:duration|elapsed|latency|took|time[_-]?taken|rtt|(?:request|response)[_-]?time)"
    rb'(?:[._-]?(?:in[_-]?)?(?P<unit>ms|millis|milliseconds|s|secs?|seconds|us|micros|microseconds|ns|nanos|nanoseconds))?"'
    rb'\s*:\s*"?(?P<number>\d{1,15}(?:\.\d{1,12})?) ?(?P<own>ms|s|us|\xc2\xb5s|ns)?"?\s*[,}]'
)
_ID = re.compile(
    rb'(?i)(?<!\\)"_?(?:x[_-])?(?:request|correlation)[_-]?id"\s*:\s*"([\w.:-]{1,80})"'
)
_MILLISECONDS = {b"m": 1.0, b"s": 1e3, b"u": 1e-3, b"\xc2": 1e-3, b"n": 1e-6}


def with_traces(told: bytes, lines: bytes) -> bytes:
    """Exchanges in a line each, with the trace that the line of the same number was logged in."""
    if not _may_tell(lines):
        return told
    pairs = zip(told.split(b"\n"), lines.split(b"\n"), strict=True)
    return b"\n".join(_with_trace(exchange, line) for exchange, line in pairs)


def takes_members(form: Format) -> bool:
    """Whether a format reads texts of people's own, which say what no pattern has."""
    return form.stamped and form.fields is None


def with_members(told: bytes, lines: bytes) -> bytes:
    """Texts, with what the object around the line of the same number says of a call behind them."""
    if b'{"' not in lines:
        return told
    pairs = zip(told.split(b"\n"), lines.split(b"\n"), strict=True)
    return b"\n".join(_with_members(text, line) for text, line in pairs)


def _with_members(text: bytes, line: bytes) -> bytes:
    if not text or text.startswith(_EXCHANGES) or line[:1] != b"{":
        return text
    took, id = _TOOK.search(line), _ID.search(line)
    trace = _TRACE.search(line) if _may_tell(line) else None
    told = (
        took and _took(took),
        id and b"request_id=" + id[1],
        trace and b"trace_id=" + trace[1],
    )
    beside = b" ".join(filter(None, told))
    return text + BESIDE.encode() + beside if beside else text


def _took(found: re.Match[bytes]) -> bytes:
    unit = (found["own"] or found["unit"] or b"").lower()
    if unit.startswith(b"mic"):
        unit = b"us"
    factor = _MILLISECONDS.get(unit[:1])
    if factor is None:
        return b""
    return b"duration=%sms" % f"{float(found['number']) * factor:.6f}".encode()


def _may_tell(text: bytes) -> bool:
    """Whether a text has what any such name has: a look at it costs a tenth of the pattern."""
    return b"race" in text or b"RACE" in text


def _with_trace(exchange: bytes, line: bytes) -> bytes:
    if exchange in _NONE or exchange[:1] != b"{" or exchange.startswith(_NOTES):
        return exchange
    found = _TRACE.search(line) if _may_tell(line) else None
    exchange = exchange.replace(b'"trace_id":null,', b"")
    if found is None or b'"trace_id"' in exchange:
        return exchange
    return b'{"trace_id": "' + found[1] + b'", ' + exchange[1:]
