"""The trace in which a line was logged, for the exchange that was told in it as a text.

OpenTelemetry, Datadog and loggers with a context put the id of a trace beside each message, in the
object around it or in the text before it; the message itself is a library's, and knows of none.
"""

from __future__ import annotations

import re

from analyzer.formats.kinds.exchange import NOTE, PART

_TRACE = re.compile(
    rb"(?i)(?<![a-z0-9-])(?:otel|dd\.)?trace[._]?id\\?[\"']?\s*[=:]\s*\\?[\"']?"
    rb"((?!0+\b)[0-9a-f]{16,32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b"
)
_NONE = (PART.encode(), b"")


def with_traces(told: bytes, lines: bytes) -> bytes:
    """Exchanges in a line each, with the trace that the line of the same number was logged in."""
    if not _may_tell(lines):
        return told
    pairs = zip(told.split(b"\n"), lines.split(b"\n"), strict=True)
    return b"\n".join(_with_trace(exchange, line) for exchange, line in pairs)


def _may_tell(text: bytes) -> bool:
    """Whether a text has what any such name has: a look at it costs a tenth of the pattern."""
    return b"race" in text or b"RACE" in text


def _with_trace(exchange: bytes, line: bytes) -> bytes:
    if exchange in _NONE or exchange[:1] != b"{" or exchange.startswith(NOTE.encode()):
        return exchange
    found = _TRACE.search(line) if _may_tell(line) else None
    exchange = exchange.replace(b'"trace_id":null,', b"")
    if found is None or b'"trace_id"' in exchange:
        return exchange
    return b'{"trace_id": "' + found[1] + b'", ' + exchange[1:]
