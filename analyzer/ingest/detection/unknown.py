"""Explains why no format claims a source: what it holds, and which format is nearest."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

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
    ratio, text = max(_nearest(line, number) for number, line in enumerate(lines, 1))
    shown = in_words(lines)
    return f"{shown}; nearest: {text}" if ratio >= _NEAR else shown


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


def _nearest(line: str, number: int) -> tuple[float, str]:
    """How alike a line is to the likest of all samples, and where the two part."""
    shape, best = _shape(line), (0.0, "")
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(shape)
    for form in formats().values():
        for sample in form.samples:
            for sample_line in sample.text.splitlines()[:_FEW_LINES]:
                matcher.set_seq1(_shape(sample_line))
                if matcher.real_quick_ratio() > best[0] and (ratio := matcher.ratio()) > best[0]:
                    same = next(
                        (
                            n
                            for n, (a, b) in enumerate(
                                zip(_shape(sample_line), shape, strict=False)
                            )
                            if a != b
                        ),
                        min(len(sample_line), len(shape)),
                    )
                    best = (
                        ratio,
                        f"{form.name}, from which line {number} parts at its part {same + 1}",
                    )
    return best


def _shape(line: str) -> list[str]:
    """A line as words, numbers and what stands between them."""
    return [
        "0" if part[0].isdigit() else "a" if part[0].isalpha() else part
        for part in re.findall(r"[0-9]+|[A-Za-z]+|[^0-9A-Za-z]", line[:_LONGEST])
    ]
