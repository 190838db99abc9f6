"""`analyzer report`: what it leads with, that it can be trusted, and that it can be sent around."""

from __future__ import annotations

import json
import re
import shlex
import string
import tomllib
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import html5lib
import jsonschema
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as prometheus

from analyzer import report
from analyzer.catalog import catalog
from analyzer.errors import UsageError
from analyzer.lake.lake import Lake
from analyzer.system.languages import LANGUAGES
from analyzer.text import phrases
from analyzer.warehouse import connection
from tests.conftest import ROOT, analyzer, rows
from tests.sample_story import team

STORY = tomllib.loads((ROOT / "tests" / "golden" / "sample_story.toml").read_text("utf-8"))
CREDENTIALS = [
    value
    for name, value in vars(team).items()
    if name.endswith(("_KEY", "_TOKEN", "_PASSWORD")) and isinstance(value, str)
]
NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
VOID = {"meta", "br", "link", "img", "input", "hr"}

Json = dict[str, Any]


def loaded(document: str) -> Json:
    (found,) = json.loads(document)
    return dict(found)


def forms(lake: Path, lang: str = "en", **asked: str) -> dict[str, str]:
    """The report in every form, read once."""
    con = connection.connect(Lake(lake), catalog.load(), lang)
    built = report.build(con, report.period(con, now=NOW, **asked), lang=lang)
    return {form: report.render(built, form, lang) for form in report.FORMS}


@pytest.fixture(scope="module")
def all_forms(sample_lake: Path) -> dict[str, str]:
    return forms(sample_lake, since="2026-11-16", until="2026-11-18")


@pytest.fixture(scope="module")
def three_days(all_forms: dict[str, str]) -> Json:
    return loaded(all_forms["json"])


@pytest.fixture(scope="module")
def third_day(sample_lake: Path) -> Json:
    ran = analyzer("report", "--format", "json", "--lake", sample_lake)
    assert ran.status == 0, ran.err
    return loaded(ran.out)


@pytest.fixture(scope="module")
def page(all_forms: dict[str, str]) -> str:
    return all_forms["html"]


@pytest.fixture(scope="module")
def markdown(all_forms: dict[str, str]) -> str:
    return all_forms["md"]


@pytest.fixture(scope="module")
def schema() -> Json:
    found = json.loads((resources.files("analyzer.report") / "schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return dict(found)


def valid(document: Json, schema: Json) -> None:
    jsonschema.Draft202012Validator(schema).validate([document])


def items(document: Json, kind: str, vendor: str | None = None) -> list[Json]:
    found = [item for item in document["attention"] if item["kind"] == kind]
    return [item for item in found if vendor is None or item["vendor"] == vendor]


def said(item: Json) -> str:
    return "\n".join([item["title"], *item["evidence"], item["remedy"] or ""])


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


# Periods ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def con(sample_lake: Path) -> duckdb.DuckDBPyConnection:
    return connection.connect(Lake(sample_lake), catalog.load())


def days(period: report.Period) -> tuple[str, str]:
    return f"{period.since:%Y-%m-%dT%H:%M}", f"{period.until:%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ("2026-11-18T00:00", "2026-11-19T00:00")),
        ({"date": "2026-11-16"}, ("2026-11-16T00:00", "2026-11-17T00:00")),
        ({"date": "yesterday"}, ("2026-11-19T00:00", "2026-11-20T00:00")),
        ({"since": "2026-11-17"}, ("2026-11-17T00:00", "2026-11-19T00:00")),
        ({"until": "2026-11-16"}, ("2026-11-16T00:00", "2026-11-17T00:00")),
        (
            {"since": "2026-11-16", "until": "2026-11-18"},
            ("2026-11-16T00:00", "2026-11-19T00:00"),
        ),
        (
            {"since": "2026-11-16T14:00:00Z", "until": "2026-11-16T16:30:00+02:00"},
            ("2026-11-16T14:00", "2026-11-16T14:30"),
        ),
        ({"since": "2030-01-01"}, ("2030-01-01T00:00", "2030-01-02T00:00")),
    ],
    ids=str,
)
def test_a_day_counts_whole_and_a_time_to_the_instant(
    con: duckdb.DuckDBPyConnection, asked: dict[str, str], expected: tuple[str, str]
) -> None:
    assert days(report.period(con, now=NOW, **asked)) == expected


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"date": "18.11.2026"}, '--date: "18.11.2026" is no date. Write a day as YYYY-MM-DD'),
        ({"date": "2026-02-30"}, '"2026-02-30" is no date'),
        ({"date": "0001-01-01"}, '"0001-01-01" is no date'),
        ({"date": "9999-12-31"}, '"9999-12-31" is no date'),
        ({"since": "9999-12-31T23:59:59Z"}, "is no date"),
        ({"date": "2026-11-18T10:00:00Z"}, "or `yesterday`"),
        ({"since": "last week"}, '--since: "last week" is no date'),
        ({"date": "2026-11-18", "since": "2026-11-17"}, "exclude each other"),
        ({"since": "2026-11-18", "until": "2026-11-16"}, "Let --until come after --since"),
    ],
    ids=str,
)
def test_a_bad_period_says_what_to_write(
    con: duckdb.DuckDBPyConnection, asked: dict[str, str], sentence: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(sentence)):
        report.period(con, now=NOW, **asked)


