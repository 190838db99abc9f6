"""Findings of rules as lines on standard error: new ones whole, acknowledged ones as a count."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.cli import output
from analyzer.rules.finding import TrackedFinding
from analyzer.text import Text
from analyzer.text.wording import number

_MOST_OF_A_RULE = 5


def write(findings: Sequence[TrackedFinding], lang: str) -> bool:
    """Write what alerts, what is gone, and how many are acknowledged. Whether any alerts."""
    rules, report = Text("rules", lang), Text("report", lang)
    written: dict[str, int] = {}
    for one in findings:
        finding = one.finding
        if one.state == "gone":
            output.tell(f"analyzer: {rules('line.gone', sentence=finding.sentence)}")
        if not one.alerts:
            continue
        written[finding.rule] = written.get(finding.rule, 0) + 1
        if written[finding.rule] > _MOST_OF_A_RULE:
            continue
        line = rules(
            "line.told",
            severity=report(f"severity.{finding.severity}"),
            state=rules(f"state.{one.state}"),
            sentence=finding.sentence,
            rule=finding.rule,
            id=finding.id,
        )
        output.tell(f"analyzer: {line}")
    for rule, n in written.items():
        if n > _MOST_OF_A_RULE:
            output.tell(f"analyzer: {rules('line.more', rule=rule, n=number(n - _MOST_OF_A_RULE))}")
    if quiet := sum(one.state == "acknowledged" for one in findings):
        output.tell(f"analyzer: {rules('line.quiet', n=number(quiet))}")
    return any(one.alerts for one in findings)
