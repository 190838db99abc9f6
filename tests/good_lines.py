"""Lines of a format that are requests, out of its own samples."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzer.formats import Format
from analyzer.ingest.transform import Reading
from tests.reading_lines import read


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
    if form.name in {"csv", "jmeter", "k6"}:
        return text.splitlines(keepends=True)[0]
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

    def requests(lines: list[str]) -> int:
        whole = header + "\n".join([*lines, GARBAGE])
        return read(reading, whole.encode(), form).counts.requests

    lines = text.splitlines()
    in_all = requests(lines)
    good = tuple(
        line
        for number, line in enumerate(lines)
        if requests([*lines[:number], "", *lines[number + 1 :]]) < in_all
    )
    return Lines(form, header, good[:1] if form.name == "w3c" else good)
