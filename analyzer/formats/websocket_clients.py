r"""What WebSocket clients print when a connection is refused, breaks or is closed, as text.

A refused handshake is an `open` with its status, an opening that failed one with its reason, an end
a `close` with its code: 1006 where the client says that no close frame came. A close with 1000 or
1001 is a row and no failure. The time is what a logger put before the message. A message, the
traceback behind it, and the same told again within a second by another line are one event. A line
that names no URL is of the host that the log has named in a WebSocket URL so far, if it is one; of
several none is taken. Messages and their sources: kinds/websocket_messages.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from analyzer.formats import Format, Sample, row, share_of_lines
from analyzer.formats.kinds.text_lines import COLOUR, leading_time
from analyzer.formats.kinds.websocket_messages import (
    ABNORMAL,
    FRAMES,
    TEXTS,
    Fields,
    thrown,
    told,
)

_SURENESS = 0.9
# How a line begins that tells of an event, and ends if that has no time: no log holds this byte.
_MARK = "\x02"
_AGAIN = f"{_MARK}{{}}"  # what was told before
_COLOUR = re.compile(COLOUR)
_URL = re.compile(r"\bwss?://[^\s\"'`<>)\],;|\\]+[^\s\"'`<>)\],;|\\.:]")
_HANDSHAKE = re.compile(
    r"\bwebsockets\.\w+\b.*? > (?:GET (?P<path>\S+) HTTP/1\.1|Host: (?P<host>\S+))"
)
_CLOCK = re.compile(r"(\d\d):(\d\d):(\d\d)")
# What differs between lines of one form: numbers and names of symbols.
_VARYING = re.compile(r"[A-Z0-9]{2,}|\d")
_SEARCHED = (*TEXTS, *FRAMES, "ws://", "wss://", "websockets.")
_LONGEST_MESSAGE = 200
_LONGEST_FORM = 40
_SEVERAL = 2
_MOST_REMEMBERED = 1000
_FIELDS = {
    "ended": "VARCHAR", "event": "VARCHAR", "url": "VARCHAR", "host": "VARCHAR", "scheme": "VARCHAR", "status": "VARCHAR",
    "code": "VARCHAR", "reason": "VARCHAR", "error": "VARCHAR", "headers": "VARCHAR", "body": "VARCHAR",
}  # fmt: skip
_SELECT = f"""
WITH told AS (
    SELECT line, CASE WHEN line[1] = '{_MARK}' THEN from_json(line[2:], '{json.dumps(_FIELDS)}') END AS e
    FROM input
),
with_time AS (
    SELECT *, coalesce(moment_of(translate(e.ended, ',' || chr(9), '. ')),
        moment_of(replace(e.ended[:19], '/', '-'))) AS ts
    FROM told
)
SELECT ts, 'websocket' AS protocol, e.event AS event, e.url AS url, e.host AS host, nullif(e.scheme, '') AS scheme,
    CASE WHEN e.event = 'open' THEN 'GET' END AS method, status_of(e.status) AS status,
    try_cast(e.code AS INTEGER) AS close_code, e.reason AS reason, e.error AS error,
    e.headers AS response_headers, e.body AS response_body,
    CASE
        WHEN ends_with(line, '{_MARK}') THEN 'reject: no time in the line'
        WHEN e IS NULL THEN CASE WHEN is_error_log(line)
            THEN 'skip: error log line' ELSE 'skip: another message' END
        WHEN e.event IS NULL THEN 'skip: part of an exchange'
        WHEN ts IS NOT NULL THEN NULL
        ELSE 'reject: the time cannot be read' END AS verdict
