"""Steps that a line of a log may be, chosen by the texts in it that their patterns need.

To ask each of a hundred patterns about each line takes longer than all that is done with it. One
search tells which of their texts lines hold, and lines that hold the same may be the same steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Generic, TypeVar

import polars as pl

from analyzer.formats.kinds.needed_text import Quick

T = TypeVar("T")
# Of other lines the steps are chosen anew.
_MOST_CHOICES = 1_000
_BETWEEN = "\0"


class Steps(Generic[T]):
    """Patterns in the order in which they are tried, and what a match of each is."""

    def __init__(self, steps: Iterable[tuple[Quick, T]]) -> None:
        self._all = tuple(steps)
        self._likely: dict[str, Sequence[tuple[Quick, T]]] = {}

    @cached_property
    def texts(self) -> frozenset[str]:
        """What `held_texts` is to look for."""
        return frozenset().union(*(pattern.texts for pattern, _ in self._all))

    def that_may_match(self, held: str) -> Sequence[tuple[Quick, T]]:
        """Those that a line may match which holds these of their texts."""
        if (likely := self._likely.get(held)) is None:
            texts = frozenset(held.lower().split(_BETWEEN))
            likely = [
                step
                for step in self._all
                if not step[0].texts or not step[0].texts.isdisjoint(texts)
            ]
            if len(self._likely) < _MOST_CHOICES:
                self._likely[held] = likely
        return likely


def held_texts(lines: Sequence[str], texts: Iterable[str]) -> list[str]:
    """For each line the texts that it holds, whatever their case."""
    return (
        pl.Series(lines, dtype=pl.String)
        .str.extract_many(sorted(texts), ascii_case_insensitive=True, overlapping=True)
        .list.join(_BETWEEN)
        .to_list()
    )
