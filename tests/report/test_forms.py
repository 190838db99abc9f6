"""What logs say may mean harm: HTML, Markdown and OpenMetrics stay what they are."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import html5lib
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as prometheus

from analyzer.system.languages import LANGUAGES
from tests.conftest import analyzer, rows
from tests.report.reports import Json, forms, loaded, sql_lines, tags, valid

pytestmark = pytest.mark.one_in(2)

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


@pytest.mark.scale
def test_sql_lines_show_what_a_finding_counts_whatever_the_client_is_called(
    ingested: Callable[..., Path],
) -> None:
    names = ["back\\slash", "o'neil & sons", "\N{ROBOT FACE}-bot", '"q" `x` $HOME !', "two\nlines"]
    refused = {
        "ts": "2026-11-16T10:00:00Z", "url": "https://api.zeromarkets.com/v1/x", "status": 401,
        "request_headers": {"X-API-Key": "abc"}, "response_body": {"code": "AUTH_40101"},
    }  # fmt: skip
    lake = ingested(*({**refused, "client": name} for name in names))
    document = loaded(analyzer("report", "--lake", lake, "--format", "json").out)
    found = [item for item in document["attention"] if item["kind"] == "wrong_header"]
    assert len(found) == len(names)
    for item in found:
        assert shlex.split(item["command"]) == ["analyzer", "sql", item["sql"]]
        assert not set(item["sql"]) & set('"`$;\\!\n')
        [row] = rows(lake, item["sql"])
        assert [row["client"]] == item["clients"]


@pytest.mark.scale
def test_sql_lines_leave_out_what_a_shell_or_sql_could_take_for_its_own(
    hostile_lake: Path, hostile: dict[str, str]
) -> None:
    document = loaded(hostile["json"])
    assert len(document["attention"]) >= 5
    for item in document["attention"]:
        assert shlex.split(item["command"]) == ["analyzer", "sql", item["sql"]]
        assert not set(item["sql"]) & set('"`$;\\!\n')
        assert rows(hostile_lake, item["sql"])


@pytest.mark.scale
def test_every_sql_line_of_the_page_is_answered(sample_lake: Path, page: str) -> None:
    lines = sql_lines(page)
    assert len(lines) > 20
    for line in lines:
        assert rows(sample_lake, f"SELECT count(*) AS n FROM ({line})")[0]["n"], line


def test_hostile_logs_still_make_valid_json(hostile: dict[str, str], schema: Json) -> None:
    valid(loaded(hostile["json"]), schema)


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


@pytest.mark.scale
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_valid_in_every_language(sample_lake: Path, lang: str) -> None:
    assert_valid(forms(sample_lake, lang)["html"])


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


def test_a_file_of_another_ending_is_not_written_as_what_it_is_not(
    sample_lake: Path, tmp_path: Path
) -> None:
    for name in ("day.pdf", "day.CSV"):
        ran = analyzer("report", "--lake", sample_lake, "--out", tmp_path / name)
        assert (ran.status, ran.out) == (2, "")
        assert f"is written in no form called {name[3:].lower()}. Call it .html, .md" in ran.err
    assert [*tmp_path.iterdir()] == []
