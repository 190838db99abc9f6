"""The nightly batch: what needs a person, and the numbers behind it, for people and machines."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from analyzer.errors import UsageError
from analyzer.report import as_html, as_json, as_markdown, attention, content
from analyzer.report.attention import Item
from analyzer.report.content import Content
from analyzer.report.period import Period, period
from analyzer.report.wording import Wording

__all__ = ["FORMS", "Item", "Period", "Report", "build", "period", "render"]

FORMS = ("html", "md", "json")


@dataclass(frozen=True)
class Report:
    """The tables of a period, and what in them needs a person, the most urgent first."""

    content: Content
    attention: tuple[Item, ...]


def build(con: duckdb.DuckDBPyConnection, period: Period, *, lang: str) -> Report:
    """Read a report. `lang` is that of the connection, whose catalog speaks it already."""
    found = content.read(con, period)
    return Report(found, attention.find(found, Wording(lang, period)))


def render(report: Report, form: str, lang: str) -> str:
    """The report as `html` (one self-contained page), `md`, or `json` (see schema.json).

    Raises UsageError for another form.
    """
    words = Wording(lang, report.content.period)
    if form == "html":
        return as_html.render(report.content, report.attention, words)
    if form == "md":
        return as_markdown.render(report.content, report.attention, words)
    if form == "json":
        return as_json.render(report.content, report.attention, words)
    raise UsageError(f'a report has no form "{form}"', todo=f"Choose from {', '.join(FORMS)}.")
