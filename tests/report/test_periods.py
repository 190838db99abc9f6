"""The period and the vendors that a report is asked for."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from analyzer import report
from analyzer.catalog import catalog
from analyzer.errors import UsageError
from analyzer.lake.lake import Lake
from analyzer.warehouse import connection
from tests.conftest import analyzer, rows
from tests.report.reports import CREDENTIALS, NOW, Json, forms, items, loaded, said, valid


@pytest.fixture(scope="module")
def con(sample_lake: Path) -> duckdb.DuckDBPyConnection:
    return connection.connect(Lake(sample_lake), catalog.load(), names=["data_span"])


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
        ({"since": "1971-01-01", "until": "9998-12-30"}, '"9998-12-30" is no date'),
        ({"date": "2026-11-18T10:00:00Z"}, "or `yesterday`"),
        ({"since": "last week"}, '--since: "last week" is no date'),
        ({"date": "2026-11-18", "since": "2026-11-17"}, "exclude each other"),
        (
            {"since": "2026-11-18", "until": "2026-11-17"},
            "nothing lies between 2026-11-18 and 2026-11-17. Let --until come after --since",
        ),
        (
            {"until": "2026-11-10"},
            "--until 2026-11-10: the first request is of 2026-11-16, which is later.",
        ),
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


@pytest.mark.scale
def test_a_day_without_requests_says_so_in_every_form(sample_lake: Path, schema: Json) -> None:
    shown = forms(sample_lake, date="2026-12-24")
    assert "no requests of this period" in shown["md"]
    assert "no requests of this period" in shown["html"]
    document = loaded(shown["json"])
    valid(document, schema)
    assert document["figures"]["requests"] == 0
    assert document["figures"]["failure_share"] is None
    assert {item["kind"] for item in document["attention"]} == {"partial_open"}


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


@pytest.mark.scale
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


@pytest.mark.scale
def test_a_failure_that_is_neither_rare_nor_told_elsewhere_needs_a_person(
    ingested: Callable[..., Path],
) -> None:
    bad = {"status": 422, "response_body": {"detail": "Field required"}}
    lake = ingested(*quiet(24), *(call | bad for call in quiet(24)))
    (item,) = items(loaded(forms(lake)["json"]), "client_errors", "55tech")
    assert (item["severity"], item["failures"]) == ("look", 24)
    assert "Field required" in said(item)


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


@pytest.mark.scale
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


@pytest.mark.scale
def test_days_without_requests_do_not_thin_the_mean_of_the_week(
    ingested: Callable[..., Path],
) -> None:
    calls = [{**call, "ts": f"2026-11-{day}T01:00:0{n}Z"} for day in (12, 18)
             for n, call in enumerate(quiet(8))]  # fmt: skip
    shown = forms(ingested(*calls), date="2026-11-18")
    assert "week: 8" in shown["md"]
    assert loaded(shown["json"])["figures_week"]["days"] == 1


@pytest.mark.scale
def test_a_period_of_a_week_is_not_compared_with_its_week(two_weeks: Path, schema: Json) -> None:
    document = loaded(forms(two_weeks, since="2026-11-02", until="2026-11-08")["json"])
    valid(document, schema)
    assert document["week_before"] is None
    assert document["figures_week"] is None


@pytest.mark.scale
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
