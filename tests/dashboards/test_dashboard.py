"""The dashboard's pages, run without a browser: every page, language and kind of lake."""

from __future__ import annotations

import ast
import gzip
import json
import lzma
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from parts import console, views
from parts.period import step_s
from streamlit.testing.v1.element_tree import Dataframe

from analyzer import queries
from analyzer.catalog import catalog
from analyzer.catalog.vendor import CLASSES
from analyzer.lake.lake import Lake
from analyzer.models import models
from analyzer.questions import questions
from analyzer.system.languages import LANGUAGES
from analyzer.text import Text, phrases
from analyzer.text.period import Period
from analyzer.warehouse import connection
from analyzer.warehouse.vendor_scope import views_of
from tests.conftest import analyzer, rows
from tests.dashboards.conftest import DASHBOARDS, PAGES, Open, click, complaints, found, tile

pytestmark = pytest.mark.one_in(5)

ONE_ROW = (
    '{"ts":"2026-11-16T10:00:00Z","url":"https://api.tickdb.ai/v1/market/ticker","status":200}'
)
UNREADABLE = ONE_ROW.replace("2026-", "")
WITHOUT_CATALOG = [
    '{"ts":"2026-11-16T10:00:00Z","url":"https://other.example/a/1","status":200,"duration_ms":3}',
    '{"ts":"2026-11-16T10:00:01Z","url":"https://other.example/a/2","status":401,"client":"x"}',
    '{"ts":"2026-11-16T10:00:02Z","url":"https://other.example/a/3","status":502,"client":"x"}',
    '{"ts":"2026-11-16T10:00:03Z","url":"https://other.example/a/4","status":429,"client":"x"}',
    '{"ts":"2026-11-16T10:00:04Z","url":"https://other.example/a","error":"ReadTimeout: late"}',
]


