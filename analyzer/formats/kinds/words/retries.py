"""Statements that a call is tried again, which stand for it where no other line tells of it.

Sources: reqwest-retry (Rust), middleware.rs, which says neither URL nor answer: a program that does,
says it beside it (xet-core, http_client.rs). Codex, responses_retry.rs, of a stream that broke.
Ombi, Api.cs, which tells the answer, and then that it tries again, with its URL and status.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence

from analyzer.formats.kinds.failure_words import URL
from analyzer.formats.kinds.text_lines import LONGEST, TOLD_BEFORE

_OF_REQWEST = r"Retry attempt #\d+\. Sleeping [\d.]+(?:[mµn]?s) before the next attempt\b"
RETRIES = (
    rf"(?P<error>\b{_OF_REQWEST})",
    r"(?P<error>\bstream disconnected) - retrying sampling request \(",
)
# What a line has that one of them matches.
SAYING_RETRIES = r"Retry attempt #|retrying sampling "
_TRIED_AGAIN = re.compile(_OF_REQWEST)
_AGAIN_BECAUSE = re.compile(
    rf"\b[Rr]e-?try(?:ing)?\b[^\n]{{0,60}}?(?P<url>{URL})[^\n]{{0,80}}?"
    r"\b(?:[Bb]ecause|due to|after|got)\b[^\n]{0,40}?\b(?P<status>[45]\d\d)\b"
)
_MOST_BETWEEN = 20


def may_be_told(data: bytes) -> bool:
    """Whether lines may hold such a statement beside another of the same call."""
    return b"Retry attempt #" in data


def without_told_retries(lines: Sequence[str], tells: Callable[[str], bool]) -> list[str]:
    """The same lines but for statements beside a line that `tells` of the call, before or behind."""
    kept = list(lines)
    for at, line in enumerate(lines):
        beside = (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])
        others = (one for one in beside if not _TRIED_AGAIN.search(one))
        if _TRIED_AGAIN.search(line) and any(map(tells, others)):
            kept[at] = TOLD_BEFORE
    return kept


class RetriesOfTold:
    """Statements that a call is tried again because of a status, of one source, as its lines come by."""

    def __init__(self) -> None:
        self._recent: deque[str] = deque(maxlen=_MOST_BETWEEN)

    def without(self, lines: Sequence[str]) -> list[str]:
        """The same lines but for statements behind a line that told the same URL and status."""
        return [TOLD_BEFORE if self._is_told(line[:LONGEST]) else line for line in lines]

    def _is_told(self, line: str) -> bool:
        found = _AGAIN_BECAUSE.search(line) if "etry" in line and "://" in line else None
        if found is None:
            self._recent.append(line if "://" in line else "")
            return False
        status = re.compile(rf"\b{found['status']}\b")
        for told in self._recent:
            if found["url"] in told and status.search(told):
                self._recent.remove(told)  # it is told again once
                return True
        return False
