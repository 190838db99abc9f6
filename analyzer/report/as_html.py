"""The report as one HTML page without script, that asks nobody for anything."""

from __future__ import annotations

import re
from functools import partial
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from analyzer.report import charts, figures, sections, sql
from analyzer.report.address import address
from analyzer.report.attention import SEVERITIES, Item
from analyzer.report.page import MOST_ITEMS, Page
from analyzer.report.sections.table import Cell, Trend
from analyzer.system.version import __version__
from analyzer.text.wording import Logged, Sentence, Wording

_CODE = re.compile(r"`([^`]+)`")


def render(page: Page) -> str:
    """The page. Everything that a log said is escaped."""
    content, words = page.content, page.words
    quoting = _Quoting(words)
    env = Environment(
        loader=PackageLoader("analyzer.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {"said": quoting.said, "cell": quoting.cell, "prose": prose}
    style = (resources.files(__package__) / "templates" / "report.css").read_text("utf-8")
    return env.get_template("report.html.j2").render(
        content=content,
        only=tuple(content.vendor_title(vendor) or Logged(vendor) for vendor in content.only),
        items=page.open_items,
        known=page.known_items,
        most_items=MOST_ITEMS,
        tally=[(name, n) for name in SEVERITIES if (n := _tally(page.open_items, name))],
        figures=figures.figures(content),
        # Where nothing failed there is nothing to see in them.
        charts=charts.charts(content, words) if content.figures["failures"] else (),
        sections=sections.sections(content, page.unfinished, page.told, words),
        words=words,
        text=words.text,
        command=sql.command,
        dashboard=partial(address, page.dashboard_url, content.period),
        style=Markup(style),
        version=__version__,
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
