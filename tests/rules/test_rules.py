"""Rules: when the nightly batch tells about something, and when it has told already."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analyzer import rules
from analyzer.catalog import catalog
from analyzer.errors import UsageError
from analyzer.lake.lake import Lake
from analyzer.models import models
from analyzer.report import Period
from analyzer.rules.reading import rules as read_rules
from analyzer.system.languages import LANGUAGES
from analyzer.warehouse import connection
from tests.conftest import analyzer, rows

Json = dict[str, Any]
CRY = ("new", "again", "still")
DAY_3 = Period(datetime(2026, 11, 18, tzinfo=UTC), datetime(2026, 11, 19, tzinfo=UTC))


@pytest.fixture(scope="module")
def own_lake(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample lake with a memory of its own."""
    return Path(shutil.copytree(sample_lake, tmp_path_factory.mktemp("own") / "lake"))


@pytest.fixture(scope="module")
def con(sample_lake: Path) -> duckdb.DuckDBPyConnection:
    return connection.connect(Lake(sample_lake), catalog.load())


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
    out = tmp_path / "report.md"
    ran = analyzer("report", "--lake", sample_lake, "--fail-on", text, "--out", out)
    assert ran.status == 2
    assert BAD[text] in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not out.exists()


def test_a_column_that_is_no_number_is_refused_with_those_that_are(
    con: duckdb.DuckDBPyConnection, sample_lake: Path
) -> None:
    with pytest.raises(UsageError, match=r"throttles\.honoured is no number\. Numbers"):
        rules.parse("throttles.honoured > 0").check(con)
    ran = analyzer("report", "--lake", sample_lake, "--fail-on", "failures.message > 0")
    assert ran.status == 2
    assert "failures.message is no number" in ran.err


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


def test_rules_that_do_not_hold_leave_status_0(ingested: Callable[..., Path]) -> None:
    lake = ingested(
        {"ts": "2026-11-18T10:00:00Z", "url": "https://api.tickdb.ai/v1/x", "status": 200}
    )
    ran = analyzer("report", "--lake", lake, "--fail-on", "failures.share > 0")
    assert (ran.status, ran.err) == (0, "")


# Rules files --------------------------------------------------------------------------------------


def rules_file(folder: Path, text: str) -> Path:
    path = folder / "rules.toml"
    path.write_text(text, "utf-8")
    return path


def called(lake: Path, file: Path | str, *more: object, day: str = "2026-11-18") -> list[Json]:
    """What the rules of a file found, from the JSON report."""
    ran = analyzer(
        "report", "--lake", lake, "--date", day, "--rules", file, "--format", "json", *more
    )
    assert ran.status in (0, 1), ran.err
    (document,) = json.loads(ran.out)
    assert ran.status == any(found["state"] in CRY for found in document["rules"])
    return list(document["rules"])


def states(found: list[Json]) -> dict[str, str]:
    return {f"{one['rule']} {one['where']}".strip(): one["state"] for one in found}


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


def test_a_burn_rate_rule_names_the_vendor_and_the_window(
    found_by_shipped: dict[str, list[Json]],
) -> None:
    fast = named(found_by_shipped["2026-11-16"], "budget-burns-fast")
    assert any("vendor tickdb, severity page, long_window_s 3600" in where for where in fast)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_shipped_rule_has_a_title_in_every_language(lang: str) -> None:
    assert all(rule.title[lang] for rule in read_rules(("shipped",)))


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


def test_a_named_vendor_that_was_not_called_is_found_missing(
    own_lake: Path, tmp_path: Path
) -> None:
    file = rules_file(
        tmp_path, '[silent]\nwhen = "requests.count = 0"\nvendors = ["acme", "tickdb"]'
    )
    assert [one["vendor"] for one in called(own_lake, file)] == ["acme"]


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
    out = tmp_path / "report.md"
    ran = analyzer("report", "--lake", own_lake, "--rules", file, "--out", out)
    assert (ran.status, ran.out) == (2, "")
    assert BROKEN[text] in ran.err
    assert str(file) in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not out.exists()


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


# Since the last report ----------------------------------------------------------------------------

ONE_RULE = '[fails]\nwhen = "failures.count > 0"\nvendors = ["*"]\n'


@pytest.fixture
def days(ingested: Callable[..., Path]) -> Path:
    """TickDB fails on the 1st, 2nd, 4th and 5th day; Zero Markets from the 4th on."""
    fails = {"tickdb": (1, 2, 4, 5), "zeromarkets": (4, 5, 6)}
    return ingested(
        *(
            {"ts": f"2026-11-0{day}T10:00:00Z", "vendor": vendor, "url": "https://x.example/a"}
            | {"status": 500 if day in on else 200}
            for day in range(1, 8)
            for vendor, on in fails.items()
        )
    )


