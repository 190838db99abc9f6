"""An hour of every shipped vendor: what is used, and when it is used up, by its own rule."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from analyzer.catalog.catalog import load
from tests import limit_hours
from tests.conftest import analyzer, rows
from tests.limit_callers import callers
from tests.limit_hours import SEEN, Expected

pytestmark = [pytest.mark.scale, pytest.mark.one_in(8)]


class Hour(NamedTuple):
    """What the lake said in the midst of the hour and after it, and what it should have said."""

    expected: list[Expected]
    forecasts: dict[str, dict[tuple[str, str], dict[str, Any]]]
    minutes: dict[tuple[str, str], dict[str, dict[str, Any]]]
    failures: list[dict[str, Any]]
    secrets_found: list[str]


def _named(lake: Path, view: str) -> list[dict[str, Any]]:
    """The rows of a view, each with the client that its subject is."""
    who = rows(lake, "SELECT DISTINCT client, key_id, client_ip FROM requests")
    client = {w[by]: w["client"] for by in ("key_id", "client_ip") for w in who}
    return [{**row, "client": client[row["subject"]]} for row in rows(lake, f"FROM {view}")]


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory) -> Hour:
    folder = tmp_path_factory.mktemp("hours")
    lake, expected, lines = folder / "lake", list[Expected](), list[dict[str, Any]]()
    for number, caller in enumerate(callers()):
        told, should = limit_hours.story(caller, f"10.0.1.{number}")
        lines += told
        expected += should
    lines.sort(key=lambda line: str(line["ts"]))
    seen = SEEN.isoformat(timespec="microseconds").replace("+00:00", "Z")
    parts = {
        "first": [line for line in lines if line["ts"] <= seen],
        "second": [line for line in lines if line["ts"] > seen],
    }
    forecasts = dict[str, dict[tuple[str, str], dict[str, Any]]]()
    for name, part in parts.items():
        log = folder / f"{name}.jsonl"
        log.write_text("".join(json.dumps(line) + "\n" for line in part), "utf-8")
        ran = analyzer("ingest", log, "--lake", lake)
        assert ran.status == 0, ran.err
        found = _named(lake, "limit_forecast")
        forecasts[name] = {(row["client"], row["limit"]): row for row in found}
    minutes = dict[tuple[str, str], dict[str, dict[str, Any]]]()
    for row in _named(lake, "limit_pressure"):
        minutes.setdefault((row["client"], row["limit"]), {})[row["minute"]] = row
    failures = rows(lake, "SELECT client, code, class, retryable, fault FROM failures GROUP BY ALL")
    written = b"".join(path.read_bytes() for path in lake.rglob("*") if path.is_file())
    secrets = [value for caller in callers() for value in caller.secret.values()]
    found_in = [value for value in secrets if value.split()[-1].encode() in written]
    return Hour(expected, forecasts, minutes, failures, found_in)


def _limits() -> list[str]:
    return [f"{c.client}/{m.limit}" for c in callers() for m in c.meters]


@pytest.fixture(params=range(len(_limits())), ids=_limits())
def one(request: pytest.FixtureRequest, hour: Hour) -> Expected:
    number: int = request.param
    return hour.expected[number]


def test_used_and_left_are_what_the_vendor_counted(hour: Hour, one: Expected) -> None:
    found = hour.minutes[one.caller.client, one.meter.limit]
    assert len(found) == len(one.used)
    for minute, used in one.used.items():
        row = found[minute.isoformat().replace("+00:00", "Z")]
        assert (row["currency"], row["scope"]) == (one.meter.currency, one.meter.scope)
        assert row["quota"] == one.meter.quota
        if used is None:
            assert row["used"] is None
            continue
        assert row["used"] == pytest.approx(used, abs=1.0), minute
        assert row["headroom"] == pytest.approx(one.meter.quota - used, abs=1.0)
        assert row["utilisation"] == pytest.approx(used / one.meter.quota, abs=0.05)
        assert row["source"] == one.meter.source
        if one.meter is one.caller.meters[0]:
            assert row["throttled"] == one.refused[minute]
        assert row["banned"] is (minute in one.banned)


def test_the_forecast_is_within_a_minute_of_what_comes(hour: Hour, one: Expected) -> None:
    after = hour.forecasts["second"][one.caller.client, one.meter.limit]
    assert (after["quota"], after["source"]) == (one.meter.quota, one.meter.source)
    before = hour.forecasts["first"].get((one.caller.client, one.meter.limit))
    if before is None:
        assert one.caller.vendor == "gemini", "which tells its quotas only when they are exceeded"
        return
    assert (before["quota"], before["source"]) == (one.meter.quota, one.meter.source)
    if one.used_up_at is None:
        assert before["used_up_at"] is None
    else:
        assert before["used_up_at"] is not None
        off = datetime.fromisoformat(before["used_up_at"]) - one.used_up_at
        assert abs(off.total_seconds()) < 60


def test_every_refusal_is_a_limit_that_a_retry_may_mend(hour: Hour) -> None:
    refused = {(row["client"], row["code"]): row for row in hour.failures}
    expected = {(caller.client, caller.code) for caller in callers()}
    assert refused.keys() == expected
    for row in refused.values():
        assert (row["class"], row["retryable"], row["fault"]) == ("rate_limit", True, "client"), row


def test_no_key_is_in_the_lake(hour: Hour) -> None:
    assert hour.secrets_found == []


def test_each_shipped_limit_that_can_be_counted_has_its_hour() -> None:
    """Also those of one second over all that a caller of one route cannot reach alone."""
    told = {(c.vendor, m.limit.partition(":")[0]) for c in callers() for m in c.meters}
    counted = {
        (vendor.id, limit.name)
        for vendor in load().vendors.values()
        for limit in vendor.limits
        if limit.told.places() or (limit.quota and (limit.window_s or limit.rate_per_s))
    }
    assert counted - told == set()
