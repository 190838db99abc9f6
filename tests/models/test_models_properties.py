"""Views with windows against plain and slow definitions of the same thing, on random logs.

Times are multiples of a quarter of a second over some minutes around midnight, so that equal
timestamps, edges of windows and gaps are frequent; rows come in no order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

import pytest
from hypothesis import strategies as st

from tests.model_rows import Row
from tests.models import generated_rows as logs


@pytest.mark.scale
@logs.checked(
    300,
    vendor=logs.one_of(["55tech", "zeromarkets", "api.example.org"]),
    key_id=logs.one_of(["a", "b", None]),
    client_ip=logs.one_of(["10.0.0.7", "10.0.0.8", None]),
    status=logs.one_of([200, 200, 429]),
)
def test_the_peak_is_the_most_in_any_60_s_that_end_in_the_minute(rows: logs.Rows) -> None:
    told = []
    for (vendor, scope, subject), group in subjects(rows).items():
        for minute, here in logs.in_groups(group, lambda row: logs.minute_of(row["ts"])).items():
            ends = {minute} | {row["ts"] for row in here}
            throttled = [row["ts"] for row in here if row["status"] == 429]
            before = (
                [
                    row
                    for row in group
                    if row["status"] != 429
                    and min(throttled) - logs.MINUTE < row["ts"] < min(throttled)
                ]
                if throttled
                else None
            )
            told.append(
                {
                    "vendor": vendor,
                    "scope": scope,
                    "subject": subject,
                    "minute": logs.iso(minute),
                    "requests": len(here),
                    "throttled": len(throttled),
                    "peak_60s": max(
                        sum(end - logs.MINUTE < row["ts"] <= end for row in group) for end in ends
                    ),
                    "answered_before": None if before is None else len(before),
                }
            )
    logs.alike(
        logs.read(rows, "SELECT * EXCLUDE (requests_before, throttled_before) FROM request_peaks"),
        told,
    )


def subjects(rows: logs.Rows) -> dict[tuple[str, str, str | None], list[Row]]:
    """55-Tech limits keys, Zero Markets keys and addresses, of the third nobody knows."""
    groups: dict[tuple[str, str, str | None], list[Row]] = defaultdict(list)
    for row in rows:
        if row["key_id"]:
            groups[row["vendor"], "key", row["key_id"]].append(row)
        if not row["key_id"] or row["vendor"] == "zeromarkets":
            groups[row["vendor"], "address", row["client_ip"]].append(row)
    return groups


@pytest.mark.scale
@logs.checked(
    120,
    key_id=logs.one_of(["a", "b", "c"]),
    limit_quota=st.just(7.0),
    vendor=st.just("api.example.org"),
    status=st.just(200),
)
def test_a_quota_is_compared_with_the_peak_in_its_own_window(rows: logs.Rows) -> None:
    told = []
    windows = {"a": 1.0, "b": 10.0, "c": 90.0}
    rows = [{**row, "limit_window_s": windows[row["key_id"]]} for row in rows]
    for key, group in logs.in_groups(rows, lambda row: row["key_id"]).items():
        span = windows[key] * logs.SECOND
        for minute, here in logs.in_groups(group, lambda row: logs.minute_of(row["ts"])).items():
            ends = {minute} | {row["ts"] for row in here}
            peak = max(sum(end - span < row["ts"] <= end for row in group) for end in ends)
            told.append((key, logs.iso(minute), peak, round(peak / 7, 9), 7.0 - peak))
    found = logs.read(rows, "FROM rate_limit_pressure")
    logs.alike(
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


@pytest.mark.scale
@logs.checked(
    30,
    vendor=logs.one_of(["55tech", "api.example.org"]),
    client=logs.one_of(["bot", "feed", None]),
    client_ip=st.just("10.0.0.7"),
    status=logs.one_of([200, 429, 429, 500]),
    duration_ms=logs.one_of([None, 0.0, 300.0]),
    retry_after_s=logs.one_of([None, None, 2.0]),
)
def test_a_throttled_client_waits_until_its_next_request(rows: logs.Rows) -> None:
    told = []
    for group in logs.in_groups(rows, lambda row: (row["vendor"], row["client"])).values():
        throttled = [row for row in group if row["status"] == 429]
        run: list[datetime] = []
        place, known_at = 0, logs.BEGIN
        advised: list[tuple[datetime, datetime]] = []
        for ts, same in groupby(sorted(throttled, key=lambda row: row["ts"]), lambda r: r["ts"]):
            here = list(same)
            if run and succeeded_between(group, run[-1], ts):
                run, place, known_at = [], 0, logs.BEGIN
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
                        "ts": logs.iso(ts),
                        "advised_wait_s": wait_s,
                        "wait_source": source,
                        "actual_wait_s": actual_s,
                        "honoured": honoured,
                        "run_since": logs.iso(run[0]),
                        "run_position": place,
                        "wasted": any(until > ts for until in over),
                    }
                )
            advised += [
                (answered_at(row), ts + s * logs.SECOND)
                for row in here
                if (s := advice(row, place)[0]) is not None
            ]
    columns = list(told[0]) if told else ["ts"]
    logs.alike(logs.read(rows, f"SELECT {', '.join(columns)} FROM throttles"), told)


def answered_at(row: Row) -> datetime:
    took: datetime = row["ts"] + max(
        (row["duration_ms"] or 0) * logs.SECOND / 1000, logs.MICROSECOND
    )
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


@pytest.mark.scale
@logs.checked(
    10,
    vendor=st.just("55tech"),
    method=logs.one_of(["POST", "DELETE"]),
    path=logs.one_of(["/orders/1/cancel", "/orders/2/cancel"]),
    key_id=logs.one_of(["a", "b", None]),
    client=logs.one_of(["bot", "feed"]),
    status=logs.one_of([502, 502, 200, 404, 409, 500, None]),
)
def test_a_partial_failure_is_followed_to_the_first_request_that_settles_it(
    rows: logs.Rows,
) -> None:
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
                "ts": logs.iso(row["ts"]),
                "path": row["path"],
                "resolution": best[0] if best else "failed_again" if failed else "open",
                "resolved_at": logs.iso(at),
                "resolved_after_s": (at - row["ts"]).total_seconds() if at else None,
                "attempts": sum(at is None or it["ts"] <= at for it in later),
            }
        )
    columns = "ts, path, resolution, resolved_at, resolved_after_s, attempts"
    logs.alike(logs.read(rows, f"SELECT {columns} FROM partial_failures"), told)


def operation(row: Row) -> tuple[object, ...]:
    return row["method"], row["path"], row["key_id"] or row["client"]
