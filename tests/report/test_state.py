"""Whether what a report tells of still goes on, and since when it is over."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import analyzer

Line = dict[str, Any]
OUT = {"code": 5002, "message": "Service temporarily unavailable"}
MIDNIGHT = datetime(2026, 11, 11, tzinfo=UTC)


def calls(minutes: range, client: str = "bot", **more: Any) -> list[Line]:
    """A call every minute, counted from midnight."""
    return [
        {
            "ts": (MIDNIGHT + timedelta(minutes=minute)).isoformat(),
            "client": client,
            "url": "https://api.tickdb.ai/v1/x",
            "status": 200,
        }
        | more
        for minute in minutes
    ]


def finding(lake: Path, kind: str, *period: str) -> dict[str, Any]:
    ran = analyzer("report", "--lake", lake, *period, "--format", "json")
    (document,) = json.loads(ran.out)
    (item,) = [item for item in document["attention"] if item["kind"] == kind]
    return dict(item)


@pytest.mark.scale
def test_an_outage_over_midnight_was_not_over_at_midnight(ingested: Callable[..., Path]) -> None:
    lake = ingested(*calls(range(-20, 20), response_body=OUT), *calls(range(20, 40)))
    first = analyzer("report", "--lake", lake, "--date", "2026-11-10").out
    assert "tickdb" in first.lower()
    assert "- State: over since 2026-11-11 00:19:00" in first
    second = analyzer("report", "--lake", lake, "--date", "2026-11-11").out
    assert "- State: over since 00:19:00" in second
    # What came after a pause in which all was well is another matter.
    item = finding(lake, "outage", "--since", "2026-11-11", "--until", "2026-11-11T00:30:00Z")
    assert (item["ongoing"], item["last_seen"]) == (False, "2026-11-11T00:19:00Z")


@pytest.mark.scale
@pytest.mark.parametrize(
    ("answered_later", "ongoing"), [(range(20, 24), True), (range(20, 27), False)]
)
def test_a_vendor_that_fails_in_part_is_well_again_when_it_does_not_fail_for_a_while(
    ingested: Callable[..., Path], answered_later: range, *, ongoing: bool
) -> None:
    now_and_then = calls(range(0, 20, 5), client="other")
    lake = ingested(
        *calls(range(20), response_body=OUT), *now_and_then, *calls(answered_later, client="other")
    )
    item = finding(lake, "outage")
    assert "succeeded meanwhile" in " ".join(item["evidence"])
    assert "of other kinds" not in " ".join(item["evidence"])
    assert (item["ongoing"], item["severity"]) == (ongoing, "act" if ongoing else "note")


@pytest.mark.scale
@pytest.mark.parametrize(("again", "ongoing"), [([], True), (calls(range(30, 31)), False)])
def test_a_client_that_nobody_answered_until_the_data_ends_is_still_cut_off(
    ingested: Callable[..., Path], again: list[Line], *, ongoing: bool
) -> None:
    others = calls(range(40), client="other")
    cut_off = calls(range(20), status=None, error="ConnectTimeout: timed out")
    item = finding(ingested(*others, *cut_off, *again), "silence")
    assert (item["fault"], item["ongoing"]) == ("network", ongoing)
