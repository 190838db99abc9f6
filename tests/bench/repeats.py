"""Logs that say one thing again and again: what each format makes of them is to grow as they do."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from analyzer.formats import Format, formats
from tests.bench.run import Scale

_FEW, _MANY = 500, 2_000
_MOST_LINES = 12
# Four times the lines are to take no more than so many times the time, if they take long at all.
_MOST_GROWTH = 6.5
_LONG_S = 0.15
_ID = re.compile(r"(?<![\w:.-])(?=[0-9a-f-]*\d)[0-9a-f][0-9a-f-]{3,}(?![\w:-])")


def run(folder: Path, scale: Scale) -> None:
    """Goal: no line; each of a sample, repeated with fresh ids, and the sample as a whole."""
    del folder, scale
    print(f"\nlines that repeat, {_FEW:,} and {_MANY:,} of them{'':8}{'s':>8}{'s':>8}{'ratio':>8}")
    chance = random.Random(1)
    for form in formats().values():
        for name, lines in _repeated(form):
            few, many = (_taken(form, lines, count, chance) for count in (_FEW, _MANY))
            if many > _LONG_S and many > _MOST_GROWTH * few:
                print(f"{name:44}{few:8.2f}{many:8.2f}{many / few:8.1f}", flush=True)


def _repeated(form: Format) -> Iterator[tuple[str, list[str]]]:
    for number, sample in enumerate(form.samples if form.assemble else (), 1):
        lines = [line for line in sample.text.split("\n") if line]
        yield f"{form.name}-{number}", lines
        for at, line in enumerate(lines[:_MOST_LINES], 1):
            yield f"{form.name}-{number}, line {at}", [line]


def _taken(form: Format, lines: list[str], count: int, chance: random.Random) -> float:
    """Seconds to put together the exchanges of so many lines."""
    assert form.assemble
    told = [_ID.sub(_fresh(chance), lines[n % len(lines)]) for n in range(count)]
    text, take = "\n".join([*told, ""]).encode(), form.assemble()
    began = time.perf_counter()
    take(text, is_last=False)
    return time.perf_counter() - began


def _fresh(chance: random.Random) -> Callable[[re.Match[str]], str]:
    """Another id of the same form; a status stays."""

    def fresh(found: re.Match[str]) -> str:
        return "".join(
            chance.choice("0123456789" if sign.isdigit() else "abcdef") if sign != "-" else sign
            for sign in found[0]
        )

    return fresh
