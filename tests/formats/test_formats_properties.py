"""Good lines and damaged ones in any order: every line is counted, no good one is lost.

A line is *broken* where it was cut before the place at which its format is complete: the last
bracket of JSON, the closing quote of an access line, the last delimiter of a table, the status of
lines that end with it. What was spliced or flipped may still be a line of its format, so of that
only the counts are certain. Formats that are one document are cut as a whole by their own tests.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from analyzer.formats import Format, formats
from analyzer.ingest.rows.transform import Reading
from tests.good_lines import Lines, lines_of
from tests.reading_lines import Row, read, read_together, reader, skipped

# One of each kind; all others are read the same ways, which takes minutes.
FEW_FORMATS = ("canonical", "combined", "csv", "json", "logfmt", "otlp", "w3c")
LINE_FORMATS = [
    pytest.param(form, marks=() if name in FEW_FORMATS else pytest.mark.scale, id=name)
    for name, form in formats().items()
    if form.document is None and form.assemble is None
]


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


@pytest.fixture(scope="module", params=LINE_FORMATS)
def lines(request: pytest.FixtureRequest, reading: Reading) -> Lines:
    """The good lines of each format in turn: what reads it is planned once for all tests."""
    return lines_of(reading, request.param)


def damaged(random: Random, good: tuple[str, ...]) -> bytes:
    """A line cut, spliced with another, or with some bytes changed."""
    line, other = (random.choice(good).encode() for _ in range(2))
    place = random.randint(0, len(line))
    match random.choice(["cut", "splice", "flip", "flip"]):
        case "cut":
            return line[:place]
        case "splice":
            return line[:place] + other[random.randint(0, len(other)) :]
        case _:
            changed = bytearray(line)
            for _ in range(random.randint(1, 3)):
                code = random.choice(
                    [random.randint(0, 255), random.choice(b'0123456789"-.,:= {}')]
                )
                changed[random.randrange(len(line))] = 32 if code in b"\r\n" else code
            return bytes(changed)


def complete_from(form: Format, line: str) -> int:
    """The place before which a cut breaks the line."""
    if not form.complete or line.startswith("{"):
        return len(line) - 1
    found = re.match(form.complete, line)
    assert found, (form.name, line)
    return len(found[0])


def counted(rows: list[Row]) -> Counter[str]:
    return Counter(repr(sorted(row.items())) for row in rows)


# Few examples of many lines: an example costs a plan of SQL, a line next to nothing. What fails is
# not made smaller, for the same reason; a seed is printed.
FEW = settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.one_in(10)
@pytest.mark.scale
@FEW
@given(random=st.randoms(use_true_random=True))
def test_every_line_is_counted_and_good_ones_are_intact_among_damaged_ones(
    lines: Lines, random: Random, reading: Reading
) -> None:
    form = lines.form
    good = [random.choice(lines.good).encode() for _ in range(random.randint(1, 9))]
    mixed = good + [damaged(random, lines.good) for _ in range(300)]
    random.shuffle(mixed)
    alone, found = read_together(reading, [lines.text(good), lines.text(mixed)], form)
    counts = found.counts
    assert counts.lines == counts.requests + counts.rejects + skipped(counts)
    assert counts.requests == len(found.rows)
    assert counts.rejects == len(found.rejects)
    assert not counted(alone.rows) - counted(found.rows)


@pytest.mark.one_in(10)
def test_no_broken_line_becomes_a_request(lines: Lines, reading: Reading) -> None:
    form = lines.form
    broken = [
        line[:place].encode()
        for line in dict.fromkeys(lines.good)
        for place in range(1, complete_from(form, line))
    ]
    found = read(reading, lines.text(broken), form)
    assert found.rows == []
    assert found.counts.requests == 0
