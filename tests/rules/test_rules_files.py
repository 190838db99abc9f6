"""Files of rules: what they may say, and what is refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from analyzer import rules
from analyzer.models import models
from analyzer.rules.reading import rules as read_rules
from analyzer.system.languages import LANGUAGES
from tests.conftest import analyzer, rows
from tests.rules.reported import CRY, DAY_3, Json, called, refusal, rules_file


@pytest.fixture(scope="module")
def found_by_shipped(own_lake: Path) -> dict[str, list[Json]]:
    days = ("2026-11-16", "2026-11-17", "2026-11-18")
    return {day: called(own_lake, "shipped", day=day) for day in days}


def named(found: list[Json], rule: str) -> set[str]:
    return {one["where"] for one in found if one["rule"] == rule and one["state"] in CRY}


@pytest.mark.scale
def test_the_shipped_rules_find_what_was_planted_on_its_day_and_no_other(
    found_by_shipped: dict[str, list[Json]],
) -> None:
    first, second, third = found_by_shipped.values()
    assert any("55tech, client mm-bot-2" in where for where in named(first, "waits-ignored"))
    assert not named(second, "waits-ignored") | named(third, "waits-ignored")
    assert any("tickdb" in where for where in named(second, "dead-key"))
    assert not any("tickdb" in where for where in named(first, "dead-key"))
    assert any("tickdb" in where for where in named(third, "quota-used-up"))
    assert not named(first, "quota-used-up")
    assert named(third, "open-partial-failures") == {"vendor 55tech"}
    assert not named(first, "no-requests")


@pytest.mark.scale
def test_a_burn_rate_rule_names_the_vendor_and_the_window(
    found_by_shipped: dict[str, list[Json]],
) -> None:
    fast = named(found_by_shipped["2026-11-16"], "budget-burns-fast")
    assert any("vendor tickdb, severity page, long_window_s 3600" in where for where in fast)


@pytest.mark.scale
def test_the_shipped_rules_tell_of_limits_before_anything_is_refused(
    limits_lake: Path, ingested: Callable[..., Path], tmp_path: Path
) -> None:
    found = called(shutil.copytree(limits_lake, tmp_path / "own"), "shipped", day="2026-11-19")
    near, ending = named(found, "near-a-limit"), named(found, "limit-runs-out")
    assert [where for where in near if "vendor openai" in where and "limit tokens" in where]
    (told,) = ending
    assert "vendor binance" in told
    assert "subject 10.0.0.1" in told
    assert not [where for where in near | ending if "10.0.0.2" in where]

    sockets = [
        {"ts": f"2026-11-19T10:00:{n:02}Z", "protocol": "websocket", "event": "open",
         "connection": f"c-{n}", "client": client, "url": "wss://mmapi.55-tech.com/api/v1/ws"}
        for client, count in (("full", 5), ("spare", 4))
        for n in range(count)
    ]  # fmt: skip
    found = called(ingested(*sockets), "shipped", day="2026-11-19")
    (told,) = named(found, "connections-full")
    assert "subject full" in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_shipped_rule_has_a_title_in_every_language(lang: str) -> None:
    assert all(rule.title[lang] for rule in read_rules(("shipped",)))


@pytest.mark.scale
def test_a_rule_watches_each_vendor_for_itself(own_lake: Path, tmp_path: Path) -> None:
    file = rules_file(
        tmp_path,
        """
        [each]
        when = "failures.share > 5%"
        vendors = ["*"]
        [two]
        when = "failures.share > 5%"
        vendors = ["tickdb", "55tech"]
        [all]
        when = "failures.share > 5%"
        """,
    )
    found = called(own_lake, file)
    shares = {
        row["vendor"]: row["share"]
        for row in rows(
            own_lake,
            """
            SELECT vendor, count(*) FILTER (outcome IN ('failed', 'partial')) / count(*) AS share
            FROM requests WHERE date = '2026-11-18' GROUP BY vendor
            """,
        )
    }
    over = {vendor for vendor, share in shares.items() if share > 0.05}
    assert {one["vendor"] for one in found if one["rule"] == "each"} == over
    assert {one["vendor"] for one in found if one["rule"] == "two"} == over & {"tickdb", "55tech"}
    (tickdb,) = (one for one in found if one["rule"] == "two" and one["vendor"] == "tickdb")
    assert tickdb["value"] == f"{shares['tickdb']:.1%}"
    assert [one["vendor"] for one in found if one["rule"] == "all"] == [None]


@pytest.mark.scale
def test_a_named_vendor_that_was_not_called_is_found_missing(
    own_lake: Path, tmp_path: Path
) -> None:
    file = rules_file(
        tmp_path, '[silent]\nwhen = "requests.count = 0"\nvendors = ["abco", "tickdb"]'
    )
    assert [one["vendor"] for one in called(own_lake, file)] == ["abco"]


@pytest.mark.scale
def test_a_window_is_the_end_of_the_data_and_a_minimum_keeps_few_requests_still(
    ingested: Callable[..., Path], tmp_path: Path
) -> None:
    call = {"url": "https://api.tickdb.ai/v1/x", "status": 200}
    lake = ingested(
        *({"ts": f"2026-11-18T08:00:{n:02}Z", **call} for n in range(40)),
        *({"ts": f"2026-11-18T15:30:{n:02}Z", **call} for n in range(20)),
        *({"ts": f"2026-11-18T16:00:{n:02}Z", **call, "status": 500} for n in range(20)),
    )
    file = rules_file(
        tmp_path,
        """
        [day]
        when = "failures.share = 25%"
        [hour]
        when = "failures.share = 50%"
        window = "1h"
        [minute]
        when = "failures.share = 100%"
        window = "1m"
        [minute-of-many]
        when = "failures.share = 100%"
        window = "1m"
        at_least.requests = 21
        [hours]
        when = "vendor_health.requests > 1"
        at_least.rows = 3
        [busy-hours]
        when = "vendor_health.failed > 1"
        at_least.requests = 21
        """,
    )
    assert [one["rule"] for one in called(lake, file)] == ["day", "hour", "minute", "hours"]


@pytest.mark.scale
def test_rows_are_narrowed_by_values_of_columns(own_lake: Path, tmp_path: Path) -> None:
    file = rules_file(
        tmp_path,
        """
        [client]
        when = "failures.count > 0"
        where.fault = "client"
        [odd]
        when = "failures.count > 0"
        where.fault = "it's; DROP TABLE x"
        [dropped]
        when = "burn_rate.long_burn > 0"
        where = { fires = true, long_window_s = 259200 }
        """,
    )
    found = called(own_lake, file)
    (counted,) = rows(
        own_lake,
        "SELECT count(*) AS n FROM failures WHERE date = '2026-11-18' AND fault = 'client'",
    )
    assert found[0]["value"] == f"{counted['n']:,}"
    assert {one["rule"] for one in found} == {"client", "dropped"}
    assert all("long_window_s 259200" in one["where"] for one in found[1:])


@pytest.mark.scale
def test_a_file_after_shipped_takes_the_place_of_the_rule_of_the_same_name(
    own_lake: Path, tmp_path: Path
) -> None:
    file = rules_file(tmp_path, '[many-failures]\nwhen = "failures.share > 99%"')
    found = called(own_lake, "shipped", "--rules", file)
    crying = {one["rule"] for one in found if one["state"] in CRY}
    assert "many-failures" not in crying
    assert "quota-used-up" in crying


BROKEN = {
    "when = 3": "r.when: is a whole number, not a text",
    "": "r.when: is missing",
    'when = "failures > 2"': 'r.when: "failures > 2": cannot be read',
    'when = "failure.count > 2"': "there is no view `failure`. Did you mean `failures`",
    'when = "failures.message > 2"': "r.when: failures.message is no number",
    'when = "failures.count > 2"\nseverity = "high"': 'r.severity: "high" is not known',
    'when = "failures.count > 2"\nwindow = "soon"': 'r.window: "soon" is no length of time',
    'when = "failures.count > 2"\nwindow = "0h"': "r.window",
    'when = "failures.count > 2"\nwhere.colour = "x"': "r.where.colour: is nothing to go by here",
    'when = "failures.share > 2"\nwhere.code = "x"': "r.where: `failures.share > 2` is one number",
    'when = "failures.count > 2"\nwhere.code = [[1]]': "r.where.code: is no value",
    'when = "failures.count > 2"\nat_least.calls = 3': "r.at_least.calls: is nothing to go by",
    'when = "failures.count > 2"\nat_least.requests = "3"': "r.at_least.requests: is a text",
    'when = "traces.count > 2"\nvendors = ["x"]': "r.vendors: `traces` knows no vendor",
    'when = "failures.count > 2"\ntitle.en = "x"': "r.title.zh-Hans: is missing",
    'when = "failures.count > 2"\nwen = 1': "r.wen: this key is not known here",
    'when = "failures.count > 2': "not valid TOML",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_rules_file_is_one_sentence_with_file_and_key(
    own_lake: Path, tmp_path: Path, text: str
) -> None:
    file = rules_file(tmp_path, f"[r]\n{text}")
    said = refusal(own_lake, tmp_path, "--rules", file)
    assert BROKEN[text] in said
    assert str(file) in said


@pytest.mark.parametrize(("name", "text"), [("none.toml", None), ("empty.toml", "")])
def test_a_rules_file_that_is_missing_or_empty_says_so(
    own_lake: Path, tmp_path: Path, name: str, text: str | None
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    ran = analyzer("report", "--lake", own_lake, "--rules", tmp_path / name)
    assert ran.status == 2
    assert name in ran.err


@pytest.mark.parametrize("view", sorted(models()))
def test_every_view_can_be_watched(con: duckdb.DuckDBPyConnection, view: str) -> None:
    found = rules.parse(f"{view}.count >= 0").facts(con, DAY_3)
    assert len(found) == 1
    relation = con.sql(f"FROM {view} LIMIT 0")
    kinds = zip(relation.columns, relation.types, strict=True)
    number = next((name for name, kind in kinds if str(kind) in ("BIGINT", "DOUBLE")), None)
    if number:
        assert isinstance(rules.parse(f"{view}.{number} >= 0").facts(con, DAY_3), tuple)
