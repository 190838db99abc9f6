"""What a report says: figures and tables of a period, all from named reads."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from typing import Any

import duckdb
import polars as pl

from analyzer import queries
from analyzer.report import sql
from analyzer.report.sql import Query
from analyzer.text.period import DAY, WEEK, Period
from analyzer.warehouse.vendor_scope import only_vendors, views_of

OUTAGE_FAILURES = 10
RESOLUTIONS = ("succeeded", "gone", "conflict", "settled", "failed_again", "open")
_LONG_COLUMNS = {"body", "detail"}
_SHORT = "* EXCLUDE (body, detail)"


@dataclass(frozen=True)
class _OftenRead:
    """A view that most reads start from, computed once for a report.

    `time` is the column that says which rows are kept (None: all, there are few), `columns` leaves
    out long ones that no read of a report uses, and `whole_week` keeps the week before as well.
    """

    time: str | None
    columns: str = "*"
    whole_week: bool = False

    def since(self, period: Period) -> datetime:
        """From when on its rows are kept."""
        weeks = [period.week_before().since] if self.whole_week else []
        return min([period.before().since, *weeks])


_OFTEN_READ = {
    "failures": _OftenRead("ts", _SHORT, whole_week=True),
    "partial_failures": _OftenRead(None, _SHORT),
    "throttles": _OftenRead("ts", _SHORT, whole_week=True),
    "rate_limit_pressure": _OftenRead("minute"),
    "limit_pressure": _OftenRead("minute"),
    "limit_forecast": _OftenRead(None),
    "bans": _OftenRead(None),
    "unlisted_codes": _OftenRead(None),
}
_MOST_STEPS = 48
# Data that ends sooner before the end of a period leaves it incomplete.
_AN_END, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_STEPS_S = (60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 604800, 2592000)

_BEGINNING = datetime(1971, 1, 1, tzinfo=UTC)
# They look at all of the lake, so also at what no table of `computed_once` holds.
_OF_ALL_TIME = ("unknown_outcomes", "waits_not_kept")

Row = dict[str, Any]


def _ever(content: Content) -> Period:
    """Up to the end of its period, however long ago."""
    return Period(_BEGINNING, content.period.until)


def _compared(content: Content) -> Period:
    return content.compared


def _week_before(content: Content) -> Period:
    return content.period.week_before()


class _Frame:
    """A frame of a Content, read when it is first asked for.

    `name` is that of the read, the attribute's own where None; `of` says of which period.
    """

    def __init__(
        self, name: str | None = None, of: Callable[[Content], Period] = lambda one: one.period
    ) -> None:
        self.name, self._of = name or "", of

    def __set_name__(self, owner: type, name: str) -> None:
        self.name, self._attribute = self.name or name, name

    def __get__(self, content: Content, owner: type) -> pl.DataFrame:
        frame = content.read(self.name, self._of(content))
        content.__dict__[self._attribute] = frame
        return frame


class Content:
    """Every frame holds what the named read of the same name gives, once it is asked for.

    `figures` and `before` are the rows of `figures`, for the period and the one before; `week` is
    the single row of `week_before`. `step_s` is the length of a step of the `…_over_time` frames,
    seconds.
    `only` names the vendors that it is about; none are all.
    """

    period: Period

    outcomes_over_time = _Frame()
    failures_over_time = _Frame()
    utilisation_over_time = _Frame()
    service_level = _Frame()
    service_level_before = _Frame("service_level", _compared)
    error_budgets = _Frame()
    rate_limit_by_subject = _Frame()
    limits_by_subject = _Frame()
    limits_running_out = _Frame()
    keys_expiring = _Frame()
    limit_gaps = _Frame()
    bans_of_period = _Frame()
    throttles_by_client = _Frame()
    futile_resends = _Frame()
    connections_by_subject = _Frame()
    auth_failures_by_cause = _Frame()
    begun_before = _Frame()
    going_on_after = _Frame()
    refused_to_everyone = _Frame()
    partial_failures_by_resolution = _Frame()
    open_partial_failures = _Frame()
    partial_failures_failed_again = _Frame()
    unknown_outcomes = _Frame(of=_ever)
    keys_listed = _Frame(of=_ever)
    quotas_exhausted = _Frame(of=_ever)
    silent_callers = _Frame(of=_ever)
    waits_not_kept = _Frame(of=_ever)
    failures_by_code = _Frame()
    failures_by_code_before = _Frame("failures_by_code", _compared)
    failures_by_code_week = _Frame("failures_by_code", _week_before)
    failures_by_client = _Frame()
    outages = _Frame()
    unanswered = _Frame()
    unlisted_codes_seen = _Frame()
    last_success = _Frame()
    noted = _Frame()
    vendors = _Frame("vendor_facts")
    loads_of_period = _Frame()
    rejects_by_reason = _Frame()
    _both_figures = _Frame("figures")
    _data_span = _Frame("data_span")
    _week = _Frame("week_before", _week_before)

    def __init__(
        self,
        period: Period,
        read: Callable[[str, Period], pl.DataFrame],
        only: tuple[str, ...] = (),
    ) -> None:
        """`read` gives the named read of a period; see `bounds`."""
        self.period, self.read, self.only = period, read, only
        self.step_s = step(period.length)

    def select(
        self, columns: str, view: str, also: str | None = None, order: str | None = None
    ) -> Query:
        """The line that shows rows of the period: `sql.select`."""
        return sql.select(columns, view, self.period, also=also, order=order)

    @property
    def figures(self) -> Row:
        """The numbers of the period."""
        return self._both_figures.row(0, named=True)

    @cached_property
    def compared(self) -> Period:
        """The period before; of it the same hours, where the data ends within this one."""
        before, last = self.period.before(), self._data_span["last_ts"][0]
        if last is None or not self.period.since <= last < self.period.until - _AN_END:
            return before
        return Period(
            before.since, before.since + (last - self.period.since) + _MINUTE, self.period.zone
        )

    @cached_property
    def before(self) -> Row:
        """The numbers of `compared`."""
        if self.compared == self.period.before():
            return self._both_figures.row(1, named=True)
        return self.read("figures", self.compared).row(0, named=True)

    @property
    def week(self) -> Row:
        """The numbers of the week before."""
        return self._week.row(0, named=True)

    def whole(self) -> Content:
        """With every frame read, for when there is nothing to read from any more."""
        for name, frame in vars(Content).items():
            if isinstance(frame, _Frame):
                getattr(self, name)
        assert self.before is not None
        return self

    def vendor_title(self, vendor: str) -> str | None:
        """The name that the catalog gives a vendor, or None: a host is no name of ours."""
        return self._vendor_titles.get(vendor)

    @cached_property
    def _vendor_titles(self) -> dict[str, str]:
        return dict(self.vendors.select("vendor", "title").iter_rows())

    def class_title(self, name: str) -> str | None:
        """The title of a class, where this period or the one before has a failure of it."""
        for frame in (
            self.failures_by_code,
            self.failures_by_code_before,
            self.failures_by_code_week,
        ):
            of_class = frame.filter(pl.col("class") == name)
            if of_class.height:
                return str(of_class["class_title"][0])
        return None

    def steps(self) -> list[datetime]:
        """The beginnings of the steps of the `…_over_time` frames, also of those without rows."""
        length = timedelta(seconds=self.step_s)
        count = math.ceil(self.period.length / length)
        return [self.period.since + length * number for number in range(count)]

    def reaches_beyond(self) -> bool:
        """Whether a load of the period holds requests outside it as well."""
        loads = self.loads_of_period
        outside = (pl.col("first_ts") < self.period.since) | (
            pl.col("last_ts") >= self.period.until
        )
        return loads.filter(outside).height > 0

    @property
    def weekly(self) -> float | None:
        """What a number of the week before is to be multiplied with, to compare it with here.

        Days without any request do not count. None where nothing was sent, or where the period
        before is no shorter than a week.
        """
        if not self.week["days"] or self.period.length >= WEEK:
            return None
        return float(self.period.length / DAY) / float(self.week["days"])

    def changes(self) -> pl.DataFrame:
        """Codes: vendor, code, class, and failures here, `before`, and in the `week` before.

        Those of the week are a mean for the length of the period, NULL where nothing was sent.
        """
        keys = ["vendor", "code", "class"]
        frames = {
            "failures": self.failures_by_code,
            "before": self.failures_by_code_before,
            "week": self.failures_by_code_week,
        }
        counts = [
            frame.group_by(keys).agg(pl.col("failures").sum().alias(name))
            for name, frame in frames.items()
        ]
        both = counts[0]
        for frame in counts[1:]:
            both = both.join(frame, on=keys, how="full", coalesce=True)
        both = both.with_columns(pl.col(*frames).fill_null(0))
        mean = pl.lit(None, pl.Float64) if self.weekly is None else pl.col("week") * self.weekly
        return both.with_columns(week=mean.cast(pl.Float64)).sort(
            [pl.max_horizontal("failures", "before"), *keys],
            descending=[True, *(False for _ in keys)],
        )


_FRAMES = tuple(sorted({one.name for one in vars(Content).values() if isinstance(one, _Frame)}))
# All reads that make a report, with those that tell what it can be about.
READS = (*_FRAMES, *("data_span", "requests_by_day", "vendors_called", "vendors_known"))


@contextmanager
def computed_once(
    con: duckdb.DuckDBPyConnection, period: Period
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection on which the views that most reads start from are tables of the two periods.

    They lie in a schema of their own, which comes first where a read names a view. What a view
    of `main` reads is looked up in `main`, so the other views see the whole lake as before.
    """
    schema = f"report_{secrets.token_hex(8)}"
    with con.cursor() as own:
        own.execute("SET TimeZone = 'UTC'")
        own.execute(f"CREATE SCHEMA {schema}")
        try:
            for view, part in _OFTEN_READ.items():
                condition, bounds = "TRUE", {}
                if part.time:
                    condition = f"{part.time} >= $since AND {part.time} < $until"
                    bounds = {"since": part.since(period), "until": period.until}
                own.execute(
                    f"CREATE TABLE {schema}.{view} AS SELECT {part.columns} FROM main.{view}"
                    f" WHERE {condition}",
                    bounds,
                )
            own.execute(f"SET search_path = '{schema},main'")
            yield own
        finally:
            own.execute("SET search_path = 'main'")
            own.execute(f"DROP SCHEMA {schema} CASCADE")


