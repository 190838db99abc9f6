"""Errors of the network in Java, of which only the stack below tells that an HTTP client met them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ERROR = re.compile(
    r"\b(?:java\.net\.(?:SocketTimeout|Connect|UnknownHost|NoRouteToHost|Socket|PortUnreachable)Exception"
    r"|javax\.net\.ssl\.SSL\w*Exception|java\.io\.(?:EOF|InterruptedIO|IO)Exception"
    r"|java\.nio\.channels\.\w*Exception|io\.netty\.(?:channel|handler)\.\w[\w.$]*Exception"
    r"|java\.util\.concurrent\.TimeoutException)\b"
)
_GOES_ON = re.compile(
    r"(?:^|\s)at [\w.$/@<>-]+\(|\.\.\. \d+ (?:more|common)|Caused by: |Suppressed: |\s+\|_ |^\s*[\w.$]+Exception\b"
)
_CLIENT = re.compile(
    r"(?<![\w.])(?:java\.base/|java\.net\.http/|[\w.@-]+//?)?(okhttp3|com\.squareup\.okhttp|(?:[\w.]+\.)?http\.impl\.(?:client|conn|execchain|io)|org\.apache\.http\.(?:client|conn)"
    r"|org\.apache\.hc\.client5|java\.net\.http\.|jdk\.internal\.net\.http|sun\.net\.www\.protocol\.https?|com\.sun\.net\.ssl\.internal\.www"
    r"|reactor\.netty\.http\.client|feign|org\.springframework\.web\.(?:client|reactive\.function\.client)|org\.asynchttpclient"
    r"|org\.eclipse\.jetty\.client|io\.vertx\.core\.http\.impl\.HttpClient|akka\.http\.impl\.engine\.client|kong\.unirest)\b"
)
_URL = re.compile(r"https?://[^\s\"'<>)\],;]*[^\s\"'<>)\],;:.]")
_MOST_LINES = 150
# What stands behind an error that a client met.
MET = " (met by an HTTP client"
_HINT = "Exception"


def marked(lines: Sequence[str], ahead: Sequence[str]) -> list[str]:
    """The same lines; behind an error of the network that a client met stands that it did."""
    told = [*lines, *ahead]
    return [
        _with_mark(line, told, at) if _HINT in line and _ERROR.search(line) else line
        for at, line in enumerate(lines)
    ]


def _with_mark(line: str, lines: list[str], at: int) -> str:
    for below in lines[at + 1 : at + _MOST_LINES]:
        if not _GOES_ON.search(below):
            break
        if _CLIENT.search(below):
            called = {*_URL.findall(f"{lines[at - 1] if at else ''} {line}")}
            return f"{line}{MET}{f' calling {called.pop()}' if len(called) == 1 else ''})"
    return line
