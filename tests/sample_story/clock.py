"""The three days of the story. Times are whole milliseconds since the epoch, UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

FIRST_DAY = datetime(2026, 11, 16, tzinfo=UTC)
DAYS = (1, 2, 3)
SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def at(day: int, time: str) -> int:
    """`at(2, "03:00")` is three in the morning (UTC) of the second day."""
    hours, minutes, seconds = (*time.split(":"), "0")[:3]
    of_day = int(hours) * HOUR + int(minutes) * MINUTE + round(float(seconds) * SECOND)
    return int(FIRST_DAY.timestamp()) * SECOND + (day - 1) * DAY + of_day


def day_of(ts: int) -> int:
    """The day of the story, from 1, that holds `ts`."""
    return (ts - at(1, "00:00")) // DAY + 1


def moment(ts: int) -> datetime:
    """`ts` as an aware UTC datetime."""
    return FIRST_DAY + timedelta(milliseconds=ts - at(1, "00:00"))


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` up to, not including, `end`."""

    start: int
    end: int

    def __contains__(self, ts: int) -> bool:
        return self.start <= ts < self.end


def window(day: int, start: str, end: str) -> Window:
    """A window within one day; `24:00` is its end."""
    return Window(at(day, start), at(day, end))
