"""The SQL page: an answer as a table or as a chart, by its address."""

from __future__ import annotations

import json
from pathlib import Path

from tests.dashboards.conftest import Open, complaints

QUERY = "SELECT ts, duration_ms FROM requests ORDER BY ts LIMIT 20"


def test_the_address_says_whether_an_answer_is_drawn(sample_lake: Path, opened: Open) -> None:
    app = opened("sql", sample_lake, query=QUERY)
    assert complaints(app) == []
    assert [one for one in app.dataframe if "duration_ms" in one.value]
    assert not app.get("vega_lite_chart")

    app = opened("sql", sample_lake, query=QUERY, shown="as_chart")
    assert complaints(app) == []
    assert not [one for one in app.dataframe if "duration_ms" in one.value]
    [chart] = app.get("vega_lite_chart")
    times = json.loads(chart.proto.spec)["encoding"]["x"]
    assert "%H:%M" in times["axis"]["labelExpr"], "hours are written as on the other pages"

    app = opened("sql", sample_lake, query=QUERY, shown="nonsense")
    assert complaints(app) == []
    assert [one for one in app.dataframe if "duration_ms" in one.value]


def test_an_unknown_name_sends_readers_to_the_list_on_the_page(
    sample_lake: Path, opened: Open
) -> None:
    for query in ("SELECT nosuch FROM requests", "FROM nosuch"):
        [error] = [one.value for one in opened("sql", sample_lake, query=query).error]
        assert "nosuch" in error
        assert "on this page" in error
        assert "analyzer sql" not in error


def test_a_name_of_a_bar_may_be_any_and_turns_nothing(sample_lake: Path, opened: Open) -> None:
    query = "SELECT '__proto__' AS vendor, 1 AS n"
    app = opened("sql", sample_lake, query=query, shown="as_chart")
    assert complaints(app) == []
    [chart] = app.get("vega_lite_chart")
    isolate, end = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
    [drawn] = [one.data.data for one in chart.proto.datasets]
    assert f"{isolate}__proto__{end}".encode() in drawn, "Vega takes the bare word for its own"
