"""Texts that a regular expression needs: without one of them in a log no line of it matches.

To look for a text takes a hundredth of what a search takes, and most patterns of most formats have
no line in a log. The way is that of RE2's FilteredRE2; texts are looked for without regard to case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

# Of so many texts one is nearly always there, and a shorter one as well.
_MOST_TEXTS = 48
_SHORTEST = 3
# Whatever tells of a call has them.
_OF_ANY_CALL = frozenset({"http", "://"})

Texts = frozenset[str]
_NONE: Texts = frozenset()


class Patterns:
    """Regular expressions that are searched for in the lines of logs."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self._needed = [(one, needed_texts(one)) for one in patterns]

    def that_may_match(self, log: str) -> list[re.Pattern[str]]:
        """Those of which a line of the log may hold a match, in their order."""
        folded = log.casefold()
        return [one for one, texts in self._needed if not texts or holds_one(folded, texts)]


class Quick:
    """A regular expression that most of the lines that it is searched for in do not match."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern)
        self._texts = needed_texts(self._pattern)

    def search(self, line: str) -> re.Match[str] | None:
        """The first match in a line."""
        if self._texts and not holds_one(line.casefold(), self._texts):
            return None
        return self._pattern.search(line)


def holds_one(log: str, texts: Iterable[str]) -> bool:
    """Whether one of some texts is in a log; of each line, where `any` takes four times as long."""
    for text in texts:  # noqa: SIM110
        if text in log:
            return True
    return False


@cache  # many formats have steps in common
def needed_texts(pattern: re.Pattern[str]) -> Texts:
    """Texts, without case, of which each match of a pattern holds one; none where it needs none."""
    found = _best(_of_sequence(parser.parse(pattern.pattern, pattern.flags)))
    return found if min(map(len, found), default=0) >= _SHORTEST else _NONE


def _best(candidates: Iterable[Texts]) -> Texts:
    """Those that not every call has, whose shortest is the longest, and the fewest of these."""
    some = (texts for texts in candidates if texts and len(texts) <= _MOST_TEXTS)
    return max(some, key=_rarity, default=_NONE)


def _rarity(texts: Texts) -> tuple[bool, int, int]:
    return not texts & _OF_ANY_CALL, min(map(len, texts)), -len(texts)


def _of_sequence(items: Any) -> list[Texts]:
    found: list[Texts] = []
    run = ""
    for operator, value in items:
        if operator is ops.LITERAL:
            run += chr(value).casefold()
            continue
        found.append(frozenset({run} - {""}))
        run = ""
        found += _of_item(operator, value)
    return [*found, frozenset({run} - {""})]


def _of_item(operator: Any, value: Any) -> Sequence[Texts]:
    if operator is ops.SUBPATTERN:
        return _of_sequence(value[3])
    if operator is ops.ATOMIC_GROUP:
        return _of_sequence(value)
    if operator in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT) and value[0]:
        return _of_sequence(value[2])
    if operator is ops.BRANCH:
        branches = [_best(_of_sequence(items)) for items in value[1]]
        return [frozenset().union(*branches)] if all(branches) else []
    return []
