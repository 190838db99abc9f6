r"""Refusals that Google's API client tells before it says of which call: `Encountered 403 Forbidden with reason
"rateLimitExceeded"`, and below it the attempt that follows, or the error that is raised.

Source: google-api-python-client, http.py (_should_retry_response, _retry_request).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.formats.kinds.text_lines import TOLD_BEFORE

_REFUSED = re.compile(r"\bEncountered (?P<status>[45]\d\d) [A-Z][^\n\"]* with reason \"")
# The error stands below its traceback.
_MOST_BETWEEN = 60
_CALL = r"\bretry \d+ of \d+ for [^\n]*, after {0}\b|<HttpError {0} when requesting "


def without_those_told_below(data: bytes, lines: Sequence[str], below: bytes) -> list[str]:
    """The lines of `data`, but for refusals that those behind them tell with their call."""
    if b' with reason "' not in data:
        return list(lines)
    ahead = [*lines, *below.decode("utf-8", "replace").split("\n")[:_MOST_BETWEEN]]
    return [
        TOLD_BEFORE if _is_told(line, ahead[at + 1 : at + 1 + _MOST_BETWEEN]) else line
        for at, line in enumerate(lines)
    ]


def _is_told(line: str, following: Sequence[str]) -> bool:
    refused = _REFUSED.search(line) if ' with reason "' in line else None
    if refused is None:
        return False
    call = re.compile(_CALL.format(refused["status"]))
    for other in following:
        if _REFUSED.search(other):
            return False
        if call.search(other):
            return True
    return False
