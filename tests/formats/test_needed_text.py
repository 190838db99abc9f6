"""A pattern is left out of a search only where no line can match it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.formats import formats
from analyzer.formats.kinds.needed_text import Patterns, all_needed, needed_texts
from analyzer.formats.kinds.python.bot_messages import BOT_CLAIMS
from analyzer.formats.kinds.python.messages import CLAIMS

LINES = [
    line for form in formats().values() for one in form.samples for line in one.text.split("\n")
]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\d+ fetch Request: (?P<client>\w+)", {" fetch request: "}),
        (r"(?:sent|answered): \{", {"sent", "answered"}),
        (r"(?:GET|POST) \S+ HTTP/1\.1", {" http/1.1"}),
        (r"(?:a|bcd)+x?", set()),  # too short to tell anything
        (r"(?i:error) \d", {"error"}),  # in any case
        (r"https?://\S+ (?i:Was Late)", {"was late"}),  # what not every call has
        (r"(?:left out)?$", set()),
        (r"(?:one more ){2}", {"one more "}),
        (r"(?!not this)[^\n]*(?=or this)", set()),
        (r"more: \{\"key\":|more: \[\]", {'more: {"key":', "more: []"}),
        (r"[(]not [)] all?ways{0,2} more{1,3}", {" more"}),
        (r"(word)?(?P<of>other|than )(?:(?P<q>')(?(q)this one|that one)|)", {"other", "than "}),
        (r"[]no\]t] (?i)Then|[^]]Also", {"then", "also"}),
        (r"(?:twice){,2}(?:thrice){3}(?:never){0}+(?>possessed)++", {"possessed"}),
    ],
)
def test_texts_are_those_that_every_match_holds(pattern: str, expected: set[str]) -> None:
    assert needed_texts(pattern) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (
            r"(?:sent|answered) (?P<method>GET|POST) ?(?i:Was Late)",
            [{"was late"}, {"sent", "answered"}, {"get", "post"}],
        ),
        (r"(?:one|two)? or three|four", [{" or three", "four"}]),
        (r"\d+ \w", []),
    ],
)
def test_a_match_holds_a_text_of_each_part_that_it_needs(
    pattern: str, expected: list[set[str]]
) -> None:
    assert list(all_needed(pattern)) == expected


def test_a_line_without_one_of_the_parts_is_not_searched() -> None:
    some = Patterns([r"(?:sent|answered): (?P<method>GET|POST)"])
    assert some.that_may_match("SENT: post")
    assert not some.that_may_match("sent: put")
    assert not some.that_may_match("asked: get")


@pytest.mark.parametrize("pattern", CLAIMS + BOT_CLAIMS)
def test_no_line_that_matches_is_left_out(pattern: str) -> None:
    compiled = re.compile(pattern)
    some = Patterns([pattern])
    assert all(some.that_may_match(line) for line in LINES if compiled.search(line))


@pytest.mark.scale
@given(st.from_regex(r"(?:ab(?:cde|fgh)*|(?i:xyz)|\d{3})+(?:end here|stop)", fullmatch=True))
def test_what_a_pattern_makes_may_match_it(text: str) -> None:
    pattern = r"(?:ab(?:cde|fgh)*|(?i:xyz)|\d{3})+(?:end here|stop)"
    assert Patterns([pattern]).that_may_match(f"before {text} behind") == [re.compile(pattern)]
