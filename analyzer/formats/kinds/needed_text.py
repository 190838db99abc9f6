"""Texts that a regular expression needs: without one of them in a log no line of it matches.

To look for a text takes a hundredth of what a search takes, and most patterns of most formats have
no line in a log. The way is that of RE2's FilteredRE2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

# Of so many texts one is nearly always there, and a shorter one as well.
_MOST_TEXTS = 24
_SHORTEST = 3

Texts = frozenset[str]
_NONE: Texts = frozenset()


class Patterns:
    """Regular expressions that are searched for in the lines of logs."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self._needed = [(one, needed_texts(one)) for one in patterns]

    def that_may_match(self, log: str) -> list[re.Pattern[str]]:
        """Those of which a line of the log may hold a match, in their order."""
        return [
            one for one, texts in self._needed if not texts or any(text in log for text in texts)
        ]


@cache  # many formats have steps in common
def needed_texts(pattern: re.Pattern[str]) -> Texts:
    """Texts of which each match of a pattern holds one; none where it needs no text."""
    found = _best(_of_sequence(parser.parse(pattern.pattern, pattern.flags), pattern.flags))
    return found if min(map(len, found), default=0) >= _SHORTEST else _NONE


def _best(candidates: Iterable[Texts]) -> Texts:
    """Those whose shortest is the longest, and the fewest of these."""
    some = (texts for texts in candidates if texts and len(texts) <= _MOST_TEXTS)
    return max(some, key=lambda texts: (min(map(len, texts)), -len(texts)), default=_NONE)


def _of_sequence(items: Any, flags: int) -> list[Texts]:
    found: list[Texts] = []
    run = ""
    for operator, value in items:
        if operator is ops.LITERAL and not (flags & re.IGNORECASE and chr(value).isalpha()):
            run += chr(value)
            continue
        found.append(frozenset({run} - {""}))
        run = ""
        found += _of_item(operator, value, flags)
    return [*found, frozenset({run} - {""})]


def _of_item(operator: Any, value: Any, flags: int) -> Sequence[Texts]:
    if operator is ops.SUBPATTERN:
        _, added, removed, items = value
        return _of_sequence(items, (flags | added) & ~removed)
    if operator is ops.ATOMIC_GROUP:
        return _of_sequence(value, flags)
    if operator in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT) and value[0]:
        return _of_sequence(value[2], flags)
    if operator is ops.BRANCH:
        branches = [_best(_of_sequence(items, flags)) for items in value[1]]
        return [frozenset().union(*branches)] if all(branches) else []
    return []