def test_a_bad_period_is_one_line_and_status_2(sample_lake: Path) -> None:
    ran = analyzer("report", "--lake", sample_lake, "--date", "18.11.2026")
    assert (ran.status, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1


def test_without_a_period_it_is_the_last_day_with_data_against_the_day_before(
    third_day: Json,
) -> None:
    assert third_day["period"] == {
        "since": "2026-11-18T00:00:00Z",
        "until": "2026-11-19T00:00:00Z",
        "zone": "UTC",
    }
    assert third_day["compared_with"]["since"] == "2026-11-17T00:00:00Z"
    changes = {row["code"]: row for row in third_day["changes"] if row["vendor"] == "tickdb"}
    assert (changes["3002"]["before"], changes["3002"]["failures"]) == (0, 253)
    assert changes["1001"]["failures"] == 0 < changes["1001"]["before"]


def test_a_day_without_requests_says_so_in_every_form(sample_lake: Path, schema: Json) -> None:
    shown = forms(sample_lake, date="2026-12-24")
    assert "no requests of this period" in shown["md"]
    assert "no requests of this period" in shown["html"]
    document = loaded(shown["json"])
    valid(document, schema)
    assert document["figures"]["requests"] == 0
    assert document["figures"]["failure_share"] is None
    assert {item["kind"] for item in document["attention"]} == {"partial_open"}


# A quiet day --------------------------------------------------------------------------------------


def quiet(n: int) -> list[Json]:
    return [
        {
            "ts": f"2026-11-18T{hour:02}:00:00Z",
            "client": "mm-bot-1",
            "method": "GET",
            "url": "https://mmapi.55-tech.com/api/v1/trading/status",
            "status": 200,
            "duration_ms": 20,
        }
        for hour in range(n)
    ]


def test_a_quiet_day_is_half_a_page(ingested: Callable[..., Path], schema: Json) -> None:
    shown = forms(ingested(*quiet(24)))
    assert "Nothing needs a person" in shown["html"]
    valid(loaded(shown["json"]), schema)
    lines = shown["md"].splitlines()
    assert len(lines) < 40
    headings = [line for line in lines if line.startswith("## ")]
    assert headings == [
        "## What needs a person",
        "## In numbers",
        "## Service level",
        "## Coverage",
    ]


def test_one_request_makes_a_report(ingested: Callable[..., Path], schema: Json) -> None:
    second = {"since": "2026-11-18T00:00:00Z", "until": "2026-11-18T00:00:01Z"}
    document = loaded(forms(ingested(*quiet(1)), **second)["json"])
    valid(document, schema)
    assert document["figures"]["requests"] == 1


def test_a_failure_that_is_neither_rare_nor_told_elsewhere_needs_a_person(
    ingested: Callable[..., Path],
) -> None:
    bad = {"status": 422, "response_body": {"detail": "Field required"}}
    lake = ingested(*quiet(24), *(call | bad for call in quiet(24)))
    (item,) = items(loaded(forms(lake)["json"]), "client_errors", "55tech")
    assert (item["severity"], item["failures"]) == ("look", 24)
    assert "Field required" in said(item)


# What logs say, who may mean harm -----------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "](javascript:alert(1)) [x](http://evil.example/)",
    "a | b | c",
    "``` \n# heading\n| x |",
    "@everyone <b>`code`</b> *bold* _it_",
    "{{ 7*7 }} {title} {0}",
    "$(touch /tmp/owned) `id` \"; DROP TABLE requests; --'",
    "\x1b[31mred\x07 \u202etxt.exe \u2028 line",
]


