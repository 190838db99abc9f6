"""Every view over hand-worked rows: tests/models/<view>/<case>.toml says what goes in and out.

A case file:
    about = "…"                what it shows, as a sentence
    [defaults]                 columns that all its requests share
    [[requests]]               a row; `times = n` stands for n equal ones, the text "NULL" for NULL
    [[loads]], [[rejects]]     where the view reads these
    [[limit_states]]           what answers told of limits; [told] is what all of them share
    catalog = '''…'''          a catalog file of the user's own, where the case needs one
    where = "…"                the rows of the view that are meant, where not all are
    [[key_expiries]]           when credentials say that they expire
    [[expect]]                 a row of the view, in any order; only the columns named count, and
                               no [[expect]] at all means no rows
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analyzer.catalog import catalog
from analyzer.errors import QueryError
from analyzer.lake.lake import Lake
from analyzer.models import models, parse
from analyzer.schema import REQUESTS, about
from analyzer.warehouse import connection
from tests.bench.views import make_lake, query_of
from tests.conftest import rows
from tests.model_rows import RowsDatabase

CASES = Path(__file__).parent
FILES = sorted(CASES.rglob("*.toml"))

# What the contract promises of each view, in the types that SQL sees.
TEXT, COUNT, REAL, TIME, YES = "VARCHAR", "BIGINT", "DOUBLE", "TIMESTAMP WITH TIME ZONE", "BOOLEAN"
TEXTS = "VARCHAR[]"
FAILURE = {
    "ts": TIME,
    **dict.fromkeys(("vendor", "client", "key_id", "method", "route"), TEXT),
    "status": "SMALLINT",
    **dict.fromkeys(("family", "code", "class", "message", "meaning", "remedy"), TEXT),
    "retryable": YES,
    **dict.fromkeys(("fault", "evidence"), TEXT),
    "listed": YES,
    **dict.fromkeys(("trace_id", "trace_key", "fingerprint"), TEXT),
}
PROMISED = {
    "rate_limit_pressure": {
        **dict.fromkeys(("vendor", "scope", "subject"), TEXT),
        "minute": TIME,
        **dict.fromkeys(("requests", "peak_60s"), COUNT),
        **dict.fromkeys(("quota", "window_s", "utilisation", "headroom"), REAL),
        "throttled": COUNT,
        "quota_source": TEXT,
    },
    "limit_states": {
        **dict.fromkeys(("currency", "scope", "subject"), TEXT),
        **dict.fromkeys(("quota", "used", "remaining", "reset_s", "window_s"), REAL),
    },
    "limit_pressure": {
        **dict.fromkeys(("vendor", "scope", "subject", "currency", "limit"), TEXT),
        "minute": TIME,
        **dict.fromkeys(("used", "quota", "utilisation", "headroom"), REAL),
        "source": TEXT,
        "throttled": COUNT,
        "banned": YES,
    },
    "limit_forecast": {
        **dict.fromkeys(("vendor", "scope", "subject", "currency", "limit"), TEXT),
        "used_up_at": TIME,
    },
    "bans": {**dict.fromkeys(("vendor", "scope", "subject"), TEXT), "since": TIME, "until": TIME},
    "throttles": FAILURE
    | {"advised_wait_s": REAL, "wait_source": TEXT, "actual_wait_s": REAL, "honoured": YES},
    "auth_failures": FAILURE | {"cause": TEXT},
    "partial_failures": FAILURE
    | {"resolution": TEXT, "resolved_at": TIME, "resolved_after_s": REAL, "attempts": COUNT}
    | dict.fromkeys(("items", "settled", "open_items"), COUNT),
    "partial_failure_items": {"item": TEXT, "resolution": TEXT, "resolved_at": TIME},
    "connection_pressure": {
        **dict.fromkeys(("vendor", "subject"), TEXT),
        "minute": TIME,
        "open_connections": COUNT,
        "quota": REAL,
        "refused": COUNT,
    },
    "traces": {
        "trace_key": TEXT,
        **dict.fromkeys(("first_ts", "last_ts"), TIME),
        "vendors": TEXTS,
        **dict.fromkeys(("requests", "failures"), COUNT),
        "codes": TEXTS,
    },
    "error_groups": {
        **dict.fromkeys(("fingerprint", "vendor", "class", "family", "code", "route"), TEXT),
        "failures": COUNT,
        **dict.fromkeys(("first_seen", "last_seen"), TIME),
        "sample_trace_id": TEXT,
    },
    "vendor_health": {
        "vendor": TEXT,
        "hour": TIME,
        **dict.fromkeys(("requests", "failed", "partial"), COUNT),
        **dict.fromkeys(("success_ratio", "p50_ms", "p95_ms", "p99_ms"), REAL),
    },
}


@pytest.fixture(scope="module")
def sample_views(sample_lake: Path) -> duckdb.DuckDBPyConnection:
    """Every view over the sample logs, each computed once."""
    names, few = list(models()), connection.FEW_REQUESTS
    return connection.connect(Lake(sample_lake), catalog.load(), names=names, computed_up_to=few)


@cache
def shipped() -> RowsDatabase:
    return RowsDatabase()


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_view_gives_the_rows_of_its_hand_worked_case(file: Path, tmp_path: Path) -> None:
    case = tomllib.loads(file.read_text("utf-8"))
    database = own_database(case, tmp_path)
    states = requests_of(
        {**case, "requests": case.get("limit_states", ()), "defaults": case.get("told", {})}
    )
    database.put(requests_of(case), case.get("loads", ()), case.get("rejects", ()), states,
                 case.get("key_expiries", ()))  # fmt: skip
    expected = case.get("expect", [])
    found = database.read(f'SELECT * FROM "{file.parent.name}" WHERE {case.get("where", "TRUE")}')
    named = sorted({column for row in expected for column in row})
    told = sorted((in_order(row, named) for row in expected), key=repr)
    seen = sorted((in_order(row, named) for row in found), key=repr)
    assert seen == told


def own_database(case: Mapping[str, Any], folder: Path) -> RowsDatabase:
    if "catalog" not in case:
        return shipped()
    (folder / "own.toml").write_text(case["catalog"], "utf-8")
    return RowsDatabase(folder)


def requests_of(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            key: None if value == "NULL" else value
            for key, value in {**case.get("defaults", {}), **row}.items()
            if key != "times"
        }
        for row in case.get("requests", ())
        for _ in range(row.get("times", 1))
    ]


def in_order(row: Mapping[str, Any], columns: list[str]) -> list[tuple[str, Any]]:
    """The named columns; numbers to the 9th decimal, so that 0.1 + 0.2 is 0.3."""
    values = {column: None if row.get(column) == "NULL" else row.get(column) for column in columns}
    return [
        (column, round(float(value), 9) if isinstance(value, int | float) else value)
        for column, value in values.items()
    ]


@pytest.mark.parametrize("name", sorted(models()))
def test_the_header_of_a_model_documents_its_columns_in_order(name: str) -> None:
    assert list(models()[name].columns) == list(shipped().columns(name))


@pytest.mark.parametrize("name", sorted(models()))
def test_the_header_of_a_model_says_grain_and_limits_in_sentences(name: str) -> None:
    model = models()[name]
    assert model.row
    assert {*model.grain, *model.units} <= model.columns.keys()
    sentences = [model.about, model.limits, *model.columns.values()]
    assert [text for text in sentences if not text.rstrip("`").endswith((".", "…"))] == []


@pytest.mark.parametrize("view", PROMISED)
def test_a_view_has_the_columns_and_types_of_the_contract(view: str) -> None:
    columns = shipped().columns(view)
    assert {name: columns.get(name) for name in PROMISED[view]} == PROMISED[view]


@pytest.mark.parametrize("view", ["throttles", "auth_failures", "partial_failures"])
def test_a_view_of_failures_has_all_their_columns_with_the_same_words(view: str) -> None:
    told = models()[view].columns
    others = [name for name, about in models()["failures"].columns.items() if told[name] != about]
    assert others == (["cause"] if view == "auth_failures" else [])


def test_a_header_may_include_the_columns_of_another_model_in_other_words() -> None:
    source = """/*
about = "A."
each = "g"
includes = "rejects"
without = ["line", "load"]
[columns]
reason = "In other words."
more = "Its own."
*/ SELECT 1"""
    rejects = models()["rejects"].columns
    assert parse("x", source, models().__getitem__).columns == {
        "source": rejects["source"],
        "reason": "In other words.",
        "excerpt": rejects["excerpt"],
        "more": "Its own.",
    }
    with pytest.raises(QueryError, match=r"header: 'nobody'"):
        parse("x", source.replace("rejects", "nobody"), models().__getitem__)


@pytest.mark.parametrize("name", sorted(models()))
def test_a_header_does_not_repeat_a_sentence_that_it_could_inherit(name: str) -> None:
    header = tomllib.loads(models()[name].source.removeprefix("/*").split("*/")[0])
    inherited = models()[i].columns if (i := header.get("includes")) in models() else {}
    shared = {field.name: about(field) for field in REQUESTS} | inherited
    own = header.get("columns", {})
    assert [column for column, text in own.items() if text == shared.get(column)] == []


def test_a_sentence_about_a_column_stands_in_one_header() -> None:
    headers = {name: tomllib.loads(m.source[2:].split("*/")[0]) for name, m in models().items()}
    typed = Counter(
        (column, text)
        for header in headers.values()
        for column, text in header.get("columns", {}).items()
        # Shorter ones, such as "Start of the day, UTC.", are alike by chance.
        if len(text) > 45
    )
    assert [column for (column, _), n in typed.items() if n > 1] == []


@pytest.mark.parametrize("name", sorted(name for name, one in models().items() if one.grain))
def test_no_two_rows_of_a_view_have_the_same_grain(
    name: str, sample_views: duckdb.DuckDBPyConnection
) -> None:
    grain = ", ".join(f'"{column}"' for column in models()[name].grain)
    twice = f"SELECT {grain} FROM {name} GROUP BY ALL HAVING count(*) > 1"
    assert sample_views.sql(twice).fetchall() == []


@pytest.mark.parametrize("name", sorted(models()))
def test_a_model_does_not_ask_the_clock(name: str) -> None:
    words = models()[name].sql.lower()
    assert not [clock for clock in ("now(", "current_", "today(", "localtime") if clock in words]


@cache
def empty() -> RowsDatabase:
    """Rows never change here: what is computed of them for one view serves the others."""
    return RowsDatabase()


@pytest.mark.one_in(5)
@pytest.mark.scale
@pytest.mark.parametrize("name", sorted(models()))
def test_a_view_over_an_empty_lake_can_be_read(name: str) -> None:
    assert empty().read_as_view(name) == empty().read(f'FROM "{name}"')


def test_every_view_of_the_contract_that_is_computed_has_hand_worked_cases() -> None:
    told_as_logs = {path.stem.removeprefix("test_") for path in CASES.glob("test_*.py")}
    assert PROMISED.keys() <= {file.parent.name for file in FILES} | told_as_logs


@pytest.mark.scale
def test_a_stub_of_the_drift_view_is_a_catalog_file_that_explains_its_failure(
    tmp_path: Path,
) -> None:
    case = tomllib.loads((CASES / "drift/codes_messages_statuses_and_bodies.toml").read_text())
    shipped().put(requests_of(case))
    found = shipped().read("SELECT * FROM drift WHERE stub IS NOT NULL")
    assert {row["kind"] for row in found} == {"code", "message", "status"}
    for row in found:
        folder = tmp_path / row["kind"]
        folder.mkdir()
        (folder / "stub.toml").write_text(row["stub"], "utf-8")
        mended = RowsDatabase(folder)
        mended.put(requests_of(case))
        left = mended.read("SELECT vendor, kind, value FROM drift")
        assert (row["vendor"], row["kind"], row["value"]) not in [tuple(it.values()) for it in left]
        assert len(left) == 3


@pytest.mark.scale
def test_the_lake_of_the_benchmark_holds_every_kind_of_failure_that_it_speaks_of(
    tmp_path: Path,
) -> None:
    lake = make_lake(tmp_path / "lake", 20_000)
    (counted,) = rows(lake.root, query_of("requests"))
    assert counted["n"] == sum(lake.loads()["requests"].to_pylist())
    found = rows(lake.root, "SELECT DISTINCT class FROM failures ORDER BY class")
    assert {row["class"] for row in found} >= {
        *("auth", "conflict", "gateway", "network", "not_found", "partial_failure", "permission"),
        *("rate_limit", "server_error", "unavailable", "validation"),
    }
