"""The data that every report format renders: a period's tables and its items."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.report.attention import Item
from analyzer.report.content import Content
from analyzer.report.unfinished import Unfinished
from analyzer.rules.finding import TrackedFinding
from analyzer.text.wording import Wording

# A crawl over thousands of hosts may find something at each: the most urgent stand in a document
# that somebody reads, all of them in JSON.
MOST_ITEMS = 100


@dataclass(frozen=True)
class Page:
    """The tables of a period, what in them needs a person, and what rules found in it.

    `unfinished` is what is not over, whenever it began.
    `dashboard_url` is where the dashboard is that findings lead to, if anywhere.
    `tracked` is what the rules named in `rules` found, against the report before once `compared`.
    """

    content: Content
    attention: tuple[Item, ...]
    unfinished: tuple[Unfinished, ...] = ()
    rules: tuple[str, ...] = ()
    tracked: tuple[TrackedFinding, ...] = ()
    lang: str = "en"
    dashboard_url: str | None = None

    @property
    def open_items(self) -> list[Item]:
        """What needs a person, the most urgent first."""
        return [item for item in self.attention if item.acknowledged is None]

    @property
    def acknowledged_items(self) -> list[Item]:
        """What would need a person, had nobody seen it yet."""
        return [item for item in self.attention if item.acknowledged is not None]

    @property
    def words(self) -> Wording:
        """The words that it is written in."""
        return Wording(self.lang, self.content.period)
