"""What needs a person today: found in the report's tables, the most urgent first."""

from __future__ import annotations

from analyzer.report.attention import catalog_gaps, credentials, limits, reliability
from analyzer.report.attention.item import SEVERITIES, Case, Item
from analyzer.report.content import Content
from analyzer.text.wording import Wording

__all__ = ["SEVERITIES", "Item", "find"]

_FINDERS = (
    reliability.open_partial_failures,
    limits.exhausted_quotas,
    credentials.stopped_keys,
    credentials.wrong_headers,
    reliability.outages,
    limits.throttled_callers,
    limits.refused_connections,
    limits.refused_subscriptions,
    limits.callers_near_a_limit,
    credentials.other_refusals,
    reliability.silences,
    reliability.unanswered_requests,
    reliability.gateways,
    reliability.frequent_failures,
    catalog_gaps.unlisted_codes,
    catalog_gaps.failures_under_success,
    catalog_gaps.unreadable_lines,
)


def find(content: Content, words: Wording) -> tuple[Item, ...]:
    """Every item, by severity; within one, in the order above, then by number of failures."""
    case = Case(content, words)
    found = [
        (SEVERITIES.index(item.severity), number, -item.failures, item)
        for number, finder in enumerate(_FINDERS)
        for item in finder(case)
    ]
    return tuple(item for *_, item in sorted(found, key=lambda entry: entry[:3]))