@pytest.mark.scale
def test_a_finding_is_new_then_still_so_then_gone_then_there_again(
    days: Path, tmp_path: Path
) -> None:
    file = rules_file(tmp_path, ONE_RULE)
    tickdb, zero = "fails vendor tickdb", "fails vendor zeromarkets"
    told = [states(called(days, file, day=f"2026-11-0{day}")) for day in range(1, 8)]
    assert told == [
        {tickdb: "new"},
        {tickdb: "still"},
        {tickdb: "gone"},
        {tickdb: "again", zero: "new"},
        {tickdb: "still", zero: "still"},
        {tickdb: "gone", zero: "still"},
        {zero: "gone"},
    ]


def test_a_day_of_which_nothing_is_known_makes_nothing_gone(
    ingested: Callable[..., Path], tmp_path: Path
) -> None:
    call = {"vendor": "tickdb", "url": "https://x.example/a", "status": 500}
    lake = ingested(*({"ts": f"2026-11-0{day}T10:00:00Z", **call} for day in (1, 3)))
    file = rules_file(tmp_path, ONE_RULE)
    (finding,) = called(lake, file, day="2026-11-01")
    analyzer("acknowledge", finding["id"], "--lake", lake)
    told = [states(called(lake, file, day=f"2026-11-0{day}")) for day in (2, 3)]
    assert told == [{}, {"fails vendor tickdb": "acknowledged"}]


@pytest.mark.scale
def test_an_open_partial_failure_is_still_so_on_the_days_after(
    ingested: Callable[..., Path],
) -> None:
    call = {"client": "b", "url": "https://mmapi.55-tech.com/api/v1/orders/1/cancel"}
    cancel = {"method": "POST", "status": 502, "response_body": {"detail": "not confirmed"}}
    quiet = {"method": "GET", "status": 200}
    lake = ingested(
        {"ts": "2026-11-01T10:00:00Z", **call, **cancel},
        *({"ts": f"2026-11-0{day}T10:00:01Z", **call, **quiet, "url": "https://mmapi.55-tech.com/"}
          for day in (1, 2, 3)),
    )  # fmt: skip
    told = [states(called(lake, "shipped", day=f"2026-11-0{day}")) for day in (1, 2, 3)]
    name = "open-partial-failures vendor 55tech"
    assert [found.get(name) for found in told] == ["new", "still", "still"]


@pytest.mark.scale
def test_a_report_made_twice_or_late_says_the_same(days: Path, tmp_path: Path) -> None:
    file = rules_file(tmp_path, ONE_RULE)
    first = [called(days, file, day=f"2026-11-0{day}") for day in range(1, 8)]
    again = [called(days, file, day=f"2026-11-0{day}") for day in range(1, 8)]
    assert first == again


@pytest.mark.scale
def test_what_is_acknowledged_is_silent_until_it_goes_and_comes_back(
    days: Path, tmp_path: Path
) -> None:
    file = rules_file(tmp_path, ONE_RULE)
    (finding,) = called(days, file, day="2026-11-01")
    ran = analyzer("acknowledge", finding["id"], "--note", "asked their support", "--lake", days)
    assert (ran.status, ran.err) == (0, "")
    assert "vendor tickdb" in ran.out
    second = analyzer("report", "--lake", days, "--date", "2026-11-02", "--rules", file)
    assert second.status == 0
    assert second.err == "analyzer: Acknowledged and still so: 1.\n"
    listed = analyzer("acknowledge", "--lake", days).out
    assert "(acknowledged" in listed
    assert "asked their support" in listed
    third = called(days, file, day="2026-11-03")
    fourth = called(days, file, day="2026-11-04")
    assert [one["state"] for one in (*third, *fourth)] == ["gone", "again", "new"]


@pytest.mark.scale
def test_an_acknowledged_rule_does_not_silence_what_is_found_later(
    days: Path, tmp_path: Path
) -> None:
    file = rules_file(tmp_path, ONE_RULE)
    called(days, file, day="2026-11-02")
    analyzer("acknowledge", "fails", "--lake", days)
    assert set(states(called(days, file, day="2026-11-04")).values()) == {"acknowledged", "new"}
    assert analyzer("acknowledge", "fails", "--undo", "--lake", days).status == 0
    assert set(states(called(days, file, day="2026-11-05")).values()) == {"still"}


def test_what_is_not_found_cannot_be_acknowledged(days: Path) -> None:
    ran = analyzer("acknowledge", "nonsense", "--lake", days)
    assert ran.status == 2
    assert "nonsense: no such finding in the last report" in ran.err


def test_a_memory_that_is_broken_says_what_to_do(days: Path, tmp_path: Path) -> None:
    (days / "memory.json").write_text("{", "utf-8")
    ran = analyzer("report", "--lake", days, "--rules", rules_file(tmp_path, ONE_RULE))
    assert ran.status == 2
    assert "memory.json" in ran.err
    assert "Remove it" in ran.err


@pytest.mark.scale
def test_conditions_on_the_command_line_leave_no_memory(days: Path) -> None:
    for _ in range(2):
        ran = analyzer("report", "--lake", days, "--fail-on", "requests.count > 0")
        assert ran.status == 1
    assert not (days / "memory.json").exists()
