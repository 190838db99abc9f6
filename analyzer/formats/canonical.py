"""The log a client writes: one JSON object a line, HTTP exchanges and WebSocket frames.

The richest input, because it has headers and bodies. Every field but `ts` may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from analyzer.formats import Format, Sample, json_object, row, share_of_lines
from analyzer.formats.kinds.canonical_names import is_marked, with_canonical_names
from analyzer.mapping.aliases import Place, plan_of
from analyzer.mapping.client_words import (
    HTTP_FIRST,
    STATUS_IN_ERROR,
    STATUS_OF_CLIENT,
    STATUS_SAID,
    STATUS_WITH_NAME,
)
from analyzer.mapping.json_fields import flat_names
from analyzer.system.sql_literal import quoted

_FIELDS = {
    "ts": "VARCHAR",
    "client": "VARCHAR",
    "client_ip": "VARCHAR",
    "vendor": "VARCHAR",
    "protocol": "VARCHAR",
    "method": "VARCHAR",
    "url": "VARCHAR",
    "status": "VARCHAR",
    "error": "VARCHAR",
    "duration_ms": "VARCHAR",
    "request_bytes": "VARCHAR",
    "response_bytes": "VARCHAR",
    "request_headers": "VARCHAR",
    "response_headers": "VARCHAR",
    "request_body": "VARCHAR",
    "response_body": "VARCHAR",
    "attempt": "VARCHAR",
    "trace_id": "VARCHAR",
    "request_id": "VARCHAR",
    "key_id": "VARCHAR",
    "connection": "VARCHAR",
    "event": "VARCHAR",
    "direction": "VARCHAR",
    "message": "VARCHAR",
    "close_code": "VARCHAR",
    "reason": "VARCHAR",
}

# A duration with its unit, as Go and others write it.
_MEASURED = re.compile(r"(?:[0-9.]+ ?(?:ns|us|µs|μs|ms|s|m|h) ?)+")
_DISTINCTIVE = frozenset({
    "status", "duration", "request_headers", "response_headers", "request_body", "response_body",
    "trace_id", "client_ip", "method", "error",
})  # fmt: skip
# What the headers of an answer tell where a line has them, and messages of a WebSocket have not.
_OF_HEADERS = frozenset(("retry_after", "retry_after_ms", "limit_left"))
# What a logger says of a line, and what a canonical line says of a call beside its URL.
_OF_LOGGERS = frozenset(("msg", "level"))
_OF_CALLS = _FIELDS.keys() - {"ts", "client", "client_ip", "vendor", "url", "message", "trace_id"}

# Less than any format for JSON of unknown make.
_HARDLY = 0.3
_MOST = 0.5

# How clients say in an error what status an answer had, of a WebSocket's handshake as well.
_ANSWERED_IN_ERROR = (
    STATUS_IN_ERROR,
    STATUS_OF_CLIENT,
    STATUS_WITH_NAME,
    HTTP_FIRST,
    STATUS_SAID,
    r"\bHandshake status (\d{3})\b",
    r"\bserver rejected WebSocket connection: HTTP (\d{3})\b",
    r"\bUnexpected server response: (\d{3})\b",
    r"^(?:[\w.]*Error: )?(\d{3}), message=",
)
_STATUSES_IN_ERROR = ", ".join(
    f"nullif(regexp_extract(error, {quoted(one)}, 1), '')" for one in _ANSWERED_IN_ERROR
)

# Of a URL that is a path alone the headers say whose it is, those of HTTP/2 as well.
_HOST_OF_HEADERS = """coalesce(header(headers_of(request_headers), 'host'),
        header(headers_of(request_headers), ':authority'))"""

_SELECT = f"""
WITH with_times AS (
    SELECT * REPLACE (CASE WHEN coalesce(given(trim(status)), '0') NOT IN ('0', '-1') THEN status
            WHEN error IS NOT NULL THEN coalesce({_STATUSES_IN_ERROR}, given(trim(status))) END
            AS status),
        time_of(ts) AS sent_at FROM input
)
SELECT
    sent_at AS ts,
    try_cast(duration_ms AS DOUBLE) AS duration_ms,
    client, client_ip, vendor,
    CASE WHEN lower(protocol) IN ('websocket', 'ws', 'wss') THEN 'websocket'
        WHEN protocol IS NULL AND connection IS NOT NULL
            AND coalesce(event, direction, message) IS NOT NULL THEN 'websocket'
        ELSE 'http' END AS protocol,
    method, url,
    coalesce(try_cast(status AS INTEGER), status_of(status)) AS status,
    error,
    try_cast(request_bytes AS BIGINT) AS request_bytes,
    try_cast(response_bytes AS BIGINT) AS response_bytes,
    CASE WHEN starts_with(url, '/') THEN {_HOST_OF_HEADERS} END AS host,
    headers_of(request_headers) AS request_headers,
    headers_of(response_headers) AS response_headers,
    request_body, response_body,
    try_cast(attempt AS INTEGER) AS attempt,
    trace_id, request_id, key_id, connection, lower(event) AS event,
    lower(direction) AS direction, message,
    try_cast(close_code AS INTEGER) AS close_code,
    reason,
    CASE
        WHEN ts IS NULL AND url IS NULL AND status IS NULL AND connection IS NULL
            THEN 'skip: no request'
        WHEN ts IS NULL THEN 'reject: no ts'
        WHEN sent_at IS NULL THEN 'reject: ts is no time'
        WHEN status IS NOT NULL AND try_cast(status AS INTEGER) IS NULL AND status_of(status) IS NULL
            THEN 'reject: status is no number'
        WHEN url IS NULL AND method IS NULL AND status IS NULL AND error IS NULL
            AND connection IS NULL AND message IS NULL AND event IS NULL
            THEN 'skip: no request'
    END AS verdict