@pytest.fixture(scope="session")
def lakes(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The kinds of lakes that every page must bear."""
    folder = tmp_path_factory.mktemp("lakes")
    lines = {"one_row": [ONE_ROW], "no_catalog": WITHOUT_CATALOG}
    for name, log in lines.items():
        source = folder / f"{name}.jsonl"
        source.write_text("\n".join(log) + "\n", "utf-8")
        assert analyzer("ingest", source, "--lake", folder / name).status == 0
    return {"sample": sample_lake, "empty": folder / "empty", **{n: folder / n for n in lines}}


# Every page over every kind of lake in one language, so that every page meets every language and
# every language every kind: phrases are the same whatever the data. The sample lake has them all.
DRAWN = [
    pytest.param(
        kind,
        page,
        language,
        marks=() if shift == (number + turn) % len(LANGUAGES) else pytest.mark.scale,
    )
    for turn, kind in enumerate(["empty", "one_row", "no_catalog", "sample"])
    for number, page in enumerate(PAGES)
    for shift, language in enumerate(LANGUAGES)
    if kind == "sample" or shift == (number + turn) % len(LANGUAGES)
]


@pytest.mark.one_in(12)
@pytest.mark.scale
@pytest.mark.parametrize(("kind", "page", "language"), DRAWN)
def test_a_page_draws_in_every_language_over_every_kind_of_lake(
    kind: str, page: str, language: str, lakes: dict[str, Path], opened: Open
) -> None:
    app = opened(page, lakes[kind], language)
    assert complaints(app) == []
    text = Text("dashboard", language)
    without_requests = kind == "empty" and page not in {"data", "sql"}
    expected = text("empty.lake_title") if without_requests else text(f"{page}.title")
    assert [one.value for one in app.title] == [expected]


TRACE = "e8a7d5c3-9b2c-4cd6-9e12-000000000005"


def numbers_shown_as_texts(table: Dataframe) -> list[str]:
    """Columns of counts and measures that stand as words do, to the left and without separators."""
    settings = json.loads(table.proto.columns)
    numbers = set(table.value.select_dtypes("number").columns) - {"status"}  # a name
    return [name for name in numbers if settings[name]["type_config"]["type"] == "text"]


@pytest.mark.scale
@pytest.mark.parametrize(
    ("page", "query"), [*((page, {}) for page in PAGES), ("trace", {"id": TRACE})]
)
def test_every_row_leads_to_what_it_stands_for(
    page: str, query: dict[str, str], sample_lake: Path, opened: Open
) -> None:
    drawn = opened(page, sample_lake, **query).dataframe
    tables = [one for one in drawn if one.proto.selection_mode]
    assert [text for one in tables for text in numbers_shown_as_texts(one)] == []
    for number, one in enumerate(tables):
        language = LANGUAGES[number % len(LANGUAGES)]
        app = opened(page, sample_lake, language, **query)
        [found] = [table for table in app.dataframe if table.key == one.key]
        app = click(app, found, len(found.value) - 1)
        assert complaints(app) == [], one.key
        nothing = Text("dashboard", language)("empty.no_requests")
        assert nothing not in [info.value for info in app.info], one.key


# Tables whose rows count requests, and the column that does.
COUNTED = {
    "overview_incidents": "failures",
    "overview_news": "requests",
    "unfinished_quotas": "refused",
    "unfinished_waits": "throttled",
    "rate_limits_throttles": "throttled",
    "rate_limits_quotas": "refused",
    "authentication_change": "failures",
    "authentication_states": "requests",
    "authentication_table": "failures",
    "partial_failures_by_route": "failures",
    "failures_by_code": "failures",
    "failures_groups": "failures",
    "vendors_health": "requests",
    "vendors_budget": "bad",
    "vendors_burn": "bad",
    "vendors_drift": "failures",
    "data_loads": "requests",
    "data_coverage": "requests",
}


# So many rows of a table are followed: the first, the last, and some between them.
@pytest.mark.one_in(4)
@pytest.mark.scale
@pytest.mark.parametrize("followed", [3, pytest.param(12, marks=pytest.mark.soak)])
@pytest.mark.parametrize("key", COUNTED)
def test_a_row_leads_to_as_many_requests_as_it_counts(
    key: str, followed: int, sample_lake: Path, opened: Open
) -> None:
    page = next(name for name in PAGES if key.startswith(name))
    # A budget, what drifts and what is new are of more than the period in view, and so may an
    # incident be.
    period = {"vendors": "24h", "overview": "6h"}.get(page, "3d")
    drawn = opened(page, sample_lake, range=period).dataframe
    counts = next(one for one in drawn if one.key == key).value[COUNTED[key]]
    for row in sorted({*range(0, len(counts), -(-len(counts) // followed)), len(counts) - 1}):
        app = opened(page, sample_lake, range=period)
        table = next(one for one in app.dataframe if one.key == key)
        app = click(app, table, row)
        assert found(app) == counts[row], row


def connection_lines(name: str) -> list[str]:
    """An open, an answer that counts and a close."""
    of_it = {"protocol": "websocket", "client": "feed", "connection": name}
    lines: list[dict[str, object]] = [
        {"event": "open", "url": "wss://stream.tickdb.ai/v1"},
        {"direction": "received", "message": {"cmd": "subscribe", "code": 4003}},
        {"event": "close", "close_code": 1000},
    ]
    return [
        json.dumps({"ts": f"2026-11-16T10:00:0{second}Z", **of_it, **told})
        for second, told in enumerate(lines)
    ]


@pytest.mark.scale
def test_a_source_is_told_by_its_end_and_leads_to_its_own_requests_where_another_begins_like_it(
    ingested: Callable[..., Path], opened: Open
) -> None:
    ingested(ONE_ROW, name="day-1")
    lake = ingested(*WITHOUT_CATALOG, name="day-10")
    counts = next(one for one in opened("data", lake).dataframe if one.key == "data_loads").value
    assert sorted(counts["source"]) == ["…/day-1", "…/day-10"]
    for row, expected in enumerate(counts["requests"]):
        app = opened("data", lake)
        table = next(one for one in app.dataframe if one.key == "data_loads")
        assert found(click(app, table, row)) == expected


@pytest.mark.scale
def test_a_connection_leads_to_when_it_was_opened_and_closed_and_that_to_all_of_it(
    ingested: Callable[..., Path], opened: Open
) -> None:
    lake = ingested(*(line for name in ("c-1", "c-10") for line in connection_lines(name)))
    app = opened("rate_limits", lake)
    table = next(one for one in app.dataframe if one.key == "rate_limits_connections")
    app = click(app, table, 0)
    assert complaints(app) == []
    assert found(app) == 4
    app = opened("requests", lake, protocol="websocket")
    listed = next(one for one in app.dataframe if one.key == "requests_list")
    app = click(app, listed, 0)
    to_connection = next(
        one for one in app.button if one.label == Text("dashboard", "en")("requests.to_connection")
    )
    app = to_connection.click().run()
    assert complaints(app) == []
    assert found(app) == 3


def test_connections_that_are_open_lead_to_their_opening_before_the_period_in_view(
    ingested: Callable[..., Path], opened: Open
) -> None:
    socket = {"protocol": "websocket", "client": "feed", "url": "wss://stream.tickdb.ai/v1"}
    lake = ingested(
        {**socket, "ts": "2026-11-16T10:00:00Z", "connection": "c-1", "event": "open"},
        {"ts": "2026-11-17T10:00:00Z", "url": "https://api.tickdb.ai/v1/x", "status": 200},
        {**socket, "ts": "2026-11-18T10:00:00Z", "connection": "c-2", "event": "open"},
        {**socket, "ts": "2026-11-18T11:00:00Z", "connection": "c-2", "event": "close"},
    )
    app = opened("rate_limits", lake, range="2026-11-17")
    table = next(one for one in app.dataframe if one.key == "rate_limits_connections")
    assert [*table.value["open_connections"]] == [1]
    app = click(app, table, 0)
    assert complaints(app) == []
    assert found(app) == 1


def test_a_reason_for_rejects_is_chosen_and_taken_off_again(
    ingested: Callable[..., Path], opened: Open
) -> None:
    app = opened("data", ingested(json.loads(ONE_ROW), UNREADABLE, "no JSON at all"))

    def listed() -> int:
        return len(next(one for one in app.dataframe if one.key == "data_rejects").value)

    reasons = next(one for one in app.dataframe if one.key == "reasons")
    assert listed() == 2
    app = click(app, reasons, 0)
    assert listed() == 1
    app = click(app, reasons)
    assert listed() == 2


@pytest.mark.scale
def test_an_error_budget_leads_to_the_classes_that_its_objective_names(
    tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendors, lake, log = tmp_path / "vendors", tmp_path / "lake", tmp_path / "calls.jsonl"
    vendors.mkdir()
    promised = 'id = "tickdb"\n[objective]\ntarget = 0.99\nclasses = ["rate_limit"]\n'
    (vendors / "own.toml").write_text(promised, "utf-8")
    calls = (ONE_ROW.replace("200}", f"{status}}}") for status in (200, 429, 429, 500))
    log.write_text("".join(f"{call}\n" for call in calls), "utf-8")
    assert analyzer("ingest", log, "--lake", lake, "--vendors", vendors).status == 0
    monkeypatch.setenv("ANALYZER_VENDORS", str(vendors))
    app = opened("vendors", lake)
    [budget] = [one for one in app.dataframe if one.key == "vendors_budget"]
    assert budget.value["bad"].tolist() == [2]
    assert found(click(app, budget, 0)) == 2


def test_every_table_can_be_chosen_from() -> None:
    for page in PAGES:
        tree = ast.parse((DASHBOARDS / "screens" / f"{page}.py").read_text("utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        tables = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id == "table"]
        plain = [
            one.lineno for one in tables if "on_row" not in {word.arg for word in one.keywords}
        ]
        assert plain == [], page


# One request of each kind that the page lays out in its own way, the languages in turn.
KINDS = [
    *({"class": name} for name in CLASSES),
    *({"outcome": name} for name in ("ok", "failed", "partial", "unknown")),
    *({"protocol": name} for name in ("http", "websocket")),
]


@pytest.mark.scale
@pytest.mark.parametrize(
    ("kind", "language"),
    [(kind, LANGUAGES[n % len(LANGUAGES)]) for n, kind in enumerate(KINDS)],
    ids=lambda value: "-".join(value.values()) if isinstance(value, dict) else value,
)
def test_every_kind_of_request_can_be_seen_in_full(
    kind: dict[str, str], language: str, sample_lake: Path, opened: Open
) -> None:
    app = opened("requests", sample_lake, language, **{k: [v] for k, v in kind.items()})
    if app.dataframe:
        app = click(app, app.dataframe[0], 0)
        assert len(app.dataframe) == 2, "the list, and the request beside it"
    assert complaints(app) == []


@pytest.mark.scale
def test_a_link_shows_the_request_that_was_selected_however_many_came_since(
    ingested: Callable[..., Path], opened: Open
) -> None:
    call = {"client": "bot", "url": "https://h.example/v1/x", "status": 200, "duration_ms": 7.0}
    lake = ingested(
        *({**call, "ts": f"2026-11-16T10:{n // 60:02}:{n % 60:02}Z"} for n in range(510)),
        # Told apart by its path alone.
        {**call, "ts": "2026-11-16T10:00:03Z", "url": "https://h.example/v1/y"},
    )
    first = opened("requests", lake, range="2026-11-16T10:00/2026-11-16T10:01")
    paths = first.dataframe[0].value["route"].to_list()
    app = click(first, first.dataframe[0], paths.index("/v1/y"))
    name = str(app.query_params["request"])
    app = opened("requests", lake, request=name)
    assert complaints(app) == []
    fields = app.dataframe[1].value
    shown = dict(zip(fields["field"], fields["content"], strict=True))
    assert shown[Text("dashboard", "en")("column.path")] == "/v1/y"
    for nonsense in ("", "x", f"{name}0", f"99{name}"):
        app = opened("requests", lake, request=nonsense)
        assert complaints(app) == []
        assert len(app.dataframe) == 1


@pytest.mark.scale
def test_a_request_in_full_has_its_numbers_with_their_units(
    ingested: Callable[..., Path], opened: Open
) -> None:
    app = opened("requests", ingested(ONE_ROW[:-1] + ',"duration_ms":1255.0}'))
    fields = click(app, app.dataframe[0], 0).dataframe[1].value
    shown = dict(zip(fields["field"], fields["content"], strict=True))
    assert shown[Text("dashboard", "en")("column.duration_ms")] == "1,255 ms"
    assert shown[Text("dashboard", "en")("column.status")] == "200"


def test_every_column_that_a_page_shows_has_a_title() -> None:
    known = phrases("dashboard")
    for page in PAGES:
        tree = ast.parse((DASHBOARDS / "screens" / f"{page}.py").read_text("utf-8"))
        columns = {
            column.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Tuple)
            and all(isinstance(part, ast.Constant | ast.Starred) for part in node.elts)
            for column in node.elts
            if isinstance(column, ast.Constant) and isinstance(column.value, str)
        }
        shown = {
            name for name in columns if any(name in model.columns for model in models().values())
        }
        nameless = sorted(name for name in shown if f"column.{name}" not in known)
        assert not nameless, f"give them a title in analyzer/text/dashboard/{page}.toml, [column]"


@pytest.mark.scale
def test_a_link_to_one_vendor_shows_that_vendor_on_every_page(
    sample_lake: Path, opened: Open
) -> None:
    [wanted] = rows(sample_lake, "SELECT count(*) AS n FROM requests WHERE vendor = 'tickdb'")
    app = opened("overview", sample_lake, vendor=["tickdb"])
    assert tile(app, "overview.requests") == f"{wanted['n']:,}"
    app.switch_page("screens/failures.py").run()
    [failed] = rows(sample_lake, "SELECT count(*) AS n FROM failures WHERE vendor = 'tickdb'")
    assert tile(app, "failures.all") == f"{failed['n']:,}"


# Tiles of Overview, and those of the pages that explain them.
SAME = {
    "partial_open": ("partial_failures", "partial_failures.open"),
    "keys_in_trouble": ("authentication", "overview.keys_in_trouble"),
    "utilisation": ("rate_limits", "rate_limits.utilisation"),
}


@pytest.mark.scale
@pytest.mark.parametrize("kind", ["sample", "no_catalog"])
def test_a_number_is_the_same_on_the_page_that_explains_it(
    kind: str, lakes: dict[str, Path], opened: Open
) -> None:
    overview = opened("overview", lakes[kind])
    for name, (page, explained) in SAME.items():
        there = tile(opened(page, lakes[kind]), explained)
        assert tile(overview, f"overview.{name}") == there, name


@pytest.mark.scale
def test_a_dead_key_is_in_trouble_from_its_death_on_and_of_the_clients_that_used_it(
    ingested: Callable[..., Path], opened: Open
) -> None:
    def call(day: int, client: str, key: str, status: int) -> dict[str, Any]:
        answer = {} if status == 200 else {"response_body": {"detail": "Invalid API key"}}
        return {
            "ts": f"2026-11-{day}T10:00:0{status % 3}Z", "client": client, "status": status,
            "url": "https://mmapi.55-tech.com/v1/book", **answer,
            "request_headers": {"X-API-Key": f"{key * 8}-0000-4000-8000-{key * 12}"},
        }  # fmt: skip

    lake = ingested(
        *(call(day, "feed", "a", 200 if day < 18 else 401) for day in range(14, 21)),
        *(call(day, "bot", "b", 200) for day in range(14, 21)),
    )
    for query, trouble in (
        ({"range": "all"}, "1"),
        ({"range": "2026-11-15/2026-11-16"}, "0"),
        ({"range": "all", "client": ["feed"]}, "1"),
        ({"range": "all", "client": ["bot"]}, "0"),
    ):
        for page, name in (
            ("overview", "overview.keys_in_trouble"),
            ("authentication", "overview.keys_in_trouble"),
            ("unfinished", "unfinished.keys"),
        ):
            assert tile(opened(page, lake, **query), name) == trouble, (page, query)


@pytest.mark.scale
def test_filters_narrow_what_is_shown_and_not_what_a_key_was_used_for(
    sample_lake: Path, opened: Open
) -> None:
    everyone = tile(opened("rate_limits", sample_lake), "rate_limits.utilisation")
    one = opened("rate_limits", sample_lake, client=["recon-job"])
    assert tile(one, "rate_limits.utilisation") == everyone
    [own] = rows(sample_lake, "SELECT count(*) AS n FROM throttles WHERE client = 'recon-job'")
    assert tile(one, "rate_limits.throttled") == str(own["n"])


@pytest.mark.scale
def test_a_day_in_the_link_shows_that_day(sample_lake: Path, opened: Open) -> None:
    [day] = rows(sample_lake, "SELECT count(*) AS n FROM requests WHERE date = '2026-11-17'")
    app = opened("overview", sample_lake, range="2026-11-17")
    assert tile(app, "overview.requests") == f"{day['n']:,}"
    app.button(key="range_earlier").click().run()
    [day] = rows(sample_lake, "SELECT count(*) AS n FROM requests WHERE date = '2026-11-16'")
    assert tile(app, "overview.requests") == f"{day['n']:,}"


@pytest.mark.scale
def test_a_period_with_data_before_it_is_compared_with_that(
    sample_lake: Path, opened: Open
) -> None:
    counts = rows(sample_lake, "SELECT date, count(*) AS n FROM requests GROUP BY ALL ORDER BY ALL")
    app = opened("overview", sample_lake, range="2026-11-17")
    requests = next(one for one in app.metric if one.value == f"{counts[1]['n']:,}")
    assert requests.delta == f"{counts[1]['n'] - counts[0]['n']:+,}"
    first = opened("overview", sample_lake, range="2026-11-16")
    assert all(one.delta == "" for one in first.metric)


@pytest.mark.parametrize(
    "word",
    [
        "yesteryear",
        "0001-01-01/9999-12-31",
        *(pytest.param(word, marks=pytest.mark.scale) for word in ("0001-01-01", "99999d")),
    ],
)
def test_a_range_that_is_none_says_so_and_shows_the_usual_one(
    word: str, sample_lake: Path, opened: Open
) -> None:
    app = opened("overview", sample_lake, range=word)
    assert not [*app.exception, *app.error]
    assert len(app.warning) == 1
    [all_of_it] = rows(sample_lake, "SELECT count(*) AS n FROM requests")
    assert tile(app, "overview.requests") == f"{all_of_it['n']:,}"


@pytest.mark.scale
def test_an_address_with_one_value_that_is_there_and_one_that_is_not_shows_the_first(
    sample_lake: Path, opened: Open
) -> None:
    asked = {"vendor": ["tickdb", "nosuch"], "outcome": ["failed", "x" * 999], "client": ""}
    app = opened("requests", sample_lake, range="all", **asked)
    [expected] = rows(
        sample_lake,
        "SELECT count(*) AS n FROM requests WHERE vendor = 'tickdb' AND outcome = 'failed'",
    )
    assert found(app) == expected["n"]
    outcome, vendor = (str(one.value) for one in app.warning)
    assert vendor == "Vendor: the lake has no nosuch."
    assert outcome.startswith("Outcome: the lake has no xxx")
    assert len(outcome) < 300


def test_a_link_shows_charts_in_the_way_in_which_they_were_shown(
    sample_lake: Path, opened: Open
) -> None:
    for page, name, usual, other in (
        ("overview", "way", "count", "share"),
        ("vendors", "percentile", "p95_ms", "p50_ms"),
    ):
        app = opened(page, sample_lake)
        assert app.session_state[name] == usual
        [group] = [one for one in app.button_group if one.key == name]
        app = group.set_value(other).run()
        assert app.query_params[name] == other
        link = opened(page, sample_lake, **{name: other})
        assert link.session_state[name] == other
        odd = opened(page, sample_lake, **{name: "nonsense"})
        assert (odd.session_state[name], complaints(odd)) == (usual, [])


def test_the_language_of_a_link_wins_over_the_one_of_the_command(
    sample_lake: Path, opened: Open
) -> None:
    app = opened("overview", sample_lake, lang="zh-Hant")
    assert [one.value for one in app.title] == [Text("dashboard", "zh-Hant")("overview.title")]


def test_requests_can_be_searched_by_class_and_text(sample_lake: Path, opened: Open) -> None:
    query = "SELECT count(*) AS n FROM failures WHERE class = 'quota' AND route LIKE '%kline%'"
    [wanted] = rows(sample_lake, query)
    app = opened("requests", sample_lake, **{"class": ["quota"], "q": "KLINE"})
    assert found(app) == wanted["n"]
    assert len(app.dataframe[0].value) == wanted["n"]


@pytest.mark.scale
def test_a_body_that_is_nested_without_end_is_shown_as_it_is(
    ingested: Callable[..., Path], opened: Open
) -> None:
    deep = {"ts": "2026-11-16T10:00:00Z", "url": "https://api.tickdb.ai/v1/x", "status": 500}
    deep |= {"trace_id": "t-1", "response_body": "[" * 1_500 + "]" * 1_500}
    lake = ingested(deep)
    assert complaints(opened("trace", lake, id="t-1")) == []


@pytest.mark.scale
def test_a_trace_is_found_with_and_without_dashes(sample_lake: Path, opened: Open) -> None:
    [known] = rows(
        sample_lake,
        "SELECT trace_id FROM failures WHERE trace_id LIKE '%-%' ORDER BY ts LIMIT 1",
    )
    spellings = (known["trace_id"], known["trace_id"].replace("-", "").upper())
    found = [
        tile(opened("trace", sample_lake, id=spelling), "trace.requests_count")
        for spelling in spellings
    ]
    assert found[0] == found[1] != "0"


def test_an_unknown_trace_says_what_to_do(sample_lake: Path, opened: Open) -> None:
    app = opened("trace", sample_lake, id="<b>*nothing*</b>")
    assert [one.value for one in app.warning] == [Text("dashboard", "en")("trace.none")]


REFUSED = [
    "INSERT INTO catalog_vendors VALUES ('x')",
    "COPY failures TO '/tmp/stolen.csv'",
    "ATTACH '/tmp/other.duckdb'",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM read_text('{lake}/secret')",
    "SELECT * FROM glob('/etc/*')",
    "SET memory_limit = '64GB'",
    "INSTALL httpfs",
    "SELECT 1; DROP VIEW failures",
    "SELECT 1) ; DROP VIEW failures; FROM (SELECT 1",
    "CREATE TABLE t AS SELECT 1",
    "PRAGMA database_size",
    "SELEC 1",
]


@pytest.mark.scale
def test_the_sql_page_refuses_what_is_not_reading_the_lake(sample_lake: Path, opened: Open) -> None:
    for attempt in REFUSED:
        app = opened("sql", sample_lake, query=attempt.format(lake=sample_lake))
        assert len(app.error) == 1, attempt
        assert not app.exception, attempt
    assert rows(sample_lake, "SELECT count(*) AS n FROM failures")[0]["n"] > 0


@pytest.mark.scale
def test_a_query_that_would_run_for_ever_is_stopped(
    sample_lake: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened("sql", sample_lake)
    monkeypatch.setattr(console, "MOST_SECONDS", 1)
    forever = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b"
    app = opened("sql", sample_lake, query=forever)
    assert [one.value for one in app.warning] == [Text("dashboard", "en")("sql.stopped", seconds=1)]


@pytest.mark.scale
def test_values_of_any_kind_are_shown_and_drawn_where_they_can_be(
    sample_lake: Path, opened: Open
) -> None:
    times = "TIMESTAMP 'infinity' AS a, DATE '-infinity' AS b, TIMESTAMP '290000-01-01' AS c"
    within = "[TIMESTAMPTZ 'infinity'] AS d, {'at': DATE 'infinity'} AS e"
    for query in (
        f"SELECT {times}, {within}, 1 AS n",
        "SELECT TIME '10:00' AS a, 1 AS n",
        "SELECT [1, 2]::INT[2] AS a, 1 AS n",
        "SELECT {'x': [{'y': NULL}]} AS a, INTERVAL 3 DAYS AS b, TRUE AS c, 1 AS n",
        "SELECT MAP {'k': 'v'} AS a, 2 AS n, 1 AS m",
    ):
        app = opened("sql", sample_lake, query=query)
        assert complaints(app) == [], query
        assert app.dataframe[0].value.shape[0] == 1, query
    app = opened("sql", sample_lake, query=f"SELECT {times}")
    assert app.dataframe[0].value.isna().all().all()


@pytest.mark.scale
def test_the_rows_of_a_query_are_bounded(sample_lake: Path, opened: Open) -> None:
    app = opened("sql", sample_lake, query="SELECT * FROM range(10001)")
    assert app.warning[0].value == Text("dashboard", "en")("sql.cut", shown="10,000")


@pytest.mark.scale
def test_a_question_of_the_morning_is_answered_and_its_sql_can_be_changed(
    sample_lake: Path, opened: Open
) -> None:
    app = opened("sql", sample_lake, "zh-Hant")
    asked = app.selectbox(key="question")
    assert asked.options[0] == questions()["what_failed"].wording["zh-Hant"]
    app = asked.select("who_does_not_wait").run()
    assert app.text_area(key="query").value == questions()["who_does_not_wait"].sql
    assert app.query_params["query"] == questions()["who_does_not_wait"].sql
    assert not complaints(app)
    assert app.dataframe[0].value["ignored"].to_list() == [1871, 3]


@pytest.mark.scale
def test_parameters_of_a_query_are_asked_for_and_bound(sample_lake: Path, opened: Open) -> None:
    query = "SELECT count(*) AS n FROM failures WHERE vendor = :vendor"
    app = opened("sql", sample_lake, query=query)
    # Nothing is wrong yet: it waits.
    assert not complaints(app)
    assert ":vendor" in app.info[0].value
    assert not [one for one in app.dataframe if one.key == "answer"]
    app = app.text_input(key="value_of_vendor").input("tickdb' OR TRUE --").run()
    assert app.dataframe[0].value["n"].to_list() == [0]
    app = app.text_input(key="value_of_vendor").input("tickdb").run()
    assert not complaints(app)
    assert app.dataframe[0].value["n"].to_list() == [746]


@pytest.mark.scale
@pytest.mark.parametrize(
    "written",
    [
        str.encode,
        lambda log: gzip.compress(log.encode("utf-16")),
        lambda log: lzma.compress(log.encode()),
    ],
    ids=["as it is", "UTF-16 in gzip", "xz"],
)
def test_an_uploaded_log_is_read_as_the_command_reads_it(
    written: Callable[[str], bytes], ingested: Callable[..., Path], opened: Open
) -> None:
    lake = ingested(ONE_ROW)
    app = opened("data", lake)
    secret = "sk-1234567890abcdef"
    log = (
        '{"ts":"2026-11-16T11:00:00Z","url":"https://api.tickdb.ai/v1/x","status":200,'
        f'"request_headers":{{"X-API-Key":"{secret}"}}}}\nno JSON\n'
    )
    app.file_uploader[0].upload("../../new.jsonl", written(log), "text/plain").run()
    app.button(key="ingest").click().run()
    assert complaints(app) == []
    assert [one.value for one in app.success] == [
        r"new\.jsonl: canonical, lines 2 = requests 1 + rejects 1 + skipped 0."
    ]
    assert rows(lake, "SELECT count(*) AS n FROM requests") == [{"n": 2}]
    assert not any(
        secret.encode() in file.read_bytes() for file in lake.rglob("*") if file.is_file()
    )


@pytest.mark.scale
def test_an_uploaded_file_that_is_no_log_is_refused_in_the_language_of_the_page(
    ingested: Callable[..., Path], opened: Open
) -> None:
    app = opened("data", ingested(ONE_ROW), language="zh-Hans")
    app.file_uploader[0].upload("notes.txt", b"milk\neggs\n", "text/plain").run()
    app.button(key="ingest").click().run()
    (said,) = (one.value for one in app.error)
    assert said.startswith("无法读取")
    assert "no log format that is known" in said


@pytest.mark.scale
def test_a_new_load_shows_on_the_next_run(ingested: Callable[..., Path], opened: Open) -> None:
    app = opened("overview", ingested(ONE_ROW))
    assert tile(app, "overview.requests") == "1"
    ingested(*WITHOUT_CATALOG, name="more.jsonl")
    app.run()
    assert tile(app, "overview.requests") == "6"


@pytest.mark.scale
@pytest.mark.parametrize("share", [pytest.param(0, marks=pytest.mark.soak), 3])
def test_what_the_pages_hold_answers_as_the_lake_does(
    share: int, sample_lake: Path, tmp_path: Path
) -> None:
    """Of what models keep nothing is there, or all but every third file."""
    lake = tmp_path / "lake"
    shutil.copytree(sample_lake, lake)
    if share:
        assert analyzer("build", "--lake", lake).status == 0
        for path in sorted((lake / "materialized").rglob("*.parquet"))[::share]:
            path.unlink()
    place = views.Place(str(lake), Lake(lake).version(), None, 0.0, "en")
    asked = sorted(views_of(queries.names()))
    digests = " UNION ALL ".join(
        f"SELECT '{view}' AS view, count(*) AS n, bit_xor(hash(it)) AS digest"
        f" FROM memory.main.{view} AS it"
        for view in asked
    )
    with views.seen(place, views.ALL, queries.names()) as con:
        held = con.execute(digests).fetchall()
    with connection.connect(Lake(lake), catalog.load(None), names=asked) as con:
        assert held == con.execute(digests).fetchall()


@pytest.mark.scale
def test_text_from_logs_is_shown_as_it_is(ingested: Callable[..., Path], opened: Open) -> None:
    nasty = "<img src=x onerror=alert(1)> **bold** :red[x] $a$ [x](javascript:y)"
    lake = ingested(
        {"ts": "2026-11-16T10:00:00Z", "url": "https://api.tickdb.ai/v1/x", "status": 500,
         "client": nasty, "trace_id": "t-1", "response_body": {"code": nasty, "message": nasty}}
    )  # fmt: skip
    app = opened("trace", lake, id="t-1")
    assert complaints(app) == []
    shown = [one.value for one in (*app.markdown, *app.caption)] + [
        one.label for one in app.expander
    ]
    assert any("bold" in text for text in shown)
    assert not any(re.search(r"(?<!\\)(<img|\*|:red|\$|\[x)", text) for text in shown)


def test_however_long_a_period_is_a_chart_has_as_many_steps() -> None:
    since = datetime(1971, 1, 1, tzinfo=UTC)
    for years in (1, 3, 30, 900):
        whole = Period(since, since.replace(year=1971 + years))
        assert 40 <= whole.length.total_seconds() / step_s(whole) <= 96


def shared_code_lines() -> Iterator[dict[str, object]]:
    """A client whose vendor sends one code for failures of several classes, in turn."""
    for n, status in enumerate((401, 422, 403, 429, 401, 429, 403, 500)):
        yield {
            "ts": f"2026-11-16T10:00:{n:02}Z", "client": "bot", "url": "https://h.example/v1/x",
            "status": status, "request_headers": {"X-API-Key": "one"},
            "response_headers": {"Retry-After": "5"},
            "response_body": {"error": {"code": "denied", "message": "no"}},
        }  # fmt: skip


@pytest.mark.one_in(1)
@pytest.mark.scale
@pytest.mark.parametrize(
    ("key", "counted"),
    [
        ("authentication_change", "failures"),
        ("authentication_table", "failures"),
        ("rate_limits_throttles", "throttled"),
        ("unfinished_waits", "throttled"),
    ],
)
def test_a_row_leads_to_its_own_kind_where_a_vendor_sends_one_code_for_several(
    key: str, counted: str, ingested: Callable[..., Path], opened: Open
) -> None:
    lake = ingested(*shared_code_lines())
    page = next(name for name in PAGES if key.startswith(name))
    counts = next(one for one in opened(page, lake).dataframe if one.key == key).value[counted]
    assert len(counts) > 0
    for row, count in enumerate(counts):
        app = opened(page, lake)
        app = click(app, next(one for one in app.dataframe if one.key == key), row)
        assert complaints(app) == []
        assert found(app) == count, row


@pytest.mark.one_in(1)
@pytest.mark.scale
def test_codes_of_a_vendor_without_a_catalog_file_are_not_said_to_be_known(
    ingested: Callable[..., Path], opened: Open
) -> None:
    words = Text("dashboard", "en")
    refused = {
        "ts": "2026-11-16T10:00:00Z", "status": 400,
        "response_body": {"error": {"code": "E1", "message": "no"}},
    }  # fmt: skip
    answered = {"ts": "2026-11-16T10:00:01Z", "url": "https://api.tickdb.ai/v1/x", "status": 200}
    lake = ingested({**refused, "url": "https://a_b.example/v1/x"}, answered)
    named = words("vendors.undescribed", named=r"a\_b\.example")
    of_both, of_one = opened("vendors", lake), opened("vendors", lake, vendor="a_b.example")
    for app, none in ((of_both, "empty.no_unlisted"), (of_one, "empty.no_catalog")):
        assert complaints(app) == []
        assert words(none) in [one.value for one in app.info]
        assert named in [one.value for one in app.caption]
    described = opened("vendors", lake, vendor="tickdb")
    assert named not in [one.value for one in described.caption]


@pytest.mark.one_in(1)
@pytest.mark.scale
def test_the_axis_of_a_minute_tells_its_seconds_apart(
    ingested: Callable[..., Path], opened: Open
) -> None:
    call = {"ts": "2026-11-16T10:00:00Z", "url": "https://h.example/v1/x", "status": 200}
    [drawn] = opened("requests", ingested(call)).get("vega_lite_chart")
    assert "%H:%M:%S" in str(drawn.proto.spec), "ticks between minutes would all say the same"


@pytest.mark.parametrize("page", ["overview", "failures"])
def test_lines_that_were_read_and_are_no_requests_are_told_where_there_are_no_others(
    page: str, ingested: Callable[..., Path], opened: Open
) -> None:
    app = opened(page, ingested(*[UNREADABLE] * 3))
    assert [tile.value for tile in app.title] == [Text("dashboard", "en")("empty.lake_title")]
    [warning] = [one.value for one in app.warning]
    assert "lines 3; not readable 3, skipped as no requests 0" in warning
