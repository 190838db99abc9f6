"""Lines of a format that are requests, out of its own samples."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzer.formats import Format
from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import read_together


@dataclass(frozen=True)
class Lines:
    """Lines of one format that are requests, and the header that must stand before them."""

    form: Format
    header: str
    good: tuple[str, ...]

    def text(self, lines: list[bytes]) -> bytes:
        return self.header.encode() + b"".join(line + b"\n" for line in lines)


def header_of(form: Format) -> str:
    """What stands before the first request of a format's first sample."""
    text = form.samples[0].text
    if form.name in {"w3c", "zeek"}:
        directives = re.match(r"(?:#.*\n)+", text)
        return directives[0] if directives else ""
    return ""


# What no format takes for one of its lines; JSON is looked at line by line where it stands.
GARBAGE = "\x01garbage"


def lines_of(reading: Reading, form: Format) -> Lines:
    """The lines of a format's first sample that are requests."""
    header = header_of(form)
    text = form.samples[0].text.removeprefix(header)
    if form.elements:
        return Lines(form, header, tuple(line for line in text.splitlines() if line.endswith("}")))

    lines = text.splitlines()
    without_one = [[*lines[:n], "", *lines[n + 1 :]] for n in range(len(lines))]
    texts = [header + "\n".join([*some, GARBAGE]) for some in (lines, *without_one)]
    found = read_together(reading, [one.encode() for one in texts], form)
    in_all, *left = (one.counts.requests for one in found)
    if in_all > 1 and left[0] == 0:
        # Nothing is read without it: names of columns, or a version.
        header, lines, left = header + lines[0] + "\n", lines[1:], left[1:]
    good = tuple(line for line, count in zip(lines, left, strict=True) if count < in_all)
    return Lines(form, header, good[:1] if form.name == "w3c" else good)
