"""The time that the dashboard shows, and its one-word form that goes into the URL.

`24h`, `3d`, `90m`: up to the end of the data. `all`: all of it. `2026-11-16`: a day.
`2026-11-16T14:00/2026-11-16T15:00`: from, to (ISO 8601 interval), UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from math import ceil

from analyzer.text.period import YEARS, Period, moment_of

DEFAULT = "3d"
# The default is the first: a bound list takes its first word for what an address need not say.
PRESETS = (DEFAULT, "1h", "6h", "24h", "7d", "30d", "all")
_LENGTH = re.compile(r"(\d{1,5})\s*([mhd])")
_UNIT = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_STEPS_S = (
    1, 5, 10, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
    7 * 86_400,
)  # fmt: skip


def read(word: str, first: datetime, last: datetime) -> Period | None:
    """The period of a word, for data from `first` to `last`; None for what is no period."""
    start, stop = _floor(first), _floor(last) + _MINUTE
    word = word.strip()
    if word == "all":
        return Period(start, stop)
    if match := _LENGTH.fullmatch(word):
        try:
            since = stop - int(match[1]) * _UNIT[match[2]]
        except OverflowError:
            return None
        return Period(since, stop) if since < stop and since.year in YEARS else None
    try:
        return _interval(word)
    except ValueError:
        return None


def write(period: Period) -> str:
    """The word for a period that no preset names."""
    return f"{_moment(period.since)}/{_moment(period.until)}"


def step_s(period: Period, steps: int = 96) -> int:
    """The length of a step, in seconds, so that a chart has at most about so many of them."""
    wanted = period.length.total_seconds() / steps
    longest = _STEPS_S[-1]
    return next((step for step in _STEPS_S if step >= wanted), longest * ceil(wanted / longest))


def _interval(word: str) -> Period | None:
    if "/" not in word:
        day = moment_of(date.fromisoformat(word).isoformat())
        return Period(day, day + _DAY)
    since, until = (moment_of(part) for part in word.split("/"))
    return Period(since, until) if since < until else None


def _floor(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def _moment(moment: datetime) -> str:
    timespec = "microseconds" if moment.microsecond else "seconds" if moment.second else "minutes"
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=timespec)
