"""Bodies of answers that errors of Guzzle, Feign and RestClient have in the lines below their words."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.formats.kinds.exchange import PART
from analyzer.formats.kinds.failures.causes_below import with_causes
from analyzer.formats.kinds.needed_text import Quick

_ANNOUNCED = Quick(
    r"(?:(?:` response|returned status code \d{3}|; content):|\bstatus line \[HTTP/[^\]\n]*\])\s*$"
)


def with_announced_bodies(lines: Sequence[str], ahead: Sequence[str]) -> Sequence[str]:
    """The same lines; an error that announces a body ends with it, where it is an object in the
    next line. That is a part of the error's then."""
    told = with_causes(lines, ahead, _ANNOUNCED, _body, 1)
    if told is lines:
        return lines
    pairs = zip(lines, told, strict=True)
    bodies = {at + 1 for at, (line, said) in enumerate(pairs) if len(said) > len(line)}
    return [PART if at in bodies else line for at, line in enumerate(told)]


def _body(below: Sequence[str]) -> str:
    is_object = bool(below) and below[0].startswith('{"')
    return f" {below[0].strip()}" if is_object and below[0].rstrip().endswith("}") else ""
