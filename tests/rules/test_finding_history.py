"""What was found before: new, still so, gone, again, acknowledged."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analyzer.rules.finding import Finding
from analyzer.rules.finding_history import FindingHistory
from analyzer.text.period import Period
from tests.conftest import analyzer
from tests.rules.reported import Json, called, rules_file, states

pytestmark = pytest.mark.one_in(2)

ONE_RULE = '[fails]\nwhen = "failures.count > 0"\nvendors = ["*"]\n'


@pytest.fixture
def days(ingested: Callable[..., Path]) -> Path:
    """TickDB fails on the 1st, 2nd, 4th and 5th day; Zero Markets from the 4th on."""
    fails = {"tickdb": (1, 2, 4, 5), "zeromarkets": (4, 5, 6)}
    return ingested(
        *(
            {"ts": f"2026-11-0{day}T10:00:00Z", "vendor": vendor, "url": "https://x.example/a"}
            | {"status": 500 if day in on else 200}
            for day in range(1, 8)
            for vendor, on in fails.items()
        )
    )


@pytest.mark.scale
def test_a_finding_is_new_then_still_so_then_gone_then_there_again(
    days: Path, tmp_path: Path
) -> None:
    file = rules_file(tmp_path, ONE_RULE)
    tickdb, zero = "fails vendor tickdb", "fails vendor zeromarkets"
    told = [states(called(days, file, day=f"2026-11-0{day}")) for day in range(1, 8)]
    assert told == [
        {tickdb: "new"},
        {tickdb: "still"},
        {tickdb: "gone"},
        {tickdb: "again", zero: "new"},
        {tickdb: "still", zero: "still"},
        {tickdb: "gone", zero: "still"},
        {zero: "gone"},
    ]


@pytest.mark.scale
def test_a_day_of_which_nothing_is_known_makes_nothing_gone(
    ingested: Callable[..., Path], tmp_path: Path
) -> None:
    call = {"vendor": "tickdb", "url": "https://x.example/a", "status": 500}
    lake = ingested(*({"ts": f"2026-11-0{day}T10:00:00Z", **call} for day in (1, 3)))
    file = rules_file(tmp_path, ONE_RULE)
    (finding,) = called(lake, file, day="2026-11-01")
    analyzer("acknowledge", finding["id"], "--lake", lake)
    told = [states(called(lake, file, day=f"2026-11-0{day}")) for day in (2, 3)]
    assert told == [{}, {"fails vendor tickdb": "acknowledged"}]


@pytest.mark.scale
def test_an_open_partial_failure_is_still_so_on_the_days_after(
    ingested: Callable[..., Path],
) -> None:
    call = {"client": "b", "url": "https://mmapi.55-tech.com/api/v1/orders/1/cancel"}
    cancel = {"method": "POST", "status": 502, "response_body": {"detail": "not confirmed"}}
    quiet = {"method": "GET", "status": 200}
    lake = ingested(
        {"ts": "2026-11-01T10:00:00Z", **call, **cancel},
        *({"ts": f"2026-11-0{day}T10:00:01Z", **call, **quiet, "url": "https://mmapi.55-tech.com/"}
          for day in (1, 2, 3)),
    )  # fmt: skip
    told = [called(lake, "shipped", day=f"2026-11-0{day}") for day in (1, 2, 3)]
    name = "open-partial-failures vendor 55tech"
    assert [states(found).get(name) for found in told] == ["new", "still", "still"]
    # The time that it looks at begins with the data, however far back the rule looks.
    (said,) = (one["sentence"] for one in told[1] if one["rule"] == "open-partial-failures")
    assert said.endswith("(2026-11-01 10:00:00 to 2026-11-03 00:00:00).")


@pytest.mark.scale
def test_a_report_made_twice_or_late_says_the_same(days: Path, tmp_path: Path) -> None:
    file = rules_file(tmp_path, ONE_RULE)
    first = [called(days, file, day=f"2026-11-0{day}") for day in range(1, 8)]
    again = [called(days, file, day=f"2026-11-0{day}") for day in range(1, 8)]
    assert first == again


def test_of_periods_that_end_together_the_one_reported_last_is_the_last_report() -> None:
    history, until = FindingHistory(), datetime(2026, 11, 8, tzinfo=UTC)
    day, week = Period(until - timedelta(days=1), until), Period(until - timedelta(days=7), until)
    of_day, of_week = (
        Finding(id, "fails", "act", None, "It fails", "", "1", f"{id} fails.")
        for id in ("day", "week")
    )
    for period, finding in ((day, of_day), (week, of_week), (day, of_day)):
        history.note(period, ["fails"], [finding])
    assert [finding.id for finding, _ in history.current()] == ["day"]


@pytest.mark.scale
def test_what_is_acknowledged_is_silent_until_it_goes_and_comes_back(
    days: Path, tmp_path: Path
) -> None:
    file = rules_file(tmp_path, ONE_RULE)
    (finding,) = called(days, file, day="2026-11-01")
    ran = analyzer("acknowledge", finding["id"], "--note", "asked their support", "--lake", days)
    assert (ran.status, ran.err) == (0, "")
    assert "vendor tickdb" in ran.out
    second = analyzer("report", "--lake", days, "--date", "2026-11-02", "--rules", file)
    assert second.status == 0
    assert second.err == "analyzer: Acknowledged and still so: 1.\n"
    listed = analyzer("acknowledge", "--lake", days).out
    assert "(acknowledged" in listed
    assert "asked their support" in listed
    third = called(days, file, day="2026-11-03")
    fourth = called(days, file, day="2026-11-04")
    assert [one["state"] for one in (*third, *fourth)] == ["gone", "again", "new"]


@pytest.mark.scale
def test_a_report_that_is_made_again_does_not_alert_of_what_was_acknowledged_since(
    days: Path, tmp_path: Path
) -> None:
    file = rules_file(tmp_path, ONE_RULE)
    (finding,) = called(days, file, day="2026-11-01")
    analyzer("acknowledge", finding["id"], "--lake", days)
    again = analyzer("report", "--lake", days, "--date", "2026-11-01", "--rules", file)
    assert (again.status, again.err) == (0, "analyzer: Acknowledged and still so: 1.\n")
    analyzer("acknowledge", finding["id"], "--undo", "--lake", days)
    assert [one["state"] for one in called(days, file, day="2026-11-01")] == ["new"]


@pytest.mark.scale
def test_an_acknowledged_rule_does_not_silence_what_is_found_later(
    days: Path, tmp_path: Path
) -> None:
    file = rules_file(tmp_path, ONE_RULE)
    called(days, file, day="2026-11-02")
    analyzer("acknowledge", "fails", "--lake", days)
    assert set(states(called(days, file, day="2026-11-04")).values()) == {"acknowledged", "new"}
    assert analyzer("acknowledge", "fails", "--undo", "--lake", days).status == 0
    assert set(states(called(days, file, day="2026-11-05")).values()) == {"still"}


def test_what_is_not_found_cannot_be_acknowledged(days: Path) -> None:
    ran = analyzer("acknowledge", "nonsense", "--lake", days)
    assert ran.status == 2
    assert "nonsense: no such finding in the last report" in ran.err


@pytest.mark.scale
def test_a_memory_that_is_broken_says_what_to_do(days: Path, tmp_path: Path) -> None:
    (days / "memory.json").write_text("{", "utf-8")
    ran = analyzer("report", "--lake", days, "--rules", rules_file(tmp_path, ONE_RULE))
    assert ran.status == 2
    assert "memory.json" in ran.err
    assert "Remove it" in ran.err


@pytest.mark.scale
def test_conditions_on_the_command_line_leave_no_memory(days: Path) -> None:
    for _ in range(2):
        ran = analyzer("report", "--lake", days, "--fail-on", "requests.count > 0")
        assert ran.status == 1
    told = json.loads((days / "memory.json").read_text("utf-8"))["told"]
    assert {rule for rules in told.values() for rule in rules} == {"triage", "unfinished"}


def outages(ingested: Callable[..., Path], *on: int) -> Path:
    """TickDB answers every request of the first six days but a score at ten o'clock on some."""
    call = {"vendor": "tickdb", "url": "https://api.tickdb.ai/v1/x"}
    return ingested(
        *({"ts": f"2026-11-0{day}T{hour:02}:00:00Z", "status": 200, **call}
          for day in range(1, 7) for hour in range(24)),
        *({"ts": f"2026-11-0{day}T10:01:{second:02}Z", "status": 503, **call}
          for day in on for second in range(20)),
    )  # fmt: skip