@pytest.fixture(scope="module")
def hostile_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    calls: list[Json] = []
    for n, said in enumerate(HOSTILE):
        call: Json = {"ts": f"2026-11-18T10:{n:02}:00Z", "client": said, "method": "GET"}
        url = {"url": f"https://mmapi.55-tech.com/api/{n}/{said}"}
        failing = {"status": 502, "response_body": {"detail": said}}
        calls += [call | url | failing, call | url | {"status": 401, "response_body": said}]
        calls.append(
            call
            | {"vendor": said, "url": "https://x.example.org/", "status": 500}
            | {"response_body": {"message": said}}
        )
        tickdb = {"vendor": "tickdb", "url": "https://api.tickdb.ai/v1/x", "status": 200}
        calls.append(call | tickdb | {"response_body": {"code": said, "message": said}})
    folder = tmp_path_factory.mktemp("hostile")
    log = folder / "<b>|x.jsonl"
    lines = [*(json.dumps(call) for call in calls), *(f"{said} is no line" for said in HOSTILE)]
    log.write_text("\n".join(lines) + "\n", "utf-8")
    assert analyzer("ingest", log, "--lake", folder / "lake").status == 0
    return folder / "lake"


@pytest.fixture(scope="module")
def hostile(hostile_lake: Path) -> dict[str, str]:
    return forms(hostile_lake)


