"""Secrets for every form, made up when they are asked for, and the search for what is left of them.

Each body of a sample begins and ends with a mark, so that one search tells what was written of any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from analyzer.redaction import forms

_BODY = re.compile(r"\{([AaUxd])(\d+)\}")
_LETTERS = {
    "A": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "a": "abcdefghijklmnopqrstuvwxyz0123456789",
    "U": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    "x": "0123456789abcdef",
    "d": "0123456789",
}
_MARKS = {"A": "qZ7xKw", "a": "qz7xkw", "U": "QZ7XKW", "x": "dec0de7513"}
LEFT = re.compile(rb"(?i)qz7xkw|dec0de7513")


@dataclass(frozen=True)
class Sample:
    """A text of a form, whose secret is marked."""

    form: str
    text: str


def filled(template: str, seed: str) -> str:
    """A sample's text; equal for equal seeds."""
    chance = Random(seed)

    def body(found: re.Match[str]) -> str:
        kind, size = found[1], int(found[2])
        letters = "".join(chance.choices(_LETTERS[kind], k=size))
        mark = _MARKS.get(kind, "")
        if not mark or size < len(mark):
            return letters
        if size < 3 * len(mark):
            return mark + letters[len(mark) :]
        return mark + letters[len(mark) : -len(mark)] + mark

    return _BODY.sub(body, template)


def samples(seed: str) -> Iterator[Sample]:
    """One text for each sample that goes, of every form."""
    for form in forms():
        for number, template in enumerate(form.goes):
            yield Sample(form.name, filled(template, f"{seed} {form.name} {number}"))


def left_in(content: bytes) -> list[str]:
    """What is left of secrets, each with what stands around it."""
    return [
        content[max(0, at.start() - 60) : at.end() + 20].decode("utf-8", "replace")
        for at in LEFT.finditer(content)
    ]