def outage(lake: Path, day: int) -> Json:
    """The outage in the report of a day, made without any rule."""
    ran = analyzer("report", "--lake", lake, "--date", f"2026-11-0{day}", "--format", "json")
    assert ran.err == ""
    items: list[Json] = json.loads(ran.out)[0]["attention"]
    (item,) = (one for one in items if one["kind"] == "outage")
    return item


@pytest.mark.scale
def test_what_any_report_found_can_be_acknowledged_and_a_later_outage_is_told(
    ingested: Callable[..., Path],
) -> None:
    lake = outages(ingested, 1, 4)
    first = outage(lake, 1)
    assert analyzer("acknowledge", first["id"], "--note", "they know", "--lake", lake).status == 0
    assert outage(lake, 1)["acknowledged"] == "they know"
    later = outage(lake, 4)
    assert (later["id"], later["acknowledged"]) == (first["id"], None)


@pytest.mark.scale
def test_what_every_report_finds_again_stays_acknowledged(ingested: Callable[..., Path]) -> None:
    lake = outages(ingested, 1, 2, 3, 4)
    analyzer("acknowledge", outage(lake, 1)["id"], "--note", "they know", "--lake", lake)
    assert [outage(lake, day)["acknowledged"] for day in (2, 3, 4)] == ["they know"] * 3


