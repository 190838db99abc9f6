"""Incidents from vendors' status pages, as marks.

Statuspage's `/api/v2/incidents.json`, and Better Stack's `/index.json`, a JSON:API document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from analyzer.errors import UsageError
from analyzer.lake.marks import Mark

_RESOLVED = ("resolved", "postmortem", "completed")


def read(text: str, *, vendor: str | None, where: str) -> list[Mark]:
    """The incidents of a feed, recognised by its shape. Raises UsageError for what is neither."""
    try:
        document = json.loads(text)
        if isinstance(document, dict) and isinstance(document.get("incidents"), list):
            return [_in_order(mark) for mark in _statuspage(document, vendor)]
        if isinstance(document, dict) and isinstance(document.get("included"), list):
            return [_in_order(mark) for mark in _better_stack(document, vendor)]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        pass
    raise UsageError(
        "is no status feed",
        where=where,
        todo="Give Statuspage's incidents.json or Better Stack's index.json.",
    )


def _in_order(mark: Mark) -> Mark:
    """Without an end that lies before its beginning: starts are set by hand."""
    return replace(mark, until=None) if mark.until and mark.until < mark.ts else mark


def _statuspage(document: dict[str, Any], vendor: str | None) -> Iterator[Mark]:
    page = (document.get("page") or {}).get("name") or "Statuspage"
    for incident in document["incidents"]:
        over = incident.get("resolved_at") or (
            incident.get("updated_at") if incident.get("status") in _RESOLVED else None
        )
        yield Mark(
            id=f"statuspage-{incident['id']}",
            ts=_moment(incident.get("started_at") or incident["created_at"]),
            until=_moment(over) if over else None,
            vendor=vendor,
            text=str(incident["name"]),
            source=str(page),
            announced=_moment(incident["created_at"]) if incident.get("created_at") else None,
        )


def _better_stack(document: dict[str, Any], vendor: str | None) -> Iterator[Mark]:
    attributes = (document.get("data") or {}).get("attributes") or {}
    page = attributes.get("company_name") or "Better Stack"
    updates = {
        str(one["id"]): one["attributes"]["published_at"]
        for one in document["included"]
        if one.get("type") == "status_update" and one["attributes"].get("published_at")
    }
    for one in document["included"]:
        if one.get("type") != "status_report":
            continue
        report = one["attributes"]
        yield Mark(
            id=f"betterstack-{one['id']}",
            ts=_moment(report["starts_at"]),
            until=_moment(report["ends_at"]) if report.get("ends_at") else None,
            vendor=vendor,
            text=str(report["title"]),
            source=str(page),
            announced=_announced(one, updates),
        )


def _announced(report: dict[str, Any], updates: dict[str, str]) -> datetime | None:
    """When the first of a report's updates was published."""
    listed = ((report.get("relationships") or {}).get("status_updates") or {}).get("data") or []
    told = [_moment(updates[str(one["id"])]) for one in listed if str(one["id"]) in updates]
    return min(told, default=None)


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
