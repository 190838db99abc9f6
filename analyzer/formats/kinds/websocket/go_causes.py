"""What Go's net says of a connection that failed, where a program prints it behind what it did:
`read: read tcp …`, as gorilla's examples have it.

No URL stands there. It is of the only WebSocket that a log has named, if the address is of that host,
or has its port. Source: Go, package net, OpError and DNSError.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from analyzer.formats.kinds.text_lines import has_leading_time
from analyzer.formats.kinds.websocket.messages import Fields

GO_TEXTS = ("read tcp", "write tcp", "dial tcp")
_WEBSOCKET_PORTS = {"wss": "443", "ws": "80"}
_ADDRESS = r"(?:\[[0-9A-Fa-f:.%\w]+\]|[\d.]+)"
_DOES = r"(?i:read|writ|dial)(?i:e|ing|er|message|json|emessage|ejson)?"
_FAILED = re.compile(
    rf"(?:^|[\s\]|])(?:{_DOES}|error {_DOES})(?: (?i:error|err|failed))?: ?(?P<error>(?P<does>read|write|dial) tcp[46]?"
    rf"(?:: lookup (?P<host>[\w.-]+)| (?:{_ADDRESS}:\d+->)?{_ADDRESS}:(?P<port>\d+))[^\n\"]*)"
)


def failed_on(line: str, hosts: Mapping[str, str]) -> Fields | None:
    """What a line says of the connection to the one of `hosts`, which are given with their schemes."""
    found = _FAILED.search(line) if len(hosts) == 1 and has_leading_time(line) else None
    if found is None or "://" in line:
        return None
    ((named, scheme),) = hosts.items()
    host, _, port = named.partition(":")
    is_there = found["host"] == host or found["port"] == (port or _WEBSOCKET_PORTS.get(scheme))
    event = "open" if found["does"] == "dial" else "close"
    return {"event": event, "error": found["error"].rstrip()} if is_there else None
