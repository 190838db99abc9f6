"""What a report says: figures and tables of a period, all from named reads."""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import duckdb
import polars as pl

from analyzer import queries
from analyzer.text.period import DAY, WEEK, Period
from analyzer.warehouse.vendor_scope import only_vendors, views_of

OUTAGE_FAILURES = 10
RESOLUTIONS = ("succeeded", "gone", "conflict", "failed_again", "open")
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
    "unlisted_codes": _OftenRead(None),
}
# Reads of the period itself, each a frame of the same name.
_NOW = (
    "outcomes_over_time",
    "failures_over_time",
    "utilisation_over_time",
    "service_level",
    "error_budgets",
    "rate_limit_by_subject",
    "throttles_by_client",
    "connections_by_subject",
    "auth_failures_by_cause",
    "partial_failures_by_resolution",
    "open_partial_failures",
    "failures_by_code",
    "failures_by_client",
    "outages",
    "unanswered",
    "unlisted_codes_seen",
    "last_success",
    "loads_of_period",
    "rejects_by_reason",
)
# All reads that make a report, with those that tell what it can be about.
READS = (
    *_NOW,
    *("figures", "week_before", "vendor_facts"),
    *("data_span", "requests_by_day", "vendors_called", "vendors_known"),
)
_MOST_STEPS = 48
_STEPS_S = (60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 604800, 2592000)

Row = dict[str, Any]


@dataclass(frozen=True)
class Content:
    """Every frame holds what the named read of the same name gives.

    `figures` and `before` are the rows of `figures`, for the period and the one before; `week` is
    the single row of `week_before`. `step_s` is the length of a step of the `…_over_time` frames,
    seconds.
    `only` names the vendors that it is about; none are all.
    """

    period: Period
    only: tuple[str, ...]
    step_s: int
    figures: Row
    before: Row
    week: Row
    outcomes_over_time: pl.DataFrame
    failures_over_time: pl.DataFrame
    utilisation_over_time: pl.DataFrame
    service_level: pl.DataFrame
    service_level_before: pl.DataFrame
    error_budgets: pl.DataFrame
    rate_limit_by_subject: pl.DataFrame
    throttles_by_client: pl.DataFrame
    connections_by_subject: pl.DataFrame
    auth_failures_by_cause: pl.DataFrame
    partial_failures_by_resolution: pl.DataFrame
    open_partial_failures: pl.DataFrame
    failures_by_code: pl.DataFrame
    failures_by_code_before: pl.DataFrame
    failures_by_code_week: pl.DataFrame
    failures_by_client: pl.DataFrame
    outages: pl.DataFrame
    unanswered: pl.DataFrame
    unlisted_codes_seen: pl.DataFrame
    last_success: pl.DataFrame
    vendors: pl.DataFrame
    loads_of_period: pl.DataFrame
    rejects_by_reason: pl.DataFrame

    def vendor_title(self, vendor: str) -> str | None:
        """The name that the catalog gives a vendor, or None: a host is no name of ours."""
        named = self.vendors.filter(pl.col("vendor") == vendor)
        return str(named["title"][0]) if named.height else None

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
        counted = [
            frame.group_by(keys).agg(pl.col("failures").sum().alias(name))
            for name, frame in frames.items()
        ]
        both = counted[0]
        for frame in counted[1:]:
            both = both.join(frame, on=keys, how="full", coalesce=True)
        both = both.with_columns(pl.col(*frames).fill_null(0))
        mean = pl.lit(None, pl.Float64) if self.weekly is None else pl.col("week") * self.weekly
        return both.with_columns(week=mean.cast(pl.Float64)).sort(
            [pl.max_horizontal("failures", "before"), "vendor", "code"],
            descending=[True, False, False],
        )


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
            for view, kept in _OFTEN_READ.items():
                condition, bounds = "TRUE", {}
                if kept.time:
                    condition = f"{kept.time} >= $since AND {kept.time} < $until"
                    bounds = {"since": kept.since(period), "until": period.until}
                own.execute(
                    f"CREATE TABLE {schema}.{view} AS SELECT {kept.columns} FROM main.{view}"
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
    kept = _OFTEN_READ.get(view)
    if kept is None or kept.time is None:
        return True
    return since >= kept.since(period) and not (_LONG_COLUMNS & set(columns))


def read(con: duckdb.DuckDBPyConnection, period: Period, only: Sequence[str] = ()) -> Content:
    """All that a report of the period needs, of all vendors or only some.

    In the language of the connection, which may be one of `computed_once`.
    """
    if only:
        with only_vendors(con, only, views_of([*_NOW, "figures", "week_before"])) as own:
            return replace(read(own, period), only=tuple(only))
    step_s = step(period.length)

    def frame(name: str, of: Period = period) -> pl.DataFrame:
        return _read(con, name, of, step_s)

    figures, before = frame("figures").iter_rows(named=True)
    return Content(
        period=period,
        only=(),
        step_s=step_s,
        figures=figures,
        before=before,
        week=frame("week_before", period.week_before()).row(0, named=True),
        service_level_before=frame("service_level", period.before()),
        failures_by_code_before=frame("failures_by_code", period.before()),
        failures_by_code_week=frame("failures_by_code", period.week_before()),
        vendors=frame("vendor_facts"),
        **{name: frame(name) for name in _NOW},
    )


def _read(con: duckdb.DuckDBPyConnection, name: str, period: Period, step_s: int) -> pl.DataFrame:
    return queries.read(
        con,
        name,
        before=period.before().since,
        since=period.since,
        until=period.until,
        step_s=step_s,
        at_least=OUTAGE_FAILURES,
    )


def step(length: timedelta) -> int:
    """Seconds of a step, so that a chart of that length has some dozens of them."""
    seconds = length.total_seconds()
    return next((s for s in _STEPS_S if seconds <= s * _MOST_STEPS), _STEPS_S[-1])
