"""Explains why no format claims a source: what it holds, and which format is nearest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from analyzer.formats import formats, json_object
from analyzer.ingest.detection.line_parts import in_words
from analyzer.mapping.aliases import plan_of
from analyzer.mapping.json_fields import flat_names

# What programs that make load say of all requests at once, by what only they say.
_SUMS = (
    ("oha", r'"statusCodeDistribution"\s*:'),
    ("Locust", r"^Type,Name,Request Count,|^Method,Name,Error,Occurrences|^Timestamp,User Count,"),
    ("hey", r"^response-time,DNS\+dialup,|^Response time histogram:"),
    ("wrk", r"^Running \d+\w+ test @ "),
    ("k6", r'"http_req_duration"\s*:\s*\{[^}]*"(?:avg|med)"'),
    ("Vegeta", r'"latencies"\s*:\s*\{[^}]*"mean"'),
    ("ab", r"^Requests per second: "),
    ("Artillery", r'"vusers\.(?:created|completed)[\w.]*"\s*:'),
    ("autocannon", r'"requests"\s*:\s*\{[^}]*"p97_5"'),
)
_FEW_LINES = 3
_LONGEST = 200
_MOST_NAMES = 8
_NEAR = 0.5


def explain(beginning: str) -> str:
    """In words, why nothing reads a source that begins like this; no value of it is repeated."""
    for program, mark in _SUMS:
        if re.search(mark, beginning, re.MULTILINE):
            return (
                f"sums of a load test by {program}, which show no request by itself with its time"
            )
    lines = [line for line in beginning.splitlines() if line.strip()][:_FEW_LINES] or [""]
    objects = [found for line in lines if (found := json_object(line))]
    if objects:
        return _of_json([name for one in objects for name in flat_names(one)])
    alike, text = _nearest(lines)
    shown = in_words(lines)
    return f"{shown}; nearest: {text}" if alike >= _NEAR else shown


def _of_json(names: list[str]) -> str:
    plan = plan_of(dict.fromkeys(names))
    mapped = [f"{plan.fields(slot)[0]} ({slot})" for slot in plan.slots]
    has = plan.slots.keys()
    lacks = [] if has & {"started", "ended", "finished"} else ["a time"]
    if not has & {"status", "error"}:
        lacks.append("a status or an error")
    if not has & {"url", "path", "request"}:
        lacks.append("a URL or path")
    return (
        f"JSON lines; understood: {', '.join(mapped[:_MOST_NAMES]) or 'nothing'};"
        f" not understood: {', '.join(plan.unmapped[:_MOST_NAMES]) or 'nothing'};"
        f" missing: {', '.join(lacks) or 'nothing in one line'}"
    )


def _nearest(lines: Sequence[str]) -> tuple[float, str]:
    """How alike one of some lines is to the likest line of all samples, and where the two part."""
    shapes = [_shape(line) for line in lines]
    pairs = [_pairs(shape) for shape in shapes]
    best = (0.0, "")
    for form in formats().values():
        for sample in form.samples:
            for sample_line in sample.text.splitlines()[:_FEW_LINES]:
                of_sample = _shape(sample_line)
                pairs_of_sample = _pairs(of_sample)
                for number, shape in enumerate(shapes, 1):
                    alike = _alike(pairs_of_sample, pairs[number - 1])
                    if alike > best[0]:
                        part = _same_parts(of_sample, shape) + 1
                        told = f"{form.name}, from which line {number} parts at its part {part}"
                        best = (alike, told)
    return best


def _pairs(shape: Sequence[str]) -> Counter[tuple[str, str]]:
    return Counter(zip(("", *shape), (*shape, ""), strict=True))


def _alike(pairs: Counter[tuple[str, str]], others: Counter[tuple[str, str]]) -> float:
    """From 0 to 1, how many of the pairs of neighbours two shapes have in common (Dice)."""
    return 2 * (pairs & others).total() / (pairs.total() + others.total())


def _same_parts(shape: Sequence[str], other: Sequence[str]) -> int:
    """How many of their first parts are the same."""
    return sum(1 for _ in takewhile(lambda two: two[0] == two[1], zip(shape, other, strict=False)))


def _shape(line: str) -> list[str]:
    """A line as words, numbers and what stands between them."""
    return [
        "0" if part[0].isdigit() else "a" if part[0].isalpha() else part
        for part in re.findall(r"[0-9]+|[A-Za-z]+|[^0-9A-Za-z]", line[:_LONGEST])
    ]
