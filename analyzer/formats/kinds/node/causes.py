"""Why Node's own `fetch` failed, which it prints below the stack of its error."""

from __future__ import annotations

import re

from analyzer.formats.kinds.text_lines import TOLD_BEFORE, leading_time

# What Node's own fetch says of any failure, and the reason, below the stack.
_FETCH = b"fetch failed"
# Collectors put the name of a container, the time, or both before each line.
_BEFORE = rb"(?:[\w./-]+ +\| ?)?(?:\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d) )?"
_CAUSE = re.compile(
    rb"(?:%b[ \t]+(?:at |\.{3} )[^\n]*\n)*%b[ \t]+((?:\[cause\]|cause): [^\n]*)\n?"
    % (_BEFORE, _BEFORE)
)
_IS_CAUSE = re.compile(rb"^%b[ \t]+(?:\[cause\]|cause): " % _BEFORE)
# The error alone, which programs print below their own message.
_ALONE = re.compile(rb"^\W*(?:(?:[Ee]rror|Uncaught|Unhandled\w*)\W+)?TypeError: fetch failed")
_MOST_ABOVE = 3


def with_causes(data: bytes, ahead: bytes) -> bytes:
    """The same lines; one that says only that fetch failed says why, which Node prints below it, and
    when, which the message above it tells."""
    if _FETCH not in data:
        return data
    lines, later = data.split(b"\n"), ahead.split(b"\n") if ahead else []
    for at, line in enumerate(lines):
        if _FETCH in line and _IS_CAUSE.match(line):
            lines[at] = TOLD_BEFORE.encode()
        elif _FETCH in line:
            lines[at] = _with_time(lines, at)
            why = _innermost(b"\n".join((*lines[at + 1 : at + 40], *later[:40])))
            lines[at] += b" " + why if why else b""
    return b"\n".join(lines)


def _innermost(below: bytes) -> bytes | None:
    """The cause that stands below an error, or below each of its causes."""
    why, at = None, 0
    while found := _CAUSE.match(below, at):
        why, at = found[1], found.end()
    return why


def _with_time(lines: list[bytes], at: int) -> bytes:
    """A line that is an error alone, with the time of the message that it stands below."""
    if not _ALONE.match(lines[at]):
        return lines[at]
    for above in reversed(lines[max(at - _MOST_ABOVE, 0) : at]):
        if time := leading_time(above[:200].decode("utf-8", "replace")):
            is_told = b"TypeError: fetch failed" in above
            return TOLD_BEFORE.encode() if is_told else time.encode() + b" " + lines[at]
    return lines[at]
