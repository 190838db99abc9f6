"""What a nightly run is told: its file of settings, its options, and the examples of the pages."""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, analyzer, rows
from tests.nightly.nights import nightly, reports, write_day
from tests.servers import Webhook

pytestmark = [pytest.mark.scale, pytest.mark.one_in(4)]


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
