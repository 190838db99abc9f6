"""The time a report is about: whole days of a zone in most cases, kept in UTC and half-open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb

from analyzer import queries
from analyzer.errors import UsageError

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
_DAY_FORM = "a day as YYYY-MM-DD"
# What lies outside is a slip of the pen, and has no period before it to compare with.
YEARS = range(1971, 2971)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Period:
    """From `since` up to, not including, `until`; both aware, UTC.

    `zone` (an IANA name) is whose days they are: some have 23 hours, some 25.
    """

    since: datetime
    until: datetime
    zone: str = "UTC"

    @classmethod
    def through(cls, since: datetime, last: datetime, zone: str = "UTC") -> Period:
        """From one moment to another, that one included."""
        return cls(since, last + _INSTANT, zone)

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.until - self.since

    @cached_property
    def is_whole_days(self) -> bool:
        """Whether it begins and ends where days do."""
        return all(
            moment == start_of(self.day_of(moment), self.zone)
            for moment in (self.since, self.until)
        )

    @cached_property
    def days(self) -> int | None:
        """How many days it has; None where these are not whole."""
        if not self.is_whole_days:
            return None
        return (self.day_of(self.until) - self.day_of(self.since)).days

    @property
    def is_one_day(self) -> bool:
        """Whether it is exactly one day, midnight to midnight."""
        return self.days == 1

    @cached_property
    def last_day(self) -> date:
        """The last day that it touches."""
        return self.day_of(self.until - _INSTANT)

    def day_of(self, moment: datetime) -> date:
        """The zone's day of a moment."""
        return self.local(moment).date()

    def local(self, moment: datetime) -> datetime:
        """A moment as the zone's clocks show it."""
        return moment.astimezone(ZoneInfo(self.zone))

    def before(self) -> Period:
        """The period of the same length, or of as many days, that ends where this one begins."""
        if self.days:
            return self._before(self.days)
        return Period(self.since - self.length, self.since, self.zone)

    def week_before(self) -> Period:
        """The seven days that end where this one begins."""
        if self.is_whole_days:
            return self._before(7)
        return Period(self.since - WEEK, self.since, self.zone)

    def is_as_long_as(self, other: Period) -> bool:
        """Whether both have the same length, or as many days."""
        return self.length == other.length or (self.days is not None and self.days == other.days)

    def _before(self, days: int) -> Period:
        first = self.day_of(self.since) - DAY * days
        return Period(start_of(first, self.zone), self.since, self.zone)


def period(
    con: duckdb.DuckDBPyConnection,
    *,
    date: str | None = None,
    since: str | None = None,
    until: str | None = None,
    now: datetime,
    zone: str = "UTC",
) -> Period:
    """The period that a user asks for, by default the last day with data.

    `date` is a day or `yesterday`, seen from `now`. `since` and `until` are days or times: a day
    counts whole, so `until` a day includes it; one of them alone reaches to where the data ends.
    Days, and times without an offset, are those of `zone`. Raises UsageError.
    """
    if date is not None and (since is not None or until is not None):
        raise UsageError(
            "--date and --since/--until exclude each other", todo="Give a day, or a range."
        )
    if date == "yesterday":
        return whole_day(yesterday(now, zone), zone)
    if date is not None:
        return Period(*_read(date, "--date", zone, days_only=True), zone)
    first, last = _days_with_data(con, yesterday(now, zone), zone)
    if since is None and until is None:
        return whole_day(last, zone)
    start = _read(since, "--since", zone)[0] if since is not None else start_of(first, zone)
    if until is not None:
        stop = _read(until, "--until", zone)[1]
    else:
        stop = start_of(max(last, start.astimezone(ZoneInfo(zone)).date()) + DAY, zone)
    if stop <= start and since is None:
        raise UsageError(
            f"the first request is of {first}, which is later",
            where=f"--until {until}",
            todo="Give a later time.",
        )
    if stop <= start:
        raise UsageError(
            f"nothing lies between {since} and {until}",
            todo="Let --until come after --since.",
        )
    return Period(start, stop, zone)


def whole_day(day: date, zone: str) -> Period:
    """The period of a day of a zone."""
    return Period(start_of(day, zone), start_of(day + DAY, zone), zone)


def yesterday(now: datetime, zone: str) -> date:
    """The day before the one that a zone has now."""
    return now.astimezone(ZoneInfo(zone)).date() - DAY


def start_of(day: date, zone: str) -> datetime:
    """When a day of a zone begins, UTC: at midnight, or where clocks skip that, as they do so."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def check_zone(name: str, where: str) -> str:
    """A zone's name, if it is one. Raises UsageError."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        todo = "Write an IANA name such as Asia/Shanghai."
        raise UsageError(f'"{name}" is no time zone', where=where, todo=todo) from None


def _days_with_data(
    con: duckdb.DuckDBPyConnection, otherwise: date, zone: str
) -> tuple[date, date]:
    """First and last day with a request."""
    first, last = queries.read(con, "data_span").row(0)
    if first is None:
        return otherwise, otherwise
    return first.astimezone(ZoneInfo(zone)).date(), last.astimezone(ZoneInfo(zone)).date()


def moment_of(text: str, zone: str = "UTC") -> datetime:
    """A time that was written, in UTC. Raises ValueError for what is none, or too far away."""
    moment = datetime.fromisoformat(text)
    moment = moment.replace(tzinfo=ZoneInfo(zone)) if moment.tzinfo is None else moment
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(text) from None
    if moment.year not in YEARS:
        raise ValueError(text)
    return moment


def _read(
    text: str, option: str, zone: str, *, days_only: bool = False
) -> tuple[datetime, datetime]:
    """Where what was written begins and ends: a day lasts until the next, a time no time at all."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is not None and day.year in YEARS:
        return start_of(day, zone), start_of(day + DAY, zone)
    try:
        if days_only or day is not None:
            raise ValueError(text)
        moment = moment_of(text, zone)
    except ValueError:
        form = (
            f"{_DAY_FORM} or `yesterday`"
            if days_only
            else f"{_DAY_FORM} or a time as YYYY-MM-DDThh:mm:ssZ"
        )
        raise UsageError(f'"{text}" is no date', where=option, todo=f"Write {form}.") from None
    return moment, moment
