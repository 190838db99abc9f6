"""The questions of the morning: each is answered from the sample lake, as it was planted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analyzer.questions import questions
from analyzer.questions.plot import plot
from analyzer.sandbox.query_text import with_dollars
from analyzer.system.languages import LANGUAGES
from tests.conftest import ROOT, analyzer, rows

Rows = list[dict[str, Any]]

# What was planted in sample_logs, seen by who asks: a row that the answer must hold or a rule.
PLANTED: dict[str, Callable[[Rows], bool]] = {
    "what_failed": lambda found: (found[0]["code"], found[0]["failures"]) == ("3002", 253),
    # One caller's sockets were cut while nobody else was there to compare with: unknown.
    "whose_fault": lambda found: {row["fault"] for row in found}
    == {"client", "vendor", "network", "unknown"},
    "what_is_new": lambda found: found[0]["code"] == "3002" and found[0]["trend"] == "new",
    "how_near_the_limit": lambda found: found[0]["utilisation"] > 1.6
    and found[0]["at"].startswith("2026-11-16T14:2"),
    "who_uses_the_quota": lambda found: any(
        row["client"] == "mm-bot-2" and row["share"] > 0.99 for row in found
    ),
    "who_does_not_wait": lambda found: (found[0]["client"], found[0]["ignored"])
    == ("mm-bot-2", 1871),
    "when_is_the_quota_used_up": lambda found: found[0]["resets_at"] == "2026-12-01T00:00:00Z",
    "which_keys_are_dead": lambda found: found[0]["state"] == "dead"
    and found[0]["clients_since"] == ["md-feed", "mm-bot-1"],
    "why_are_we_refused": lambda found: {
        "wrong_header", "missing_key", "ip_not_allowed", "invalid_or_expired", "malformed_key",
    } <= {row["cause"] for row in found},
    "what_is_half_done": lambda found: {row["resolution"] for row in found}
    == {"open", "failed_again"},
    "what_was_retried_in_vain": lambda found: found[0]["attempts"] > 2 * found[0]["operations"],
    "what_is_slow": lambda found: all(row["p95_ms"] is None or row["p95_ms"] > 0 for row in found),
    "when_was_it_worst": lambda found: found[0]["hour"] == "2026-11-16T10:00:00Z",
    "what_is_left_of_the_budget": lambda found: found[0]["vendor"] == "tickdb",
    "why_do_sockets_close": lambda found: any(
        (row["close_code"], row["error_code"]) == (1008, "1001") for row in found
    ),
    "what_went_through_several_vendors": lambda found: found[0]["codes"]
    == ["5001", "502", "MD_50301"],
    "what_is_not_in_the_catalog": lambda found: {"TRADE_40901", "MD_50301"}
    <= {row["code"] for row in found},
    "what_to_send_to_support": lambda found: {row["vendor"] for row in found}
    == {"55tech", "tickdb", "zeromarkets"},
    "what_do_the_logs_not_show": lambda found: sum(row["without_duration"] for row in found) > 0,
    "what_could_not_be_read": lambda found: sum(row["lines"] for row in found) == 8,
}  # fmt: skip


def test_there_are_twenty_questions_in_three_languages() -> None:
    assert len(questions()) == 20
    assert questions().keys() == PLANTED.keys()
    for one in questions().values():
        assert set(one.wording) == set(LANGUAGES), one.name
        assert len(set(one.wording.values())) == 3, one.name
        assert with_dollars(one.sql) == one.sql, f"{one.name} is to run as it stands"


@pytest.mark.parametrize("name", questions())
def test_each_question_has_an_answer_that_says_what_happened(name: str, sample_lake: Path) -> None:
    found = rows(sample_lake, questions()[name].sql)
    assert found
    assert PLANTED[name](found)
    if questions()[name].plot:
        drawn = plot(questions()[name], pl.DataFrame(found), "zh-Hant").to_dict()
        (data,) = drawn["datasets"].values()
        encoding = drawn["encoding"]
        fields = [one["field"] for key, one in encoding.items() if key != "tooltip"]
        assert {"x", "y"} <= encoding.keys()
        assert {*fields, *(tip["field"] for tip in encoding["tooltip"])} == set(data[0])


def test_sixteen_answers_are_charts_of_what_is_there_and_how_much_more_there_is() -> None:
    charts = [one for one in questions().values() if one.plot]
    assert len(charts) == 16
    codes = [f"{n}\x07" for n in range(412)]
    answer = pl.DataFrame({"code": codes, "failures": [Decimal(n) for n in range(412)]})
    answer = answer.with_columns(vendor=pl.lit("tickdb"))
    drawn = json.loads(plot(questions()["what_failed"], answer, "en").to_json())
    (data,) = drawn["datasets"].values()
    assert (len(data), drawn["title"]["subtitle"]) == (100, "100 / 412")
    assert data[7] == {"code": "7 ", "failures": 7, "vendor": "tickdb"}


def test_a_question_is_asked_by_its_name(sample_lake: Path) -> None:
    asked = analyzer("sql", "--example", "who_does_not_wait", "--lake", sample_lake)
    assert asked.status == 0
    assert "1871" in asked.out
    unknown = analyzer("sql", "--example", "who", "--lake", sample_lake)
    assert (unknown.status, unknown.out) == (2, "")
    assert "analyzer sql --examples" in unknown.err
    both = analyzer("sql", "SELECT 1", "--example", "what_failed", "--lake", sample_lake)
    assert both.status == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_are_listed_as_sql_that_runs(language: str, sample_lake: Path) -> None:
    listed = analyzer("sql", "--examples", "--lang", language).out
    for one in questions().values():
        assert one.wording[language] in listed
        assert one.sql in listed
    assert len(re.findall(r"^-- analyzer sql --example \w+$", listed, re.MULTILINE)) == 20


def test_the_readme_lists_the_questions_in_their_own_words() -> None:
    readme = (ROOT / "docs" / "views.md").read_text("utf-8")
    listed = re.findall(r"^\| `(\w+)` \| ([^|]*\?[^|]*) \|$", readme, re.MULTILINE)
    assert listed == [(one.name, one.wording["en"]) for one in questions().values()]
