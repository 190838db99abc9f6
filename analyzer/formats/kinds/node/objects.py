r"""Objects that Node.js programs print below a message: pino-pretty's block of an error, and what a
program gives `console.error` beside its words (`call failed { url: '…', status: 429 }`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from analyzer.formats.kinds.node.blocks import LONGEST_BLOCK, STACK, begins_message
from analyzer.formats.kinds.node.inspect import balance, parsed
from analyzer.formats.kinds.node.sdks import call_of, says_no_answer, status_of, url_of

# How pino-pretty begins an error.
_PRETTY = re.compile(r"^( {2,8})(?:err|error): \{$")
# Lines of what stands between a message and its error.
_MOST_MEMBERS = 200
_STACK_OF_PRETTY = '"stack":'


class Told(NamedTuple):
    """An error: what it is called by, its message, its lines and its fields."""

    name: str
    message: str
    block: list[str]
    fields: dict[str, object]
    is_call: bool = False


def told_by_object(lines: list[str], at: int) -> Told | None:
    """What an object tells that begins in a line; None if it is none of a call."""
    line = lines[at]
    if found := _PRETTY.match(line):
        return _pretty(lines[at : at + LONGEST_BLOCK], found[1])
    if line.endswith(" {") and begins_message(line) and at + 1 < len(lines):
        return _own(lines[at : at + LONGEST_BLOCK])
    return None


def is_told_below(lines: list[str], at: int) -> bool:
    """Whether pino-pretty prints, below a message, the error that it tells."""
    for place in range(at + 1, min(at + _MOST_MEMBERS, len(lines))):
        if begins_message(lines[place]):
            return False
        if _PRETTY.match(lines[place]):
            return told_by_object(lines, place) is not None
    return False


def _pretty(lines: list[str], indent: str) -> Told | None:
    """The error of a block whose members stand two columns further than its beginning."""
    member, is_stack, own = f'{indent}  "', False, list[str]()
    for end, line in enumerate(lines[1:], 2):
        if line == f"{indent}}}":
            return _told_of_pretty(lines[:end], fields_of(own))
        if begins_message(line) or _PRETTY.match(line):
            return None
        if line.startswith(member):
            is_stack = line.endswith(_STACK_OF_PRETTY)
        if not is_stack and not STACK.match(line):
            own.append(line)
    return None


def _told_of_pretty(block: list[str], fields: dict[str, object]) -> Told:
    name = str(fields.get("name") or fields.get("type") or "Error")
    return Told(name, str(fields.get("message") or ""), block, fields)


def _own(lines: list[str]) -> Told | None:
    """An object that names a call with its status, or why there was none."""
    depth, end = 1, 1
    while end < len(lines) and depth > 0:
        if begins_message(lines[end]):
            return None
        depth += balance(lines[end])
        end += 1
    fields = fields_of(lines[1:end])
    called = call_of(fields)
    is_call = (
        _is_kept(fields)
        or "://" in (url := url_of(called))
        or (url.startswith("/") and called.get("method"))
    )
    why = _why(fields) if called.get("method") else ""
    if depth > 0 or not is_call or not (_is_answered_or_failed(fields) or why):
        return None
    return Told("", str(fields.get("message") or why), lines[:end], fields, is_call=True)


def _is_answered_or_failed(fields: dict[str, object]) -> bool:
    """Whether it tells an answer, or why there was none."""
    return bool(status_of(fields, "", "") or says_no_answer(fields, "") or _is_kept(fields))


def _why(fields: dict[str, object]) -> str:
    """What a program calls the error beside the call, as text."""
    told = (fields.get(name) for name in ("error", "err", "reason"))
    return next((text for text in told if isinstance(text, str) and text), "")


def _is_kept(fields: dict[str, object]) -> bool:
    """Whether it is what SDKs of markets raise of an answer: its headers and body beside the options
    of the request, and perhaps no status."""
    is_asked = not fields.keys().isdisjoint(("requestUrl", "requestOptions"))
    return is_asked and isinstance(fields.get("headers"), dict) and bool(fields.get("body"))


def fields_of(lines: list[str]) -> dict[str, object]:
    """The members of an object that these lines hold, as `util.inspect` or JSON writes them."""
    found = parsed("{" + "\n".join(lines))
    return {str(k): v for k, v in found.items()} if isinstance(found, dict) else {}
