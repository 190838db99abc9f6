"""The report as one HTML page, without scripts and without external resources."""

from __future__ import annotations

import re
from importlib import resources

from markupsafe import Markup, escape

from analyzer.report import charts, sql
from analyzer.report.attention import SEVERITIES, Item
from analyzer.report.from_template import filled
from analyzer.report.page import Page
from analyzer.report.sections.table import Cell, Trend
from analyzer.text.wording import Logged, Sentence, Wording

_CODE = re.compile(r"`([^`]+)`")


def render(page: Page) -> str:
    """The page. Everything that a log said is escaped."""
    content, words = page.content, page.words
    quoting = _Quoting(words)
    style = (resources.files(__package__) / "templates" / "report.css").read_text("utf-8")
    return filled(
        "report.html.j2",
        page,
        autoescape=True,
        filters={"said": quoting.said, "cell": quoting.cell, "prose": prose},
        tally=[(name, n) for name in SEVERITIES if (n := _tally(page.open_items, name))],
        # Where nothing failed there is nothing to see in them.
        charts=charts.charts(content, words) if content.figures["failures"] else (),
        command=sql.command,
        style=Markup(style),
        geometry=charts,
        is_trend=lambda cell: isinstance(cell, Trend),
    )


def _tally(items: list[Item], severity: str) -> int:
    return sum(item.severity == severity for item in items)


def prose(text: str | None) -> Markup:
    """Our own words, or the catalog's: escaped, with what stands in backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text or ""))))


class _Quoting:
    """How values become HTML: our words as prose, a log's words as escaped code."""

    def __init__(self, words: Wording) -> None:
        self._words = words

    def said(self, said: Sentence | str | None) -> Markup:
        """A sentence with its fields filled in."""
        if not isinstance(said, Sentence):
            return prose(said)
        filled = {name: self.cell(value) for name, value in said.values.items()}
        return prose(self._words.text(said.key)).format(**filled)

    def cell(self, value: Cell) -> Markup:
        """A value; several are enumerated."""
        if isinstance(value, Logged):
            return Markup('<code dir="auto">{}</code>').format(value.shown)
        if isinstance(value, tuple):
            return Markup(self._words.joined(str(self.cell(part)) for part in value))
        return prose(value) if isinstance(value, str) else Markup("")
