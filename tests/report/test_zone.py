"""Report days of a zone of one's own: when they begin and end, and what is shown of them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from analyzer.text.period import DAY, WEEK, Period, start_of, whole_day, yesterday
from analyzer.text.wording import Wording
from tests.conftest import Ran, analyzer

BERLIN, SHANGHAI = "Europe/Berlin", "Asia/Shanghai"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "since", "hours"),
    [
        (SHANGHAI, "2026-11-17", "2026-11-16T16:00", 24),
        (BERLIN, "2026-03-29", "2026-03-28T23:00", 23),
        (BERLIN, "2026-10-25", "2026-10-24T22:00", 25),
        ("America/Santiago", "2026-09-06", "2026-09-06T04:00", 23),  # midnight is skipped
        ("America/Havana", "2026-11-01", "2026-11-01T04:00", 25),  # midnight comes twice
        ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00", 24.5),
    ],
)
def test_a_day_lasts_as_long_as_it_does_in_its_zone(
    zone: str, day: str, since: str, hours: float
) -> None:
    period = whole_day(date.fromisoformat(day), zone)
    assert (period.since, period.length) == (utc(since), timedelta(hours=hours))
    assert period.is_one_day
    assert period.last_day == date.fromisoformat(day)
    assert period.before().until == period.since
    assert period.before().is_one_day
    assert period.week_before().days == 7


def test_the_day_after_the_clocks_change_is_compared_with_the_whole_day_before() -> None:
    period = whole_day(date(2026, 3, 30), BERLIN)
    assert period.before().length == timedelta(hours=23)
    assert period.week_before().length == WEEK - timedelta(hours=1)
    assert period.is_as_long_as(period.before())
    assert not period.is_as_long_as(Period(period.since, period.since + DAY / 2, BERLIN))


def test_times_are_shown_as_the_zones_clocks_show_them() -> None:
    words = Wording("en", whole_day(date(2026, 11, 17), SHANGHAI))
    assert words.when(utc("2026-11-16T16:30")) == "00:30:00"
    assert words.span(words.period) == "2026-11-17"
    assert words.span(words.period.week_before()) == "2026-11-10 to 2026-11-16"


def test_yesterday_is_that_of_the_zone() -> None:
    assert yesterday(utc("2026-11-17T15:59"), SHANGHAI) == date(2026, 11, 16)
    assert yesterday(utc("2026-11-17T16:00"), SHANGHAI) == date(2026, 11, 17)
    assert yesterday(utc("2026-11-17T16:00"), "UTC") == date(2026, 11, 16)
    assert start_of(date(2026, 11, 17), "UTC") == utc("2026-11-17T00:00")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A call a quarter of an hour, 36 hours long; it fails once, at half past midnight."""
    folder = tmp_path_factory.mktemp("zone")
    began = utc("2026-11-16T12:00")
    calls = [
        {"ts": (began + timedelta(minutes=15 * n)).isoformat(), "client": "bot", "method": "GET",
         "url": "https://mmapi.55-tech.com/api/v1/trading/status", "status": 200}
        for n in range(144)
    ]  # fmt: skip
    calls[18] |= {"status": 500}
    (folder / "calls.jsonl").write_text("".join(json.dumps(one) + "\n" for one in calls))
    assert analyzer("ingest", folder / "calls.jsonl", "--lake", folder / "lake").status == 0
    return folder


def report(place: Path, *options: str) -> Ran:
    return analyzer("report", "--lake", place / "lake", *options)


@pytest.mark.scale
def test_a_report_of_a_zones_day_counts_and_shows_that_day(place: Path) -> None:
    asked = ("--date", "2026-11-17", "--zone", SHANGHAI)
    (told,) = json.loads(report(place, *asked, "--format", "json").out)
    assert told["period"] == {
        "since": "2026-11-16T16:00:00Z", "until": "2026-11-17T16:00:00Z", "zone": SHANGHAI,
    }  # fmt: skip
    assert (told["figures"]["requests"], told["figures"]["failures"]) == (96, 1)
    shown = report(place, *asked).out
    assert "2026-11-17" in shown.splitlines()[0]
    assert "All times are those of Asia/Shanghai." in shown


@pytest.mark.scale
def test_nightly_reports_the_days_of_its_zone(place: Path) -> None:
    (place / "nightly.toml").write_text(f'reports = "{place}/reports"\nzone = "{SHANGHAI}"\n')
    asked = ("--config", str(place / "nightly.toml"), "--lake", str(place / "lake"))
    ran = analyzer("nightly", *asked, "--date", "2026-11-17", "--format", "json")
    assert ran.status in (0, 1), ran.err
    (told,) = json.loads((place / "reports" / "2026-11-17.json").read_text("utf-8"))
    assert (told["period"]["since"], told["figures"]["requests"]) == ("2026-11-16T16:00:00Z", 96)


def test_what_is_no_zone_is_said(tmp_path: Path) -> None:
    ran = report(tmp_path, "--zone", "Asia/Peking")
    assert (ran.status, ran.out) == (2, "")
    assert "no time zone" in ran.err
    assert "Asia/Shanghai" in ran.err
