"""Where lines of a tall table's cells end, in Chinese.

The grid ends a line at the last space that fits, else anywhere, be it before a full stop; of line
feeds it makes spaces. So a space stands where a line is full, and nowhere else.
"""

from __future__ import annotations

import re

_NO_BREAK = "\N{NO-BREAK SPACE}"
# How wide a Chinese character is, what lies left and right of a text, and how wide letters are.
_EM_PX, _PADDING_PX, _NARROW_EM = 13.2, 18, 0.52
_WIDE = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef、。「」『』…“”‘’—]"
)
# What stands together: a Chinese character, with a number before it, or a word, each with the marks
# that open before it and close after it.
_CLOSING, _OPENING = "，。、；：！？）」』》”’…", "（「『《“‘"
_PIECE = re.compile(
    rf"[{_OPENING}]*(?:(?:\d[\d,.]*\s?)?[⺀-鿿]|[^\s⺀-鿿{_OPENING}{_CLOSING}]+)[{_CLOSING}]*\s*|\s+|."
)


def broken(words: str, width_px: int) -> str:
    """The same words, which can be broken where a line of a column so wide is full."""
    room = (width_px - _PADDING_PX) / _EM_PX
    lines = [""]
    for piece in _PIECE.findall(words):
        if lines[-1] and _ems(lines[-1] + piece.rstrip()) > room:
            lines.append("")
        lines[-1] += piece
    return " ".join(line.rstrip().replace(" ", _NO_BREAK) for line in lines)


def room_for(width_px: int) -> int:
    """How many letters fit into a line: a text without Chinese the grid does not break there."""
    return int((width_px - _PADDING_PX) / (_EM_PX * _NARROW_EM))


def _ems(words: str) -> float:
    wide = len(_WIDE.findall(words))
    return wide + _NARROW_EM * (len(words) - wide)