def holds(view: str, columns: Iterable[str], since: datetime, period: Period) -> bool:
    """Whether a connection of `computed_once` has all of a view's rows from `since` on."""
    part = _OFTEN_READ.get(view)
    if part is None or part.time is None:
        return True
    return since >= part.since(period) and not (_LONG_COLUMNS & set(columns))


def read(con: duckdb.DuckDBPyConnection, period: Period, only: Sequence[str] = ()) -> Content:
    """All that a report of the period needs, of all vendors or only some.

    In the language of the connection, which may be one of `computed_once`.
    """
    if only:
        with only_vendors(con, only, views_of(_FRAMES)) as own:
            found = Content(period, partial(_read, own, period), tuple(only)).whole()
            for name in _OF_ALL_TIME:
                found.__dict__[name] = getattr(found, name).filter(pl.col("vendor").is_in(only))
            return found
    return Content(period, partial(_read, con, period)).whole()


def bounds(shown: Period, of: Period) -> dict[str, object]:
    """What the reads of a report about `shown` take as parameters, for one `of` its periods."""
    return {
        "before": of.before().since,
        "since": of.since,
        "until": of.until,
        "step_s": step(shown.length),
        "at_least": OUTAGE_FAILURES,
    }


def _read(con: duckdb.DuckDBPyConnection, shown: Period, name: str, of: Period) -> pl.DataFrame:
    if name not in _OF_ALL_TIME:
        return queries.read(con, name, **bounds(shown, of))
    with con.cursor() as whole:
        whole.execute("SET TimeZone = 'UTC'")
        return queries.read(whole, name, **bounds(shown, of))


def step(length: timedelta) -> int:
    """Seconds of a step, so that a chart of that length has some dozens of them."""
    seconds = length.total_seconds()
    return next((s for s in _STEPS_S if seconds <= s * _MOST_STEPS), _STEPS_S[-1])
