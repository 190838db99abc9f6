"""What needs a person today: found in the report's tables, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from blake3 import blake3

from analyzer.report.attention import (
    catalog_gaps,
    credentials,
    headroom,
    limits,
    noted,
    reliability,
    silence,
)
from analyzer.report.attention.item import SEVERITIES, Case, Item
from analyzer.report.content import Content
from analyzer.text.wording import Wording, sentence

__all__ = ["FRAMES", "SEVERITIES", "Item", "find"]

# What the finders look at, for who wants to read it all at once.
FRAMES = (
    "auth_failures_by_cause",
    "bans_of_period",
    "begun_before",
    "connections_by_subject",
    "failures_by_client",
    "futile_resends",
    "going_on_after",
    "keys_expiring",
    "last_success",
    "limit_gaps",
    "limits_by_subject",
    "limits_running_out",
    "noted",
    "open_partial_failures",
    "outages",
    "partial_failures_by_resolution",
    "rate_limit_by_subject",
    "refused_to_everyone",
    "rejects_by_reason",
    "service_level",
    "throttles_by_client",
    "unanswered",
    "unlisted_codes_seen",
    "vendors",
)
_FINDERS = (
    reliability.open_partial_failures,
    headroom.bans,
    limits.exhausted_quotas,
    headroom.limits_running_out,
    credentials.stopped_keys,
    credentials.expiring_keys,
    credentials.wrong_headers,
    reliability.outages,
    limits.throttled_callers,
    limits.refused_connections,
    limits.refused_subscriptions,
    limits.full_connections,
    limits.callers_near_a_limit,
    headroom.limits_near,
    credentials.other_refusals,
    silence.silences,
    silence.unanswered_requests,
    reliability.gateways,
    reliability.frequent_failures,
    headroom.futile_resends,
    headroom.unseen_use,
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
    in_order = (item for *_, item in sorted(found, key=lambda entry: entry[:3]))
    return tuple(_named(_joined(case, _dated(case, _judged(case, item))) for item in in_order))


def _judged(case: Case, item: Item) -> Item:
    """What was refused to everybody is the vendor's fault, as the view of incidents has it."""
    if not case.was_refused_to_everyone(item):
        return item
    why = sentence("attention.refused_to_everyone.verdict", vendor=case.vendor(item.vendor or ""))
    about = item.kind if item.kind in ("gateway", "client_errors") else "keys"
    remedy = sentence(f"attention.refused_to_everyone.remedy.{about}")
    return replace(item, fault="vendor", evidence=(*item.evidence, why), remedy=remedy)


def _dated(case: Case, item: Item) -> Item:
    """What began before the period says so."""
    if item.since is None or item.since >= case.content.period.since:
        return item
    began = sentence("attention.began", since=case.words.when(item.since))
    return replace(item, evidence=(began, *item.evidence))


def _joined(case: Case, item: Item) -> Item:
    """With what was noted of its time."""
    return replace(item, evidence=(*item.evidence, *noted.noted(case, item)))


def _named(items: Iterable[Item]) -> Iterator[Item]:
    """With an id each; of several about the same, such as two outages, by when they began too."""
    taken: set[str] = set()
    for item in items:
        key = item.key()
        if key in taken:
            key += f"\x1f{item.first_seen}"
        taken.add(key)
        yield replace(item, id=blake3(key.encode("utf-8", "replace")).hexdigest(4))
