"""`analyzer nightly`: one command a night, whatever happened the night before."""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Ran, analyzer, rows
from tests.servers import Webhook, webhook

# Each runs several nights, as processes.
pytestmark = pytest.mark.scale

Json = dict[str, Any]
CALLS = {1: 300, 2: 500, 3: 700}
FAILING = {1: 0, 2: 40, 3: 50}
PATIENCE_S = 120


def write_day(folder: Path, day: int) -> Path:
    """The log of a day: so many calls of TickDB, of which so many fail."""
    log = folder / f"bot-{day}.jsonl"
    lines = [
        json.dumps(
            {
                "ts": f"2026-11-1{day}T{n // 60:02}:{n % 60:02}:00Z",
                "client": "bot",
                "url": "https://api.tickdb.ai/v1/market/ticker",
                "status": 500 if n < FAILING[day] else 200,
            }
        )
        for n in range(CALLS[day])
    ]
    folder.mkdir(exist_ok=True)
    log.write_text("\n".join(lines) + "\n", "utf-8")
    return log


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where logs, lake and reports are; with the log of the first day."""
    monkeypatch.chdir(tmp_path)
    write_day(tmp_path / "logs", 1)
    return tmp_path


def nightly(day: int, *more: object) -> Ran:
    """A run in the night after a day."""
    return analyzer("nightly", "logs", "--date", f"2026-11-1{day}", "--format", "json", *more)


def reports(place: Path) -> dict[str, Json]:
    found = sorted((place / "reports").glob("*.json"))
    return {path.stem: dict(json.loads(path.read_text("utf-8"))[0]) for path in found}


def rules_of(report: Json) -> dict[str, str]:
    return {one["rule"]: one["state"] for one in report["rules"] if one["vendor"] == "tickdb"}


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


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as one:
        yield one


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
    [while_ingesting, while_a_report_is_made, once_a_report_is_written, once_a_day_is_noted],
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


# Settings -----------------------------------------------------------------------------------------


def test_a_file_of_settings_says_what_options_say_and_options_come_first(place: Path) -> None:
    (place / "mine.toml").write_text('[busy]\nwhen = "requests.count > 0"\n', "utf-8")
    (place / "nightly.toml").write_text(
        """
        paths = ["logs"]
        reports = "kept"
        formats = ["md", "html"]
        rules = ["mine.toml"]
        per_vendor = true
        bundle = true
        """,
        "utf-8",
    )
    write_day(place / "logs", 2)
    ran = analyzer("nightly", "--config", "nightly.toml", "--date", "2026-11-12")
    assert ran.status == 1
    assert "[busy " in ran.err
    names = ["2026-11-12.html", "2026-11-12.md", "2026-11-12.tickdb.html", "2026-11-12.tickdb.md"]
    assert sorted(path.name for path in (place / "kept").iterdir()) == [
        *names,
        "2026-11-12.tickdb.zip",
    ]
    ran = analyzer(
        "nightly", "--config", "nightly.toml", "--date", "2026-11-13", "--reports", "other",
        "--rules", "shipped",
    )  # fmt: skip
    assert "busy" not in ran.err
    assert (place / "other" / "2026-11-13.md").exists()


def test_what_the_logs_lack_is_said_as_to_ingest(place: Path) -> None:
    line = '10.0.0.7 - - [11/Nov/2026:10:00:00 +0000] "GET /v1/x HTTP/1.1" 200 9\n'
    for log in (place / "logs").iterdir():
        log.unlink()
    (place / "logs" / "access.log").write_text(line)
    (place / "nightly.toml").write_text('log_format = "common"\nvendor = "tickdb"\nclient = "a"\n')
    ran = nightly(1, "--config", "nightly.toml", "--client", "b")
    assert ran.status == 0, ran.err
    loads = "SELECT vendor, client, format FROM requests JOIN loads USING (load)"
    assert rows(place / "lake", loads) == [{"vendor": "tickdb", "client": "b", "format": "common"}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("path = ['x']", "path: this key is not known here. Did you mean paths?"),
        ("paths = 'x'", "paths: is a text, not a list"),
        ("formats = ['pdf']", 'formats: "pdf" is none'),
        ("rules = ['none.toml']", "none.toml: cannot be read"),
        ("deliver = 'none.txt'", "none.txt: No such file"),
        ("log_format = 'nonsense'", "there is no log format 'nonsense'"),
        ("paths = [", "not valid TOML"),
    ],
)
def test_settings_that_do_not_hold_are_one_sentence_and_nothing_is_done(
    place: Path, text: str, said: str
) -> None:
    (place / "nightly.toml").write_text(text, "utf-8")
    ran = analyzer("nightly", "logs", "--config", "nightly.toml", "--date", "2026-11-11")
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not (place / "lake").exists()


def test_a_rule_over_no_number_is_refused_before_anything_is_read(place: Path) -> None:
    (place / "mine.toml").write_text('[r]\nwhen = "failures.message > 0"\n', "utf-8")
    ran = nightly(1, "--rules", "mine.toml")
    assert ran.status == 2
    assert "mine.toml:2: r.when: failures.message is no number" in ran.err
    assert not (place / "lake").exists()


def test_two_runs_at_once_are_one_run_and_a_sentence(place: Path) -> None:
    assert nightly(1).status == 0
    with open(place / "lake" / "nightly.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = nightly(2)
    assert ran.status == 2
    assert "another nightly run is at work" in ran.err
    assert list(reports(place)) == ["2026-11-11"]


def test_a_source_that_cannot_be_read_is_told_and_the_reports_are_made(place: Path) -> None:
    (place / "logs" / "broken.zip").write_bytes(b"PK\x03\x04nothing")
    ran = nightly(1)
    assert ran.status == 1
    assert "broken.zip" in ran.err
    assert list(reports(place)) == ["2026-11-11"]


def test_without_paths_it_reports_on_what_the_lake_holds(place: Path) -> None:
    assert analyzer("nightly", "--date", "2026-11-11").status == 2
    assert analyzer("ingest", "logs").status == 0
    assert analyzer("nightly", "--date", "2026-11-11", "--format", "json").status == 0
    assert list(reports(place)) == ["2026-11-11"]


def test_by_default_it_is_yesterdays_report(place: Path) -> None:
    ran = analyzer("nightly", "logs", "--date", "tomorrow")
    assert ran.status == 2
    assert "--date" in ran.err
    assert analyzer("nightly", "logs", "--format", "json").status in (0, 1)
    yesterday = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86400))
    assert yesterday in reports(place)


# The examples of the page ------------------------------------------------------------------------

PAGE = (ROOT / "docs" / "report-and-nightly.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


def run_as_told(place: Path, command: str, **environment: str) -> None:
    """Run an example's command in a shell, with folders of ours in the place of its own."""
    shim = place / ".venv" / "bin" / "analyzer"
    shim.parent.mkdir(parents=True)
    shim.write_text(f'#!/bin/sh\nexec {sys.executable} -m analyzer "$@"\n', "utf-8")
    shim.chmod(0o755)
    for theirs, ours in (("/var/lib/analyzer", place), ("/var/log/bots", place / "logs")):
        command = command.replace(theirs, str(ours))
    ran = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=place,
        env={"PATH": f"{shim.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stderr
    assert "Nothing was sent, or its log did not arrive" in ran.stderr
    yesterday = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86400))
    assert (place / "reports" / f"{yesterday}.html").exists()


