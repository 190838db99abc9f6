"""Which columns of a table have room, and how wide each is: no table is wider than its place.

Those that a page names first come first; what has no room the table's menu has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

# Letters of the grid's font, figures among them, and what lies left and right of a text.
_LETTER_PX, _BROAD_PX, _PADDING_PX = 7.2, 13.4, 18
# Chinese characters and the like are as wide as two letters.
BROAD = "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]"
# The grid has no narrower columns; so much of a long text tells it from others.
_NARROWEST, _TELLING, _TELLING_SHARE = 56, 92, 0.6
# The borders of a table, and the boxes before rows that can be chosen.
BORDER, BOXES = 2, 33


class Wish(NamedTuple):
    """How wide a column must be, and how wide it need be at most, in pixels."""

    least: int
    most: int


def text_px(letters: float, broad: float = 0) -> int:
    """How wide a cell with so many letters, and so many broad ones, is."""
    return round(letters * _LETTER_PX + broad * _BROAD_PX) + _PADDING_PX


def title_px(title: str) -> int:
    """How wide a column's title is."""
    broad = len(re.findall(BROAD, title))
    return text_px(len(title) - broad, broad)


def longest_px(texts: pl.Series) -> int:
    """How wide the longest of some texts is, or the longest in lists."""
    flat = (texts.explode() if texts.dtype == pl.List else texts).cast(pl.String)
    broad = flat.str.count_matches(BROAD).cast(pl.Float64)
    letters = flat.str.len_chars().cast(pl.Float64) - broad
    longest = (letters * _LETTER_PX + broad * _BROAD_PX).max()
    return round(longest) + _PADDING_PX if isinstance(longest, float) else 0


def wish(title: str, content: int, most: int, *, whole: bool = False) -> Wish:
    """A column's wish: its title is whole, and its content, up to `most` of it.

    Where room is short, less will do, unless it is to be `whole`.
    """
    named = max(_NARROWEST, title_px(title))
    wanted = max(named, min(content, most))
    enough = wanted if whole else min(wanted, max(_TELLING, round(most * _TELLING_SHARE)))
    return Wish(max(named, enough), wanted)


def fitted(wishes: Mapping[str, Wish], room: int) -> dict[str, int]:
    """The columns that fit into so many pixels, each with its width; together they fill them."""
    shown: dict[str, Wish] = {}
    left = room
    for name, one in wishes.items():
        if not shown or one.least <= left:
            shown[name] = one
            left -= one.least
    widths = {name: min(one.least, room) for name, one in shown.items()}
    _spread(widths, left, [one.most - one.least for one in shown.values()], bounded=True)
    left = room - sum(widths.values())
    _spread(widths, left, [*widths.values()])
    return widths


def _spread(
    widths: dict[str, int], left: int, parts: Sequence[int], *, bounded: bool = False
) -> None:
    """Widen columns by what is left, in proportion; `bounded`: by no more than these."""
    whole = sum(parts)
    if left <= 0 or not whole:
        return
    share = min(1.0, left / whole) if bounded else left / whole
    for name, part in zip(widths, parts, strict=True):
        widths[name] += int(part * share)
