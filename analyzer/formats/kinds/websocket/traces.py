"""Handshakes that WebSocket clients trace over lines: a request with its headers, then the answer.

Of Python's websockets a line says which way it went (`> GET /v1 HTTP/1.1`), of websocket-client's
`enableTrace` a title does (`--- request header ---`), below which lines may stand alone.
"""

from __future__ import annotations

import re

from analyzer.formats.kinds.python_values import headers_of
from analyzer.formats.kinds.websocket.messages import Fields

_ASKS, _ANSWERS = TITLES = ("--- request header ---", "--- response header ---")
# What the lines below a title have that tell of its handshake.
LINES = (" HTTP/1.1", "Host: ", "HTTP/1.1 ")
_REQUEST = re.compile(
    r"\bwebsockets\.\w+\b.*? > (?:GET (?P<path>\S+) HTTP/1\.1|(?:Host: |Headers\(\[.*?\('Host', ')(?P<host>[^\s']+))"
)
# Version 8 prints all headers in one line.
_HEADERS = re.compile(r"\bwebsockets\.\w+\b.*? < Headers\((?P<headers>\[.*\])\)\s*$")
_TRACED = re.compile(r"(?:^|[\s:\]|-] ?)(?:GET (?P<path>/\S*) HTTP/1\.1|Host: (?P<host>\S+))$")
_ANSWER = re.compile(r"(?:^|[\s:\]|-] ?)HTTP/1\.1 (?P<status>[1-5]\d\d)\b")
_TRACED_WHOLE = re.compile(
    r"(?m)^.*--- (?:request|response) header ---\s*$(?:\n.*)*?(?:\n.*-{23}\s*$|\Z)"
)


def headers_below(line: str) -> Fields:
    """The headers that a line shows which stands below that of the status."""
    found = _HEADERS.search(line) if " < Headers(" in line else None
    return {"headers": headers_of(found["headers"])} if found else {}


def without_handshakes(text: str) -> str:
    """Lines without those that websocket-client traces, which look like an HTTP client's."""
    return _TRACED_WHOLE.sub("", text) if " header ---" in text else text


class Handshakes:
    """Those of one source that have no answer yet, as its lines come by."""

    def __init__(self) -> None:
        self._sent: list[Fields] = []
        self._title = ""

    def asked(self, line: str) -> str | None:
        """Note what a line says of a request; the host, where it says one."""
        self._title = next((title for title in TITLES if title in line), self._title)
        pattern = _REQUEST if "websockets." in line else _TRACED if self._title == _ASKS else None
        found = pattern.search(line.rstrip()) if pattern else None
        if found and found["path"]:
            asked = {"url": found["path"]}
            # Several handlers may print each line.
            if not (self._sent and self._sent[-1].items() >= asked.items() and self._title):
                self._sent.append(asked)
        elif found and self._sent:
            self._sent[-1]["host"] = found["host"]
            return found["host"]
        return None

    def answer(self, line: str) -> Fields | None:
        """The answer that a line below the title of one tells, to a request that has none yet."""
        found = _ANSWER.search(line) if self._sent and self._title == _ANSWERS else None
        return {"event": "open", "status": found["status"]} if found else None

    def answered(self) -> Fields:
        """The handshake that an answer is to, if only one waits for it."""
        waiting, self._sent = self._sent, self._sent[1:]
        return waiting[0] if len(waiting) == 1 else {}