FROM with_times
"""


@lru_cache(maxsize=256)  # most lines of a log have the same fields
def _lost(fields: tuple[tuple[str, bool], ...]) -> bool:
    """Whether other fields tell what none of a canonical name does, as `status_code` may.

    Fields are names, and whether their value is a mere text: a `service` that is one took no time.
    """
    own = plan_of(name for name, _ in fields if name in _FIELDS).slots.keys()
    others = plan_of(name for name, _ in fields if name not in _FIELDS).slots
    numbers = {name for name, is_text in fields if not is_text}
    has_headers = any(name in ("response_headers", "connection") for name, _ in fields)
    distinctive = _DISTINCTIVE if has_headers else _DISTINCTIVE | _OF_HEADERS
    return any(
        slot != "duration" or any(name in numbers for name, _ in others[slot])
        for slot in (others.keys() - own) & distinctive
    )


def _loses_answer(found: Mapping[str, object]) -> bool:
    """Whether other fields tell what was answered: a body by another name, or its code."""
    if not found.keys().isdisjoint(("response_body", "connection", "protocol")):
        return False
    others = {name: value for name, value in found.items() if name not in _FIELDS}
    slots = _slots(tuple(flat_names(others)))
    answers = (others.get(name) for name, _ in slots.get("body", ()))
    return bool({"vendor_code", "bare_code"} & slots.keys()) or any(
        isinstance(one, dict) or (isinstance(one, str) and one.lstrip()[:1] in ("{", "["))
        for one in answers
    )


@lru_cache(maxsize=256)
def _slots(names: tuple[str, ...]) -> dict[str, list[tuple[str, Place]]]:
    return plan_of(names).slots


def _names_call_in_error(found: Mapping[str, object]) -> bool:
    """Whether the call is named by the text of an error alone, as Go's errors name theirs."""
    return "://" in str(found.get("error")) and found.keys().isdisjoint(("url", "connection"))


def _is_text(value: object) -> bool:
    """Whether a value is a text that measures nothing."""
    return isinstance(value, str) and not _MEASURED.fullmatch(value)


def _claims(line: str) -> bool:
    found = json_object(line)
    return _is_call(found) and not (_is_lost(found) or _mentions_url(found))


def _claims_named(line: str) -> bool:
    found = json_object(line)
    return _is_call(found) and not _mentions_url(found)


def _is_call(found: Mapping[str, object]) -> bool:
    return "ts" in found and bool(
        found.keys() & {"url", "connection"}
        or found.get("protocol") == "websocket"
        or (len(found) > 1 and found.keys() <= _FIELDS.keys())
    )


def _is_lost(found: Mapping[str, object]) -> bool:
    return _lost(tuple((name, name in _FIELDS or _is_text(value)) for name, value in found.items()))


