"""The time a report is about: whole days in most cases, always UTC and half-open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import duckdb

from analyzer import queries
from analyzer.errors import UsageError

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
_DAY_FORM = "a day as YYYY-MM-DD"
# What lies outside is a slip of the pen, and has no period before it to compare with.
_YEARS = range(1971, 9999)


@dataclass(frozen=True)
class Period:
    """From `since` up to, not including, `until`; both aware, UTC."""

    since: datetime
    until: datetime

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.until - self.since

    @property
    def is_whole_days(self) -> bool:
        """Whether it begins and ends at midnight."""
        return all(moment.time() == time() for moment in (self.since, self.until))

    @property
    def is_one_day(self) -> bool:
        """Whether it is exactly one day, midnight to midnight."""
        return self.is_whole_days and self.length == DAY

    @property
    def last_day(self) -> datetime:
        """Midnight of the last day that it touches."""
        return _midnight(self.until - timedelta(microseconds=1))

    def before(self) -> Period:
        """The period of the same length that ends where this one begins."""
        return Period(self.since - self.length, self.since)

    def week_before(self) -> Period:
        """The seven days that end where this one begins."""
        return Period(self.since - WEEK, self.since)


def period(
    con: duckdb.DuckDBPyConnection,
    *,
    date: str | None = None,
    since: str | None = None,
    until: str | None = None,
    now: datetime,
) -> Period:
    """The period that a user asks for, by default the last day with data.

    `date` is a day or `yesterday`, seen from `now`. `since` and `until` are days or times: a day
    counts whole, so `until` a day includes it; one of them alone reaches to where the data ends.
    Raises UsageError.
    """
    if date is not None and (since is not None or until is not None):
        raise UsageError(
            "--date and --since/--until exclude each other", todo="Give a day, or a range."
        )
    yesterday = _midnight(now.astimezone(UTC)) - DAY
    if date is not None:
        start = yesterday if date == "yesterday" else _read(date, "--date", days_only=True)[0]
        return Period(start, start + DAY)
    first, last = _days_with_data(con, yesterday)
    if since is None and until is None:
        return Period(last, last + DAY)
    start = _read(since, "--since")[0] if since is not None else first
    stop = _read(until, "--until")[1] if until is not None else max(last, _midnight(start)) + DAY
    if stop <= start:
        raise UsageError(
            f"nothing lies between {_shown(start)} and {_shown(stop)}",
            todo="Let --until come after --since.",
        )
    return Period(start, stop)


def _days_with_data(
    con: duckdb.DuckDBPyConnection, otherwise: datetime
) -> tuple[datetime, datetime]:
    """First and last day with a request, as midnights."""
    first, last = queries.read(con, "data_span").row(0)
    if first is None:
        return otherwise, otherwise
    return _midnight(first.astimezone(UTC)), _midnight(last.astimezone(UTC))


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time(), UTC)


def _read(text: str, option: str, *, days_only: bool = False) -> tuple[datetime, datetime]:
    """Where what was written begins and ends: a day lasts 24 hours, a time no time at all."""
    try:
        start = datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        start = None
    if start is not None and start.year in _YEARS:
        return start, start + DAY
    try:
        if days_only or start is not None:
            raise ValueError(text)
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        if moment.year not in _YEARS:
            raise ValueError(text)
    except (ValueError, OverflowError):
        form = (
            f"{_DAY_FORM} or `yesterday`"
            if days_only
            else f"{_DAY_FORM} or a time as YYYY-MM-DDThh:mm:ssZ"
        )
        raise UsageError(f'"{text}" is no date', where=option, todo=f"Write {form}.") from None
    return moment, moment


def _shown(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S").removesuffix(" 00:00:00")
