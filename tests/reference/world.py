"""All that a view may look at: the requests of a story, and how it was loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from tests.reference.request import Request

Row = dict[str, Any]
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class World:
    """The requests of a story, in the order of their times."""

    requests: Sequence[Request]
    lines: Sequence[Row] = ()

    @cached_property
    def failures(self) -> list[Request]:
        """Those that failed, wholly or in part."""
        return [one for one in self.requests if one.failed]

    def of_class(self, *classes: str) -> list[Request]:
        """Failures of some classes."""
        return [one for one in self.failures if one.failure and one.failure.group in classes]


def grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """The items by a key, in their order."""
    found: dict[K, list[T]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return dict(found)


def minute(ts: datetime) -> datetime:
    """The start of its minute."""
    return ts.replace(second=0, microsecond=0)


def hour(ts: datetime) -> datetime:
    """The start of its hour."""
    return ts.replace(minute=0, second=0, microsecond=0)


def midnight(ts: datetime) -> datetime:
    """The start of its UTC day."""
    return ts.replace(hour=0, minute=0, second=0, microsecond=0)


def in_s(span: timedelta) -> float:
    """A time span in seconds."""
    return span / timedelta(seconds=1)


def known(values: Iterable[T | None]) -> list[T]:
    """Those that are not None, each once, sorted."""
    return sorted({value for value in values if value is not None})  # type: ignore[type-var]


def quantile(values: Iterable[float | None], share: float) -> float | None:
    """Between the two nearest values where it falls between; None of none."""
    found = sorted(value for value in values if value is not None)
    if not found:
        return None
    place = share * (len(found) - 1)
    low = int(place)
    high = min(low + 1, len(found) - 1)
    return found[low] + (found[high] - found[low]) * (place - low)


def is_success(one: Request) -> bool:
    """Whether something succeeded: opening or closing a WebSocket is no success."""
    return one.ok and one.command not in ("open", "close")