def _mentions_url(found: Mapping[str, object]) -> bool:
    """Whether a logger's message has a URL, and nothing that tells of a call of it."""
    return (
        "url" in found
        and not _OF_LOGGERS.isdisjoint(found)
        and all(found[name] is None for name in _OF_CALLS & found.keys())
    )


def _detect(beginning: str) -> float:
    """Of one program all lines are read by the names that some need."""
    if _has_own_names(beginning):
        return share_of_lines(beginning, _claims_named)
    share = share_of_lines(beginning, _claims)
    loses = share and share_of_lines(beginning, _tells_more)
    return min(share, _HARDLY) if loses else share


def _has_own_names(beginning: str) -> bool:
    """Whether most lines can only be canonical, whatever else they tell."""
    return share_of_lines(beginning, is_marked) > _MOST and not share_of_lines(
        beginning, lambda line: _names_call_in_error(json_object(line))
    )


def _fit(beginning: str) -> Format:
    if _has_own_names(beginning) and share_of_lines(beginning, _tells_more):
        return replace(FORMAT, assemble=lambda: with_canonical_names)
    return FORMAT


def _tells_more(line: str) -> bool:
    """Whether a line tells what the canonical names do not."""
    found = json_object(line)
    return (
        _loses_answer(found)
        or _names_call_in_error(found)
        or ({"ts", "url"} <= found.keys() and (_is_lost(found) or _mentions_url(found)))
    )