@pytest.mark.scale
def test_an_acknowledged_partial_failure_does_not_silence_those_that_come_later(
    ingested: Callable[..., Path],
) -> None:
    half_done = {"status": 502, "response_body": {"detail": "1 of 2 failed"}, "method": "POST"}
    url = "https://mmapi.55-tech.com/api/v1/orders/{}/cancel"
    (first, quiet, second) = (
        {"ts": f"2026-11-{day}T10:00:00Z", "client": "bot", "url": url.format(day), **answer}
        for day, answer in ((10, half_done), (11, {"status": 200}), (12, half_done))
    )
    lake = ingested(first, quiet)

    def told(day: int) -> tuple[str | None, int]:
        ran = analyzer("report", "--lake", lake, "--date", f"2026-11-{day}", "--format", "json")
        (item,) = json.loads(ran.out)[0]["attention"]
        return item["acknowledged"], item["failures"]

    assert told(10) == (None, 1)
    listed = analyzer("acknowledge", "--lake", lake).out.splitlines()
    (id,) = (line.split()[0] for line in listed if "triage" in line)
    assert analyzer("acknowledge", id, "--note", "asked", "--lake", lake).status == 0
    assert told(10) == told(11) == ("asked", 1)
    ingested(second, name="later.jsonl")
    assert told(11) == ("asked", 1)
    assert told(12) == (None, 2)
    assert analyzer("acknowledge", id, "--note", "both", "--lake", lake).status == 0
    assert told(12) == ("both", 2)


@pytest.mark.scale
def test_a_lake_that_cannot_be_written_is_reported_without_a_word_of_memory(
    days: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (days / "memory.lock").mkdir()
    ran = analyzer("report", "--lake", days)
    assert (ran.status, ran.err) == (0, "")
