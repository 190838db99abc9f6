"""Why Node's own `fetch` failed, which it prints below the stack of its error."""

from __future__ import annotations

import re

# What Node's own fetch says of any failure, and the reason, below the stack.
_FETCH = b"fetch failed"
# Collectors put the name of a container, the time, or both before each line.
_BEFORE = rb"(?:[\w./-]+ +\| ?)?(?:\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d) )?"
_CAUSE = re.compile(
    rb"(?:%b[ \t]+(?:at |\.{3} )[^\n]*\n)*%b[ \t]+((?:\[cause\]|cause): [^\n]*)"
    % (_BEFORE, _BEFORE)
)


def with_causes(data: bytes, ahead: bytes) -> bytes:
    """The same lines; one that says only that fetch failed says why, which Node prints below it."""
    if _FETCH not in data:
        return data
    lines, later = data.split(b"\n"), ahead.split(b"\n") if ahead else []
    for at, line in enumerate(lines):
        if _FETCH in line:
            found = _CAUSE.match(b"\n".join((*lines[at + 1 : at + 40], *later[:40])))
            lines[at] += b" " + found[1] if found else b""
    return b"\n".join(lines)
