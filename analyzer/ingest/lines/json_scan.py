"""Positions and depth of the brackets of JSON text, outside its strings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
# What is found in between stays in the cache.
_BLOCK_BYTES = 1 << 20
_QUOTE, _NEWLINE, _BACKSLASH = b'"\n\\'
# Brackets of both kinds, and what lies between them, are these but for one bit.
_BRACKETS, _BRACKET_BIT = ord("{"), 0x20


@dataclass(frozen=True)
class Brackets:
    """Brackets outside strings, in order. `depths` is that after each; 1 is within the outermost.

    `breaks_string` says that a line ended within a string, which JSON has none of.
    """

    places: Places
    kinds: NDArray[np.uint8]
    depths: Places
    breaks_string: bool


class Scan:
    """A text looked through block by block. `depth` is that at the end of what was seen."""

    def __init__(self, depth: int = 0) -> None:
        self.depth = depth
        self.is_in_string = False
        self._ends_in_escape = False

    def brackets(self, block: bytes) -> Brackets:
        """The brackets of the text's next block, by their places in it."""
        before = int(self._ends_in_escape)
        text = b"\\" + block if before else block
        places = places_of(_is_mark, text)
        kinds = np.frombuffer(text, dtype=np.uint8)[places]
        escaped, self._ends_in_escape = _escaped(places, kinds, len(text))
        is_quote = (kinds == _QUOTE) & ~escaped
        inside = np.cumsum(is_quote, dtype=np.uint8) & 1 != self.is_in_string
        broken = bool(np.any(inside & (kinds == _NEWLINE)))
        self.is_in_string = bool(inside[-1]) if len(inside) else self.is_in_string
        # Of all marks the brackets alone are odd.
        chosen = ~inside & (kinds & 1 == 1)
        kinds = kinds[chosen]
        steps = np.where(opens(kinds), np.int8(1), np.int8(-1))
        depths = np.cumsum(steps, dtype=np.int64) + self.depth
        self.depth = int(depths[-1]) if len(depths) else self.depth
        return Brackets(places[chosen] - before, kinds, depths, broken)


def opens(kinds: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which brackets open."""
    is_opening: NDArray[np.bool_] = kinds & 0b110 == 0b010
    return is_opening


def places_of(wanted: Callable[[NDArray[np.uint8]], NDArray[np.bool_]], text: bytes) -> Places:
    """Where the wanted bytes of a text are, block by block."""
    found, whole = [np.empty(0, dtype=np.int64)], np.frombuffer(text, dtype=np.uint8)
    for at in range(0, len(text), _BLOCK_BYTES):
        found.append(np.flatnonzero(wanted(whole[at : at + _BLOCK_BYTES])) + at)
    return np.concatenate(found)


def is_newline(text: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which bytes end a line."""
    ends: NDArray[np.bool_] = text == _NEWLINE
    return ends


def _is_mark(text: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which bytes are brackets, quotes, backslashes and newlines."""
    marks: NDArray[np.bool_] = ((text | np.uint8(_BRACKET_BIT)) - np.uint8(_BRACKETS)) < 3
    marks |= text == _QUOTE
    marks |= text == _NEWLINE
    return marks


def _escaped(places: Places, kinds: NDArray[np.uint8], size: int) -> tuple[NDArray[np.bool_], bool]:
    """Which marks an odd number of backslashes comes before; whether it does before the end."""
    escaped = np.zeros(len(places), dtype=np.bool_)
    backslashes = np.flatnonzero(kinds == _BACKSLASH)
    if not len(backslashes):
        return escaped, False
    at = places[backslashes]
    follows = at[1:] == at[:-1] + 1
    is_odd = np.ones(len(at), dtype=np.bool_)
    if follows.any():
        numbers = np.arange(len(at))
        runs = np.maximum.accumulate(np.where(np.append(False, follows), 0, numbers))
        is_odd = (numbers - runs) & 1 == 0
    nexts = backslashes[is_odd] + 1
    ends_in_escape = bool(is_odd[-1]) and int(at[-1]) == size - 1
    nexts = nexts[: len(nexts) - (int(nexts[-1]) == len(places))] if len(nexts) else nexts
    escaped[nexts[places[nexts] == places[nexts - 1] + 1]] = True
    return escaped, ends_in_escape
