"""`analyzer report`: what it leads with, that it can be trusted, and that it can be sent around."""

from __future__ import annotations

import json
import re
import shlex
import string
import tomllib
from pathlib import Path
from typing import Any

import pytest

from analyzer.system.languages import LANGUAGES
from analyzer.text import phrases
from tests.conftest import ROOT, analyzer, rows
from tests.report.reports import CREDENTIALS, Json, forms, items, loaded, said, tags, valid

STORY = tomllib.loads((ROOT / "tests" / "golden" / "sample_story.toml").read_text("utf-8"))


# The planted incidents ----------------------------------------------------------------------------


def test_the_polling_loop_is_named_with_its_peak_and_the_waits_it_ignored(three_days: Json) -> None:
    (item,) = items(three_days, "throttled", "55tech")
    story = STORY["polling_loop"]
    peak = max(minute["peak_60s"] for minute in story["minutes"])
    assert f"{peak:,}" in item["title"]
    assert "2,000" in item["title"]
    refused = sum(minute["throttled"] for minute in story["minutes"])
    assert item["failures"] == refused
    assert any(
        "mm-bot-2: 1,871 requests throttled" in line and "never waited" in line
        for line in item["evidence"]
    )
    assert any("recon-job" in line and "waited each time" in line for line in item["evidence"])
    assert item["fault"] == "client"
    assert "mm-bot-2 must wait" in item["remedy"]


def test_the_expired_key_is_named_with_the_minute_its_clients_and_their_recovery(
    three_days: Json,
) -> None:
    (item,) = items(three_days, "key_stopped", "tickdb")
    assert "11-17 03:00:00" in item["title"]
    assert set(item["clients"]) == {"md-feed", "mm-bot-1"}
    assert len(item["key_ids"]) == 1
    assert item["ongoing"] is False
    assert "it is the key, not the vendor" in said(item)
    for client in STORY["key_stops"][0]["clients"]:
        assert f"{client['last_success']:%H:%M:%S}" in said(item)


def test_the_bot_with_a_bearer_key_is_named_with_the_right_header(three_days: Json) -> None:
    (item,) = items(three_days, "wrong_header", "55tech")
    assert item["failures"] == STORY["wrong_header"]["refused"]
    assert item["clients"] == ["mm-bot-1"]
    assert "header:authorization" in said(item)
    assert "`x-api-key`" in item["remedy"]


def test_open_partial_failures_lead_and_are_listed_oldest_first_with_their_ids(
    three_days: Json,
) -> None:
    first = three_days["attention"][0]
    assert (first["kind"], first["severity"]) == ("partial_open", "act")
    listed = three_days["open_partial_failures"]
    assert first["failures"] == len(listed) == three_days["figures"]["partial_open"]
    assert [row["ts"] for row in listed] == sorted(row["ts"] for row in listed)
    still_open = {
        operation["operation"].split(" ")[1]
        for operation in STORY["operations"]
        if operation["resolution"] == "open"
    }
    assert still_open <= {row["path"] for row in listed}
    assert listed[0]["path"] in first["evidence"][0]


def test_the_exhausted_quota_is_urgent_because_it_still_goes_on(three_days: Json) -> None:
    (item,) = items(three_days, "quota", "tickdb")
    assert (item["severity"], item["ongoing"]) == ("act", True)
    assert item["failures"] == sum(STORY["quota_exhausted"]["failures"].values())
    assert "resets monthly" in said(item)


def test_refused_connections_are_counted_once_each_against_the_limit(three_days: Json) -> None:
    (item,) = items(three_days, "connection_limit", "55tech")
    assert item["failures"] == len(STORY["sixth_connection"]["refused"])
    assert "5 open at once, limit 5" in said(item)


def test_the_outage_is_a_vendor_that_answered_nobody(three_days: Json) -> None:
    (item,) = items(three_days, "outage", "tickdb")
    assert item["fault"] == "vendor"
    assert "no request succeeded from 11-16 10:17:07 to 11-16 10:28:27" in item["title"]
    assert set(item["clients"]) == set(STORY["outage"]["failures"])


def test_more_retries_than_the_vendor_asks_for_are_told_with_their_client(three_days: Json) -> None:
    (item,) = items(three_days, "outage", "zeromarkets")
    assert "mm-bot-2 retried up to 6 times; the vendor asks for at most 3." in item["evidence"]


