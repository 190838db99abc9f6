"""Who fell silent: by the gaps of its last days, where these hold enough of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from analyzer import queries
from tests.model_rows import RowsDatabase

BEGAN = datetime(2026, 11, 2, tzinfo=UTC)
# Twenty minutes apart, then a second: of these gaps more than one in twenty is a long one.
SELDOM, OFTEN = timedelta(minutes=20), timedelta(seconds=1)


@pytest.mark.scale
def test_the_usual_gap_is_that_of_the_last_days_that_hold_ten_thousand_requests() -> None:
    database, last = RowsDatabase(), BEGAN + timedelta(days=14)
    until = last + timedelta(seconds=10_000, hours=2)
    sent = {
        client: [
            *(BEGAN + number * SELDOM for number in range(1_000)),
            *(last + number * OFTEN for number in range(10_000 - calls, 10_000)),
        ]
        for client, calls in (("busy", 10_000), ("less busy", 8_900))
    }
    # The data goes on.
    sent["other"] = [until + timedelta(hours=5)]
    database.put(
        {"ts": ts.isoformat(), "vendor": "tickdb", "client": client, "status": 200}
        for client, times in sent.items()
        for ts in times
    )
    database.read("SELECT 1 FROM caller_days, request_outcomes, data_span LIMIT 1")
    [found] = queries.read(database.con, "silent_callers", until=until).to_dicts()
    assert found["client"] == "busy"
    assert round(found["usual_gap_s"], 3) == 1
    assert (found["requests"], found["silent_for_s"]) == (11_000, 7_201)
    much_later = queries.read(database.con, "silent_callers", until=until + timedelta(hours=4))
    assert {row["client"]: row["usual_gap_s"] > 1_100 for row in much_later.to_dicts()} == {
        "busy": False,
        "less busy": True,
    }


def test_a_vendor_that_nobody_calls_any_more_is_told_where_no_log_names_the_client() -> None:
    database = RowsDatabase()
    sent = {
        "tickdb": [BEGAN + number * timedelta(minutes=1) for number in range(30)],
        "55tech": [BEGAN + number * timedelta(minutes=5) for number in range(60)],
    }
    database.put(
        {"ts": ts.isoformat(), "vendor": vendor, "client_ip": f"10.0.0.{ts.minute}", "status": 200}
        for vendor, times in sent.items()
        for ts in times
    )
    database.read("SELECT 1 FROM caller_days, request_outcomes, data_span LIMIT 1")
    until = BEGAN + timedelta(days=1)
    [found] = queries.read(database.con, "silent_callers", until=until).to_dicts()
    assert (found["vendor"], found["client"], found["requests"]) == ("tickdb", None, 30)
    assert (found["usual_gap_s"], found["last_seen"]) == (60, sent["tickdb"][-1])


def test_one_night_among_few_gaps_is_not_what_is_usual() -> None:
    """Of 23 gaps the 95th percentile lies below the two longest, however long these are."""
    database = RowsDatabase()
    evening = [BEGAN + number * timedelta(minutes=10) for number in range(12)]
    sent = [*evening, *(ts + timedelta(days=1) for ts in evening)]
    calls = [("bot", ts) for ts in sent] + [("other", sent[-1] + timedelta(hours=9))]
    database.put(
        {"ts": ts.isoformat(), "vendor": "tickdb", "client": client, "status": 200}
        for client, ts in calls
    )
    database.read("SELECT 1 FROM caller_days, request_outcomes, data_span LIMIT 1")
    until = BEGAN + timedelta(days=3)
    [found] = queries.read(database.con, "silent_callers", until=until).to_dicts()
    assert (found["client"], found["usual_gap_s"]) == ("bot", 600)
