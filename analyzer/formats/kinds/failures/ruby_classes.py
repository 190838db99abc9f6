"""Exceptions as Ruby's Logger prints them, `message (Class)` above their backtrace, made what all else
prints: `Class: message`. Source: logger, lib/logger/formatter.rb, msg2str.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from analyzer.formats.kinds.failures.java_network import MET
from analyzer.formats.kinds.needed_text import Quick

_PRINTED = Quick(
    r"(?P<before>^.{0,200}? -- [^:]{0,60}: )(?P<said>.+) \((?P<class>Errno::E[A-Z]+|EOFError|IOError|SocketError"
    r"|Socket::ResolutionError|Timeout::Error|Net::\w+Timeout|Faraday::(?:ConnectionFailed|SSLError|TimeoutError))\)\s*$"
)
_FRAME = re.compile(r"^\S.*?\.rb:\d+:in [`'\"]")
# Files of the clients: others that Ruby has open sockets, too.
_CLIENT = re.compile(
    r"/net/http(?:\.rb|/)|/open-uri\.rb|/(?:faraday|excon|rest-client|httparty|httpclient|http|httpx|typhoeus|mechanize)-\d[\w.]*/"
)
_MOST_LINES = 60


def with_ruby_classes(lines: Sequence[str], ahead: Sequence[str]) -> Sequence[str]:
    """The same lines; an error of the network stands behind its class, and that a client met it."""
    if not any(map(_PRINTED.search, lines)):
        return lines
    told = [*lines, *ahead]
    return [_named(line, told[at + 1 : at + 1 + _MOST_LINES]) for at, line in enumerate(lines)]


def _named(line: str, below: Sequence[str]) -> str:
    found = _PRINTED.search(line)
    if not found:
        return line
    is_met = any(map(_CLIENT.search, takewhile(_FRAME.match, below)))
    named = f"{found['before']}{found['class']}: {found['said']}"
    return f"{named}{MET})" if is_met else named
