"""Why a call failed that Foundation's URL loading made (iOS, macOS): the number says it in any
language; and which call it was, where the error is printed over several lines.

Source: Foundation, NSURLErrorDomain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.formats.kinds.failures.causes_below import with_causes
from analyzer.formats.kinds.needed_text import Quick

_DOMAIN = "Error Domain=NSURLErrorDomain Code=-"
_SAID = re.compile(rf"({_DOMAIN}(\d+) )\"[^\"\n]*\"")
_REASONS = {
    "1001": "timed out",
    "1003": "host lookup failed",
    "1004": "could not connect",
    "1005": "connection lost",
    "1006": "host lookup failed",
    "1009": "not connected",
}
# From the handshake to the certificate of the client.
_OF_TLS = range(1200, 1207)
_CALL = re.compile(r"\bNSErrorFailingURLStringKey=\S+")
_GOES_ON = Quick(rf"{re.escape(_DOMAIN)}\d+ [^\n]*\(\s*$")
_MOST_LINES = 8


def with_foundation_causes(lines: Sequence[str], ahead: Sequence[str]) -> Sequence[str]:
    """The same lines; such an error says in English why it failed, and behind it which call did."""
    said = with_causes(lines, ahead, _GOES_ON, _call, _MOST_LINES)
    return [_SAID.sub(_in_english, line) if _DOMAIN in line else line for line in said]


def _call(below: Sequence[str]) -> str:
    found = next(filter(None, map(_CALL.search, below)), None)
    return f" {found[0]}" if found else ""


def _in_english(error: re.Match[str]) -> str:
    reason = "TLS failed" if int(error[2]) in _OF_TLS else _REASONS.get(error[2])
    return f'{error[1]}"{reason}"' if reason else error[0]
