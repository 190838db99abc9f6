"""Sessions, attempts, runs and windows hold for any rows: computed here once more, plainly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model_rows import Row
from tests.models import generated_rows as logs


@pytest.mark.scale
@logs.checked(
    300,
    vendor=logs.one_of(["55tech", "tickdb"]),
    protocol=st.just("websocket"),
    connection=logs.one_of(["1", "2", "3"]),
    command=logs.one_of(["open", "open", "close", "subscribe"]),
    status=logs.one_of([None, None, 101, 401]),
    client=st.just("bot"),
)
def test_open_connections_are_the_most_at_once_in_the_minute(rows: logs.Rows) -> None:
    end = max((row["ts"] for row in rows), default=logs.BEGIN)
    told: dict[tuple[str, datetime], int] = {}
    for vendor, group in logs.in_groups(rows, lambda row: row["vendor"]).items():
        spans = [
            span
            for frames in logs.in_groups(group, lambda row: row["connection"]).values()
            for span in sessions(frames)
        ]
        minute = logs.minute_of(logs.BEGIN)
        while minute <= end:
            changes = {
                ts for span in spans for ts in span if ts and minute <= ts < minute + logs.MINUTE
            }
            most = max(
                sum(since <= ts and (until is None or ts < until) for since, until in spans)
                for ts in changes | {minute}
            )
            if most:
                told[vendor, minute] = most
            minute += logs.MINUTE
    found = logs.read(rows, "FROM connection_pressure WHERE open_connections > 0")
    logs.alike(
        [(row["vendor"], row["minute"], row["open_connections"]) for row in found],
        [(vendor, logs.iso(minute), most) for (vendor, minute), most in told.items()],
    )


def sessions(frames: Sequence[Row]) -> list[tuple[datetime, datetime | None]]:
    """When one connection was open: an open comes before, a close after all else of its instant.

    An open under 401 was refused, and before others of its instant: nothing is open before the
    next open, or a close.
    """
    order = {"open": 0, "close": 2}
    spans: list[tuple[datetime, datetime | None]] = []
    since: datetime | None = None
    seen = refused = False
    for frame in sorted(
        frames, key=lambda row: (row["ts"], order.get(row["command"], 1), row["status"] != 401)
    ):
        if frame["command"] == "open":
            if since and seen:
                spans.append((since, frame["ts"]))
            since, seen = frame["ts"], True
            refused = frame["status"] == 401
            if refused:
                since, seen = None, False
        elif frame["command"] == "close":
            spans.append((since or frame["ts"], frame["ts"]))
            since, seen, refused = None, False, False
        elif since is None and not refused:
            since = frame["ts"]
    if since and seen:
        spans.append((since, None))
    return [span for span in spans if span[0] != span[1]]


@pytest.mark.scale
@logs.checked(
    60,
    vendor=st.just("tickdb"),
    protocol=st.just("http"),
    client=logs.one_of(["bot", "feed"]),
    method=st.just("GET"),
    path=logs.one_of(["/v1/ticker", "/v1/depth"]),
    status=logs.one_of([200, 500, 500, 429]),
    retry_after_s=logs.one_of([None, None, 20.0]),
)
def test_attempts_follow_a_failure_within_the_wait_and_10_s(rows: logs.Rows) -> None:
    told = []
    for group in logs.in_groups(rows, lambda row: (row["client"], row["path"])).values():
        served = sorted(row["ts"] for row in group if row["status"] == 200)
        runs: list[list[Row]] = []
        for row in sorted((r for r in group if r["status"] != 200), key=lambda r: r["ts"]):
            last = runs[-1] if runs else []
            if last and follows(row["ts"], last, served):
                last.append(row)
            else:
                runs.append([row])
        for run in runs:
            after = [ts for ts in served if ts > run[-1]["ts"]]
            done = bool(after) and after[0] <= open_until(run)
            told.append((logs.iso(run[0]["ts"]), len(run) + done, len(run), done))
    found = logs.read(rows, "FROM operations")
    logs.alike(
        [(row["first_ts"], row["attempts"], row["failures"], row["succeeded"]) for row in found],
        told,
    )


def follows(ts: datetime, run: Sequence[Row], served: Iterable[datetime]) -> bool:
    last = run[-1]["ts"]
    return ts == last or (
        ts <= open_until(run) and not any(last < success <= ts for success in served)
    )


def open_until(run: Sequence[Row]) -> datetime:
    """An advised wait counts for those of the last instant; TickDB documents 60 s."""
    last = [row for row in run if row["ts"] == run[-1]["ts"]]
    documented_s = {429: 60}
    waits = (
        documented_s.get(row["status"], 0) if row["retry_after_s"] is None else row["retry_after_s"]
        for row in last
    )
    until: datetime = last[0]["ts"] + (max(waits) + 10) * logs.SECOND
    return until


hours = st.integers(0, 5 * 24 * 12).map(lambda n: n * 5 * logs.MINUTE)


@pytest.mark.scale
@logs.some_checks
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "ts": hours.map(lambda passed: logs.BEGIN + passed),
                "vendor": logs.one_of(["55tech", "tickdb"]),
                "status": logs.one_of([200, 200, 500, 422]),
                "client": logs.one_of(["bot", "feed"]),
            }
        ),
        max_size=40,
    )
)
def test_runs_days_and_windows_over_days_are_what_they_say(rows: logs.Rows) -> None:
    bad = [row for row in rows if row["status"] == 500]
    found = logs.read(rows, "FROM incidents WHERE class = 'server_error'")
    incidents: list[list[Any]] = []
    for vendor, group in logs.in_groups(bad, lambda row: row["vendor"]).items():
        for row in sorted(group, key=lambda row: row["ts"]):
            last = incidents[-1] if incidents else None
            if last and last[0] == vendor and row["ts"] - last[2] <= 30 * logs.MINUTE:
                last[2], last[3] = row["ts"], last[3] + 1
            else:
                incidents.append([vendor, row["ts"], row["ts"], 1])
    logs.alike(
        [(row["vendor"], row["since"], row["until"], row["failures"]) for row in found],
        [
            (vendor, logs.iso(since), logs.iso(until), count)
            for vendor, since, until, count in incidents
        ],
    )

    marks = {(row["vendor"], five_minutes_after(row["ts"])) for row in rows}
    found = logs.read(rows, "FROM burn_rate WHERE long_window_s = 21600")
    logs.alike(
        [
            (
                it["vendor"],
                it["until"],
                it["requests"],
                round(it["long_burn"]),
                round(it["short_burn"]),
            )
            for it in found
        ],
        [
            (
                vendor,
                logs.iso(until),
                len(within(rows, vendor, until, 360)),
                round(burn(within(rows, vendor, until, 360))),
                round(burn(within(rows, vendor, until, 30))),
            )
            for vendor, until in marks
        ],
    )

    found = logs.read(rows, "FROM error_trends WHERE failures > 0")
    days: dict[tuple[str, int, date], int] = defaultdict(int)
    for row in rows:
        if row["status"] != 200:
            days[row["vendor"], row["status"], row["ts"].date()] += 1
    called = {(row["vendor"], row["ts"].date()) for row in rows}
    logs.alike(
        [(it["vendor"], it["date"], it["failures"], it["failures_before"]) for it in found],
        [
            (
                vendor,
                str(day),
                count,
                days.get((vendor, status, called_before(called, vendor, day)), 0),
            )
            for (vendor, status, day), count in list(days.items())
        ],
    )


def called_before(called: Iterable[tuple[str, date]], vendor: str, day: date) -> date:
    """The last day before on which the vendor was called; any without requests if there is none."""
    return max((at for of, at in called if of == vendor and at < day), default=date.min)


def five_minutes_after(ts: datetime) -> datetime:
    return logs.minute_of(ts) - (ts.minute % 5) * logs.MINUTE + 5 * logs.MINUTE


def within(rows: Iterable[Row], vendor: str, until: datetime, minutes: int) -> list[Row]:
    since = until - minutes * logs.MINUTE
    return [row for row in rows if row["vendor"] == vendor and since <= row["ts"] < until]


def burn(rows: Sequence[Row]) -> float:
    """As a multiple of the one in a thousand that may fail by the vendor's fault."""
    return len([row for row in rows if row["status"] == 500]) / len(rows) * 1000
