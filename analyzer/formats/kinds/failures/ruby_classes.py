"""Exceptions as Ruby's Logger prints them, `message (Class)` above their backtrace, made what all else
prints: `Class: message`. Source: logger, lib/logger/formatter.rb, msg2str.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from analyzer.formats.kinds.failures.causes_below import with_causes
from analyzer.formats.kinds.failures.java_network import MET
from analyzer.formats.kinds.needed_text import Quick

_PRINTED = (
    r"(?P<before>^.{0,200}? -- [^:]{0,60}: )(?P<said>.+) \((?P<class>Errno::E[A-Z]+|EOFError|IOError|SocketError"
    r"|Socket::ResolutionError|Timeout::Error|Net::\w+Timeout|Faraday::(?:ConnectionFailed|SSLError|TimeoutError))\)"
)
_ERROR = Quick(rf"{_PRINTED}\s*$")
_MARKED = Quick(rf"{_PRINTED}(?P<mark>{re.escape(MET)}\))?$")
_FRAME = re.compile(r"^\S.*?\.rb:\d+:in [`'\"]")
# Files of the clients: others that Ruby has open sockets, too.
_CLIENT = re.compile(
    r"/net/http(?:\.rb|/)|/open-uri\.rb|/(?:faraday|excon|rest-client|httparty|httpclient|http|httpx|typhoeus|mechanize)-\d[\w.]*/"
)
_MOST_LINES = 60


def with_ruby_classes(lines: Sequence[str], ahead: Sequence[str]) -> Sequence[str]:
    """The same lines; an error of the network stands behind its class, and that a client met it."""
    marked = with_causes(lines, ahead, _ERROR, _mark, _MOST_LINES)
    return lines if marked is lines else list(map(_named, marked))


def _mark(below: Sequence[str]) -> str:
    return f"{MET})" if any(map(_CLIENT.search, takewhile(_FRAME.match, below))) else ""


def _named(line: str) -> str:
    found = _MARKED.search(line)
    return (
        f"{found['before']}{found['class']}: {found['said']}{found['mark'] or ''}"
        if found
        else line
    )
