"""Rows of any view, as rules see them: when they are, and whom or what they are about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from analyzer.models import models
from analyzer.text.wording import Logged, Wording

# How a view's rows lie in time: at a moment, or from one to another.
_MOMENTS = ("ts", "minute", "hour")
_SPANS = (
    ("since", "until"),
    ("first_seen", "last_seen"),
    ("first_ts", "last_ts"),
    ("first_used", "last_used"),
    ("first_ts", "ended_at"),
    ("exhausted_at", "last_refused"),
)
# A key that is refused matters while it is, not while it worked; what has no end is still so.
_RATHER = {
    "first_used": "coalesce(dead_since, first_used)",
    "last_used": "coalesce(last_refused, last_used)",
    "ended_at": "coalesce(ended_at, $until)",
}
_TIMES = {*_MOMENTS, *(name for span in _SPANS for name in span), "date", "period_start"}
# Who a single request is about; its own columns would make each request a subject of its own.
_OF_A_REQUEST = ("vendor", "client", "key_id", "code")
_MORE_TO_SHOW = ("vendor", "code", "route")


def in_period(view: str) -> str:
    """The condition that a row belongs to the period; TRUE for views that know no time."""
    columns = models()[view].columns
    for name in _MOMENTS:
        if name in columns:
            return f"{name} >= $since AND {name} < $until"
    for first, last in _SPANS:
        if first in columns and last in columns:
            start, end = (_RATHER.get(name, f'"{name}"') for name in (first, last))
            return f"{end} >= $since AND {start} < $until"
    if "until" in columns:
        return "until > $since AND until <= $until"
    if "date" in columns:
        return "date >= $since::DATE AND date < $until"
    return "$since < $until"


def identity(view: str) -> tuple[str, ...]:
    """Columns that say whom or what a row is about, whenever it was: the grain without times."""
    model = models()[view]
    if "ts" in model.columns:
        return tuple(name for name in _OF_A_REQUEST if name in model.columns)
    return tuple(name for name in _grain(view) if name not in _TIMES)


def shown(view: str) -> tuple[str, ...]:
    """Columns that a person needs to find the row."""
    columns = models()[view].columns
    if "ts" in columns:
        return ("ts",)
    named = _grain(view)
    return named if "vendor" in named else (*(n for n in _MORE_TO_SHOW if n in columns), *named)


def _grain(view: str) -> tuple[str, ...]:
    model = models()[view]
    words = re.findall(r"\w+", model.grain.partition(":")[0])
    return tuple(dict.fromkeys(name for name in words if name in model.columns))


def told(labels: Mapping[str, Any], words: Wording) -> str:
    """`vendor 55tech, minute 14:20:00`."""
    parts = []
    for name, value in labels.items():
        if value is None:
            continue
        at = words.when(value) if hasattr(value, "hour") else Logged(str(value)).shown
        parts.append(f"{name} {at}")
    return words.joined(parts)
