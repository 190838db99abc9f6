"""A call as an object inside a line of text: JSON, or what Python prints of a dict.

Programs write `response {"url": …, "method": …, "status": 429}` with its members in any order;
Monolog writes the context of each message so.
"""

from __future__ import annotations

import re

from analyzer.formats.kinds.failure_words import URL
from analyzer.formats.kinds.text_lines import METHOD

_QUOTE = r"[\"']"


def _member(names: str, value: str) -> str:
    return rf"[^\n]*?{_QUOTE}(?:{names}){_QUOTE}: ?{value}"


_STATUS = _member(
    r"status|status_?[cC]ode|http_?[sS]tatus|http_?(?:status_?)?[cC]ode",
    rf"{_QUOTE}?(?P<status>[1-5]\d\d)\b(?!\.\d)",
)
_TARGET = _member(r"(?:request_?|full_?)?[uU](?:rl|RL|ri|RI)", rf"{_QUOTE}(?P<target>{URL})")
_ASKED = _member(r"(?:http_?|request_?)?[mM]ethod", rf"{_QUOTE}(?P<method>(?i:{METHOD})){_QUOTE}")
_TOOK = _member(
    r"(?:duration|elapsed|latency|took|response_?[tT]ime)_?(?:in_?)?[mM]s",
    r"(?P<ms>\d+(?:\.\d+)?)\b",
)
_CALL = re.compile(
    rf"[^{{\n]{{1,300}}\{{(?={_QUOTE}\w)(?={_STATUS})(?={_TARGET})(?=(?:{_ASKED})?)(?=(?:{_TOOK})?)"
)


def with_call(line: str) -> str:
    """The same line; behind it stands in words the call that its first object shows."""
    found = _CALL.match(line) if "://" in line else None
    if found is None:
        return line
    took = f" in {found['ms']}ms" if found["ms"] else ""
    asked = f"{(found['method'] or '').upper()} {found['target']}".strip()
    return f"{line} {asked} -> {found['status']}{took}"
