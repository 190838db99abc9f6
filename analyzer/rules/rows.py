"""Time, subject and identity of rows of any view, for the conditions of rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from analyzer.models import models
from analyzer.text.wording import Logged, Wording

# Who a single request is about; its own columns would make each request a subject of its own.
_OF_A_REQUEST = ("vendor", "client", "key_id", "code")
_MORE_TO_SHOW = ("vendor", "code", "route")


def in_period(view: str) -> str:
    """The condition that a row belongs to the period; TRUE for views that know no time."""
    match models()[view].time:
        case [moment]:
            return f"{moment} >= $since AND {moment} < $until"
        case [first, last]:
            return f"{last} >= $since AND {first} < $until"
    return "$since < $until"


def identity(view: str) -> tuple[str, ...]:
    """Columns that say whom or what a row is about, whenever it was: the grain without times."""
    model = models()[view]
    if "ts" in model.columns:
        return tuple(name for name in _OF_A_REQUEST if name in model.columns)
    times = set(re.findall(r"\w+", " ".join(model.time)))
    return tuple(name for name in model.grain if name not in times)


def shown(view: str) -> tuple[str, ...]:
    """Columns that a person needs to find the row."""
    columns, named = models()[view].columns, models()[view].grain
    if "ts" in columns:
        return ("ts",)
    return named if "vendor" in named else (*(n for n in _MORE_TO_SHOW if n in columns), *named)


def labelled(labels: Mapping[str, Any], words: Wording) -> str:
    """`vendor 55tech, minute 14:20:00`."""
    parts = []
    for name, value in labels.items():
        if value is None:
            continue
        at = words.when(value) if hasattr(value, "hour") else Logged(str(value)).shown
        parts.append(f"{name} {at}")
    return words.joined(parts)
