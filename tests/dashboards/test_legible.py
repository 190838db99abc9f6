"""What a page says can be read whole: names in charts, hosts in tables, who fell silent."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analyzer.text import Text
from tests.dashboards.conftest import Open, complaints

# Pixels: of a page on a screen of 1440, and of the boxes before rows.
PAGE, BOXES = 1008, 33
# A row in which Streamlit breaks texts into lines.
TALL = 66
HOST = "billing.a-host-with-a-rather-long-name.example.org"


def _lines() -> Iterator[dict[str, Any]]:
    for minute in range(30):
        at = f"2026-11-18T10:{minute:02}:00Z"
        yield {"ts": at, "client": "quiet-one", "url": f"https://{HOST}/v1/x", "status": 200}
    for minute, status in enumerate((200, 401, 401)):
        at, key = f"2026-11-18T12:{minute:02}:00Z", {"Authorization": "Bearer abcdefgh12345678"}
        yield {"ts": at, "client": "keyed", "url": f"https://{HOST}/v1/y", "status": status,
               "request_headers": key}  # fmt: skip
    for hour in range(10, 20):
        at = f"2026-11-18T{hour}:40:00Z"
        throttled = {"ts": at, "url": f"https://{HOST}/v1/x", "status": 429}
        yield from ({**throttled, "client": f"bot-{n}"} for n in range(30))


@pytest.mark.scale
def test_long_names_are_shown_and_a_silent_client_is_told_from_its_vendor(
    ingested: Callable[..., Path], opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = ingested(*_lines())
    # Neither the rest of the last day nor a year to come is a silence: they have not been read.
    for period in ("3d", "2026-11-18", "2027-11-18"):
        app = opened("overview", lake, range=period)
        who = f"{HOST}: quiet-one (9 h 11 min)"
        said = [one.value.replace("\\", "") for one in app.warning]
        assert said == [Text("dashboard", "en")("overview.silent", who=who)], period

    app = opened("requests", lake, **{"class": ["nosuch", "rate_limit"]})
    assert ["nosuch" in str(one.value) for one in app.warning] == [True]
    assert app.multiselect(key="class").value == ["rate_limit"]

    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["parts.filters"], "zone", lambda: "Asia/Shanghai")
        app = opened("overview", lake)
    told = " ".join(one.value for one in (*app.markdown, *app.caption)).replace("\\", "")
    assert "20:01:00" in told, "cards tell times in the zone of the page"
    assert "12:01:00" not in told

    app = opened("rate_limits", lake)
    assert complaints(app) == []
    specs = [json.loads(one.proto.spec) for one in app.get("vega_lite_chart")]
    axes = [axis for spec in specs for axis in _axes(spec)]
    named = [axis for axis in axes if axis.get("labelLimit")]
    assert named, "a chart names clients"
    assert all(axis.get("labelOverlap") is False for axis in named)
    legends = [one for spec in specs for one in _legends(json.dumps(spec))]
    cut = [one for one in (*named, *legends) if "labelLimit" in one]
    assert all("'center'" in one["labelExpr"] for one in cut), "clients of a long host end unlike"
    counts = [axis for axis in axes if axis.get("format") == "~s"]
    assert counts, "a chart counts"
    assert {axis.get("tickMinStep") for axis in counts} == {1}

    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["parts.chart_axes"], "is_narrow", lambda: True)
        patch.setattr(sys.modules["parts.charts"], "is_narrow", lambda: True)
        app = opened("rate_limits", lake)
        specs = [json.loads(one.proto.spec) for one in app.get("vega_lite_chart")]
        limits = [axis.get("labelLimit", 0) for spec in specs for axis in _axes(spec)]
        assert 0 < max(limits) < 180, "half of a telephone is left for what is drawn"
        app = opened("vendors", lake)
    legends = [legend for one in app.get("vega_lite_chart") for legend in _legends(one.proto.spec)]
    assert legends, "a chart tells vendors apart"
    assert {legend["columns"] for legend in legends} == {1}, "two would not fit a telephone"

    app = opened("failures", lake)
    columns = json.loads(app.dataframe[0].proto.columns)
    width = columns["vendor"]["width"]
    assert width < 200, "a long host leaves room for what its failures mean"
    assert 3 * width > 8 * len(HOST), "in its three lines a row shows all of it"
    clients = app.dataframe[0].value["clients"]
    assert "bot-0, bot-1, bot-10, bot-11, bot-12, bot-13 +24" in clients.to_list()


@pytest.mark.scale
def test_a_name_does_not_turn_what_is_written_after_it(
    ingested: Callable[..., Path], opened: Open
) -> None:
    turning = "\N{RIGHT-TO-LEFT OVERRIDE}bot"
    at = {"ts": "2026-11-18T10:00:00Z", "url": f"https://{HOST}/v1/x", "status": 429}
    lake = ingested({**at, "client": turning}, {**at, "client": "zoe"})
    app = opened("failures", lake)
    assert turning in app.multiselect(key="client").options, "by its name it is chosen"
    for page in ("overview", "failures", "requests", "rate_limits"):
        app = opened(page, lake)
        cells = [str(value) for table in app.dataframe for value in table.value.to_numpy().ravel()]
        said = [one.value for one in (*app.markdown, *app.caption, *app.text)]
        assert not [one for one in (*cells, *said) if turning in one], page


def test_who_fell_silent_is_told_in_the_marks_of_the_language(
    ingested: Callable[..., Path], opened: Open
) -> None:
    app = opened("overview", ingested(*_lines()), "zh-Hant", range="3d")
    [told] = [str(one.value) for one in app.warning]
    assert "（" in told
    assert not {"(", ";"} & set(told)


@pytest.mark.scale
def test_a_cell_is_drawn_from_the_side_on_which_its_script_begins(
    sample_lake: Path, opened: Open
) -> None:
    """A cell that is told to begin left draws Hebrew and Arabic over its left edge."""
    app = opened("requests", sample_lake)
    columns = json.loads(app.dataframe[0].proto.columns)
    assert columns["client"].get("alignment") is None


@pytest.mark.scale
def test_a_long_name_of_a_client_leaves_room_for_other_columns(
    ingested: Callable[..., Path], opened: Open
) -> None:
    call = {"ts": "2026-11-18T10:00:00Z", "url": f"https://{HOST}/v1/x", "status": 200}
    lake = ingested({**call, "client": "x" * 90})
    [table] = [one for one in opened("rate_limits", lake).dataframe if "share" in one.value]
    assert json.loads(table.proto.columns)["client"]["width"] <= 170


def test_what_to_do_is_in_sight(sample_lake: Path, opened: Open) -> None:
    for page, key in (
        ("overview", "overview_incidents"),
        ("failures", "failures_by_code"),
        ("partial_failures", "partial_failures_open_list"),
        ("unfinished", "unfinished_half_done"),
        ("unfinished", "unfinished_waits"),
    ):
        app = opened(page, sample_lake)
        [table] = [one for one in app.dataframe if one.key == key]
        columns, shown = json.loads(table.proto.columns), list(table.proto.column_order)
        assert "remedy" in shown, page
        assert sum(columns[name]["width"] for name in shown) + BOXES <= PAGE, page
        assert table.proto.row_height == TALL, f"{page}: one line of it"
        assert not table.value["remedy"].str.contains("`").any(), "marks of code are no words"


def test_no_number_is_told_over_a_trace_without_its_unit(sample_lake: Path, opened: Open) -> None:
    app = opened("trace", sample_lake, id="e8a7d5c3-9b2c-4cd6-9e12-000000000005")
    [chart] = app.get("vega_lite_chart")
    told = [
        tip["field"]
        for layer in json.loads(chart.proto.spec)["layer"]
        for tip in layer["encoding"]["tooltip"]
    ]
    assert "took" in told
    assert "duration_ms" not in told


def _legends(spec: str) -> Iterator[dict[str, Any]]:
    for layer in json.loads(spec)["layer"]:
        for channel in ("color", "strokeDash"):
            if legend := layer.get("encoding", {}).get(channel, {}).get("legend"):
                yield legend


def _axes(spec: Any) -> Iterator[dict[str, Any]]:
    if isinstance(spec, dict):
        if isinstance(spec.get("axis"), dict):
            yield spec["axis"]
        for part in spec.values():
            yield from _axes(part)
    elif isinstance(spec, list):
        for part in spec:
            yield from _axes(part)


def test_a_client_that_stopped_everywhere_is_named_once(main_module: None) -> None:
    from parts.shapes import gathered

    rows = [
        *((vendor, "job", 9.0) for vendor in ("a", "b", "c")),
        *(("fx", client, 5.0) for client in ("job", "bot-1", "bot-2", "bot-3")),
        ("a", None, 2.0),
        ("b", "bot-1", 1.0),
    ]
    silent = pl.DataFrame(rows, ["vendor", "client", "silent_for_s"], orient="row")
    assert gathered(silent) == [
        ("fx", ["bot-1", "bot-2", "bot-3", "job"], 5.0),
        ("job", ["a", "b", "c"], 9.0),
        ("a", [], 2.0),
        ("b", ["bot-1"], 1.0),
    ]
    assert gathered(silent.clear()) == []


def test_times_of_several_years_are_told_apart_in_tables_and_on_axes(
    ingested: Callable[..., Path], opened: Open
) -> None:
    years = (f"{year}-03-05T10:0{n}:00Z" for year in (2019, 2026) for n in range(6))
    lake = ingested(*({"ts": at, "url": f"https://{HOST}/v1/x", "status": 500} for at in years))
    app = opened("failures", lake, range="all")
    [table] = [one for one in app.dataframe if one.key == "failures_groups"]
    columns = json.loads(table.proto.columns)
    assert columns["first_seen"]["type_config"]["format"].startswith("YYYY-MM-DD")
    spec = app.get("vega_lite_chart")[0].proto.spec
    assert "utcmonth(datum.value) == 0 && utcdate(datum.value) == 1" in spec
    one_year = opened("failures", lake, range="2026-03-05")
    [table] = [one for one in one_year.dataframe if one.key == "failures_groups"]
    form = json.loads(table.proto.columns)["first_seen"]["type_config"]["format"]
    assert form.startswith("MM-DD"), "a year that all have takes room from what tells"
