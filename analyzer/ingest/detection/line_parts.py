"""What a line of an unknown format shows of a request: which parts of it look like what.

For words on why it is refused, and for the draft of a format that reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_METHODS = "GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS"
_BEFORE = r"(?<![^\s\"'|=;,<(\[~>])"
_DAY_FIRST = r"\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d"
# What parts of a line are, in the order in which they are tried: name, pattern, column.
_PARTS = (
    (
        "when",
        r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z| ?[+-]\d\d:?\d\d)?"
        r"|\d\d/[A-Z][a-z][a-z]/\d{4}[: ]\d\d:\d\d:\d\d(?: [+-]\d{4})?",
        "ended",
    ),
    ("when", _DAY_FIRST, "ended"),
    ("when", r"\b1[5-9]\d{8}(?:\.\d+|\d{3})?\b", "ended"),
    ("ip", r"\b\d{1,3}(?:\.\d{1,3}){3}\b", "client_ip"),
    ("url", r"https?://[^\s\"',;|<>]+", "url"),
    ("method", rf"\b(?:{_METHODS})\b", "method"),
    ("took", r"\b\d+(?:\.\d+)? ?(?:ms|us|µs|ns|s)\b", "duration"),
    ("path", rf"{_BEFORE}/[^\s\"',;|]*", "url"),
    ("status", r"(?<![\w.:/-])[1-5]\d\d(?![\w.:/-])", "status"),
)
# Behind a status stand the bytes of the answer.
_BYTES = re.compile(r"\W{1,3}(\d+)(?![\w.:])")
_CLOCK = re.compile(r"(?<![\d:])\d\d:\d\d:\d\d(?!\d)")
_LONGEST = 4_096
_WORDS = {
    "ended": "a time", "method": "a method", "url": "a URL or path", "status": "a status",
    "client_ip": "an address", "duration": "a duration",
}  # fmt: skip
_NEEDED = ("ended", "method", "url", "status")


@dataclass(frozen=True)
class Part:
    """A part of a line: where it is, its name, how it is written, which column it fills."""

    start: int
    end: int
    name: str
    pattern: str
    column: str

    @property
    def time_format(self) -> str | None:
        """How a time is written that begins with the day."""
        return "%d.%m.%Y %H:%M:%S" if self.pattern == _DAY_FIRST else None


def parts_of(line: str) -> list[Part]:
    """The parts of a line that mean something, in order; each column once."""
    line = line[:_LONGEST]
    found: list[Part] = []
    for name, pattern, column in _PARTS:
        if any(column == other.column for other in found):
            continue
        for match in re.finditer(pattern, line):
            if all(match.end() <= one.start or match.start() >= one.end for one in found):
                found.append(Part(match.start(), match.end(), name, pattern, column))
                break
    status = next((one for one in found if one.column == "status"), None)
    size = _BYTES.match(line, status.end) if status else None
    if size and all(size.end() <= one.start or size.start() >= one.end for one in found):
        found.append(Part(size.start(1), size.end(1), "bytes", r"\d+", "response_bytes"))
    return sorted(found, key=lambda one: one.start)


def shows_request(parts: Iterable[Part]) -> bool:
    """Whether parts are of a request: a method, a URL or a status."""
    return any(one.column in ("method", "url", "status") for one in parts)


def in_words(lines: Iterable[str]) -> str:
    """What the line among these that shows most has of a request, and what is missing."""
    line, parts = max(((line, parts_of(line)) for line in lines), key=lambda one: _worth(one[1]))
    has = {one.column for one in parts}
    shown = [words for column, words in _WORDS.items() if column in has]
    if "ended" not in has and _CLOCK.search(line[:_LONGEST]):
        shown.append("a time of the day without its date")
    if not shown:
        return "no line shows a time, a method, a URL or a status"
    lacks = [_WORDS[column] for column in _NEEDED if column not in has]
    missing = f"; missing: {', '.join(lacks)}" if lacks else "; but in no order that is known"
    return f"a line shows {', '.join(shown)}{missing}"


def _worth(parts: Iterable[Part]) -> int:
    return sum(one.column in _NEEDED for one in parts)


# What the values of a field say that it is, where its name says nothing.
_VALUES = (
    ("method", re.compile(rf"(?:{_METHODS})")),
    ("url", re.compile(r"(?:https?://|/)\S*")),
    ("ended", re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*|1[5-9]\d{8}(?:\.\d+|\d{3,9})?")),
    ("status", re.compile(r"[1-5]\d\d")),
    ("client_ip", re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")),
    ("duration", re.compile(r"\d+(?:\.\d+)? ?(?:ms|us|µs|ns|s)")),
)


def column_of(values: Iterable[object]) -> str | None:
    """The column that all of these values of one field may be of."""
    texts = [str(value) for value in values if value is not None]
    fitting = (c for c, one in _VALUES if texts and all(map(one.fullmatch, texts)))
    return next(fitting, None)
