"""`analyzer what_if` and `analyzer replay`, against a vendor whose rule is known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import analyzer

CATALOG = """
id = "vendor"
title = "Vendor"
hosts = ["api.vendor.example"]
[credential]
header = "x-api-key"
[limits.it]
currency = "requests"
scope = "key"
quota = 10
window_s = 60
"""


@pytest.fixture
def place(tmp_path: Path) -> tuple[str, ...]:
    """A lake of two clients with one key: 8 requests of one, 2 of the other, in 20 s."""
    (tmp_path / "vendors").mkdir()
    (tmp_path / "vendors" / "vendor.toml").write_text(CATALOG, "utf-8")
    lines = [
        {
            "ts": f"2026-11-19T10:00:{2 * n:02}Z",
            "client": "feed" if n % 5 == 4 else "bot",
            "method": "GET",
            "url": "https://api.vendor.example/things",
            "status": 200,
            "request_headers": {"X-API-Key": "a-key-of-the-vendor"},
        }
        for n in range(10)
    ]
    log = tmp_path / "log.jsonl"
    log.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    where = ("--lake", str(tmp_path / "lake"), "--vendors", str(tmp_path / "vendors"))
    assert analyzer("ingest", log, *where).status == 0
    return where


@pytest.mark.scale
def test_more_traffic_fills_a_limit_by_as_much(place: tuple[str, ...]) -> None:
    ran = analyzer("what_if", "--traffic", "+30%", "--format", "json", *place)
    (row,) = json.loads(ran.out)
    assert (row["used_was"], row["used"], row["quota"]) == (10, pytest.approx(13), 10)
    assert row["utilisation"] == pytest.approx(1.3)


@pytest.mark.scale
def test_a_client_with_another_key_leaves_the_first_what_it_used(place: tuple[str, ...]) -> None:
    asked = ("--client", "feed", "--to-key", "other", "--format", "json")
    ran = analyzer("what_if", *asked, *place)
    rows = {row["subject"] == "other": row for row in json.loads(ran.out)}
    assert rows[True]["used"] == 2
    assert rows[False]["used"] == 8


def test_a_client_of_which_nothing_counts_is_no_change(place: tuple[str, ...]) -> None:
    ran = analyzer("what_if", "--client", "fede", "--to-key", "other", *place)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("analyzer: --client fede: no request of this client counts")
    assert "feed" in ran.err.partition("Such clients: ")[2]


@pytest.mark.parametrize(
    "arguments", [(), ("--traffic", "thirty"), ("--client", "feed")], ids=["none", "words", "half"]
)
def test_a_change_that_is_none_is_refused(arguments: tuple[str, ...]) -> None:
    ran = analyzer("what_if", *arguments)
    assert ran.status == 2
    assert ran.err.startswith("analyzer: ")


def test_a_log_without_throttles_has_nothing_to_replay(place: tuple[str, ...]) -> None:
    ran = analyzer("replay", "--policy", "fixed", "--format", "json", *place)
    assert (ran.status, json.loads(ran.out)) == (0, [])