@pytest.fixture
def addressed(place: Path, hook: Webhook) -> Iterator[Path]:
    (place / "to.txt").write_text(hook.address(), "utf-8")
    yield place
    assert hook.posts


def test_the_crontab_of_the_readme_runs(addressed: Path) -> None:
    (line,) = blocks("crontab")
    match = re.fullmatch(r"15 0 \* \* \* ([^%\n]+)\n", line)
    assert match
    run_as_told(addressed, match[1])


def test_the_systemd_units_of_the_readme_run(addressed: Path) -> None:
    service, timer = blocks("ini")
    assert "OnCalendar=*-*-* 00:15:00 UTC\nPersistent=true\n" in timer
    match = re.search(r"^ExecStart=(.+)$", service, re.MULTILINE)
    assert match
    (addressed / "to").write_text((addressed / "to.txt").read_text("utf-8"), "utf-8")
    run_as_told(addressed, match[1], CREDENTIALS_DIRECTORY=str(addressed))


def test_the_workflow_of_the_readme_runs_and_keeps_the_lake_after_findings(
    place: Path, hook: Webhook
) -> None:
    (workflow,) = blocks("yaml")
    match = re.search(r"- run: (\.venv/bin/analyzer .+)$", workflow, re.MULTILINE)
    assert match
    assert re.search(r"cache/save@[0-9a-f]{40} # v\d.*\n\s+if: always\(\)", workflow)
    run_as_told(place, match[1], ANALYZER_DELIVER=hook.address())
    assert hook.posts


def test_the_nightly_command_of_the_page_on_containers_runs(place: Path) -> None:
    page = (ROOT / "docs" / "containers.md").read_text("utf-8")
    match = re.search(r"^docker run .+ (analyzer nightly /logs .+)$", page, re.MULTILINE)
    assert match
    run_as_told(place, f".venv/bin/{match[1]}".replace("/logs", str(place / "logs")))
