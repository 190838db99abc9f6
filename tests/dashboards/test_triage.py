"""One list of findings: what the report says, the Overview shows, each with its requests."""

from __future__ import annotations

import html
import json
import re
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from analyzer.report import attention
from analyzer.report.content import Content, bounds
from analyzer.system.languages import LANGUAGES
from analyzer.text import Text, phrases
from analyzer.text.period import Period
from analyzer.text.wording import Wording
from tests import finding_story
from tests.conftest import analyzer, rows
from tests.dashboards.conftest import Open, click, complaints, found
from tests.servers import webhook

Stories = list[tuple[Path, str, list[dict[str, Any]]]]
DASHBOARD = "http://dashboard.example"
WHOLE = "2026-11-16T00:00/2026-11-19T00:00"


def reported(lake: Path, *options: str, lang: str = "en") -> list[dict[str, Any]]:
    """The findings of the report over all of the sample."""
    ran = analyzer(
        "report", "--since", "2026-11-16", "--format", "json", "--lake", lake, "--lang", lang,
        *options,
    )  # fmt: skip
    assert ran.status == 0, ran.err
    found: list[dict[str, Any]] = json.loads(ran.out)[0]["attention"]
    return found


@pytest.fixture(scope="module")
def report(sample_lake: Path) -> list[dict[str, Any]]:
    return reported(sample_lake)


@pytest.mark.scale
@pytest.mark.parametrize("language", LANGUAGES)
def test_overview_shows_the_findings_of_the_report_and_no_other(
    language: str, report: list[dict[str, Any]], sample_lake: Path, opened: Open
) -> None:
    app = _unfolded(opened("overview", sample_lake, language, range=WHOLE), report)
    shown = _cards(app)
    urgency = [attention.SEVERITIES.index(item["severity"]) for item in report]
    assert urgency == sorted(urgency)
    assert sorted(shown) == sorted(item["id"] for item in report)
    assert complaints(app) == []