def test_a_proxy_page_is_the_gateways_and_no_partial_failure(three_days: Json) -> None:
    (item,) = items(three_days, "gateway", "55tech")
    pages = sum(row["failures"] for row in STORY["failures"] if row["class"] == "gateway")
    assert (item["failures"], item["fault"]) == (pages, "network")


def test_requests_without_an_answer_are_told_by_kind_and_the_burst_by_its_client(
    three_days: Json,
) -> None:
    (item,) = [item for item in items(three_days, "silence") if item["fault"] == "network"]
    own = "Name not resolved: 42 at 55-Tech MM, TickDB, Zero Markets, by mm-bot-1"
    assert any(line.startswith(own) for line in item["evidence"])
    assert any("look at the network of mm-bot-1" in line for line in item["evidence"])
    (item,) = items(three_days, "unanswered")
    timeouts = sum(row["failures"] for row in STORY["network"] if row["error_type"] == "timeout")
    assert any(line.startswith(f"Time-out: {timeouts} ") for line in item["evidence"])


def test_unlisted_codes_are_named_with_what_they_were_taken_for(three_days: Json) -> None:
    (item,) = items(three_days, "unlisted", "zeromarkets")
    unlisted = [row for row in STORY["failures"] if not row.get("listed", True)]
    for row in unlisted:
        assert any(
            line.startswith(f"{row['code']}: {row['failures']} failures")
            for line in item["evidence"]
        )


def test_failures_under_http_200_are_counted_code_by_code(three_days: Json) -> None:
    (item,) = items(three_days, "under_success", "tickdb")
    assert item["failures"] == sum(STORY["tickdb_failures_under_200"].values())
    assert "3002 (84)" in said(item)


def test_broken_lines_are_named_with_their_file_and_line(three_days: Json) -> None:
    (item,) = items(three_days, "rejects")
    assert item["failures"] == sum(len(f["rejected_lines"]) for f in STORY["files"].values())
    assert "line 250" in said(item)


@pytest.mark.parametrize("form", ["html", "md"])
def test_every_item_is_in_what_people_read(form: str, three_days: Json, request: Any) -> None:
    shown = request.getfixturevalue({"html": "page", "md": "markdown"}[form])
    plain = re.sub(r"<[^>]+>", "", shown) if form == "html" else shown.replace("`", "")
    for item in three_days["attention"]:
        assert item["title"] in plain


@pytest.mark.scale
@pytest.mark.parametrize("form", ["html", "md"])
def test_the_command_writes_what_people_read_to_a_file(
    form: str, all_forms: dict[str, str], sample_lake: Path, tmp_path: Path
) -> None:
    out = tmp_path / f"report.{form}"
    days = ("--since", "2026-11-16", "--until", "2026-11-18")
    ran = analyzer("report", "--lake", sample_lake, *days, "--format", form, "--out", out)
    assert (ran.status, ran.out) == (0, ""), ran.err
    assert out.read_text("utf-8") == all_forms[form]


# What can be checked ------------------------------------------------------------------------------


@pytest.mark.scale
def test_every_sql_line_of_an_item_runs_and_shows_rows(three_days: Json, sample_lake: Path) -> None:
    for item in three_days["attention"]:
        assert rows(sample_lake, item["sql"]), item["sql"]


@pytest.mark.scale
def test_the_rows_behind_an_item_are_as_many_as_it_says(
    three_days: Json, sample_lake: Path
) -> None:
    counted = {"quota", "key_stopped", "wrong_header", "throttled", "auth", "gateway", "rejects"}
    for item in three_days["attention"]:
        if item["kind"] in counted | {"under_success", "unanswered", "silence"}:
            assert len(rows(sample_lake, item["sql"])) == item["failures"], item["title"]


def test_a_command_line_is_one_argument_to_any_shell(three_days: Json) -> None:
    for item in three_days["attention"]:
        assert shlex.split(item["command"]) == ["analyzer", "sql", item["sql"]]


def test_the_lines_of_every_load_add_up(three_days: Json) -> None:
    loads = three_days["loads_of_period"]
    assert len(loads) == len(STORY["files"])
    for load in loads:
        assert load["lines"] == load["requests"] + load["rejects"] + load["skipped"]
    assert three_days["figures"]["lines"] == sum(load["lines"] for load in loads)


