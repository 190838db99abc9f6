"""The page of rate limits over limits in every currency."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analyzer.system.languages import LANGUAGES
from analyzer.text import Text
from tests.conftest import analyzer
from tests.dashboards.conftest import Open, click, complaints, found, tile


@pytest.mark.scale
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_forecast_comes_first_and_each_limit_can_be_looked_at(
    language: str, limits_lake: Path, opened: Open
) -> None:
    app = opened("rate_limits", limits_lake, language)
    assert complaints(app) == []
    words = Text("dashboard", language)
    first = app.markdown[0].value
    assert words("currency.weight") in first
    assert "14:31:48" in first.replace("\\", "")
    limits = next(table for table in app.dataframe if table.key == "rate_limits_limits")
    bans = next(table for table in app.dataframe if "throttled_before" in table.value)
    assert bans.value["subject"].to_list() == ["10.0.0.3"]
    units = limits.value["currency"].to_list()
    tokens = units.index(words("currency.tokens"))
    app = click(app, limits, tokens)
    assert complaints(app) == []
    shown = " ".join(one.value for one in app.text)
    assert words("currency.tokens") in shown


@pytest.mark.scale
def test_the_highest_utilisation_is_that_of_a_limit_in_any_unit(
    limits_lake: Path, opened: Open
) -> None:
    for page in ("overview", "rate_limits"):
        app = opened(page, limits_lake, vendor="binance")
        assert tile(app, f"{page}.utilisation") == "83.3%", page
    line = highest_drawn(opened("overview", limits_lake, vendor="binance"))
    assert line == pytest.approx(0.833, abs=0.001)


@pytest.mark.scale
def test_a_quota_that_was_used_up_was_full_wherever_one_looks(
    ingested: Callable[..., Path], opened: Open
) -> None:
    call = {"client": "bot", "url": "https://api.tickdb.ai/v1/x", "status": 200}
    refused = {"response_body": {"code": 3002, "message": "Quota exhausted"}}
    lake = ingested(
        call | refused | {"ts": "2026-11-16T10:00:00Z"}, call | {"ts": "2026-11-16T11:00:00Z"}
    )
    for page in ("overview", "rate_limits"):
        assert tile(opened(page, lake), f"{page}.utilisation") == "100.0%", page
    [told] = json.loads(analyzer("report", "--lake", lake, "--format", "json").out)
    assert told["figures"]["utilisation"] == 1


@pytest.mark.scale
def test_a_guessed_limit_stands_below_those_that_are_documented(
    ingested: Callable[..., Path], opened: Open
) -> None:
    def calls(url: str, key: str, count: int, throttled: int) -> Iterator[dict[str, Any]]:
        for second in range(count):
            is_throttled = second >= count - throttled
            yield {
                "ts": f"2026-11-16T10:00:{second:02}Z", "client": "bot", "url": url,
                "status": 429 if is_throttled else 200, "request_headers": {"X-API-Key": key},
            }  # fmt: skip

    known, guessed = "https://mmapi.55-tech.com/v1/book", "https://h.example/v1/book"
    lake = ingested(
        *calls(known, "aaaaaaaa-0000-4000-8000-aaaaaaaaaaaa", 40, 1),
        *calls(guessed, "bbbbbbbb-0000-4000-8000-bbbbbbbbbbbb", 20, 5),
    )
    [told] = json.loads(analyzer("report", "--lake", lake, "--format", "json").out)
    sources = [row["quota_source"] for row in told["rate_limit_by_subject"]]
    assert sources == ["catalog", "observed"]
    app = opened("rate_limits", lake)
    subjects = next(table for table in app.dataframe if table.key == "rate_limits_subjects")
    assert subjects.value["vendor"].to_list() == ["55tech", "h.example"]


def highest_drawn(app: AppTest) -> float:
    """The highest point of the line in the tile of the highest utilisation."""
    words = Text("dashboard", "en")("overview.utilisation")
    drawn: list[float] = next(
        list(one.proto.chart_data) for one in app.metric if one.label == words
    )
    return max(drawn)


@pytest.mark.scale
def test_of_many_throttled_callers_the_most_throttled_are_drawn_and_the_rest_counted(
    ingested: Callable[..., Path], opened: Open
) -> None:
    calls = (
        {"ts": f"2026-11-16T10:00:{n:02}Z", "url": "https://x.example/a", "client": f"bot-{n}",
         "status": 429}
        for n in range(30)
    )  # fmt: skip
    lake = ingested(*calls, {"ts": "2026-11-16T10:01:00Z", "url": "https://x.example/a",
                             "client": "bot-29", "status": 429,
                             "response_body": {"code": "E1"}})  # fmt: skip
    app = opened("rate_limits", lake)
    assert complaints(app) == []
    assert Text("dashboard", "en")("rate_limits.most", drawn=20, rest=10) in [
        str(one.value) for one in app.caption
    ]
    [table] = [one.value for one in app.dataframe if one.key == "rate_limits_throttles"]
    assert len(table) == 31
    # Who was throttled most comes first, although each of its codes was fewer times.
    assert '"sort": ["\\u2068x.example\\u2069 \\u00b7 \\u2068bot-29\\u2069 (2)"' in json.dumps(
        [json.loads(one.proto.spec) for one in app.get("vega_lite_chart")]
    )
    # No taller than 20 bars need, whoever else was throttled.
    heights = [json.loads(one.proto.spec).get("height", 0) for one in app.get("vega_lite_chart")]
    assert max(heights) <= 30 * 20 + 100


@pytest.mark.scale
def test_who_used_a_limit_up_opens_just_what_was_counted(
    ingested: Callable[..., Path], opened: Open
) -> None:
    key = {"request_headers": {"X-API-Key": "one"}}
    call = {"client": "bot", "url": "https://api.tickdb.ai/v1/x", "status": 200}
    calls = [("GET", key), ("GET", key), ("GET", key), ("POST", key), ("GET", {})]
    lake = ingested(
        *(
            call | shown | {"ts": f"2026-11-16T10:00:0{second}Z", "method": method}
            for second, (method, shown) in enumerate(calls)
        )
    )
    for row, method in enumerate(("GET", "POST")):
        app = opened("rate_limits", lake)
        table = next(one for one in app.dataframe if one.key == "callers")
        assert table.value["method"].to_list()[row] == method
        counted = table.value["requests"].to_list()[row]
        assert found(click(app, table, row)) == counted


@pytest.mark.scale
def test_who_used_a_limit_up_over_websocket_opens_its_messages_and_not_its_calls_as_well(
    ingested: Callable[..., Path], opened: Open
) -> None:
    key, at = {"X-API-Key": "one"}, "2026-11-16T10:00:0"
    url = "api.tickdb.ai/v1/stream"
    call = {"client": "bot", "url": f"https://{url}", "method": "GET", "status": 200}
    socket = {"client": "bot", "protocol": "websocket", "connection": "c", "url": f"wss://{url}"}
    lake = ingested(
        *({"ts": f"{at}{n}Z", **call, "request_headers": key} for n in range(3)),
        {"ts": f"{at}4Z", **socket, "event": "open", "request_headers": key},
        {"ts": f"{at}5Z", **socket, "event": "close", "close_code": 1006},
    )
    app = opened("rate_limits", lake)
    table = next(one for one in app.dataframe if one.key == "callers")
    assert [*table.value["requests"]] == [3, 2]
    for row, requests in enumerate(table.value["requests"]):
        assert found(click(opened("rate_limits", lake), table, row)) == requests


@pytest.mark.scale
@pytest.mark.parametrize(("language", "named"), [("en", "Rate limit"), ("zh-Hant", "觸發限流")])
def test_a_class_has_room_for_its_name_though_the_first_rows_have_none(
    language: str, named: str, ingested: Callable[..., Path], opened: Open
) -> None:
    url = {"url": "https://api.tickdb.ai/v1/x", "client": "bot"}
    lake = ingested(
        *({"ts": f"2026-11-15T10:00:0{n}Z", **url, "status": 200} for n in range(3)),
        *({"ts": f"2026-11-16T10:00:0{n}Z", **url, "status": 429, "response_body": {"code": 3001}}
          for n in range(3)),
    )  # fmt: skip
    app = opened("overview", lake, language)
    table = next(one for one in app.dataframe if one.key == "overview_news")
    assert named in table.value["class_title"].to_list()
    # Letters are 7 pixels wide, Chinese characters 13, and beside the text there are 16.
    needed = 16 + sum(13 if "一" <= letter <= "鿿" else 7 for letter in named)
    assert json.loads(table.proto.columns)["class_title"]["width"] >= needed


def test_a_name_that_runs_to_the_left_keeps_its_count_behind_it(
    ingested: Callable[..., Path], opened: Open
) -> None:
    client = "\N{ARABIC LETTER MEEM}\N{ARABIC LETTER REH}"
    call = {"url": "https://x.example/a", "client": client, "status": 429}
    app = opened("rate_limits", ingested(call | {"ts": "2026-11-16T10:00:00Z"}))
    isolate, end = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
    drawn = [json.loads(one.proto.spec) for one in app.get("vega_lite_chart")]
    assert f"{isolate}{client}{end} (1)" in json.dumps(drawn, ensure_ascii=False)
