"""The report as Markdown, for chat and pull requests."""

from __future__ import annotations

import re

from analyzer.report.from_template import filled
from analyzer.report.page import Page
from analyzer.report.sections.table import Cell, Table, Trend
from analyzer.text.wording import Logged, Sentence, Wording

_BREAKS = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")
_TICKS = re.compile(r"`+")


def render(page: Page) -> str:
    """The document. What a log said is in code spans, where neither marks nor links count."""
    quoting = _Quoting(page.words)
    # What is produced is Markdown: HTML's escapes would be wrong in it, and `_Quoting` quotes.
    return filled(
        "report.md.j2",
        page,
        autoescape=False,
        filters={
            "said": quoting.said,
            "table": quoting.table,
            "cell": quoting.cell,
            "prose": prose,
        },
        logged=code,
    )


def prose(text: str | None) -> str:
    """Our own words, or the catalog's, on one line and without HTML."""
    return _BREAKS.sub(" ", text or "").replace("<", "&lt;")


def code(text: str) -> str:
    """What a log said, as a code span that its own backticks cannot end."""
    text = _BREAKS.sub(" ", text).strip() or " "
    fence = "`" * (1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


class _Quoting:
    """How values become Markdown."""

    def __init__(self, words: Wording) -> None:
        self._words = words

    def said(self, said: Sentence | str | None) -> str:
        """A sentence with its fields filled in."""
        if not isinstance(said, Sentence):
            return prose(said)
        values = {name: self.cell(value) for name, value in said.values.items()}
        return self._words.text(said.key, **values)

    def table(self, table: Table) -> str:
        """A pipe table; columns of small charts are left out."""
        sections = [
            n
            for n in range(len(table.columns))
            if not any(isinstance(row[n], Trend) for row in table.rows)
        ]
        columns = [table.columns[n] for n in sections]
        head = [self._words.text(f"column.{column.name}") for column in columns]
        rule = ["--:" if column.numeric else "---" for column in columns]
        rows = [[self.cell(row[n]).replace("|", "\\|") for n in sections] for row in table.rows]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))

    def cell(self, value: Cell) -> str:
        """A value; several are enumerated."""
        if isinstance(value, Logged):
            return code(value.shown)
        if isinstance(value, tuple):
            return self._words.joined(self.cell(part) for part in value)
        return prose(value) if isinstance(value, str) else ""
