"""What the rules found."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report.sections.table import MOST_OPEN, Column, Section, Table, logged
from analyzer.rules.finding import TrackedFinding
from analyzer.text import Text
from analyzer.text.wording import Logged, Wording


def section(told: Sequence[TrackedFinding], words: Wording) -> Section:
    """What cries first, in the order of the rules; then what is known, and what is gone."""
    state = Text("rules", words.lang)
    shown = sorted(told, key=lambda one: (not one.cries, one.state == "gone"))
    columns = (
        Column("state"),
        Column("urgency", wide=True),
        Column("rule"),
        Column("where"),
        Column("value", numeric=True),
        Column("finding", wide=True),
    )
    rows = tuple(
        (
            state(f"state.{one.state}"),
            words.text(f"severity.{one.finding.severity}"),
            one.finding.title,
            logged(one.finding.where),
            one.finding.value,
            Logged(one.finding.id),
        )
        for one in shown[:MOST_OPEN]
    )
    more = max(0, len(shown) - MOST_OPEN)
    return Section("rules", tables=(Table(None, columns, rows, more),) if rows else ())