FROM with_time
"""


Key = tuple[object, ...]
_BROKEN: Key = ("close", None, ABNORMAL, None)


@dataclass(frozen=True)
class _Event:
    """What the line at a place tells, and how surely."""

    at: int
    line: str
    fields: Fields
    sureness: int

    @property
    def key(self) -> Key:
        """What two lines about one event have in common."""
        status, code = self.fields.get("status"), self.fields.get("code")
        error = None if status or code else str(self.fields.get("error")).lower()
        return self.fields["event"], status, code, error


class _Events:
    """The events of one source, as its lines come by."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._earlier: list[str] = []
        self._hosts: dict[str, str] = {}  # with the scheme
        self._told: dict[Key, tuple[float, str]] = {}
        self._failed_at = -math.inf
        self._sent: list[Fields] = []

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines: an event in the place of the line that tells it."""
        del is_last, ahead
        text = data.decode("utf-8", "replace")
        self._lines = text.split("\n")
        out = list(self._lines)
        for start, events in groupby(self._events(text), key=lambda event: self._start(event.at)):
            for event in self._best(list(events), start):
                out[event.at] = self._emitted(event, start)
        self._earlier = [*self._earlier, *self._lines][-_LONGEST_MESSAGE:]
        return "\n".join(out).encode()

    def _events(self, text: str) -> Iterator[_Event]:
        """What single lines tell."""
        for at, texts in _lines_with(_SEARCHED, text):
            line = _plain(self._lines[at])
            url = self._note_host(line)
            if fields := told(line, texts):
                if self._sent and " < HTTP/1.1 " in line:
                    fields |= self._answered()
                sureness = 2 if {"status", "code"} & fields.keys() else 1
            elif not texts.isdisjoint(FRAMES):
                fields, sureness = thrown(self._lines, at), 0
            if fields:
                yield _Event(at, line, self._placed(url) | fields, sureness)

    def _placed(self, url: str | None) -> Fields:
        """Where an event is from: its own URL, or the only host named so far."""
        if url or len(self._hosts) != 1:
            return {"url": url} if url else {}
        ((host, scheme),) = self._hosts.items()
        return {"host": host, "scheme": scheme}

    def _answered(self) -> Fields:
        """The handshake that an answer is to, if only one waits for it."""
        waiting, self._sent = self._sent, self._sent[1:]
        return waiting[0] if len(waiting) == 1 else {}

    def _note_host(self, line: str) -> str | None:
        """The WebSocket URL of a line, if it is one; its host is known from now on."""
        found = _URL.findall(line) if "://" in line else []
        for url in found:
            parts = urlsplit(url)
            self._hosts.setdefault(parts.netloc.rpartition("@")[2].lower(), parts.scheme)
        self._note_handshake(line)
        while len(self._hosts) > _SEVERAL:
            self._hosts.popitem()
        return found[0] if len(set(found)) == 1 else None

    def _note_handshake(self, line: str) -> None:
        """What the library websockets logs at DEBUG: the request of a handshake, before its answer."""
        if "websockets." not in line or not (found := _HANDSHAKE.search(line)):
            return
        if found["path"]:
            self._sent.append({"url": found["path"]})
        elif found["host"] and self._sent:
            self._sent[-1]["host"] = found["host"]
            self._hosts.setdefault(found["host"].lower(), "")

    def _start(self, at: int) -> int | None:
        """The line that a message begins with, by the time in it; of earlier ones below zero."""
        for number in range(at, max(at - _LONGEST_MESSAGE, -1), -1):
            if leading_time(_plain(self._lines[number])):
                return number
        for back in range(1, min(_LONGEST_MESSAGE - at, len(self._earlier)) + 1):
            if leading_time(_plain(self._earlier[-back])):
                return -back
        return None

    def _best(self, events: list[_Event], start: int | None) -> list[_Event]:
        """Of what a message and its traceback tell, what tells most, each once."""
        if start is None:
            return [event for event in events if event.sureness]
        most = max(event.sureness for event in events)
        best = {event.key: event for event in reversed(events) if event.sureness == most}
        return list(best.values())[::-1] if most > 1 else [list(best.values())[-1]]

    def _emitted(self, event: _Event, start: int | None) -> str:
        """The event in place of its line; nothing where the same was told before."""
        if start is None:
            return event.line + _MARK
        opening = _plain((self._lines if start >= 0 else self._earlier)[start])
        if self._is_known(event, opening, is_cut=start < 0):
            return _AGAIN
        return _MARK + json.dumps({"ended": leading_time(opening)} | event.fields)

    def _is_known(self, event: _Event, opening: str, *, is_cut: bool) -> bool:
        """Whether another line told it just now. Lines of one form tell of another event each."""
        now, form = _second_of(opening), _form_of(opening)
        at, known = self._told.get(event.key, (-math.inf, ""))
        if 0 <= now - at <= 1 and (is_cut or form != known):
            return True
        # What did not open ends as well, as browsers and their like see it.
        is_echo = event.key == _BROKEN and "reason" not in event.fields
        if is_echo and 0 <= now - self._failed_at <= 1:
            self._failed_at = -math.inf
            return True
        self._failed_at = now if event.fields["event"] == "open" else -math.inf
        if len(self._told) > _MOST_REMEMBERED:
            self._told.clear()
        self._told[event.key] = (now, form)
        return False


def _lines_with(texts: Sequence[str], text: str) -> Iterator[tuple[int, set[str]]]:
    """The numbers of the lines that have one of some texts, and which."""
    had: dict[int, set[str]] = {}
    for one in texts:
        at = text.find(one)
        while at >= 0:
            had.setdefault(text.rfind("\n", 0, at) + 1, set()).add(one)
            end = text.find("\n", at)
            at = text.find(one, end) if end >= 0 else -1
    number = before = 0
    for start in sorted(had):
        number += text.count("\n", before, start)
        before = start
        yield number, had[start]


def _plain(line: str) -> str:
    """A line without colour."""
    return _COLOUR.sub("", line) if "\x1b" in line else line


def _second_of(line: str) -> float:
    found = _CLOCK.search(line)
    return 3600 * int(found[1]) + 60 * int(found[2]) + int(found[3]) if found else math.nan


def _form_of(line: str) -> str:
    """What the beginning of a line has in common with others that one statement writes."""
    return _VARYING.sub("", line[: 2 * _LONGEST_FORM])[:_LONGEST_FORM]


def _claims(line: str) -> bool:
    """Whether a line of text tells of an event."""
    texts = [text for text in TEXTS if text in line]
    return bool(texts) and not line.lstrip().startswith("{") and bool(told(_plain(line), texts))


def _detect(beginning: str) -> float:
    """Some lines are such; an application's own stand between them."""
    share = share_of_lines(beginning, _claims)
    return _SURENESS * (0.3 + 0.7 * share) if share else 0.0


