"""What rules found, on standard error: new things in full, known ones in short."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.cli import output
from analyzer.rules.finding import TrackedFinding
from analyzer.text import Text
from analyzer.text.wording import number

_MOST_OF_A_RULE = 5


def tell(told: Sequence[TrackedFinding], lang: str) -> bool:
    """Say what cries, what is gone, and how many are acknowledged. Whether any cries."""
    rules, report = Text("rules", lang), Text("report", lang)
    said: dict[str, int] = {}
    for one in told:
        finding = one.finding
        if one.state == "gone":
            output.tell(f"analyzer: {rules('line.gone', sentence=finding.sentence)}")
        if not one.cries:
            continue
        said[finding.rule] = said.get(finding.rule, 0) + 1
        if said[finding.rule] > _MOST_OF_A_RULE:
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
    for rule, n in said.items():
        if n > _MOST_OF_A_RULE:
            output.tell(f"analyzer: {rules('line.more', rule=rule, n=number(n - _MOST_OF_A_RULE))}")
    if quiet := sum(one.state == "acknowledged" for one in told):
        output.tell(f"analyzer: {rules('line.quiet', n=number(quiet))}")
    return any(one.cries for one in told)
