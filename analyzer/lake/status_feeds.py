"""Incidents from vendors' status pages, as marks.

Statuspage's `/api/v2/incidents.json`, and Better Stack's `/index.json`, a JSON:API document.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from analyzer.errors import UsageError
from analyzer.lake.marks import Mark
from analyzer.redaction import without_secrets

_RESOLVED = ("resolved", "postmortem", "completed")
# What reading a value of another kind than its key promises may end in.
_ODD = (ValueError, KeyError, TypeError, AttributeError)

Moment = Callable[[str], datetime]
Record = dict[str, Any]


@dataclass(frozen=True)
class Feed:
    """What a feed tells: its incidents, and the ids of those that cannot be read.

    An incident without an id is called by its place in the list.
    """

    marks: list[Mark]
    unreadable: list[str]


def read(text: str, *, vendor: str | None, where: str, moment: Moment) -> Feed:
    """The incidents of a feed, recognised by its shape.

    `moment` reads a time, and raises ValueError for what is none. Raises UsageError for what is
    no feed, as where no incident can be read.
    """
    found = _feed(text, vendor, moment)
    if found is None or (found.unreadable and not found.marks):
        raise UsageError(
            "is no status feed",
            where=where,
            todo="Give Statuspage's incidents.json or Better Stack's index.json.",
        )
    return found


def _feed(text: str, vendor: str | None, moment: Moment) -> Feed | None:
    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    if isinstance(document.get("incidents"), list):
        page = _page(_inside(document, "page").get("name"), "Statuspage")
        return _of(document["incidents"], lambda one: _statuspage(one, page, vendor, moment))
    if isinstance(document.get("included"), list):
        attributes = _inside(document, "data", "attributes")
        page = _page(attributes.get("company_name"), "Better Stack")
        included = [one for one in document["included"] if isinstance(one, dict)]
        reports = [one for one in included if one.get("type") == "status_report"]
        told = dict(_published(included, moment))
        return _of(reports, lambda one: _better_stack(one, page, vendor, moment, told))
    return None


def _of(incidents: list[Any], mark: Callable[[Any], Mark]) -> Feed:
    feed = Feed([], [])
    for number, incident in enumerate(incidents, 1):
        try:
            feed.marks.append(_in_order(mark(incident)))
        except _ODD:
            id = incident.get("id") if isinstance(incident, dict) else None
            feed.unreadable.append(f"incident {number}" if id is None else f"incident {id}")
    # One that is listed twice is as it is listed last.
    return replace(feed, marks=[*{one.id: one for one in feed.marks}.values()])


def _in_order(mark: Mark) -> Mark:
    """Without an end that lies before its beginning: starts are set by hand."""
    return replace(mark, until=None) if mark.until and mark.until < mark.ts else mark


def _statuspage(incident: Record, page: str, vendor: str | None, moment: Moment) -> Mark:
    over = incident.get("resolved_at") or (
        incident.get("updated_at") if incident.get("status") in _RESOLVED else None
    )
    return Mark(
        id=f"statuspage-{_words(incident['id'])}",
        ts=moment(incident.get("started_at") or incident["created_at"]),
        until=moment(over) if over else None,
        vendor=vendor,
        text=_words(incident["name"]),
        source=page,
        announced=moment(incident["created_at"]) if incident.get("created_at") else None,
    )


def _better_stack(
    one: Record, page: str, vendor: str | None, moment: Moment, told: dict[str, datetime]
) -> Mark:
    report = one["attributes"]
    updates = _inside(one, "relationships", "status_updates").get("data") or []
    announced = [told[str(update["id"])] for update in updates if str(update["id"]) in told]
    return Mark(
        id=f"betterstack-{_words(one['id'])}",
        ts=moment(report["starts_at"]),
        until=moment(report["ends_at"]) if report.get("ends_at") else None,
        vendor=vendor,
        text=_words(report["title"]),
        source=page,
        announced=min(announced, default=None),
    )


def _published(included: list[Record], moment: Moment) -> Iterator[tuple[str, datetime]]:
    """When each update was published; of those that do not say so, nothing."""
    for one in included:
        if one.get("type") == "status_update":
            with suppress(*_ODD):
                yield str(one["id"]), moment(one["attributes"]["published_at"])


def _inside(record: Record, *names: str) -> Record:
    """The object in it by these names; an empty one where there is none."""
    for name in names:
        inner = record.get(name)
        record = inner if isinstance(inner, dict) else {}
    return record


def _page(name: object, otherwise: str) -> str:
    return _words(name) if isinstance(name, str) and name.strip() else otherwise


def _words(said: str | int) -> str:
    """What a page wrote, without secrets and what is no text. Raises ValueError for nothing."""
    if not isinstance(said, (str, int)) or not str(said).strip():
        raise ValueError(said)
    return without_secrets(str(said).encode("utf-8", "replace").decode())
