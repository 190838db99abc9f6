"""From a row of a table to the requests behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import polars as pl

from analyzer.schema import KEY_ID
from analyzer.text.period import Period
from parts.filters import open_page
from parts.tables import Row

# The filter that a column of the named reads is chosen by.
_FILTERS = {
    "vendor": "vendor", "vendors": "vendor", "client": "client", "clients": "client",
    "key_id": "key", "route": "route", "routes": "route", "code": "code", "codes": "code",
    "class": "class", "method": "method", "resolution": "resolution",
    "cause": "cause", "connection": "connection", "protocol": "protocol",
}  # fmt: skip

# A POST that comes so soon after one without an answer may repeat it (`unknown_outcomes`).
_OWN_REPEAT = timedelta(minutes=5)


def to_requests(*columns: str, **names: object) -> Callable[[Row], None]:
    """What a chosen row does: open the requests with its values in these columns.

    Filters whose column is not named stay as they are; one whose column is empty, or has an empty
    one among others, is taken off.
    `names` are further ones of the page, as `open_page` takes them.
    """

    def opening(row: Row) -> None:
        chosen = {_FILTERS[column]: _listed(row[column]) for column in columns}
        open_page("requests", **{**chosen, **names})

    return opening


def to_seen(*columns: str, **names: object) -> Callable[[Row], None]:
    """As `to_requests`, of the seconds from a row's first to its last."""

    def opening(row: Row) -> None:
        period = _seconds(row["first_seen"], row["last_seen"])
        to_requests(*columns, range=period, **names)(row)

    return opening


def to_throttled(*columns: str, **names: object) -> Callable[[Row], None]:
    """As `to_requests`, of what was throttled: a code alone may be sent for other failures too."""
    return to_requests(*columns, **{"class": ["rate_limit"], **names})


def to_outcome(step_s: int, **names: object) -> Callable[[Row], None]:
    """What a clicked bar of outcomes does: open its requests. `names` are further choices."""

    def opening(bar: Row) -> None:
        open_page("requests", range=_time_of(bar, step_s), outcome=[bar["outcome"]], **names)

    return opening


def to_failures(
    failures: pl.DataFrame, by: str, step_s: int, columns: Sequence[str]
) -> Callable[[Row], None]:
    """What a clicked bar of failures does: open those of its time, like it in these columns."""

    def opening(bar: Row) -> None:
        is_of_bar = (pl.col("step").dt.epoch("ms") == bar["step"]) & (pl.col(by) == bar[by])
        of_bar = failures.filter(is_of_bar)
        alike = {_FILTERS[one]: of_bar[one].unique().sort().to_list() for one in columns}
        open_page("requests", range=_time_of(bar, step_s), **alike)

    return opening


def to_point(
    frame: pl.DataFrame, step_s: int, within: Period, opens: Callable[[Row, Period], None]
) -> Callable[[Row], None]:
    """What a clicked point does: `opens` gets the row it was drawn from, and its time."""

    def opening(point: Row) -> None:
        fields = {name: value for name, value in point.items() if name != "step"}
        row = frame.filter(pl.col("step").dt.epoch("ms") == point["step"], **fields).row(
            0, named=True
        )
        of_step = _time_of(point, step_s)
        opens(row, Period(max(of_step.since, within.since), min(of_step.until, within.until)))

    return opening


def to_subject(row: Row, period: Period) -> None:
    """What was sent with a key, or from an address, in a period."""
    to_requests("vendor", client=[], route=[], range=period, **of_subject(row))(row)


def of_subject(row: Row) -> dict[str, list[str]]:
    """The choices by which the requests of a key, or of an address, are found."""
    subject = [row["subject"]] if row["subject"] else []
    is_key = row["scope"] == "key"
    return {"key": subject if is_key else [], "address": [] if is_key else subject}


def to_connections(row: Row, period: Period) -> None:
    """The connections of a key, opened and closed; where none was sent, of a client or address."""
    subject = row["subject"] or ""
    who = (
        "key" if re.fullmatch(KEY_ID, subject) else "address" if _is_address(subject) else "client"
    )
    chosen = {"client": [], "key": [], "route": [], who: [subject], "range": period}
    to_requests("vendor", protocol=["websocket"], command=["open", "close"], **chosen)(row)


def _is_address(subject: str) -> bool:
    try:
        ip_address(subject)
    except ValueError:
        return False
    return True


def _time_of(bar: Row, step_s: int) -> Period:
    since = datetime.fromtimestamp(bar["step"] / 1_000, UTC)
    return Period(since, since + timedelta(seconds=step_s))


def to_operation(row: Row) -> None:
    """Every attempt of an operation, whenever it was."""
    to_requests("vendor", "key_id", client=[], route=[], range="all", q=row["path"] or "")(row)


def to_write(row: Row) -> None:
    """A write without an answer: every attempt; where many share a place, those soon after it."""
    if row["path"] != row["route"]:
        to_operation(row)
        return
    period = Period(row["ts"], row["ts"] + _OWN_REPEAT)
    # Who sent it is told by the key, else by the client.
    who, other = ("key_id", "client") if row["key_id"] else ("client", "key")
    to_requests("vendor", who, **{other: []}, route=[], range=period, q=row["path"])(row)


def to_key(row: Row) -> None:
    """All that was sent with a key."""
    _of_key(row, row["first_used"], row["last_used"])


def to_refusals(row: Row) -> None:
    """The refusals of a key since it is dead."""
    refused = {"class": ["auth", "permission"]}
    _of_key(row, row["dead_since"], row["last_refused"], **refused)


def to_quota(row: Row) -> None:
    """What was refused since a quota was used up."""
    _of_key(row, row["exhausted_at"], row["last_refused"], **{"class": ["quota"]})


def _of_key(row: Row, since: datetime, last: datetime, **names: object) -> None:
    period = _seconds(since, last)
    to_requests("vendor", "key_id", client=[], route=[], range=period, **names)(row)


def _seconds(since: datetime, last: datetime) -> Period:
    """The seconds from the one of an instant to that of another, which the address can tell."""
    return Period(since.replace(microsecond=0), last.replace(microsecond=0) + timedelta(seconds=1))


def _listed(value: object) -> list[object]:
    if isinstance(value, list):
        return [] if None in value else value
    return [] if value is None else [value]
