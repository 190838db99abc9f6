"""Findings of rules."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report.sections.table import MOST_OPEN, Column, Section, logged, table_of
from analyzer.rules.finding import TrackedFinding
from analyzer.text import Text
from analyzer.text.wording import Logged, Wording


def section(tracked: Sequence[TrackedFinding], words: Wording) -> Section:
    """What alerts first, in the order of the rules; then what is known, and what is gone."""
    state = Text("rules", words.lang)
    shown = sorted(tracked, key=lambda one: (not one.alerts, one.state == "gone"))
    columns = (
        Column("state", lambda one: state(f"state.{one.state}")),
        Column("urgency", lambda one: words.text(f"severity.{one.finding.severity}"), wide=True),
        Column("rule", lambda one: one.finding.title),
        Column("where", lambda one: logged(one.finding.where)),
        Column("value", lambda one: one.finding.value, numeric=True),
        Column("finding", lambda one: Logged(one.finding.id), wide=True),
    )
    more = max(0, len(shown) - MOST_OPEN)
    return Section("rules", tables=table_of(shown[:MOST_OPEN], columns, more=more))
