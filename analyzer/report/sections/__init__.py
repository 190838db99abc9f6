"""The report after its lead: a section a module, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report.content import Content
from analyzer.report.sections import (
    authentication,
    changes,
    coverage,
    failures,
    limits,
    partial_failures,
    pressure,
    rules,
    service_level,
    unfinished,
    unlisted_codes,
)
from analyzer.report.sections.table import Section
from analyzer.report.unfinished import Unfinished
from analyzer.rules.finding import TrackedFinding
from analyzer.text.wording import Wording

_OF_CONTENT = (
    limits,
    pressure,
    authentication,
    partial_failures,
    failures,
    service_level,
    changes,
    unlisted_codes,
    coverage,
)


def sections(
    content: Content, left: Sequence[Unfinished], tracked: Sequence[TrackedFinding], words: Wording
) -> tuple[Section, ...]:
    """Every section that has something to say."""
    made = (
        rules.section(tracked, words),
        unfinished.section(content, left, words),
        *(one.section(content, words) for one in _OF_CONTENT),
    )
    return tuple(section for section in made if section.sentences or section.tables)