@pytest.mark.scale
def test_findings_that_are_many_lie_in_folds_that_are_drawn_once_opened(
    report: list[dict[str, Any]],
    sample_lake: Path,
    opened: Open,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened("overview", sample_lake, range=WHOLE)
    monkeypatch.setattr(sys.modules["parts.triage"], "_AT_ONCE", 2)
    app = opened("overview", sample_lake, range=WHOLE)
    urgent = [item["id"] for item in report if item["severity"] != "note"]
    assert _cards(app) == urgent[:2]
    assert f"And {len(urgent) - 2} more" in [one.label for one in app.expander]
    app.session_state["triage_more"] = True
    app = app.run()
    assert _cards(app) == urgent
    assert complaints(app) == []


def _cards(app: AppTest) -> list[str]:
    keys = [one.key or "" for one in app.button]
    return [key.removeprefix("known_") for key in keys if key.startswith("known_")]


@pytest.mark.scale
def test_every_finding_counts_exactly_the_rows_that_its_sql_shows(
    report: list[dict[str, Any]], sample_lake: Path
) -> None:
    for item in report:
        found = rows(sample_lake, item["sql"])
        if item["kind"] == "connection_limit":  # an error message and a close are one connection
            found = rows(sample_lake, item["sql"].replace("SELECT ", "SELECT connection, ", 1))
            assert len({row["connection"] for row in found}) == item["failures"]
        else:
            assert len(found) == item["failures"], item["title"]


def test_a_finding_leads_to_exactly_the_requests_that_it_counts(
    report: list[dict[str, Any]], sample_lake: Path, opened: Open
) -> None:
    text = Text("dashboard", "en")
    for kind in ("partial_open", "quota", "wrong_header", "outage", "throttled", "unlisted"):
        item = next(one for one in report if one["kind"] == kind)
        app = opened("requests", sample_lake, finding=item["id"], range=WHOLE)
        said = {str(one.value) for one in app.caption}
        counted = f"{item['failures']:,}"
        assert said & {
            text("requests.found_all", found=counted),
            text("requests.found", found=counted, shown="500"),
        }, item["title"]
        assert complaints(click(app, app.dataframe[0], 0)) == []


@pytest.fixture(scope="module")
def stories(
    sample_lake: Path, limits_lake: Path, tmp_path_factory: pytest.TempPathFactory
) -> Stories:
    """Lakes that have every kind of finding between them, each with a period and its report."""
    folder = tmp_path_factory.mktemp("findings")
    log, lake = folder / "calls.jsonl", folder / "lake"
    log.write_text("\n".join(finding_story.lines()) + "\n", "utf-8")
    assert analyzer("ingest", log, "--lake", lake).status == 0
    day = "2026-11-19T00:00/2026-11-20T00:00"
    return [
        (one, of, reported(one))
        for one, of in ((sample_lake, WHOLE), (limits_lake, day), (lake, day))
    ]


# These are of a limit's minutes, or of lines that are no requests: there is none to lead to.
WITHOUT_REQUESTS = {
    "near_limit", "limit_near", "running_out", "unseen_use", "connections_full", "rejects",
}  # fmt: skip


@pytest.mark.scale
def test_a_finding_of_every_kind_leads_from_its_card_to_exactly_the_requests_it_counts(
    stories: Stories, opened: Open
) -> None:
    titles = (re.fullmatch(r"attention\.(\w+)\.title", key) for key in phrases("report"))
    kinds = {match[1] for match in titles if match}
    assert {item["kind"] for _, _, report in stories for item in report} == kinds
    followed = set()
    for lake, period, report in stories:
        for item in report:
            if item["kind"] in followed:
                continue
            followed.add(item["kind"])
            app = _unfolded(opened("overview", lake, range=period), report)
            keys = {one.key for one in app.button}
            assert (f"behind_{item['id']}" in keys) == (item["kind"] not in WITHOUT_REQUESTS)
            if item["kind"] in WITHOUT_REQUESTS:
                continue
            app = app.button(key=f"behind_{item['id']}").click().run()
            behind = len(rows(lake, item["sql"]))
            assert found(app) == behind, item["title"]
            # A connection is several requests; a silent client, or a key that will expire, none.
            if item["kind"] not in {"connection_limit", "silence", "key_expires"}:
                assert behind == item["failures"], item["title"]


@pytest.mark.scale
def test_a_limit_that_is_nearly_used_up_is_one_finding_whoever_counted(stories: Stories) -> None:
    for _, _, report in stories:
        requests = [
            (item["vendor"], item["title"])
            for item in report
            if item["kind"] == "near_limit"
            or (item["kind"] == "limit_near" and "requests" in item["title"])
        ]
        assert len({vendor for vendor, _ in requests}) == len(requests), requests


@pytest.mark.scale
@pytest.mark.parametrize("share", [6, pytest.param(1, marks=pytest.mark.soak)])
def test_each_link_of_overview_report_and_mail_leads_to_exactly_what_its_finding_counts(
    share: int, report: list[dict[str, Any]], sample_lake: Path, tmp_path: Path, opened: Open
) -> None:
    page, to = tmp_path / "report.html", tmp_path / "to.txt"
    with webhook() as hook:
        to.write_text(hook.address(), "utf-8")
        ran = analyzer(
            "report", "--since", "2026-11-16", "--lake", sample_lake, "--out", page,
            "--dashboard-url", DASHBOARD, "--deliver", to,
        )  # fmt: skip
    assert ran.status == 0, ran.err
    counted = {item["id"]: len(rows(sample_lake, item["sql"])) for item in report}
    in_report, in_mail = _linked(page.read_text("utf-8")), _linked(hook.posts[0]["message"])
    overview = _unfolded(opened("overview", sample_lake, range=WHOLE), report)
    buttons = [one.key or "" for one in overview.button]
    on_overview = {key.removeprefix("behind_") for key in buttons if key.startswith("behind_")}
    assert {link["finding"] for link in in_report} == on_overview
    urgent = {item["id"] for item in report if item["severity"] == "act"}
    assert {link["finding"] for link in in_mail} == urgent & on_overview != set()
    assert not [link for link in in_mail if link not in in_report]
    for link in in_report[::share]:
        app = opened("requests", sample_lake, **link)
        assert found(app) == counted[link["finding"]], link
        assert complaints(app) == []
    for id in sorted(on_overview)[::share]:
        app = _unfolded(opened("overview", sample_lake, range=WHOLE), report)
        app = app.button(key=f"behind_{id}").click().run()
        assert found(app) == counted[id], id


@pytest.mark.scale
@pytest.mark.parametrize(
    ("given", "page"),
    [
        ("https://a.example", "https://a.example/requests"),
        ("https://a.example/", "https://a.example/requests"),
        ("http://a.example:8501/ops/calls/", "http://a.example:8501/ops/calls/requests"),
        ("https://a.example/ops?lang=zh-Hans", "https://a.example/ops/requests"),
        ("https://a.example/?lang=zh-Hans&range=1h#top", "https://a.example/requests"),
    ],
)
def test_links_lead_to_the_dashboard_however_its_address_is_written(
    given: str, page: str, sample_lake: Path
) -> None:
    """What its query chooses stays, but for the time and the finding, which are the link's own."""
    ran = analyzer("report", "--lake", sample_lake, "--format", "html", "--dashboard-url", given)
    found = re.findall(r'href="(https?://a\.example[^"]*)"', html.unescape(ran.out))
    links = [urlsplit(link) for link in found if "finding=" in link]
    assert links
    for link in links:
        assert link._replace(query="").geturl() == page
        asked = parse_qs(link.query)
        assert len(asked["finding"]) == len(asked["range"]) == 1
        assert "/" in asked["range"][0]
        assert asked.keys() - {"finding", "range"} == ({"lang"} if "lang" in given else set())


@pytest.mark.parametrize(
    "given", ["a.example:8501", "javascript:alert(1)", "https://", "http://[a"]
)
def test_a_dashboard_at_no_address_is_one_sentence(
    given: str, sample_lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The word is not told: an address may hold a password."""
    said = "is no address of a web page. Write it like https://analyzer.example.com\n"
    ran = analyzer("report", "--lake", sample_lake, "--dashboard-url", given)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"analyzer: --dashboard-url: {said}"
    monkeypatch.setenv("ANALYZER_DASHBOARD_URL", given)
    ran = analyzer("nightly", "--lake", sample_lake)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"analyzer: ANALYZER_DASHBOARD_URL: {said}"


def _unfolded(overview: AppTest, report: list[dict[str, Any]]) -> AppTest:
    """With those cards opened of which only the headline is drawn before."""
    for item in report:
        overview.session_state[f"finding_{item['id']}"] = True
    return overview.run()


def _linked(told: str) -> list[dict[str, str]]:
    """What the links into the dashboard ask it for."""
    links = re.findall(rf"{DASHBOARD}/requests[?]([^\s\"<>)]+)", html.unescape(told))
    return [dict(parse_qsl(link)) for link in links]


@pytest.mark.scale
def test_a_finding_that_counts_no_requests_has_no_link_to_an_empty_page(
    limits_lake: Path, opened: Open, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    asked = ("report", "--lake", limits_lake, "--dashboard-url", DASHBOARD, "--out", page)
    assert analyzer(*asked).status == 0
    links = _linked(page.read_text("utf-8"))
    assert links
    assert [link for link in links if not found(opened("requests", limits_lake, **link))] == []


def test_a_finding_that_the_period_does_not_have_is_said_to_be_gone(
    sample_lake: Path, opened: Open
) -> None:
    app = opened("requests", sample_lake, finding="nosuch")
    assert complaints(app) == [Text("dashboard", "en")("requests.finding_gone")]


@pytest.mark.scale
def test_what_is_acknowledged_on_overview_is_known_to_the_command_and_can_be_taken_back(
    report: list[dict[str, Any]], sample_lake: Path, tmp_path: Path, opened: Open
) -> None:
    lake = tmp_path / "lake"
    shutil.copytree(sample_lake, lake)
    first = report[0]["id"]
    app = opened("overview", lake, range=WHOLE)
    app.text_input(key=f"note_{first}").input("asked the vendor")
    app = app.button(key=f"known_{first}").click().run()
    assert "Acknowledged (1)" in [one.label for one in app.expander]
    assert any("asked the vendor" in str(one.value) for one in app.caption)
    known = {item["id"]: item["acknowledged"] for item in reported(lake)}
    assert known.pop(first) == "asked the vendor"
    assert set(known.values()) == {None}
    app = app.button(key=f"known_{first}").click().run()
    assert "Acknowledged (1)" not in [one.label for one in app.expander]
    assert complaints(app) == []


@pytest.mark.scale
def test_what_is_read_all_at_once_is_what_the_finders_look_at(sample_lake: Path) -> None:
    from analyzer import queries
    from analyzer.catalog import catalog
    from analyzer.lake.lake import Lake
    from analyzer.warehouse import connection

    read: list[str] = []
    since = datetime(2026, 11, 16, tzinfo=UTC)
    period = Period(since, since + timedelta(days=3))
    with connection.connect(Lake(sample_lake), catalog.load(None)) as con:

        def frame(name: str, of: Period) -> Any:
            read.append(name)
            return queries.read(con, name, **bounds(period, of))

        attention.find(Content(period, frame), Wording("en", period))
    names = {name.removeprefix("vendor_facts") or "vendors" for name in read}
    assert names - {"figures"} <= set(attention.FRAMES)


def test_what_began_before_the_hours_in_view_shows_its_true_start(
    sample_lake: Path, opened: Open
) -> None:
    query = "SELECT strftime(min(ts), '%m-%d %H:%M') AS at FROM failures WHERE class = 'quota'"
    [began] = rows(sample_lake, query)
    app = opened("overview", sample_lake, range="6h")
    incidents = next(one.value for one in app.dataframe if one.key == "overview_incidents")
    [quota] = incidents[incidents["class_title"].str.contains("Quota")].to_dict("records")
    assert f"{quota['since']:%m-%d %H:%M}" == began["at"] == "11-18 14:38"
    assert any(
        str(one.value).startswith("since 2026\\-11\\-18 14:38") or "2026-11-18 14:38" in one.value
        for one in app.caption
    )
