"""Errors that a program prints among the lines of a dialogue: which of its exchanges they tell of.

A client's log often ends with the request where no answer came, and the reason stands in what the
program prints next; or it shows the answer, and the program tells the same failure again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from analyzer.formats.kinds.dialogue.exchange import OpenExchange
from analyzer.formats.kinds.dialogue.open_exchanges import OpenExchanges
from analyzer.formats.kinds.failures.client_failures import failure
from analyzer.formats.kinds.failures.java_network import OF_NETWORK, OF_OTHERS
from analyzer.formats.kinds.needed_text import that_hold_one
from analyzer.formats.kinds.text_lines import LONGEST
from analyzer.formats.kinds.url_parts import parts_of

# What the network's own errors are called where no client has words of its own for them.
_NETWORK = re.compile(
    rf"{OF_NETWORK.pattern}(?:: [^\n]*)?|\b(?:Errno::E[A-Z]+|EOFError|SocketError|Net::\w+Timeout)\b[^\n]*"
)
# An exception in a line of its own, behind the message that it belongs to.
_EXCEPTION = re.compile(r"^ *(?:Caused by: )?[\w$]+(?:(?:\.|::)[\w$]+)+(?:: |\s*$)")
# What Go's net/http says of a call.
_OF_GO = re.compile(
    r"\b(?P<method>Get|Head|Post|Put|Patch|Delete|Options) \"(?P<url>https?://[^\"\s]+)\": "
    r"(?P<error>[^\n]+)"
)
_TEXTS = (
    *("Exception", "Error", "Timeout", "Errno", "tatus", "Faraday::", "Response", "Call "),
    *(f'{method} "http' for method in ("Get", "Head", "Post", "Put", "Patch", "Delete", "Options")),
)
_SHOWN = ("status", "error", "method", "host", "scheme")


def may_tell(lines: Sequence[str]) -> list[bool]:
    """Which lines may tell of a failure; few do."""
    return that_hold_one(lines, _TEXTS)


def failure_told_by(line: str, *, begins_message: bool) -> dict[str, str]:
    """What a line tells of a failed call, by the names of an exchange's fields."""
    found = _OF_GO.search(line)
    if found and (begins_message or line.startswith("caused by: ")):
        return found.groupdict()
    if not begins_message and not _EXCEPTION.match(line):
        return {}
    told = failure(line[:LONGEST])
    if "status" in told or "error" in told:
        if "status" in told:
            told.pop("error", None)
        shown = {name: told[name] for name in _SHOWN if name in told}
        return shown | ({"url": told["target"]} if "target" in told else {})
    found = _NETWORK.search(line) if not OF_OTHERS.search(line) else None
    return {"error": found[0]} if found else {}


def told_of(
    told: Mapping[str, str], thread: str, exchanges: OpenExchanges, last: str | None
) -> str | None:
    """The key of the exchange that a failure is of, if that is sure: of its thread and its URL, and
    the only one that waits for an answer, else the last, which had just that answer."""

    def may_be(key: str) -> bool:
        is_of_thread = not thread or key.split(" ", 1)[0] == thread
        return is_of_thread and _may_be_of(told, exchanges[key])

    waiting = list(islice(filter(may_be, exchanges.waiting()), 2))
    if waiting:
        return waiting[0] if len(waiting) == 1 else None
    is_again = (
        last is not None
        and last in exchanges
        and may_be(last)
        and _is_answer_of(told, exchanges[last])
    )
    return last if is_again else None


def _may_be_of(told: Mapping[str, str], one: OpenExchange) -> bool:
    """Whether nothing that the error names is another's."""
    if "method" in told and told["method"].upper() != one.fields.get("method", "").upper():
        return False
    target = parts_of(told.get("url", ""))
    own = parts_of(one.fields.get("url") or one.fields.get("path", ""))
    own_host = own.netloc or one.headers["request"].get("host") or one.fields.get("host", "")
    hosts = (target.netloc, told.get("host", ""))
    if own_host and not all(_may_be_one(host, own_host) for host in hosts if host):
        return False
    return not target.path or target.path == own.path


def _may_be_one(host: str, other: str) -> bool:
    """Whether they are the same, of which one may lack the port."""
    (name, _, port), (other_name, _, other_port) = host.partition(":"), other.partition(":")
    return name == other_name and (port == other_port or not (port and other_port))


def _is_answer_of(told: Mapping[str, str], one: OpenExchange) -> bool:
    """Whether an exchange had just this answer, or failed for this reason."""
    if "status" in told:
        return one.fields.get("status") == told["status"]
    said, known = told["error"].casefold(), one.fields.get("error", "").casefold()
    return "status" not in one.fields and bool(known) and (known in said or said in known)
