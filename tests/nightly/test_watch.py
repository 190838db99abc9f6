"""`analyzer watch`: what is new, again or gone is told once, whatever happens meanwhile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import Ran, analyzer
from tests.servers import Webhook, webhook

RULE = (
    '[throttled]\nwhen = "throttles.count > 0"\nseverity = "act"\ntitle = "Somebody is throttled"\n'
)


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as one:
        yield one


def sent(folder: Path, status: int, *, minutes_ago: int = 0) -> None:
    """A request that was sent so many minutes ago, added to the log that is followed."""
    ts = datetime.now(UTC) - timedelta(minutes=minutes_ago, seconds=1)
    line = {"ts": ts.isoformat(), "url": "https://api.tickdb.ai/v1/x", "status": status}
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


@pytest.mark.scale
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


def test_what_another_rule_found_is_not_gone_because_it_was_not_looked_for(tmp_path: Path) -> None:
    sent(tmp_path, 429, minutes_ago=5)
    other = tmp_path / "other.toml"
    other.write_text('[missing]\nwhen = "failures.count > 1"\n', "utf-8")
    look = "watch", tmp_path / "calls.jsonl", "--once", "--lake", tmp_path / "lake", "--rules"
    assert states(watch(tmp_path)) == ["new"]
    assert analyzer(*look, other).out.endswith("0 findings, 0 changed\n")
    assert states(watch(tmp_path)) == []
    assert states(watch(tmp_path, "--minutes", 1)) == ["gone"]


@pytest.mark.scale
def test_a_log_without_a_line_yet_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "calls.jsonl").touch()
    ran = watch(tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.endswith("0 requests, 0 rejects; 0 findings, 0 changed\n")
    sent(tmp_path, 429)
    found = watch(tmp_path)
    assert states(found) == ["new"]
    assert "1 request, 0 rejects; 1 finding, 1 changed\n" in found.out


@pytest.mark.scale
def test_what_is_acknowledged_is_told_again_once_it_went_and_came_back(tmp_path: Path) -> None:
    sent(tmp_path, 429, minutes_ago=5)
    assert states(watch(tmp_path)) == ["new"]
    lake = tmp_path / "lake"
    rules = ("--rules", tmp_path / "rules.toml")
    report = analyzer("report", "--lake", lake, "--format", "json", *rules)
    (document,) = json.loads(report.out)
    (found,) = document["rules"]
    assert analyzer("acknowledge", found["id"], "--lake", lake).status == 0
    assert states(watch(tmp_path)) == []
    assert states(watch(tmp_path, "--minutes", 1)) == []
    assert states(watch(tmp_path)) == ["again"]


@pytest.mark.scale
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


@pytest.mark.scale
def test_each_destination_has_its_own_number_of_messages_an_hour(
    tmp_path: Path, hook: Webhook
) -> None:
    to = tmp_path / "to.txt"
    with webhook() as other:
        to.write_text(f"{hook.address()}\n{other.address()}\n", "utf-8")
        sent(tmp_path, 429, minutes_ago=5)
        for minutes in (15, 1):
            watch(tmp_path, "--deliver", to, "--at-most", 1, "--minutes", minutes)
        assert (len(hook.posts), len(other.posts)) == (1, 1)


@pytest.mark.scale
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