class Tags(HTMLParser):
    """Every start tag with its attributes; raises where tags do not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags(shown: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(shown)
    parser.close()
    assert parser.open == []
    return parser.found


def test_hostile_logs_put_no_element_and_no_control_into_the_page(hostile: dict[str, str]) -> None:
    shown = hostile["html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    kinds = {tag for tag, _ in tags(shown)}
    assert not kinds & {"script", "img", "b", "a", "iframe", "link", "object", "form", "base"}
    attributes = {name for _, found in tags(shown) for name in found}
    assert not [name for name in attributes if name.startswith("on") or name in ("href", "src")]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e]", shown)


def test_hostile_logs_stay_in_code_spans_of_the_markdown(hostile: dict[str, str]) -> None:
    shown = hostile["md"]
    outside = re.sub(
        r"```sql\n.*?\n```|(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", shown, flags=re.DOTALL
    )
    for harm in (
        "<script",
        "<img",
        "<b>",
        "javascript:",
        "http://evil",
        "@everyone",
        "DROP",
        "*it",
    ):
        assert harm not in outside
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_every_row_of_a_markdown_table_has_the_columns_of_its_head(
    hostile: dict[str, str], markdown: str
) -> None:
    for shown in (hostile["md"], markdown):
        block: list[int] = []
        for line in [*shown.splitlines(), ""]:
            if line.startswith("|"):
                block.append(len(re.findall(r"(?<!\\)\|", line)))
            else:
                assert len(set(block)) <= 1
                block = []


def test_sql_lines_leave_out_what_a_shell_or_sql_could_take_for_its_own(
    hostile_lake: Path, hostile: dict[str, str]
) -> None:
    document = loaded(hostile["json"])
    assert len(document["attention"]) >= 5
    for item in document["attention"]:
        assert shlex.split(item["command"]) == ["analyzer", "sql", item["sql"]]
        assert not set(item["sql"]) & set('"`$;\\!\n')
        assert rows(hostile_lake, item["sql"])


def test_hostile_logs_still_make_valid_json(hostile: dict[str, str], schema: Json) -> None:
    valid(loaded(hostile["json"]), schema)


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


# Compared with the week before --------------------------------------------------------------------


@pytest.fixture
def two_weeks(ingested: Callable[..., Path]) -> Path:
    """Ten calls a day for nine days; 500 on all, 401 on the 2nd, 404 on the last, 403 before it."""

    def call(day: int, n: int, status: int) -> Json:
        at = f"2026-11-{day:02}T{n:02}:00:00Z"
        return {"ts": at, "url": "https://x.example/a", "client": "c", "status": status}

    failing = {2: [401] * 7, 8: [403] * 6, 9: [404] * 6 + [401]}
    return ingested(
        *(
            call(day, n, status)
            for day in range(1, 10)
            for n, status in enumerate([500, *failing.get(day, []), *[200] * 10])
        )
    )


def test_codes_are_new_back_or_gone_against_the_day_and_the_week_before(
    two_weeks: Path, schema: Json
) -> None:
    shown = forms(two_weeks, date="2026-11-09")
    document = loaded(shown["json"])
    valid(document, schema)
    assert document["week_before"]["since"] == "2026-11-02T00:00:00Z"
    changes = {
        row["code"]: (row["failures"], row["before"], row["week"]) for row in document["changes"]
    }
    assert changes == {"404": (6, 0, 0), "401": (1, 0, 1), "403": (0, 6, 6 / 7)}
    words = dict(re.findall(r"^\| (\w+) \| `x.example` \| `(\d+)` \|", shown["md"], re.MULTILINE))
    assert words == {"New": "404", "Back": "401", "Gone": "403"}
    assert document["figures_week"]["requests"] == 7 * 11 + 7 + 6
    assert "week: 13" in shown["md"]


def test_days_without_requests_do_not_thin_the_mean_of_the_week(
    ingested: Callable[..., Path],
) -> None:
    calls = [{**call, "ts": f"2026-11-{day}T01:00:0{n}Z"} for day in (12, 18)
             for n, call in enumerate(quiet(8))]  # fmt: skip
    shown = forms(ingested(*calls), date="2026-11-18")
    assert "week: 8" in shown["md"]
    assert loaded(shown["json"])["figures_week"]["days"] == 1


def test_a_period_of_a_week_is_not_compared_with_its_week(two_weeks: Path, schema: Json) -> None:
    document = loaded(forms(two_weeks, since="2026-11-02", until="2026-11-08")["json"])
    valid(document, schema)
    assert document["week_before"] is None
    assert document["figures_week"] is None


# Some vendors, a page each, a bundle each ---------------------------------------------------------


def test_a_report_of_some_vendors_holds_their_rows_and_no_others(
    sample_lake: Path, schema: Json
) -> None:
    ran = analyzer(
        "report", "--lake", sample_lake, "--vendor", "tickdb", "--vendor", "55tech",
        "--format", "json",
    )  # fmt: skip
    assert ran.status == 0, ran.err
    document = loaded(ran.out)
    valid(document, schema)
    assert document["vendors"] == ["tickdb", "55tech"]
    for name, found in document.items():
        if isinstance(found, list) and found and isinstance(found[0], dict):
            assert {row.get("vendor") or "tickdb" for row in found} <= {"tickdb", "55tech"}, name
    (counted,) = rows(
        sample_lake,
        """
        SELECT count(*) AS n, count(*) FILTER (outcome IN ('failed', 'partial')) AS failures
        FROM requests WHERE date = '2026-11-18' AND vendor IN ('tickdb', '55tech')
        """,
    )
    assert document["figures"]["requests"] == counted["n"]
    assert document["figures"]["failures"] == counted["failures"]
    for item in document["attention"]:
        assert len(rows(sample_lake, item["sql"])) >= 1, item["sql"]


def test_a_vendor_that_nobody_knows_is_refused_with_a_suggestion(sample_lake: Path) -> None:
    ran = analyzer("report", "--lake", sample_lake, "--vendor", "tickbd")
    assert ran.status == 2
    assert "--vendor tickbd: no such vendor. Did you mean tickdb?" in ran.err


@pytest.fixture(scope="module")
def pages(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    ran = analyzer(
        "report", "--lake", sample_lake, "--out", folder / "report.html", "--per-vendor", "--bundle"
    )
    assert (ran.status, ran.out) == (0, ""), ran.err
    return folder


VENDORS = ["55tech", "status.example-exchange.com", "tickdb", "zeromarkets"]


def test_a_page_per_vendor_lies_beside_the_report(pages: Path) -> None:
    found = sorted(page.name for page in pages.glob("*.html"))
    assert found == [
        "report.55tech.html",
        "report.html",
        *(f"report.{v}.html" for v in VENDORS[1:]),
    ]
    page = (pages / "report.tickdb.html").read_text("utf-8")
    assert '<p class="only">TickDB</p>' in page
    assert "55-Tech" not in page
    assert "Zero Markets" not in page


def test_a_bundle_per_vendor_holds_that_vendors_failures_and_no_secret(pages: Path) -> None:
    found = sorted(page.name for page in pages.glob("*.zip"))
    assert "report.55tech.zip" in found
    for name in found:
        with zipfile.ZipFile(pages / name) as bundle:
            texts = {entry: bundle.read(entry).decode() for entry in bundle.namelist()}
        manifest = json.loads(texts["manifest.json"])
        assert name == f"report.{manifest['vendor']}.zip"
        assert "trace" not in manifest
        requests = json.loads(texts["requests.json"])
        assert len(requests) == manifest["failures"] > 0
        assert {request["ts"][:10] for request in requests} == {"2026-11-18"}
        assert "2026-11-18" in texts["message.txt"]
        assert "None" not in texts["message.txt"]
        assert not [secret for secret in CREDENTIALS if secret in "".join(texts.values())]


def test_pages_and_bundles_want_a_place_to_go(sample_lake: Path, tmp_path: Path) -> None:
    ran = analyzer("report", "--lake", sample_lake, "--per-vendor")
    assert (ran.status, ran.out) == (2, "")
    assert "--out FILE" in ran.err
    ran = analyzer("report", "--lake", sample_lake, "--out", tmp_path / "none" / "r.html")
    assert ran.status == 2
    assert "this folder is not there" in ran.err


# Valid HTML ---------------------------------------------------------------------------------------

# Elements of flow content that a paragraph or a heading cannot hold.
BLOCKS = {"p", "ul", "dl", "table", "section", "article", "figure", "h1", "h2", "h3", "pre", "div"}


def assert_valid(page: str) -> None:
    """What html5lib's strict parser accepts, with ids that are unique and names that resolve."""
    html5lib.HTMLParser(strict=True).parse(page)
    found = tags(page)
    ids = [attributes["id"] for _, attributes in found if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in found:
        for named in (attributes.get("aria-labelledby") or "").split():
            assert named in ids
    for block in re.findall(r"<(?:p|h[1-6])\b[^>]*>(.*?)</(?:p|h[1-6])>", page, re.DOTALL):
        assert not {tag for tag, _ in tags(block)} & BLOCKS
    assert len(page.encode()) < 2 << 20


def test_the_page_is_valid_html_under_2_mb(page: str, hostile: dict[str, str], pages: Path) -> None:
    assert_valid(page)
    assert_valid(hostile["html"])
    for path in pages.glob("*.html"):
        assert_valid(path.read_text("utf-8"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_valid_in_every_language(sample_lake: Path, lang: str) -> None:
    assert_valid(forms(sample_lake, lang)["html"])


# OpenMetrics --------------------------------------------------------------------------------------


def metrics(text: str) -> dict[str, list[tuple[dict[str, str], float]]]:
    """What Prometheus reads, both as OpenMetrics and in the older format of the collector."""
    families = list(openmetrics(text))
    assert [family.name for family in families] == [family.name for family in prometheus(text)]
    assert all(family.documentation for family in families)
    return {
        family.name: [(sample.labels, sample.value) for sample in family.samples]
        for family in families
    }


@pytest.fixture(scope="module")
def measured(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("metrics") / "analyzer.prom"
    ran = analyzer("report", "--lake", sample_lake, "--out", out)
    assert (ran.status, ran.out) == (0, ""), ran.err
    return out.read_text("utf-8")


def test_the_metrics_are_the_numbers_of_the_report(measured: str, third_day: Json) -> None:
    found = metrics(measured)
    figures = third_day["figures"]
    assert sum(value for _, value in found["analyzer_requests"]) == figures["requests"]
    assert sum(value for _, value in found["analyzer_failures"]) == figures["failures"]
    assert sum(value for _, value in found["analyzer_log_lines"]) == figures["lines"]
    open_ones = [
        value
        for labels, value in found["analyzer_partial_failures"]
        if labels["resolution"] == "open"
    ]
    assert sum(open_ones) == figures["partial_open"]
    shares = {labels["vendor"]: value for labels, value in found["analyzer_failure_ratio"]}
    assert shares == {row["vendor"]: row["failure_share"] for row in third_day["service_level"]}
    (start,) = found["analyzer_period_start_timestamp_seconds"]
    assert start == ({}, datetime(2026, 11, 18, tzinfo=UTC).timestamp())


def test_the_metrics_bear_no_timestamps_and_end_as_they_should(measured: str) -> None:
    assert measured.endswith("# EOF\n")
    samples = [line for line in measured.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"\w+(\{.*\})? -?[\d.e+-]+", line) for line in samples)


def test_hostile_logs_stay_in_labels_and_give_no_sample_twice(hostile: dict[str, str]) -> None:
    found = metrics(hostile["openmetrics"])
    assert "<script>alert(1)</script>" in {
        labels["vendor"] for labels, _ in found["analyzer_requests"]
    }
    for samples in found.values():
        labels = [tuple(sorted(one.items())) for one, _ in samples]
        assert len(labels) == len(set(labels))


def test_a_day_without_requests_has_metrics_too(sample_lake: Path) -> None:
    found = metrics(forms(sample_lake, date="2026-12-24")["openmetrics"])
    assert found["analyzer_requests"] == []
    # Open partial failures of the days before are carried until they are settled.
    assert found["analyzer_attention_items"][0] == ({"severity": "act"}, 1)
