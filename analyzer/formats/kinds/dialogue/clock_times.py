"""Times of day without a date, as curl prints them, told by the Date header of an answer nearby."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# An answer is dated by another clock, and in whole seconds.
_MOST_APART = 5


def day_of(date: str, clock: str) -> str | None:
    """The day that a time of day is of, if it is UTC's as that of a Date header is."""
    try:
        dated = parsedate_to_datetime(date).astimezone(UTC)
        at = datetime.fromisoformat(f"{dated:%Y-%m-%d}T{clock}+00:00")
    except ValueError:
        return None
    return f"{dated:%Y-%m-%d}" if abs((at - dated).total_seconds()) <= _MOST_APART else None


def between(clock: str, later: str) -> str:
    """How long it is from a time of day to the next such time."""
    first, second = (datetime.fromisoformat(f"2000-01-01T{one}") for one in (clock, later))
    return f"{(second - first).total_seconds() % 86_400}s"
