"""Statuses that programs write by name, as .NET and Spring do: `TooManyRequests`, `BAD_GATEWAY`."""

from __future__ import annotations

import re
from http import HTTPStatus

_FAILURES = [one for one in HTTPStatus if one >= HTTPStatus.BAD_REQUEST]
# Java's names, and the few that it has besides.
CONSTANTS = "|".join(sorted((one.name for one in _FAILURES), key=len, reverse=True))
PHRASES = "|".join(sorted((one.phrase for one in _FAILURES), key=len, reverse=True))
_BY_NAME = {re.sub(r"[ '_-]", "", one.phrase).lower(): int(one) for one in _FAILURES} | {
    one.name.replace("_", "").lower(): int(one) for one in _FAILURES
}
_NAMES = "|".join(sorted({one.phrase.replace(" ", "") for one in _FAILURES}, key=len, reverse=True))
_SAID = re.compile(
    r"(?P<before>(?:indicate success: |[Ss]tatus ?[Cc]ode[:=]? ?\"?|\bHttpStatus(?:Code)?[.: ] ?))"
    rf"(?P<name>{_NAMES}|{CONSTANTS})\b"
)
_ALONE = re.compile(rf"(?P<before>\b[Ee]rror: |\bERROR: )(?P<name>{PHRASES})(?=[.!]?\s*$)")
_WORDS = ("success: ", "tatus", "rror: ", "ERROR: ")


def numbered(line: str) -> str:
    """The same line; before a status that it says by name stands its number."""
    if not any(word in line for word in _WORDS):
        return line
    return _ALONE.sub(_with_number, _SAID.sub(_with_number, line))


def _with_number(found: re.Match[str]) -> str:
    number = _BY_NAME[re.sub(r"[ '_-]", "", found["name"]).lower()]
    return f"{found['before']}{number} ({found['name']})"
