"""`analyzer watch`: what is new, again or gone is told once, whatever happens meanwhile."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analyzer.lake.lake import Lake
from analyzer.rules.finding_history import recall
from tests.conftest import Ran, analyzer
from tests.servers import Webhook, webhook

KILLS = 20
RULE = (
    '[throttled]\nwhen = "throttles.count > 0"\nseverity = "act"\ntitle = "Somebody is throttled"\n'
)


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as one:
        yield one


def sent(folder: Path, status: int, *, minutes_ago: int = 0, host: str = "api.tickdb.ai") -> None:
    """A request that was sent so many minutes ago, added to the log that is followed."""
    ts = datetime.now(UTC) - timedelta(minutes=minutes_ago, seconds=1)
    line = {"ts": ts.isoformat(), "url": f"https://{host}/v1/x", "status": status}
    with (folder / "calls.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")


def watch(folder: Path, *more: object) -> Ran:
    """One look at the log, with one rule."""
    (folder / "rules.toml").write_text(RULE, "utf-8")
    return analyzer(
        "watch", folder / "calls.jsonl", "--once", "--lake", folder / "lake",
        "--rules", folder / "rules.toml", *more,
    )  # fmt: skip


def states(ran: Ran) -> list[str]:
    """How what changed is called: new, again, gone."""
    return re.findall(r"^Act now, (\w+):", ran.out, re.MULTILINE)


def test_new_gone_and_again_are_each_told_once(tmp_path: Path, hook: Webhook) -> None:
    to = tmp_path / "to.txt"
    to.write_text(hook.address() + "\n", "utf-8")
    sent(tmp_path, 200)
    assert states(watch(tmp_path, "--deliver", to)) == []
    sent(tmp_path, 429, minutes_ago=5)
    assert states(watch(tmp_path, "--deliver", to)) == ["new"]
    assert states(watch(tmp_path, "--deliver", to)) == []
    assert states(watch(tmp_path, "--deliver", to, "--minutes", 1)) == ["gone"]
    assert states(watch(tmp_path, "--deliver", to, "--minutes", 1)) == []
    assert states(watch(tmp_path, "--deliver", to)) == ["again"]
    assert len(hook.posts) == 3
    assert "Somebody is throttled" in json.dumps(hook.posts[0])


def test_what_comes_up_in_quiet_hours_is_sent_when_they_are_over(
    tmp_path: Path, hook: Webhook
) -> None:
    to = tmp_path / "to.txt"
    to.write_text(hook.address() + "\n", "utf-8")
    sent(tmp_path, 429)
    now = datetime.now(UTC)
    hours = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M}"
    assert states(watch(tmp_path, "--deliver", to, "--quiet", hours)) == ["new"]
    assert hook.posts == []
    assert states(watch(tmp_path, "--deliver", to)) == []
    assert len(hook.posts) == 1


def test_what_no_destination_took_is_sent_by_the_next_look(tmp_path: Path, hook: Webhook) -> None:
    to = tmp_path / "to.txt"
    to.write_text("json://127.0.0.1:9/\n", "utf-8")
    sent(tmp_path, 429)
    ran = watch(tmp_path, "--deliver", to)
    assert "was not delivered" in ran.err
    kept = json.loads((tmp_path / "lake" / "memory.json").read_text("utf-8"))["watched"]
    assert [row["line"].startswith("Act now, new") for row in kept["outbox"]] == [True]


def test_hours_that_are_none_are_one_sentence(tmp_path: Path) -> None:
    sent(tmp_path, 200)
    ran = watch(tmp_path, "--quiet", "night")
    assert (ran.status, ran.err) == (
        2,
        'analyzer: --quiet: "night" is no time of day. Write it like 22:00-07:00.\n',
    )


@pytest.mark.scale
def test_a_watch_that_is_killed_twenty_times_tells_each_thing_once(tmp_path: Path) -> None:
    """At each start another vendor throttles; only a kill in the very send makes it come twice."""
    rule = RULE + 'vendors = ["*"]\n'
    (tmp_path / "rules.toml").write_text(rule, "utf-8")
    again = set()
    with webhook() as hook:
        (tmp_path / "to.txt").write_text(hook.address() + "\n", "utf-8")
        for n in range(KILLS):
            sent(tmp_path, 429, host=f"host-{n}.example")
            _killed(_watching(tmp_path), n)
            waiting = recall(Lake(tmp_path / "lake")).watched["outbox"]
            # What was posted before the kill, and not struck out any more.
            again |= {host for row in waiting for host in _hosts(row["line"])} & set(_told(hook))
        assert _watching(tmp_path, "--once").wait(300) == 0
        told = Counter(_told(hook))
    assert set(told) == {f"host-{n}.example" for n in range(KILLS)}
    assert {host for host, times in told.items() if times > 1} <= again
    assert recall(Lake(tmp_path / "lake")).watched["outbox"] == []


def _told(hook: Webhook) -> list[str]:
    return [host for post in hook.posts for host in _hosts(post["message"])]


def _hosts(message: str) -> list[str]:
    return re.findall(r"Act now, new: .*?(host-\d+\.example)", message)


def _watching(folder: Path, *more: str) -> subprocess.Popen[str]:
    command = [
        sys.executable, "-m", "analyzer", "watch", folder / "calls.jsonl", "--lake",
        folder / "lake", "--rules", folder / "rules.toml", "--deliver", folder / "to.txt",
        "--every", "5", "--at-most", "100", *more,
    ]  # fmt: skip
    return subprocess.Popen(
        [*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def _killed(process: subprocess.Popen[str], n: int) -> None:
    """Half of them anywhere on the way to the first look, half around what is sent after it."""
    assert process.stdout
    if n % 2:
        process.stdout.readline()
        time.sleep(n * 0.004)
    else:
        time.sleep(0.25 * n)
    process.kill()
    process.wait(60)
    process.stdout.close()
