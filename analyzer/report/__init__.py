"""The nightly batch: what needs a person, and the numbers behind it, for people and machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict, Unpack

import duckdb

from analyzer.errors import UsageError
from analyzer.report import (
    as_html,
    as_json,
    as_markdown,
    as_openmetrics,
    attention,
    content,
    unfinished,
)
from analyzer.report.attention import Item
from analyzer.report.page import Page
from analyzer.report.unfinished import UNFINISHED, Unfinished
from analyzer.rules.finding import Finding, TrackedFinding
from analyzer.text.period import Period, period
from analyzer.text.wording import Wording
from analyzer.warehouse.vendor_scope import views_of

if TYPE_CHECKING:
    from analyzer.rules import Condition, Rule
    from analyzer.rules.finding_history import FindingHistory, Row

__all__ = [
    "FORMS",
    "PAGES",
    "TRIAGE",
    "UNFINISHED",
    "Item",
    "Period",
    "Report",
    "Scope",
    "build",
    "build_each",
    "period",
    "render",
]

PAGES = ("html", "md", "json")
FORMS = (*PAGES, "openmetrics")
# Under this name, beside the rules', the history keeps what needs a person.
TRIAGE = "triage"
# Columns that identify an unfinished thing to a reader.
_WHERE = ("vendor", "client", "key_id", "method", "path", "code")


@dataclass(frozen=True)
class Report(Page):
    """A report, which can be compared with the one before and with what somebody acknowledged."""

    def compared(self, memory: FindingHistory) -> Report:
        """The same with the state of each finding; the memory keeps what was found.

        Where no request is known of, nothing can be said to be gone.
        """
        findings = [one.finding for one in self.tracked]
        rules = self.rules
        if not self.content.figures["requests"]:
            found = {finding.rule for finding in findings}
            rules = tuple(rule for rule in rules if rule in found)
        tracked = memory.compare(self.content.period, rules, findings)
        memory.note(self.content.period, rules, findings)
        known = self.with_acknowledgements(memory)
        # Of a part of the lake, or of a day without any request, nothing can be said to be gone.
        if self.content.figures["requests"] and not self.content.only:
            items = [_as_finding(item, self.words) for item in self.attention]
            left = [_left_as_finding(one, self.words) for one in self.unfinished]
            memory.note(self.content.period, [TRIAGE, UNFINISHED], [*items, *left])
        return replace(known, tracked=tuple(tracked))

    def with_acknowledgements(self, memory: FindingHistory) -> Report:
        """The same, with the acknowledgement of each item, if it has one."""
        items = (
            replace(
                item, acknowledged=_note(memory.acknowledgement(item.id, item.began, item.newest))
            )
            for item in self.attention
        )
        left = (
            replace(one, acknowledged=_note(memory.acknowledgement(one.id, one.since)))
            for one in self.unfinished
        )
        return replace(self, attention=tuple(items), unfinished=tuple(left))


# What a finding's SELECT shows and no query of a report reads.
_OF_FINDINGS = {"futile_resends"}


def views(conditions: Iterable[Condition] = ()) -> set[str]:
    """The views that reports with rules of these conditions read."""
    views = views_of(content.READS) | _OF_FINDINGS
    return views.union(*(condition.views for condition in conditions))


class Scope(TypedDict, total=False):
    """The rules that a report applies, each to what it says itself, and the vendors it is about.

    Without `only` it is about all of them.
    """

    rules: Sequence[Rule]
    only: Sequence[str]


def build(
    con: duckdb.DuckDBPyConnection,
    period: Period,
    *,
    lang: str,
    **scope: Unpack[Scope],
) -> Report:
    """Read a report. `lang` is that of the connection, whose catalog speaks it already."""
    with content.computed_once(con, period) as own:
        return _build(con, own, period, lang, **scope)


def build_each(
    con: duckdb.DuckDBPyConnection,
    period: Period,
    *,
    lang: str,
    **scope: Unpack[Scope],
) -> tuple[Report, dict[str, Report]]:
    """As `build`, and a report of each vendor that was called, by vendor."""
    with content.computed_once(con, period) as own:
        whole = _build(con, own, period, lang, **scope)
        called = whole.content.service_level["vendor"]
        return whole, {vendor: _build(con, own, period, lang, only=[vendor]) for vendor in called}


def _build(
    con: duckdb.DuckDBPyConnection,
    computed: duckdb.DuckDBPyConnection,
    period: Period,
    lang: str,
    rules: Sequence[Rule] = (),
    only: Sequence[str] = (),
) -> Report:
    found = content.read(computed, period, only)
    tracked = [
        TrackedFinding(finding, "new")
        for rule in rules
        for finding in _findings(rule, con, computed, period, lang)
    ]
    items = attention.find(found, Wording(lang, period))
    left = unfinished.find(lambda name: getattr(found, name), period.until)
    return Report(found, items, left, tuple(rule.name for rule in rules), tuple(tracked), lang)


def _note(acknowledgement: Row | None) -> str | None:
    return None if acknowledgement is None else acknowledgement["note"] or ""


def _as_finding(item: Item, words: Wording) -> Finding:
    """An item as the history keeps it, to be acknowledged by its id like what rules found."""
    title = words.plain(item.title)
    return Finding(
        id=item.id,
        rule=TRIAGE,
        severity=item.severity,
        vendor=item.vendor,
        title=title,
        where="",
        value=str(item.failures),
        sentence=title,
    )


def _left_as_finding(one: Unfinished, words: Wording) -> Finding:
    title = words.text(f"unfinished.{one.kind}")
    where = " ".join(str(one.row[name]) for name in _WHERE if one.row.get(name))
    return Finding(
        id=one.id,
        rule=UNFINISHED,
        severity="look",
        vendor=one.vendor,
        title=title,
        where=where,
        value=words.when(one.since),
        sentence=f"{title}: {where} ({words.when(one.since)})",
    )


def _findings(
    rule: Rule,
    con: duckdb.DuckDBPyConnection,
    computed: duckdb.DuckDBPyConnection,
    period: Period,
    lang: str,
) -> tuple[Finding, ...]:
    """From what is computed already, where that holds all that the rule looks at."""
    since = rule.seen(con, period).since
    condition = rule.condition
    is_there = all(content.holds(view, condition.where, since, period) for view in condition.views)
    return rule.findings(computed if is_there else con, period, lang)


def render(report: Report, form: str, lang: str) -> str:
    """The report as `html` (one self-contained page), `md`, `json` (see schema.json) or metrics.

    Raises UsageError for another form.
    """
    if form not in FORMS:
        raise UsageError(f'a report has no form "{form}"', todo=f"Choose from {', '.join(FORMS)}.")
    return _RENDER[form](replace(report, lang=lang))


_RENDER: dict[str, Callable[[Page], str]] = {
    "html": as_html.render,
    "md": as_markdown.render,
    "json": as_json.render,
    "openmetrics": as_openmetrics.render,
}