def test_the_figures_are_those_of_the_views(three_days: Json, sample_lake: Path) -> None:
    (counted,) = rows(
        sample_lake,
        """
        SELECT (SELECT count(*) FROM requests) AS requests,
            (SELECT count(*) FROM failures) AS failures,
            (SELECT count(*) FROM throttles) AS throttled,
            (SELECT max(utilisation) FROM rate_limit_pressure) AS utilisation
        """,
    )
    assert {name: three_days["figures"][name] for name in counted} == counted
    assert sum(row["requests"] for row in three_days["service_level"]) == counted["requests"]


def test_the_json_follows_its_published_schema(
    three_days: Json, third_day: Json, schema: Json
) -> None:
    valid(three_days, schema)
    valid(third_day, schema)


def test_the_schema_describes_everything_that_it_allows(schema: Json) -> None:
    def properties(node: object) -> list[Json]:
        if isinstance(node, list):
            return [p for child in node for p in properties(child)]
        if not isinstance(node, dict):
            return []
        own = [p for p in node.get("properties", {}).values() if isinstance(p, dict)]
        return own + [p for child in node.values() for p in properties(child)]

    found = properties(schema)
    assert len(found) > 100
    assert all(p.get("description") for p in found)


def test_no_credential_of_the_logs_is_in_any_form(
    page: str, markdown: str, three_days: Json
) -> None:
    assert len(CREDENTIALS) > 10
    for form in (page, markdown, json.dumps(three_days)):
        assert not [secret for secret in CREDENTIALS if secret in form]


# The page -----------------------------------------------------------------------------------------


def test_the_page_is_self_contained_and_small(page: str) -> None:
    assert len(page.encode()) < 2_000_000
    assert "default-src 'none'" in page
    assert not re.search(r"<script|javascript:|@import|url\(|https?://(?!www\.w3\.org)", page)
    for tag, attributes in tags(page):
        assert tag not in {"script", "link", "img", "iframe", "object", "embed"}
        assert not {"src", "href", "srcset", "data"} & set(attributes)


def test_every_chart_tells_its_title_and_content_to_who_cannot_see_it(page: str) -> None:
    charts = re.findall(r'<svg role="img" aria-labelledby="([^"]+)".*?</svg>', page, re.DOTALL)
    assert len(charts) >= 3
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for labels in charts:
        assert set(labels.split()) <= set(ids)


def test_the_page_is_drawn_for_light_dark_paper_and_narrow_screens(page: str) -> None:
    for query in ("prefers-color-scheme: dark", "@media print", "max-width"):
        assert query in page
    # What the dark palette redefines, the light and the printed one define as well.
    palettes = [
        set(re.findall(r"(--[a-z]+):", css))
        for css in re.findall(r":root \{(.*?)\}", page, re.DOTALL)
    ]
    assert len(palettes) == 3
    assert palettes[0] == palettes[1] == palettes[2]
    assert set(re.findall(r"var\((--[a-z]+)\)", page)) <= palettes[0]


# Three languages ----------------------------------------------------------------------------------


@pytest.mark.scale
@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant"])
def test_a_chinese_report_has_no_english_phrase_of_ours(sample_lake: Path, lang: str) -> None:
    shown = forms(sample_lake, lang, since="2026-11-16")
    assert f'<html lang="{lang}">' in shown["html"]
    (item,) = items(loaded(shown["json"]), "quota", "tickdb")
    assert phrases("report")["attention.quota.title"][lang].partition("：")[2][:4] in item["title"]
    assert item["severity"] == "act"
    body = shown["html"].partition("</style>")[2]
    plain = re.sub(r"<(code|pre)\b.*?</\1>|<[^>]+>", " ", body, flags=re.DOTALL)
    for key, languages in phrases("report").items():
        for part in re.split(r"\{\w+\}|`", languages["en"]):
            ours = part.strip(" .:,")
            assert len(ours) < 8 or ours in languages[lang] or ours not in plain, key


@pytest.mark.parametrize("area", ["report", "rules", "bundle"])
def test_a_phrase_has_the_same_fields_in_every_language(area: str) -> None:
    for key, languages in phrases(area).items():
        assert set(languages) == set(LANGUAGES), key
        fields = {
            frozenset(name for _, name, _, _ in string.Formatter().parse(phrase) if name)
            for phrase in languages.values()
        }
        assert len(fields) == 1, key
