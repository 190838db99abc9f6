"""Texts that a regular expression needs: without one of them in a log no line of it matches.

To look for a text takes a hundredth of what a search takes, and most patterns of most formats have
no line in a log: those are not even compiled. The way is that of RE2's FilteredRE2; texts are
looked for without regard to case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import chain

import polars as pl

# Of so many texts one is nearly always there, and a shorter one as well.
_MOST_TEXTS = 48
# … but where others are there, to look for twice as many still takes less than a search.
_MOST_BESIDE = 96
_SHORTEST = 3
# So many shapes have most of the lines of a log.
_MOST_LATEST = 8
# Whatever tells of a call has them.
_OF_ANY_CALL = frozenset({"http", "://"})
# An escape, or a set: what is syntax elsewhere is none in them.
LITERAL = r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]"
_TOKEN = re.compile(
    r"(?P<text>(?:[^\\[.^$()|*+?{]|\\[^\w])+)"
    r"|(?P<opens>\((?:\?(?:P<\w+>|P=|<?[=!]|[:>]|[a-zA-Z]*[):]|\(\w+\)))?)"
    r"|(?P<closes>\))"
    r"|(?P<or>\|)"
    r"|(?P<repeats>(?:[?*]|\{0*(?:,\d*)?\})[?+]?)"
    r"|(?P<needs>(?:\+|\{\d+(?:,\d*)?\})[?+]?)"
    rf"|(?P<other>{LITERAL}|[.^${{])",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)

Texts = frozenset[str]
_NONE: Texts = frozenset()


class Quick:
    """A regular expression that most of the lines that it is searched for in do not match."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression; that it is none, a search says first."""
        return re.compile(self._pattern)

    @cached_property
    def texts(self) -> Texts:
        """One of these is in each match, whatever their case; none where it needs none."""
        return needed_texts(self._pattern)

    @cached_property
    def _all_texts(self) -> tuple[Texts, ...]:
        return all_needed(self._pattern)

    def may_match(self, folded: str) -> bool:
        """Whether a line of a log, whose case is folded, may hold a match."""
        for texts in self._all_texts:
            # As holds_one does, without a call of its own: dozens are asked about a line.
            for text in texts:
                if text in folded:
                    break
            else:
                return False
        return True

    def search(self, line: str) -> re.Match[str] | None:
        """The first match in a line."""
        return self.compiled.search(line) if self.may_match(line.casefold()) else None


@cache  # many formats have steps in common, and each source's assembler has them
def quick(pattern: str) -> Quick:
    """The same for all that search for a pattern."""
    return Quick(pattern)


class Patterns:
    """Regular expressions that are searched for in the lines of logs, in their order."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._all = [quick(one) for one in patterns]
        self._latest: list[Quick] = []

    def that_may_match(self, log: str) -> list[re.Pattern[str]]:
        """Those of which a line of the log may hold a match."""
        folded = log.casefold()
        return [one.compiled for one in self._all if one.may_match(folded)]

    def search(self, line: str) -> re.Match[str] | None:
        """The first match of the first of them that has one in a line."""
        folded = line.casefold()
        for one in self._all:
            if one.may_match(folded) and (found := one.compiled.search(line)):
                return found
        return None

    def match(self, line: str) -> bool:
        """Whether any of them has a match in a line: those that had one lately are tried first."""
        folded = line.casefold()
        for one in chain(self._latest, self._all):
            if one.may_match(folded) and one.compiled.search(line):
                others = [other for other in self._latest if other is not one]
                self._latest = [one, *others[: _MOST_LATEST - 1]]
                return True
        return False


def holds_one(log: str, texts: Iterable[str]) -> bool:
    """Whether one of some texts is in a log; of each line, where `any` takes four times as long."""
    for text in texts:  # noqa: SIM110
        if text in log:
            return True
    return False


def that_hold_one(lines: Sequence[str], texts: Iterable[str]) -> list[bool]:
    """Which of some lines hold one of some texts: one by one they take ten times as long."""
    return pl.Series(lines, dtype=pl.String).str.contains_any(list(texts)).to_list()


def that_match(lines: Sequence[str], pattern: str) -> list[bool]:
    """Which of some lines hold a match of an expression that RE2 reads: see `that_hold_one`."""
    return pl.Series(lines, dtype=pl.String).str.contains(pattern).to_list()


@cache  # a format's hint and its statement both ask
def needed_texts(pattern: str) -> Texts:
    """Texts, without case, of which each match of a pattern holds one; none where it needs none.

    Raises ValueError for a pattern whose spaces mean nothing (`(?x)`).
    """
    found = _best(_parts(pattern))
    return found if min(map(len, found), default=0) >= _SHORTEST else _NONE


@cache
def all_needed(pattern: str) -> tuple[Texts, ...]:
    """For each part that no match of a pattern is without, texts of which it holds one, without
    case: what is rarest first. Raises ValueError as `needed_texts` does.
    """
    parts = {
        texts
        for texts in _parts(pattern)
        if 0 < len(texts) <= _MOST_BESIDE and min(map(len, texts)) >= _SHORTEST
    }
    by_rarity = sorted(parts, key=_rarity, reverse=True)
    return tuple(sorted(by_rarity, key=lambda texts: len(texts) > _MOST_TEXTS))


@cache
def _parts(pattern: str) -> Sequence[Texts]:
    return _of_group(_TOKEN.finditer(pattern))


def _best(candidates: Iterable[Texts]) -> Texts:
    """Those that not every call has, whose shortest is the longest, and the fewest of these."""
    some = (texts for texts in candidates if texts and len(texts) <= _MOST_TEXTS)
    return max(some, key=_rarity, default=_NONE)


def _rarity(texts: Texts) -> tuple[bool, int, int]:
    return not texts & _OF_ANY_CALL, min(map(len, texts)), -len(texts)


def _of_group(tokens: Iterator[re.Match[str]]) -> list[Texts]:
    """Of all up to the group's end: for each part that no match is without, the texts it may be."""
    branches: list[list[Texts]] = [[]]
    run, group = "", list[Texts]()
    for token in tokens:
        kind = token.lastgroup
        if kind == "repeats":  # what it stands behind need not be there
            run, group = run[:-1], []
        branches[-1] += group
        group = []
        if kind == "text":
            run += _ESCAPED.sub(r"\1", token[0])
            continue
        branches[-1].append(frozenset({run.casefold()} - {""}))
        run = ""
        if kind == "opens":
            group = _of_opened(token[0], tokens)
        elif kind == "or":
            branches.append([])
        elif kind == "closes":
            break
    branches[-1] += [*group, frozenset({run.casefold()} - {""})]
    best = [_best(one) for one in branches]
    return branches[0] if len(best) == 1 else [frozenset().union(*best)] if all(best) else []


def _of_opened(opening: str, tokens: Iterator[re.Match[str]]) -> list[Texts]:
    if opening[1:2] == "?" and opening[-1] in ":)" and "x" in opening:
        raise ValueError("patterns are written without spaces that mean nothing")
    if opening.endswith(")") and not opening.startswith("(?("):  # flags alone
        return []
    inside = _of_group(tokens)
    # Others are what stands there without being matched, or one of two.
    return inside if opening == "(" or opening[-1] in ":>" else []
