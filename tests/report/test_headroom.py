"""What reports say of limits in every currency, before they are hit and after."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import limit_story
from tests.conftest import analyzer, rows

Items = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def forms(limits_lake: Path) -> dict[str, str]:
    """The report in every form."""
    forms = ("json", "md", "openmetrics")
    written = {form: analyzer("report", "--lake", limits_lake, "--format", form) for form in forms}
    assert {ran.status for ran in written.values()} == {0}
    return {form: ran.out for form, ran in written.items()}


@pytest.fixture(scope="module")
def items(forms: dict[str, str]) -> Items:
    """What needs a person, by kind."""
    found: Items = {}
    for item in json.loads(forms["json"])[0]["attention"]:
        found.setdefault(item["kind"], []).append(item)
    return found


def test_a_limit_that_is_used_up_before_it_resets_is_told_with_its_time(items: Items) -> None:
    (item,) = items["running_out"]
    title = "Address 10.0.0.1 of Binance: weight used up at 14:31:48 at this pace"
    assert item["title"] == title
    assert item["severity"] == "look"
    assert "5,000 of 6,000 weight used, 125.00 a second" in item["evidence"][0]
    assert "told in headers" in item["evidence"][0]


def test_a_limit_that_was_nearly_used_up_is_told_in_its_own_unit(items: Items) -> None:
    titles = {item["vendor"]: item["title"] for item in items["limit_near"]}
    assert titles["openai"] == "OpenAI: 92.0% of a limit on tokens used"
    assert "27,600 of 30,000 tokens at 14:05" in str(items["limit_near"])


def test_half_used_limits_and_few_requests_are_no_finding(items: Items) -> None:
    told = str(items["limit_near"] + items["running_out"])
    assert "10.0.0.2" not in told
    assert "near_limit" not in items


def test_a_ban_is_told_with_its_end_and_what_led_to_it(items: Items) -> None:
    (item,) = items["banned"]
    assert item["title"] == "Binance: banned from 14:21:00 to 14:25:00"
    assert "10.0.0.3" in item["evidence"][0]
    assert "6 requests refused; 6 were throttled" in item["evidence"][0]
    assert (item["severity"], item["ongoing"]) == ("look", False)


def test_use_that_our_own_requests_do_not_explain_is_told(items: Items) -> None:
    (item,) = items["unseen_use"]
    assert item["vendor"] == "binance"
    assert item["title"].startswith("Binance: 49.9% of a limit on weight is used by requests")
    assert "3,000 of 6,000 weight used, our own requests make 5" in item["evidence"][0]


def test_resends_of_what_no_retry_mends_are_counted_with_their_bytes(items: Items) -> None:
    (item,) = items["futile_resends"]
    assert item["failures"] == limit_story.RESENDS
    assert item["clients"] == ["summariser"]
    assert "52.5 kB" in item["evidence"][0]


def test_the_tables_of_the_report_carry_each_limit(forms: dict[str, str]) -> None:
    (document,) = json.loads(forms["json"])
    (running_out,) = document["limits_running_out"]
    assert running_out["used_up_at"].startswith("2026-11-19T14:31:48")
    assert {row["currency"] for row in document["limits_by_subject"]} >= {"weight", "tokens"}
    (ban,) = document["bans_of_period"]
    assert ban["until"] == "2026-11-19T14:25:00Z"
    for heading in ("Limits in every unit", "Bans", "used up at"):
        assert heading.lower() in forms["md"].lower()


def test_the_metrics_carry_utilisation_headroom_forecast_and_bans(forms: dict[str, str]) -> None:
    of_tokens = '{vendor="openai",scope="model",currency="tokens",limit="tokens"}'
    samples = dict(
        line.rsplit(" ", 1) for line in forms["openmetrics"].splitlines() if line[0] != "#"
    )
    assert float(samples[f"analyzer_limit_utilisation_ratio{of_tokens}"]) == pytest.approx(0.92)
    assert float(samples[f"analyzer_limit_headroom{of_tokens}"]) == 2400
    (until,) = (v for k, v in samples.items() if k.startswith("analyzer_limit_used_up_timestamp"))
    assert float(until) == pytest.approx(limit_story.USED_UP.timestamp(), abs=1)
    assert [v for k, v in samples.items() if k.startswith("analyzer_bans{")] == ["1"]


@pytest.mark.scale
def test_connections_that_are_all_in_use_are_told_before_one_is_refused(
    ingested: Callable[..., Path],
) -> None:
    def opened(client: str, count: int) -> list[dict[str, Any]]:
        return [
            {"ts": f"2026-11-19T10:00:{n:02}Z", "protocol": "websocket", "event": "open",
             "connection": f"{client}-{n}", "client": client,
             "url": "wss://mmapi.55-tech.com/api/v1/ws",
             "request_headers": {"X-API-Key": f"0fa4e000-0055-4000-8000-00000000{client}"}}
            for n in range(count)
        ]  # fmt: skip

    later = {"ts": "2026-11-19T10:20:00Z", "url": "https://mmapi.55-tech.com/x", "status": 200}
    lake = ingested(*opened("a001", 5), *opened("b002", 4), later)
    ran = analyzer("report", "--lake", lake, "--format", "json")
    (item,) = json.loads(ran.out)[0]["attention"]
    assert item["title"] == "55-Tech MM: 5 of 5 WebSocket connections were open at once"
    assert "5 open at once, limit 5, 10:00 to 10:20" in item["evidence"][0]
    assert len(item["evidence"]) == 1
    assert len(rows(lake, item["sql"])) == 21


@pytest.mark.scale
def test_a_guessed_limit_is_named_as_one_in_metrics_and_questions(
    ingested: Callable[..., Path],
) -> None:
    told = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "60"}
    lake = ingested(
        *(
            {"ts": f"2026-11-19T14:00:{second:02}Z", "url": "https://api.guessed.example/x",
             "status": 429 if second == 59 else 200}
            for second in range(60)
        ),
        {"ts": "2026-11-19T14:00:30Z", "url": "https://api.told.example/x", "status": 200,
         "response_headers": told},
    )  # fmt: skip
    said = analyzer("report", "--lake", lake, "--format", "openmetrics").out
    highest = [line for line in said.splitlines() if "utilisation_ratio{" in line]
    assert {"quota_source" in line for line in highest if "guessed.example" in line} == {True}
    assert {"quota_source" in line for line in highest if "told.example" in line} == {False}
    asked = analyzer("sql", "--example", "how_near_the_limit", "--lake", lake, "--format", "json")
    found = [(row["vendor"], row["quota_source"]) for row in json.loads(asked.out)]
    assert found == [("api.told.example", "header"), ("api.guessed.example", "observed")]


def test_one_request_that_was_left_is_one(tmp_path: Path) -> None:
    own, log = tmp_path / "own", tmp_path / "calls.jsonl"
    own.mkdir()
    (own / "abco.toml").write_text(
        'id = "abco"\ntitle = "Abco"\nhosts = ["a.example"]\n[limits.r]\n'
        'currency = "requests"\nscope = "key"\nquota = 20\nwindow_s = 60\n',
        "utf-8",
    )
    log.write_text(
        "".join(
            f'{{"ts":"2026-11-16T10:00:{second}Z","url":"https://a.example/x","status":200,'
            '"request_headers":{"X-API-Key":"one"}}\n'
            for second in range(11, 30)
        ),
        "utf-8",
    )
    options = ("--lake", tmp_path / "lake", "--vendors", own)
    assert analyzer("ingest", log, *options).status == 0
    ran = analyzer("report", "--date", "2026-11-16", "--format", "md", *options)
    assert "before the limit is hit: 1 request left at the peak." in ran.out
