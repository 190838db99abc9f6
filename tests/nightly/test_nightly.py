"""`analyzer nightly`: one command a night, whatever happened the night before."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, analyzer, rows
from tests.nightly.nights import CALLS, FAILING, PATIENCE_S, nightly, reports, rules_of, write_day
from tests.servers import Webhook, webhook

# Each runs several nights, as processes.
pytestmark = pytest.mark.scale


def assert_three_right_reports(place: Path) -> None:
    made = reports(place)
    assert list(made) == ["2026-11-11", "2026-11-12", "2026-11-13"]
    for day, report in zip((1, 2, 3), made.values(), strict=True):
        assert report["period"]["since"] == f"2026-11-1{day}T00:00:00Z"
        assert report["figures"]["requests"] == CALLS[day]
        assert report["figures"]["failures"] == FAILING[day]
    first, second, third = made.values()
    assert "many-failures" not in rules_of(first)
    assert rules_of(second)["many-failures"] == "new"
    assert rules_of(third)["many-failures"] == "still"
    assert third["figures_before"]["requests"] == CALLS[2]
    (counted,) = rows(
        place / "lake",
        "SELECT count(*) AS n, count(DISTINCT (ts, status)) AS different FROM requests",
    )
    assert counted == {"n": sum(CALLS.values()), "different": sum(CALLS.values())}
    assert sum(load["lines"] for load in rows(place / "lake", "FROM loads")) == counted["n"]
    assert not list((place / "reports").glob(".*"))


# Three days, one run missed, one killed -----------------------------------------------------------


def while_ingesting(place: Path) -> bool:
    return any((place / "lake" / ".staging").glob("*/*"))


def while_a_report_is_made(place: Path) -> bool:
    return "2026-11-12T" in (place / "lake" / "memory.json").read_text("utf-8")


def once_a_report_is_written(place: Path) -> bool:
    return (place / "reports" / "2026-11-12.json").exists()


def once_a_day_is_noted(place: Path) -> bool:
    return '"2026-11-12": {' in (place / "lake" / "memory.json").read_text("utf-8")


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(while_ingesting, marks=pytest.mark.soak),
        pytest.param(while_a_report_is_made, marks=pytest.mark.soak),
        once_a_report_is_written,
        pytest.param(once_a_day_is_noted, marks=pytest.mark.soak),
    ],
    ids=lambda moment: str(moment.__name__),
)
def test_three_days_with_a_night_missed_and_a_run_killed_give_three_right_reports(
    place: Path, hook: Webhook, moment: Callable[[Path], bool]
) -> None:
    addresses = place / "to.txt"
    addresses.write_text(hook.address(), "utf-8")
    assert nightly(1, "--deliver", addresses).status == 0
    # The second night nothing runs; in the third the run is killed half way.
    write_day(place / "logs", 2)
    write_day(place / "logs", 3)
    killed_when(place, lambda: moment(place), "--deliver", addresses)
    ran = nightly(3, "--deliver", addresses)
    assert ran.status == 1, ran.err
    assert_three_right_reports(place)
    titles = [post["title"][: len("API report 2026-11-11")] for post in hook.posts]
    assert titles == [f"API report 2026-11-1{day}" for day in (1, 2, 3)]
    # Once more, and nothing is left to do.
    again = nightly(3, "--deliver", addresses)
    assert again.status == 0
    assert len(hook.posts) == 3


def test_a_run_killed_while_it_delivers_delivers_the_next_time(place: Path) -> None:
    addresses = place / "to.txt"
    with webhook(held=True) as held:
        addresses.write_text(held.address(), "utf-8")
        killed_when(place, held.reached.is_set, "--deliver", addresses, day=1)
        held.released.set()
        assert nightly(1, "--deliver", addresses).status == 0
        # It was posting when it was killed: at least once is what can be promised.
        assert {post["title"][11:21] for post in held.posts} == {"2026-11-11"}
    assert list(reports(place)) == ["2026-11-11"]


def killed_when(place: Path, moment: Callable[[], bool], *more: object, day: int = 3) -> None:
    """Start a run as cron does, and kill it with SIGKILL at a moment."""
    command = [
        sys.executable, "-m", "analyzer", "nightly", "logs", "--date", f"2026-11-1{day}",
        "--format", "json", *map(str, more),
    ]  # fmt: skip
    with open(place / "killed.txt", "w") as told:
        process = subprocess.Popen(
            command, cwd=place, stdout=told, stderr=told, env=os.environ | {"PYTHONPATH": str(ROOT)}
        )
        until = time.monotonic() + PATIENCE_S
        while not moment():
            assert process.poll() is None, (place / "killed.txt").read_text("utf-8")
            assert time.monotonic() < until, "the moment did not come"
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL


def test_every_night_in_its_turn_gives_the_same_three_reports(place: Path) -> None:
    assert nightly(1).status == 0
    write_day(place / "logs", 2)
    assert nightly(2).status == 1
    write_day(place / "logs", 3)
    assert nightly(3).status == 1
    assert_three_right_reports(place)


def test_the_first_run_reports_on_the_last_day_that_has_requests_and_the_last_of_all(
    place: Path,
) -> None:
    write_day(place / "logs", 2)
    ran = analyzer("nightly", "logs", "--date", "2026-11-14", "--format", "json")
    assert ran.status == 1
    made = reports(place)
    assert list(made) == ["2026-11-12", "2026-11-14"]
    assert rules_of(made["2026-11-12"])["many-failures"] == "new"
    assert {one["rule"] for one in made["2026-11-14"]["rules"]} >= {"no-requests"}
    assert "Nothing was sent, or its log did not arrive" in ran.err


def test_the_metrics_are_those_of_the_last_day(place: Path) -> None:
    nightly(1)
    write_day(place / "logs", 2)
    write_day(place / "logs", 3)
    assert nightly(3, "--metrics", "analyzer.prom").status == 1
    text = (place / "analyzer.prom").read_text("utf-8")
    assert f'analyzer_requests{{vendor="tickdb",outcome="failed"}} {FAILING[3]}\n' in text
    assert 'analyzer_rule_findings{rule="many-failures",severity="look",state="still"} 1' in text


def test_requests_that_come_late_make_their_days_report_anew(place: Path, hook: Webhook) -> None:
    addresses = place / "to.txt"
    addresses.write_text(hook.address(), "utf-8")
    nightly(2, "--deliver", addresses)
    write_day(place / "logs", 2)
    assert nightly(2, "--deliver", addresses).status == 1
    assert reports(place)["2026-11-12"]["figures"]["requests"] == CALLS[2]
    assert [post["title"][11:21] for post in hook.posts] == [
        "2026-11-11",
        "2026-11-12",
        "2026-11-12",
    ]


def test_lake_and_reports_may_lie_among_the_logs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for day in (1, 2):
        write_day(tmp_path, day)
        ran = analyzer("nightly", ".", "--date", f"2026-11-1{day}", "--format", "json")
        assert "no log format" not in ran.err
        assert f"ingested: 1 of {day} sources had something new, {CALLS[day]} requests" in ran.out
    assert list(reports(tmp_path)) == ["2026-11-11", "2026-11-12"]


def test_logs_that_grow_and_rotate_are_read_once(place: Path) -> None:
    log = place / "logs" / "bot-1.jsonl"
    whole = log.read_text("utf-8")
    # Still written to: half a line at the end is left for the next night.
    log.write_text(whole[:-30], "utf-8")
    assert nightly(1).status == 0
    log.write_text(whole, "utf-8")
    assert nightly(1).status == 0
    (place / "logs" / "bot-1.jsonl.gz").write_bytes(gzip.compress(whole.encode()))
    log.unlink()
    assert nightly(1).status == 0
    assert reports(place)["2026-11-11"]["figures"]["requests"] == CALLS[1]
    assert rows(place / "lake", "FROM rejects") == []


# Delivery -----------------------------------------------------------------------------------------


def test_what_could_not_be_delivered_is_kept_and_sent_the_next_night(
    place: Path, hook: Webhook
) -> None:
    addresses = place / "to.txt"
    addresses.write_text(hook.address("s3cret"), "utf-8")
    hook.status = 503
    ran = nightly(1, "--deliver", addresses)
    assert ran.status == 1
    assert "the server answered 503" in ran.err
    assert list(reports(place)) == ["2026-11-11"]
    hook.status = 200
    write_day(place / "logs", 2)
    ran = nightly(2, "--deliver", addresses)
    assert "2026-11-11 delivered: " in ran.out
    assert [post["title"][11:21] for post in hook.posts] == ["2026-11-11", "2026-11-12"]
    for path in place.rglob("*"):
        assert path == addresses or not path.is_file() or b"s3cret" not in path.read_bytes(), path


def test_addresses_come_from_the_environment_and_a_new_one_gets_no_old_report(
    place: Path, hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nightly(1).status == 0
    monkeypatch.setenv("ANALYZER_DELIVER", f"{hook.address()}  ")
    write_day(place / "logs", 2)
    ran = nightly(2)
    assert "delivered: ANALYZER_DELIVER, address 1 (json)" in ran.out
    assert [post["title"][11:21] for post in hook.posts] == ["2026-11-12"]