FORMAT = Format(
    name="websocket_clients",
    title="Ends of WebSocket connections as clients print them: websockets, websocket-client, aiohttp, ws, gorilla, tungstenite, …",
    detect=_detect,
    select=_SELECT,
    websocket=True,
    stamped=True,
    assemble=lambda: _Events().take,
    complete=r".*\S",
    tried_with=("websockets", "aiohttp", "Node.js WebSocket"),
    samples=(
        Sample(
            """2026-11-19 10:00:00,250 INFO bot: connecting to wss://ws.tickdb.ai/v1/stream
2026-11-19 10:00:01,250 ERROR bot: failed: server rejected WebSocket connection: HTTP 401
2026-11-19 10:00:01,250 ERROR bot: oops
Traceback (most recent call last):
websockets.exceptions.InvalidStatus: server rejected WebSocket connection: HTTP 401
2026-11-19 10:00:03,250 ERROR bot: stream ended
Traceback (most recent call last):
websockets.exceptions.ConnectionClosedError: received 1008 (policy violation) key expired; then sent 1008 (policy violation) key expired
2026-11-19 10:00:05,250 INFO bot: received 1000 (OK); then sent 1000 (OK)
2026-11-19 10:00:07,250 ERROR bot: sent 1011 (internal error) keepalive ping timeout; no close frame received
2026-11-19 10:00:09,250 ERROR bot: code = 1006 (connection closed abnormally [internal]), no reason
no close frame received or sent
""",
            rows=(
                row(
                    "10:00:01.25 GET wss://ws.tickdb.ai -> 401",
                    command="open",
                    protocol="websocket",
                ),
                row("10:00:03.25", close_code=1008, message="key expired", error_type=None),
                row("10:00:05.25", close_code=1000, command="close"),
                row("10:00:07.25 -> timeout", close_code=1006),
                row("10:00:09.25 -> reset", close_code=1006),
            ),
            skipped=7,
        ),
        Sample(
            """2026-11-19 10:00:00,250 INFO bot: connecting to wss://ws.tickdb.ai/v1/stream
2026-11-19 10:00:01,250 ERROR websocket: Handshake status 401 Unauthorized -+-+- {'date': 'Thu, 19 Nov 2026 10:00:01 GMT', 'retry-after': '2'} -+-+- b'{"code":1001}' - goodbye
2026-11-19 10:00:03,250 ERROR websocket: Connection to remote host was lost. - goodbye
2026-11-19 10:00:05,250 ERROR websocket: [Errno 111] Connection refused - goodbye
2026-11-19 10:00:07,250 ERROR websocket: fin=1 opcode=8 data=b'\\x03\\xf0key expired' - goodbye
2026-11-19 10:00:09,250 ERROR bot: RequestTimeout: Connection to wss://stream.binance.com:9443/ws/x timed out due to a ping-pong keepalive missing on time
2026-11-19 10:00:11,250 ERROR bot: NetworkError: Connection closed by remote server, closing code 1006
2026-11-19 10:00:13,250 ERROR bot: 401, message='Invalid response status', url='wss://ws.tickdb.ai/v1/stream'
""",
            rows=(
                row("10:00:01.25 GET wss://ws.tickdb.ai -> 401", code="1001", retry_after_s=2.0),
                row("10:00:03.25 wss://ws.tickdb.ai -> reset", close_code=1006),
                row("10:00:05.25 wss://ws.tickdb.ai -> connect", command="open"),
                row("10:00:07.25", close_code=1008, message="key expired"),
                row("wss://stream.binance.com:9443/ws/x -> timeout", vendor="binance"),
                row("10:00:11.25 -> reset", close_code=1006, host=None),
                row("10:00:13.25 ws.tickdb.ai/v1/stream -> 401", vendor="tickdb"),
            ),
            skipped=1,
        ),
        Sample(
            """2026-11-19T10:00:01.250Z ws error Error: Unexpected server response: 429
2026-11-19T10:00:01.251Z WebSocket closed: 1006
2026-11-19T10:00:03.250Z WebSocket is already in CLOSING or CLOSED state.
2026-11-19T10:00:05.250Z WebSocket connection to 'wss://ws.tickdb.ai/v1/stream?token=abc' failed: Error during WebSocket handshake: Unexpected response code: 403
2026-11-19T10:00:07.250Z Error: Connection disconnected with error 'Error: WebSocket closed with status code: 1006 (no reason given).'.
2026/11/19 10:00:09 dial: websocket: bad handshake
2026/11/19 10:00:11 read: websocket: close 1011 (internal server error): oops
2026/11/19 10:00:13 failed to get reader: received close frame: status = StatusPolicyViolation and reason = "key expired"
2026/11/19 10:00:15 failed to WebSocket dial: expected handshake response status code 101 but got 401
2026-11-19T10:00:17.250Z ERROR bot: WebSocket protocol error: Connection reset without closing handshake
2026-11-19T10:00:19.250Z ERROR bot: ws connect failed: HTTP error: 401 Unauthorized
2026-11-19T10:00:21.250Z WARN bot: Close(Some(CloseFrame { code: Policy, reason: "key expired" }))
""",
            rows=(
                row("10:00:01.25 -> 429", command="open"),
                row("10:00:05.25 wss://ws.tickdb.ai/v1/stream?token=REDACTED -> 403"),
                row("10:00:07.25 wss://ws.tickdb.ai -> reset", message=None, close_code=1006),
                row("10:00:09 -> other", command="open"),
                row("10:00:11", close_code=1011, message="oops"),
                row("10:00:13", close_code=1008, message="key expired"),
                row("10:00:15 -> 401"),
                row("10:00:17.25 -> reset", close_code=1006),
                row("10:00:19.25 -> 401"),
                row("10:00:21.25", close_code=1008, message="key expired"),
            ),
            skipped=2,
        ),
        Sample(
            """2026-11-19T10:00:01.250Z fail: The server returned status code '401' when status code '101' was expected.
2026-11-19T10:00:03.250Z The remote party closed the WebSocket connection without completing the close handshake.
2026-11-19T10:00:05.250Z stream failed
java.net.ProtocolException: Expected HTTP 101 response but was '401 Unauthorized'
	at okhttp3.internal.ws.RealWebSocket.checkUpgradeSuccess(RealWebSocket.kt:224)
2026-11-19T10:00:07.250Z stream failed
java.io.EOFException
	at okio.RealBufferedSource.require(RealBufferedSource.kt:199)
	at okhttp3.internal.ws.WebSocketReader.readHeader(WebSocketReader.kt:119)
2026-11-19T10:00:09.250Z Connection closed by remote peer Code: 1008 Reason: key expired
2026-11-19T10:00:11.250Z Invalid status code received: 401 Status line: HTTP/1.1 401 Unauthorized
2026-11-19T10:00:13.250Z Invalid handshake response getStatus: 401 Unauthorized
2026-11-19T10:00:15.250Z CLIENT_CONNECTION_ERROR: HS: ws upgrade response not 101
2026-11-19T10:00:17.250Z WebSocketException: Connection to 'https://ws.tickdb.ai:0/v1#' was not upgraded to websocket, HTTP status code: 401
2026-11-19T10:00:19.250Z error: websocket error: connect ECONNREFUSED 10.0.0.1:443
""",
            rows=(
                row("10:00:01.25 -> 401", command="open"),
                row("10:00:03.25 -> reset", close_code=1006),
                row("10:00:05.25 -> 401"),
                row("10:00:07.25 -> reset", command="close", close_code=None),
                row("10:00:09.25", close_code=1008, message="key expired"),
                row("10:00:11.25 -> 401"),
                row("10:00:13.25 -> 401"),
                row("10:00:15.25 -> other"),
                row("10:00:17.25 ws.tickdb.ai:0/v1 -> 401", vendor="tickdb"),
                row("10:00:19.25 -> connect", command="open"),
            ),
            skipped=5,
        ),
        Sample(
            "websockets.exceptions.ConnectionClosedError: no close frame received or sent\n",
            rejects=1,
        ),
    ),
)
