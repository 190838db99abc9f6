"""Views with windows against plain and slow definitions of the same thing, on random logs.

Times are multiples of a quarter of a second over some minutes around midnight, so that equal
timestamps, edges of windows and gaps are frequent; rows come in no order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model_rows import Row, RowsDatabase

BEGIN = datetime(2026, 11, 19, 23, 57, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
MICROSECOND = timedelta(microseconds=1)
Rows = list[dict[str, Any]]


@cache
def database() -> RowsDatabase:
    return RowsDatabase()


def logs(most_s: float, **columns: st.SearchStrategy[Any]) -> st.SearchStrategy[Rows]:
    """Random rows within `most_s` seconds from BEGIN."""
    times = st.integers(0, int(most_s * 4)).map(lambda n: BEGIN + n * SECOND / 4)
    return st.lists(st.fixed_dictionaries({"ts": times, **columns}), max_size=40)


def read(rows: Iterable[Row], query: str) -> list[dict[str, Any]]:
    database().put([{**row, "ts": row["ts"].isoformat()} for row in rows])
    return database().read(query)


def iso(ts: datetime | None) -> str | None:
    return ts.isoformat().replace("+00:00", "Z") if ts else None


def minute_of(ts: datetime) -> datetime:
    return ts.replace(second=0, microsecond=0)


def in_groups(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def alike(found: Iterable[Any], told: Iterable[Any]) -> None:
    assert sorted(found, key=repr) == sorted(told, key=repr)


one_of = st.sampled_from
some_checks = settings(max_examples=25, deadline=None)


@some_checks
@given(
    logs(
        300,
        vendor=one_of(["55tech", "zeromarkets", "api.example.org"]),
        key_id=one_of(["a", "b", None]),
        client_ip=one_of(["10.0.0.7", "10.0.0.8", None]),
        status=one_of([200, 200, 429]),
    )
)
def test_the_peak_is_the_most_in_any_60_s_that_end_in_the_minute(rows: Rows) -> None:
    told = []
    for (vendor, scope, subject), group in subjects(rows).items():
        for minute, here in in_groups(group, lambda row: minute_of(row["ts"])).items():
            ends = {minute} | {row["ts"] for row in here}
            throttled = [row["ts"] for row in here if row["status"] == 429]
            before = (
                [
                    row
                    for row in group
                    if row["status"] != 429 and min(throttled) - MINUTE < row["ts"] < min(throttled)
                ]
                if throttled
                else None
            )
            told.append(
                {
                    "vendor": vendor,
                    "scope": scope,
                    "subject": subject,
                    "minute": iso(minute),
                    "requests": len(here),
                    "throttled": len(throttled),
                    "peak_60s": max(
                        sum(end - MINUTE < row["ts"] <= end for row in group) for end in ends
                    ),
                    "answered_before": None if before is None else len(before),
                }
            )
    alike(
        read(rows, "SELECT * EXCLUDE (requests_before, throttled_before) FROM request_peaks"), told
    )


def subjects(rows: Rows) -> dict[tuple[str, str, str | None], list[Row]]:
    """55-Tech limits keys, Zero Markets keys and addresses, of the third nobody knows."""
    groups: dict[tuple[str, str, str | None], list[Row]] = defaultdict(list)
    for row in rows:
        if row["key_id"]:
            groups[row["vendor"], "key", row["key_id"]].append(row)
        if not row["key_id"] or row["vendor"] == "zeromarkets":
            groups[row["vendor"], "address", row["client_ip"]].append(row)
    return groups


@pytest.mark.scale
@some_checks
@given(
    logs(
        120,
        key_id=one_of(["a", "b", "c"]),
        limit_quota=st.just(7.0),
        vendor=st.just("api.example.org"),
        status=st.just(200),
    )
)
def test_a_quota_is_compared_with_the_peak_in_its_own_window(rows: Rows) -> None:
    told = []
    windows = {"a": 1.0, "b": 10.0, "c": 90.0}
    rows = [{**row, "limit_window_s": windows[row["key_id"]]} for row in rows]
    for key, group in in_groups(rows, lambda row: row["key_id"]).items():
        span = windows[key] * SECOND
        for minute, here in in_groups(group, lambda row: minute_of(row["ts"])).items():
            ends = {minute} | {row["ts"] for row in here}
            peak = max(sum(end - span < row["ts"] <= end for row in group) for end in ends)
            told.append((key, iso(minute), peak, round(peak / 7, 9), 7.0 - peak))
    found = read(rows, "FROM rate_limit_pressure")
    alike(
        [
            (
                row["subject"],
                row["minute"],
                row["peak_window"],
                round(row["utilisation"], 9),
                row["headroom"],
            )
            for row in found
        ],
        told,
    )


@some_checks
@given(
    logs(
        30,
        vendor=one_of(["55tech", "api.example.org"]),
        client=one_of(["bot", "feed", None]),
        client_ip=st.just("10.0.0.7"),
        status=one_of([200, 429, 429, 500]),
        duration_ms=one_of([None, 0.0, 300.0]),
        retry_after_s=one_of([None, None, 2.0]),
    )
)
def test_a_throttled_client_waits_until_its_next_request(rows: Rows) -> None:
    told = []
    for group in in_groups(rows, lambda row: (row["vendor"], row["client"])).values():
        throttled = [row for row in group if row["status"] == 429]
        run: list[datetime] = []
        place, known_at = 0, BEGIN
        advised: list[tuple[datetime, datetime]] = []
        for ts, same in groupby(sorted(throttled, key=lambda row: row["ts"]), lambda r: r["ts"]):
            here = list(same)
            if run and succeeded_between(group, run[-1], ts):
                run, place, known_at = [], 0, BEGIN
            run.append(ts)
            # Who sent before all earlier ones were answered did not know of them.
            place += ts >= known_at
            known_at = max(known_at, *map(answered_at, here))
            over = [until for told_at, until in advised if told_at <= ts]
            for row in here:
                wait_s, source = advice(row, place)
                following = [r["ts"] for r in group if r["ts"] >= answered_at(row)]
                actual_s = (min(following) - ts).total_seconds() if following else None
                honoured = None if wait_s is None or actual_s is None else actual_s >= wait_s
                told.append(
                    {
                        "ts": iso(ts),
                        "advised_wait_s": wait_s,
                        "wait_source": source,
                        "actual_wait_s": actual_s,
                        "honoured": honoured,
                        "run_since": iso(run[0]),
                        "run_position": place,
                        "wasted": any(until > ts for until in over),
                    }
                )
            advised += [
                (answered_at(row), ts + s * SECOND)
                for row in here
                if (s := advice(row, place)[0]) is not None
            ]
    columns = list(told[0]) if told else ["ts"]
    alike(read(rows, f"SELECT {', '.join(columns)} FROM throttles"), told)


def answered_at(row: Row) -> datetime:
    took: datetime = row["ts"] + max((row["duration_ms"] or 0) * SECOND / 1000, MICROSECOND)
    return took


def succeeded_between(group: Iterable[Row], throttled: datetime, until: datetime) -> bool:
    """Whether a request that was sent after the throttle of that instant was known succeeded."""
    answers = [answered_at(r) for r in group if r["status"] == 429 and r["ts"] == throttled]
    return any(r["status"] == 200 and min(answers) <= r["ts"] <= until for r in group)


def advice(row: Row, place: int) -> tuple[float | None, str | None]:
    if row["retry_after_s"] is not None:
        return row["retry_after_s"], "header"
    if row["vendor"] == "55tech":
        return 2.0 ** (place - 1), "catalog"
    return None, None


@some_checks
@given(
    logs(
        10,
        vendor=st.just("55tech"),
        method=one_of(["POST", "DELETE"]),
        path=one_of(["/orders/1/cancel", "/orders/2/cancel"]),
        key_id=one_of(["a", "b", None]),
        client=one_of(["bot", "feed"]),
        status=one_of([502, 502, 200, 404, 409, 500, None]),
    )
)
def test_a_partial_failure_is_followed_to_the_first_request_that_settles_it(rows: Rows) -> None:
    ends = {200: "succeeded", 404: "gone", 409: "conflict"}
    told = []
    for row in (row for row in rows if row["status"] == 502):
        later = sorted(
            (it for it in rows if operation(it) == operation(row) and it["ts"] > row["ts"]),
            key=lambda it: it["ts"],
        )
        settling = [it for it in later if it["status"] in ends]
        at = settling[0]["ts"] if settling else None
        failed = any(it["status"] in {502, 500} for it in later)
        # Of several at one instant the best counts.
        best = sorted(ends[it["status"]] for it in settling if it["ts"] == at)[-1:]
        told.append(
            {
                "ts": iso(row["ts"]),
                "path": row["path"],
                "resolution": best[0] if best else "failed_again" if failed else "open",
                "resolved_at": iso(at),
                "resolved_after_s": (at - row["ts"]).total_seconds() if at else None,
                "attempts": sum(at is None or it["ts"] <= at for it in later),
            }
        )
    columns = "ts, path, resolution, resolved_at, resolved_after_s, attempts"
    alike(read(rows, f"SELECT {columns} FROM partial_failures"), told)


def operation(row: Row) -> tuple[object, ...]:
    return row["method"], row["path"], row["key_id"] or row["client"]


@some_checks
@given(
    logs(
        300,
        vendor=one_of(["55tech", "tickdb"]),
        protocol=st.just("websocket"),
        connection=one_of(["1", "2", "3"]),
        command=one_of(["open", "open", "close", "subscribe"]),
        status=one_of([None, None, 101, 401]),
        client=st.just("bot"),
    )
)
def test_open_connections_are_the_most_at_once_in_the_minute(rows: Rows) -> None:
    end = max((row["ts"] for row in rows), default=BEGIN)
    told: dict[tuple[str, datetime], int] = {}
    for vendor, group in in_groups(rows, lambda row: row["vendor"]).items():
        spans = [
            span
            for frames in in_groups(group, lambda row: row["connection"]).values()
            for span in sessions(frames)
        ]
        minute = minute_of(BEGIN)
        while minute <= end:
            changes = {ts for span in spans for ts in span if ts and minute <= ts < minute + MINUTE}
            most = max(
                sum(since <= ts and (until is None or ts < until) for since, until in spans)
                for ts in changes | {minute}
            )
            if most:
                told[vendor, minute] = most
            minute += MINUTE
    found = read(rows, "FROM connection_pressure WHERE open_connections > 0")
    alike(
        [(row["vendor"], row["minute"], row["open_connections"]) for row in found],
        [(vendor, iso(minute), most) for (vendor, minute), most in told.items()],
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


@some_checks
@given(
    logs(
        60,
        vendor=st.just("tickdb"),
        protocol=st.just("http"),
        client=one_of(["bot", "feed"]),
        method=st.just("GET"),
        path=one_of(["/v1/ticker", "/v1/depth"]),
        status=one_of([200, 500, 500, 429]),
        retry_after_s=one_of([None, None, 20.0]),
    )
)
def test_attempts_follow_a_failure_within_the_wait_and_10_s(rows: Rows) -> None:
    told = []
    for group in in_groups(rows, lambda row: (row["client"], row["path"])).values():
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
            told.append((iso(run[0]["ts"]), len(run) + done, len(run), done))
    found = read(rows, "FROM operations")
    alike(
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
    until: datetime = last[0]["ts"] + (max(waits) + 10) * SECOND
    return until


hours = st.integers(0, 5 * 24 * 12).map(lambda n: n * 5 * MINUTE)


@pytest.mark.scale
@some_checks
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "ts": hours.map(lambda passed: BEGIN + passed),
                "vendor": one_of(["55tech", "tickdb"]),
                "status": one_of([200, 200, 500, 422]),
                "client": one_of(["bot", "feed"]),
            }
        ),
        max_size=40,
    )
)
def test_runs_days_and_windows_over_days_are_what_they_say(rows: Rows) -> None:
    bad = [row for row in rows if row["status"] == 500]
    found = read(rows, "FROM incidents WHERE class = 'server_error'")
    incidents: list[list[Any]] = []
    for vendor, group in in_groups(bad, lambda row: row["vendor"]).items():
        for row in sorted(group, key=lambda row: row["ts"]):
            last = incidents[-1] if incidents else None
            if last and last[0] == vendor and row["ts"] - last[2] <= 30 * MINUTE:
                last[2], last[3] = row["ts"], last[3] + 1
            else:
                incidents.append([vendor, row["ts"], row["ts"], 1])
    alike(
        [(row["vendor"], row["since"], row["until"], row["failures"]) for row in found],
        [(vendor, iso(since), iso(until), count) for vendor, since, until, count in incidents],
    )

    marks = {(row["vendor"], five_minutes_after(row["ts"])) for row in rows}
    found = read(rows, "FROM burn_rate WHERE long_window_s = 21600")
    alike(
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
                iso(until),
                len(within(rows, vendor, until, 360)),
                round(burn(within(rows, vendor, until, 360))),
                round(burn(within(rows, vendor, until, 30))),
            )
            for vendor, until in marks
        ],
    )

    found = read(rows, "FROM error_trends WHERE failures > 0")
    days: dict[tuple[str, int, date], int] = defaultdict(int)
    for row in rows:
        if row["status"] != 200:
            days[row["vendor"], row["status"], row["ts"].date()] += 1
    alike(
        [(it["vendor"], it["date"], it["failures"], it["failures_before"]) for it in found],
        [
            (vendor, str(day), count, days.get((vendor, status, day - timedelta(days=1)), 0))
            for (vendor, status, day), count in list(days.items())
        ],
    )


def five_minutes_after(ts: datetime) -> datetime:
    return minute_of(ts) - (ts.minute % 5) * MINUTE + 5 * MINUTE


def within(rows: Iterable[Row], vendor: str, until: datetime, minutes: int) -> list[Row]:
    since = until - minutes * MINUTE
    return [row for row in rows if row["vendor"] == vendor and since <= row["ts"] < until]


def burn(rows: Sequence[Row]) -> float:
    """As a multiple of the one in a thousand that may fail by the vendor's fault."""
    return len([row for row in rows if row["status"] == 500]) / len(rows) * 1000
