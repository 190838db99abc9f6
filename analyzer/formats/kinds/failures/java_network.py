"""Errors of the network in Java, of which only the stack below tells that an HTTP client met them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import takewhile

from analyzer.formats.kinds.failure_words import FAILS
from analyzer.formats.kinds.node.statements import statement_before
from analyzer.formats.kinds.text_lines import METHOD, has_leading_time

# Whichever connection it was.
OF_NETWORK = re.compile(
    r"\b(?:java\.net\.(?:SocketTimeout|Connect|UnknownHost|NoRouteToHost|Socket|PortUnreachable)Exception"
    r"|javax\.net\.ssl\.SSL\w*Exception|java\.io\.(?:EOF|InterruptedIO|IO)Exception"
    r"|java\.nio\.channels\.\w*Exception|io\.netty\.(?:channel|handler)\.\w[\w.$]*Exception"
    r"|java\.util\.concurrent\.TimeoutException)\b"
)
GOES_ON = re.compile(
    r"(?:^|\s)at [\w.$/@<>-]+\(|\.\.\. \d+ (?:more|common)|Caused by: |Suppressed: |\s+\|_ |^\s*[\w.$]+Exception\b"
)
_CLIENT = re.compile(
    r"(?<![\w.])(?:java\.base/|java\.net\.http/|[\w.@-]+//?)?(okhttp3|com\.squareup\.okhttp|(?:[\w.]+\.)?http\.impl\.(?:client|conn|execchain|io)|org\.apache\.http\.(?:client|conn)"
    r"|org\.apache\.hc\.client5|java\.net\.http\.|jdk\.internal\.net\.http|sun\.net\.www\.protocol\.https?|com\.sun\.net\.ssl\.internal\.www"
    r"|reactor\.netty\.http\.client|feign|org\.springframework\.web\.(?:client|reactive\.function\.client)|org\.asynchttpclient"
    r"|org\.eclipse\.jetty\.client|org\.(?:openhab\.core|eclipse\.smarthome)\.io\.net\.http|io\.vertx\.core\.http\.impl\.HttpClient|akka\.http\.impl\.engine\.client|kong\.unirest|io\.ktor\.(?:client|network))\b"
)
# Which tell of a WebSocket, and not of a call.
_WEBSOCKET = re.compile(r"\b(?:okhttp3\.internal\.ws|jdk\.internal\.net\.http\.websocket)\.")
_URL = re.compile(r"https?://[^\s\"'<>)\],;]*[^\s\"'<>)\],;:.]")
# What else the stack of an error of a socket shows that no HTTP client opened.
OF_OTHERS = re.compile(
    r"\b(?:sql|jdbc|mysql|postgres\w*|oracle|mongo\w*|redis|jedis|lettuce|kafka|amqp|rabbitmq|hikari|mail|ldap)\b",
    re.IGNORECASE,
)
_OF_SOCKET = re.compile(r"^\s*(?:java\.net\.|javax\.net\.ssl\.)\w+Exception\b")
_CALL = re.compile(rf"(?:\b({METHOD}) [\"'(<\[]?)?({_URL.pattern})")
_FAILED = re.compile(FAILS)
# java.net.http says why two causes below a ConnectException without a word.
_UNRESOLVED = re.compile(r"^Caused by: java\.nio\.channels\.(UnresolvedAddressException)\b")
# What HttpURLConnection throws for 404, and for 410, which is rare; for all others it names the status.
_NOT_FOUND = re.compile(rf"\bjava\.io\.FileNotFoundException: ({_URL.pattern})")
_MOST_LINES = 150
# What stands behind an error that a client met.
MET = " (met by an HTTP client"
_HINT = "Exception"
_CLASS = re.compile(r"\b(?:[a-z]\w*\.)+[A-Z][\w$]*Exception\b")


class JavaStatements:
    """Statements of one source that tell of calls: one that printed `call failed: ` before an error
    of an HTTP client prints it before an error of the network of a call as well."""

    def __init__(self, message: Callable[[str], str]) -> None:
        """`message` is what a line tells of a failed call, or nothing."""
        self._message = message
        self._told: set[str] = set()

    def marked(self, lines: Sequence[str]) -> list[str]:
        """The same lines; behind an error of the network that such a statement tells stands that a
        client met it."""
        heads = [_head(line) if _HINT in line else None for line in lines]
        pairs = list(zip(lines, heads, strict=True))
        self._told |= {head for line, head in pairs if head and self._message(line)}
        return [
            f"{line}{MET})" if head in self._told and _is_of_network(line) else line
            for line, head in pairs
        ]


def marked(lines: Sequence[str], ahead: Sequence[str]) -> list[str]:
    """The same lines; behind an error of the network that a client met stands that it did, behind a
    resource that was not found its status."""
    told = [*lines, *ahead]
    return [_marked(told, at) if _HINT in line else line for at, line in enumerate(lines)]


def _marked(lines: list[str], at: int) -> str:
    if missing := _NOT_FOUND.search(lines[at]):
        return f"{lines[at]} Server returned HTTP response code: 404 for URL: {missing[1]}"
    return _with_mark(lines[at], lines, at) if OF_NETWORK.search(lines[at]) else lines[at]


def _with_mark(line: str, lines: list[str], at: int) -> str:
    above, below = lines[at - 1] if at else "", lines[at + 1 : at + _MOST_LINES]
    stack = list(takewhile(GOES_ON.search, below))
    called = {found.groups("") for found in _CALL.finditer(f"{above} {line}")}
    call = " ".join(filter(None, called.pop())) if len(called) == 1 else ""
    if any(map(_WEBSOCKET.search, stack)):
        return line
    if any(map(_CLIENT.search, stack)) or (call and _is_of_call(above, line, stack)):
        unresolved = next(filter(None, map(_UNRESOLVED.match, stack)), None)
        why = f": {unresolved[1]}" if unresolved and line.endswith(_HINT) else ""
        return f"{line}{why}{MET}{f' calling {call}' if call else ''})"
    return line


def _is_of_call(above: str, line: str, stack: Sequence[str]) -> bool:
    """Whether it stands below a message of a call that failed, and no other client met it."""
    is_below = _OF_SOCKET.search(line) and has_leading_time(above) and _FAILED.search(above)
    return bool(is_below) and not any(map(OF_OTHERS.search, (above, *stack)))


def _head(line: str) -> str | None:
    found = _CLASS.search(line)
    return statement_before(line, found.start()) if found else None


def _is_of_network(line: str) -> bool:
    found = OF_NETWORK.search(line)
    return bool(found) and MET not in line and "://" not in line and not OF_OTHERS.search(line)
