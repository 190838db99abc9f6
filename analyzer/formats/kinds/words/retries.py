"""Statements that a call is tried again, which stand for it where no other line tells of it.

Sources: reqwest-retry (Rust), middleware.rs, which says neither URL nor answer: a program that does,
says it beside it (xet-core, http_client.rs). Codex, responses_retry.rs, of a stream that broke.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from analyzer.formats.kinds.text_lines import TOLD_BEFORE

_OF_REQWEST = r"Retry attempt #\d+\. Sleeping [\d.]+(?:[mµn]?s) before the next attempt\b"
RETRIES = (
    rf"(?P<error>\b{_OF_REQWEST})",
    r"(?P<error>\bstream disconnected) - retrying sampling request \(",
)
# What a line has that one of them matches.
SAYING_RETRIES = r"Retry attempt #|retrying sampling "
_TRIED_AGAIN = re.compile(_OF_REQWEST)


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
