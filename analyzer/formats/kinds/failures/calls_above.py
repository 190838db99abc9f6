"""The call of an error that names none: that of the message which it is printed in or below, where
this names one URL. `could not load https://…` stands in one line, the exception in the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from analyzer.formats import ASIDE
from analyzer.formats.kinds.failure_words import FAILS, URL
from analyzer.formats.kinds.failures.java_network import OF_OTHERS
from analyzer.formats.kinds.text_lines import LONGEST, METHOD, has_leading_time

# Behind it stands the call that a message names.
CALLED = f"{ASIDE} of "
# What it says comes after all that the error says itself.
CALL_ABOVE = rf"{CALLED}(?:(?P<method>{METHOD}) )?(?P<target>{URL})$"
_CALL = re.compile(rf"(?:(?<![\w/])({METHOD})\]?[\s\"'`(\[:,=]+)?({URL})")
# Where more is written about an error, and where a server listens: no call.
_PAGE = re.compile(
    r"://(?:docs?|developers?|help|support|errors|aka|go|learn|curl)\.|/(?:docs|help|errors|wiki)/"
)
_NO_CALL = re.compile(r"(?i:\b(?:see|visit|listen\w*|running|available) ?(?:also|on|at)?:? $)")
_TELLS = re.compile(
    rf"{FAILS}|\b(?:ERR(?:OR)?|WARN(?:ING)?|WRN|SEVERE|FATAL|FTL|CRIT(?:ICAL)?)\b"
    r"|(?i:[\[|](?:err(?:or)?|warn(?:ing)?|critical|alert)[\]|])|^[EWF], \[| [EWF] \[|\b[Rr]e-?try"
)
_METHOD = re.compile(rf"\b(?:http_?)?method[\"']?(?:=>|[:=])\s?[:\"']{{0,2}}((?i:{METHOD}))\b")
# What was raised may name the call of which its cause tells why it failed.
_RAISED = re.compile(r"^(?:Caused by: )?(?:[\w$]+[.$:]{1,2})*[A-Z]\w*(?:Exception|Error): .*://")
_LONGEST_WORDS = 24


class CallsAbove:
    """The lines of one source, as they come by."""

    def __init__(self, failure: Callable[[str], Mapping[str, str]]) -> None:
        """`failure` is what a line shows of a failed call, by the names of text formats."""
        self._failure = failure
        self._call = ""

    def told(self, line: str) -> str:
        """A line; behind an error that names no call stands that of its message."""
        if has_leading_time(line):
            self._call = _call_of(line[:LONGEST]) if _TELLS.search(line[:LONGEST]) else ""
        elif not self._call and _RAISED.match(line[:LONGEST]):
            self._call = _call_of(line[:LONGEST])
        if not self._call or len(line) > LONGEST or CALLED in line:
            return line
        told = self._failure(line)
        host = told.get("host", "").partition(":")[0]
        if not told or "target" in told or host not in self._call:
            return line
        return f"{line.rstrip()} {CALLED}{self._call}"


def _call_of(message: str) -> str:
    """The one call that a message names, with its method where that stands before."""
    if "://" not in message or OF_OTHERS.search(message):
        return ""
    found = [one for one in _CALL.finditer(message) if _is_call(message, one)]
    if len({one[2] for one in found}) != 1:
        return ""
    named = {one.upper() for one in _METHOD.findall(message)}
    methods = {one[1] for one in found if one[1]} or named
    return " ".join([*(methods if len(methods) == 1 else ()), found[0][2]])


def _is_call(message: str, call: re.Match[str]) -> bool:
    words = message[: call.start()][-_LONGEST_WORDS:]
    return not (_PAGE.search(call[2]) or _NO_CALL.search(words))
