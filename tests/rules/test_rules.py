"""Rules: when the nightly batch tells about something, and when it has told already."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from analyzer import rules
from analyzer.errors import UsageError
from analyzer.report import Period
from tests.conftest import analyzer
from tests.rules.reported import DAY_3, refusal

HOLD = {
    "failures.share > 2%": "it is 11.8%",
    "failures.share>0.02": "it is 0.1",
    "  partial_failures.open  >  0 ": "it is 6",
    "rate_limit_pressure.utilisation >= 90%": "minute 09:31",
    "throttles.count >= 2": "it is 2",
    "requests.count != 0": "it is 3,157",
    "rejects.count > 0": "it is 7",
    "auth_failures.count > 1": "it is",
    "vendor_health.success_ratio < 50%": "vendor tickdb",
    "unlisted_codes.failures > 1": "code TRADE_40901",
    "vendor_health.count > 10": "it is",
}


@pytest.mark.parametrize("text", HOLD)
def test_a_rule_that_holds_says_what_is_so(con: duckdb.DuckDBPyConnection, text: str) -> None:
    sentence = rules.parse(text).holds(con, DAY_3)
    assert sentence is not None
    assert HOLD[text] in sentence
    assert f"`{text.strip()}`" in sentence
    assert "2026-11-18" in sentence


@pytest.mark.parametrize(
    "text",
    [
        "failures.share > 50%",
        "partial_failures.open > 6",
        "throttles.ignored > 0",
        "requests.count < 3157",
        "vendor_health.success_ratio > 100%",
        "rate_limit_pressure.utilisation > 105%",
    ],
)
def test_a_rule_that_does_not_hold_says_nothing(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert rules.parse(text).holds(con, DAY_3) is None


@pytest.mark.parametrize(
    "text", ["failures.share > 0", "failures.share < 1", "failures.share != 5"]
)
def test_what_is_unknown_fulfils_no_rule(con: duckdb.DuckDBPyConnection, text: str) -> None:
    empty = Period(datetime(2030, 1, 1, tzinfo=UTC), datetime(2030, 1, 2, tzinfo=UTC))
    assert rules.parse(text).holds(con, empty) is None


def test_a_rule_looks_at_its_period_only(con: duckdb.DuckDBPyConnection) -> None:
    rule = rules.parse("rate_limit_pressure.peak_60s > 3000")
    day_1 = Period(datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 17, tzinfo=UTC))
    assert rule.holds(con, DAY_3) is None
    sentence = rule.holds(con, day_1)
    assert sentence is not None
    assert "3,311" in sentence


def test_the_row_that_is_furthest_is_the_one_named(con: duckdb.DuckDBPyConnection) -> None:
    most = rules.parse("vendor_health.requests > 100").holds(con, DAY_3)
    least = rules.parse("vendor_health.requests < 100").holds(con, DAY_3)
    busiest, calmest = con.sql(
        "SELECT max(requests), min(requests) FROM vendor_health WHERE hour >= '2026-11-18'"
    ).fetchall()[0]
    assert most is not None
    assert f"it is {busiest} where" in most
    assert least is not None
    assert f"furthest it is {calmest}" in least


@pytest.mark.parametrize(
    ("lang", "part"),
    [("zh-Hans", "成立：2026-11-18 的值为 6"), ("zh-Hant", "成立：2026-11-18 的值為 6")],
)
def test_a_rule_speaks_the_chosen_language(
    con: duckdb.DuckDBPyConnection, lang: str, part: str
) -> None:
    assert part in str(rules.parse("partial_failures.open > 0").holds(con, DAY_3, lang))


BAD = {
    "": "cannot be read. Write it like `failures.share > 2%`",
    "failures.share": "cannot be read",
    "failures.share > lots": "cannot be read",
    "failures.share > 2 percent": "cannot be read",
    "failures.share >> 2": "cannot be read",
    "failures > 2": "cannot be read",
    "failures.share > 2; DROP TABLE loads": "cannot be read",
    "failure.share > 2%": "there is no view `failure`. Did you mean `failures`",
    "nonsense.count > 2": "there is no view `nonsense`. Choose from",
    "failures.shares > 2%": "`failures` has no figure or column `shares`. Did you mean `share`?",
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_rule_is_one_sentence_before_anything_is_done(
    sample_lake: Path, tmp_path: Path, text: str
) -> None:
    assert BAD[text] in refusal(sample_lake, tmp_path, "--fail-on", text)


def test_a_column_that_is_no_number_is_refused_with_those_that_are(
    con: duckdb.DuckDBPyConnection, sample_lake: Path
) -> None:
    with pytest.raises(UsageError, match=r"throttles\.honoured is no number\. Numbers"):
        rules.parse("throttles.honoured > 0").check(con)
    ran = analyzer("report", "--lake", sample_lake, "--fail-on", "failures.message > 0")
    assert ran.status == 2
    assert "failures.message is no number" in ran.err


@pytest.mark.scale
def test_a_rule_that_holds_is_status_1_and_the_report_is_written_all_the_same(
    sample_lake: Path, tmp_path: Path
) -> None:
    out = tmp_path / "report.md"
    fails = ("--fail-on", "failures.share > 2%", "--fail-on", "partial_failures.open > 0")
    ran = analyzer("report", "--lake", sample_lake, *fails, "--out", out)
    assert ran.status == 1
    assert "failures.share > 2%" in ran.err
    assert "partial_failures.open > 0" in ran.err
    assert out.read_text("utf-8").startswith("# API report 2026-11-18")


@pytest.mark.scale
def test_rules_that_do_not_hold_leave_status_0(ingested: Callable[..., Path]) -> None:
    lake = ingested(
        {"ts": "2026-11-18T10:00:00Z", "url": "https://api.tickdb.ai/v1/x", "status": 200}
    )
    ran = analyzer("report", "--lake", lake, "--fail-on", "failures.share > 0")
    assert (ran.status, ran.err) == (0, "")