FORMAT = Format(
    name="canonical",
    title="Canonical JSON Lines, as a client writes them (HTTP and WebSocket)",
    detect=_detect,
    fit=_fit,
    fields=_FIELDS,
    select=_SELECT,
    websocket=True,
    plain_as="canonical",
    samples=(
        Sample(
            """{"ts":"2026-11-19T10:00:00.123456Z","client":"mm-bot-1","method":"GET","url":"https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT","status":429,"duration_ms":31.2,"response_headers":{"Retry-After":"2"},"response_body":{"code":3001,"message":"Rate limit exceeded"}}
""",
            rows=(
                row(
                    "10:00:00.123456 api.tickdb.ai/v1/market/ticker -> 429 in 31.2 ms",
                    code="3001",
                    retry_after_s=2.0,
                ),
            ),
        ),
        Sample(
            """{"ts":1795082400,"protocol":"websocket","connection":"c-17","event":"open","url":"wss://api.tickdb.ai/v1/ws"}
{"ts":1795082401,"protocol":"websocket","connection":"c-17","direction":"received","message":{"cmd":"subscribe","code":4003}}
{"ts":1795082402,"protocol":"websocket","connection":"c-17","direction":"received","message":{"symbol":"BTCUSDT","price":1}}
{"ts":1795082403,"protocol":"websocket","connection":"c-17","event":"close","close_code":1008}
""",
            rows=(
                row("api.tickdb.ai", command="open"),
                row(command="subscribe", code="4003", vendor="tickdb"),
                row(command="close", close_code=1008, vendor="tickdb"),
            ),
            skipped=1,
        ),
        Sample(
            """{"ts":1795082400,"url":"wss://mmapi.55-tech.com/ws","connection":"c-1","event":"open"}
{"ts":1795082401,"connection":"c-1","direction":"sent","message":{"action":"subscribe"}}
{"ts":1795082402,"connection":"c-1","direction":"received","message":{"error":"apiKey required"}}
""",
            rows=(
                row(protocol="websocket", command="open"),
                row(command="subscribe", vendor="55tech", key_in="none"),
            ),
            skipped=1,
        ),
        # A connection's name is one client's: two programs may count theirs alike.
        Sample(
            """{"ts":1795082400,"client":"a","connection":"c-1","event":"open","url":"wss://api.tickdb.ai/v1/ws"}
{"ts":1795082401,"client":"b","connection":"c-1","event":"open","url":"wss://mmapi.55-tech.com/ws"}
{"ts":1795082402,"client":"a","connection":"c-1","direction":"received","message":{"code":3003}}
{"ts":1795082403,"client":"b","connection":"c-1","direction":"received","message":{"error":"Connection limit exceeded"}}
{"ts":1795082404,"connection":"c-1","event":"close"}
""",
            rows=(
                row("10:00:00", vendor="tickdb", client="a"),
                row("10:00:01", vendor="55tech", client="b"),
                row("10:00:02", vendor="tickdb", client="a", code="3003"),
                row("10:00:03", vendor="55tech", client="b"),
                row("10:00:04", vendor="55tech", client="b", command="close"),
            ),
        ),
        Sample(
            """{"ts":1795082400,"method":"GET","url":"/v1/x?a=1","status":429,"request_headers":{"Host":"api.tickdb.ai","X-API-Key":"k"}}
{"ts":1795082401,"method":"GET","url":"/v1/y","status":429,"request_headers":[[":authority","api.tickdb.ai"]]}
{"ts":1795082402,"method":"GET","url":"https://mmapi.55-tech.com/z","status":429,"request_headers":{"Host":"api.tickdb.ai"}}
""",
            rows=(
                row("10:00:00 GET api.tickdb.ai/v1/x?a=1 -> 429", vendor="tickdb"),
                row("10:00:01 GET api.tickdb.ai/v1/y -> 429", vendor="tickdb"),
                row("10:00:02 GET mmapi.55-tech.com/z -> 429", vendor="55tech"),
            ),
        ),
        # What an error says of an answer: it is none of the network, and whose fault it is differs.
        Sample(
            """{"ts":1795082400,"url":"https://api.tickdb.ai/v1/x","status":null,"error":"HTTPStatusError: Client error '429 Too Many Requests' for url 'https://api.tickdb.ai/v1/x'"}
{"ts":1795082401,"url":"https://api.tickdb.ai/v1/x","status":0,"error":"HTTPError: 503 Server Error: Service Unavailable for url: https://api.tickdb.ai/v1/x"}
{"ts":1795082402,"url":"https://api.tickdb.ai/v1/x","error":"ConnectError: [Errno 111] Connection refused"}
{"ts":1795082403,"url":"wss://api.tickdb.ai/v1/ws","connection":"c-1","event":"open","error":"WebSocketBadStatusException: Handshake status 429 Too Many Requests"}
{"ts":1795082404,"url":"wss://api.tickdb.ai/v1/ws","connection":"c-2","event":"error","error":"InvalidStatus: server rejected WebSocket connection: HTTP 401"}
""",
            rows=(
                row("10:00:00 api.tickdb.ai/v1/x -> 429", error_type=None),
                row("10:00:01 api.tickdb.ai/v1/x -> 503", error_type=None),
                row("10:00:02 api.tickdb.ai/v1/x -> connect"),
                row("10:00:03 -> 429", command="open", error_type=None),
                row("10:00:04 -> 401", command="error", error_type=None),
            ),
        ),
        # Fields of one's own beside the canonical ones: the time stays when the request was sent.
        Sample(
            """{"ts":1795082400,"method":"GET","url":"https://api.tickdb.ai/v1/x","status":200,"duration_ms":250,"error_code":3001,"error_message":"slow down","retry_after":2}
{"ts":1795082401,"method":"GET","url":"https://api.tickdb.ai/v1/x","status":null,"duration_ms":250,"error_type":"ConnectTimeout"}
{"ts":1795082402,"method":"GET","url":"https://api.tickdb.ai/v1/x","duration_ms":250,"request_headers":{"X-API-Key":"k"},"error":null,"http_status":429,"response":{"code":3002}}
{"ts":1795082403,"connection":"c-1","event":"open","url":"wss://api.tickdb.ai/v1/ws"}
{"ts":1795082404,"connection":"c-1","direction":"received","message":{"cmd":"subscribe","code":4003}}
""",
            rows=(
                row(
                    "10:00:00 GET api.tickdb.ai/v1/x -> 200 in 250 ms",
                    code="3001",
                    message="slow down",
                    retry_after_s=2.0,
                ),
                row("10:00:01 GET api.tickdb.ai/v1/x -> timeout in 250 ms"),
                row("10:00:02 -> 429 in 250 ms", code="3002", key_in="header:x-api-key"),
                row(command="open"),
                row(command="subscribe", code="4003", vendor="tickdb"),
            ),
        ),
        Sample(
            """{"ts":1795082400,"client_ip":"10.0.0.7","url":"https://api.tickdb.ai/v1/x","status":"503 Service Unavailable","error":"EOF"}
""",
            rows=(row("10:00:00 api.tickdb.ai/v1/x -> 503", client_ip="10.0.0.7"),),
        ),
    ),
)
