"""Lines of tall cells in Chinese: none begins with a mark that closes, none splits a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parts.line_breaks import broken


def shown(words: str, width_px: int) -> list[str]:
    """The lines that the grid makes of it."""
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in broken(words, width_px).split(" ")]


@pytest.mark.parametrize(
    ("words", "width_px", "lines"),
    [
        ("API 金鑰無效、已被停用或已過期。", 190, ["API 金鑰無效、已被停用或", "已過期。"]),
        ("55tech, tickdb, zeromarkets", 95, ["55tech,", "tickdb,", "zeromarkets"]),
        ("等待 1 秒、2 秒、4 秒……，并降低", 130, ["等待 1 秒、", "2 秒、4 秒……，", "并降低"]),
        ("检查密钥（或向管理员确认）。", 110, ["检查密钥（或", "向管理员确", "认）。"]),
        ("/api/v1/fixtures/71035/orders", 95, ["/api/v1/fixtures/71035/orders"]),
    ],
)
def test_a_line_ends_where_a_reader_would_end_it(
    words: str, width_px: int, lines: list[str]
) -> None:
    assert shown(words, width_px) == lines


PIECES = st.sampled_from(["密", "钥", "ab1 ", "（无", "效。", "2 个，", "“好”", "https://x.y/z"])


@given(st.lists(PIECES, max_size=30), st.integers(60, 400))
def test_nothing_is_lost_and_no_line_begins_with_a_mark_that_closes(
    pieces: list[str], width_px: int
) -> None:
    words = "".join(pieces)
    lines = shown(words, width_px)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert not any(line.startswith(("。", "，", "”", " ")) for line in lines)
