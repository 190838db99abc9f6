"""What is not over stays in sight, whatever the period; an operation is shown with its attempts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analyzer.text import Text
from tests.conftest import analyzer, rows
from tests.dashboards.conftest import Open, click, complaints, found, tile

WRITE = {
    "client": "bot", "method": "POST", "url": "https://api.55-tech.com/api/v1/orders/7/cancel",
    "error": "ReadTimeout: no answer",
}  # fmt: skip

DAY_AFTER = {
    "ts": "2026-11-18T10:00:00Z", "url": "https://api.55-tech.com/api/v1/orders/8", "status": 200,
}  # fmt: skip


@pytest.mark.scale
def test_a_short_period_forgets_no_open_partial_failure(sample_lake: Path, opened: Open) -> None:
    query = "SELECT count(*) AS n FROM partial_failures WHERE resolution = 'open'"
    [wanted] = rows(sample_lake, query)
    app = opened("unfinished", sample_lake, range="1h")
    assert tile(app, "unfinished.half_done") == str(wanted["n"]) != "0"
    assert complaints(app) == []
    # What "resets in" counts from, and that this is not now.
    captions = " ".join(str(one.value) for one in app.caption)
    assert "as of 2026-11-19 00:00 UTC · the data ends" in captions
    # Those that happened are of the period.
    app = opened("partial_failures", sample_lake, range="1h")
    assert tile(app, "partial_failures.open") == str(wanted["n"])
    begin = "(SELECT max(ts) FROM requests) - INTERVAL 1 HOUR"
    query = f"SELECT count(*) AS n FROM partial_failures WHERE ts >= {begin}"
    [happened] = rows(sample_lake, query)
    assert tile(app, "partial_failures.all") == str(happened["n"]) != str(wanted["n"])


@pytest.mark.scale
def test_what_is_settled_on_the_command_line_is_settled_on_the_pages(
    ingested: Callable[..., Path], opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parts.reading._LOOK_S", 0)
    half_done = {**WRITE, "error": None, "status": 502, "response_body": {"detail": "1 of 2"}}
    lake = ingested({"ts": "2026-11-16T10:00:00Z", **half_done})
    assert tile(opened("unfinished", lake), "unfinished.half_done") == "1"
    [row] = rows(lake, "SELECT failure_id FROM partial_failures")
    assert analyzer("settle", row["failure_id"], "--lake", lake).status == 0
    assert tile(opened("unfinished", lake), "unfinished.half_done") == "0"
    assert tile(opened("overview", lake), "overview.partial_open") == "0"


@pytest.mark.scale
def test_a_partial_failure_that_was_tried_again_in_vain_is_not_over(
    ingested: Callable[..., Path], opened: Open
) -> None:
    half_done = {**WRITE, "error": None, "status": 502, "response_body": {"detail": "1 of 2"}}
    in_vain = {**WRITE, "error": None, "status": 500}
    lake = ingested(
        {"ts": "2026-11-16T10:00:00Z", **half_done}, {"ts": "2026-11-16T10:05:00Z", **in_vain}
    )
    app = opened("unfinished", lake)
    assert tile(app, "unfinished.half_done") == "0"
    table = next(one for one in app.dataframe if one.key == "unfinished_again")
    assert table.value["path"].to_list() == ["/api/v1/orders/7/cancel"]
    assert found(click(app, table, 0)) == 2
    answer = analyzer("report", "--lake", lake, "--date", "2026-11-16", "--format", "json")
    assert [one["kind"] for one in json.loads(answer.out)[0]["unfinished"]] == ["again"]
    # What a later request settles is over.
    ingested({"ts": "2026-11-16T11:00:00Z", **WRITE, "error": None, "status": 200})
    answer = analyzer("report", "--lake", lake, "--date", "2026-11-16", "--format", "json")
    assert json.loads(answer.out)[0]["unfinished"] == []


@pytest.mark.scale
def test_an_open_operation_is_shown_with_its_attempts_and_nothing_else(
    sample_lake: Path, opened: Open
) -> None:
    app = opened("unfinished", sample_lake)
    table = next(one for one in app.dataframe if one.key == "unfinished_half_done")
    path = table.value["path"].iloc[0]
    app = click(app, table, 0)
    assert complaints(app) == []
    [wanted] = rows(sample_lake, f"SELECT count(*) AS n FROM requests WHERE path = '{path}'")
    assert found(app) == wanted["n"]


@pytest.mark.scale
def test_a_write_without_an_answer_stays_until_its_outcome_is_known(
    ingested: Callable[..., Path], opened: Open
) -> None:
    lost = {"ts": "2026-11-16T10:00:00Z", **WRITE, "method": "PUT"}
    lake = ingested(lost)
    assert tile(opened("unfinished", lake), "unfinished.lost") == "1"
    answered = {**WRITE, "method": "PUT", "ts": "2026-11-16T10:09:00Z", "status": 200}
    del answered["error"]
    ingested(answered, name="later.jsonl")
    assert tile(opened("unfinished", lake), "unfinished.lost") == "0"


@pytest.mark.scale
def test_a_post_that_was_sent_again_is_named_as_perhaps_done_twice(
    ingested: Callable[..., Path], opened: Open
) -> None:
    again = {**WRITE, "ts": "2026-11-16T10:00:05Z", "status": 200}
    del again["error"]
    app = opened("unfinished", ingested({"ts": "2026-11-16T10:00:00Z", **WRITE}, again))
    table = next(one for one in app.dataframe if one.key == "unfinished_lost")
    assert table.value["resolution"].to_list() == [Text("dashboard", "en")("resolution.repeated")]


@pytest.mark.scale
def test_a_lost_write_is_not_hidden_among_others_of_its_place(
    ingested: Callable[..., Path], opened: Open
) -> None:
    order = {**WRITE, "url": "https://api.55-tech.com/api/v1/orders"}
    others = [
        {"ts": f"2026-11-16T{hour}:00:00Z", **order, "error": None, "status": 200}
        for hour in (10, 11, 13, 14)
    ]
    lake = ingested(*others, {"ts": "2026-11-16T12:00:00.5Z", **order})
    app = opened("unfinished", lake)
    table = next(one for one in app.dataframe if one.key == "unfinished_lost")
    app = click(app, table, 0)
    assert complaints(app) == []
    assert found(app) == 1


@pytest.mark.scale
def test_what_is_acknowledged_with_a_note_rests_here_and_in_the_report(
    ingested: Callable[..., Path], opened: Open
) -> None:
    lake = ingested({"ts": "2026-11-16T10:00:00Z", **WRITE}, DAY_AFTER)

    def told() -> list[dict[str, Any]]:
        ran = analyzer("report", "--lake", lake, "--format", "json", "--date", "2026-11-18")
        found: list[dict[str, Any]] = json.loads(ran.out)[0]["unfinished"]
        return found

    [lost] = told()
    assert (lost["kind"], lost["since"], lost["acknowledged"]) == (
        "lost", "2026-11-16T10:00:00Z", None,
    )  # fmt: skip
    app = opened("unfinished", lake)
    app.text_input(key="note_lost").input("queried: it was done")
    app = app.button(key="known_lost").click().run()
    assert tile(app, "unfinished.lost") == "0"
    assert [one["acknowledged"] for one in told()] == ["queried: it was done"]
    page = analyzer("report", "--lake", lake, "--format", "md", "--date", "2026-11-18").out
    assert "Acknowledged and not told again: 1." in page
    assert lost["id"] not in page
    app = app.button(key=f"back_{lost['id']}").click().run()
    assert tile(app, "unfinished.lost") == "1"
    assert complaints(app) == []


def test_of_writes_that_look_alike_the_one_that_is_chosen_is_acknowledged(
    ingested: Callable[..., Path], opened: Open
) -> None:
    lake = ingested(*({"ts": f"2026-11-16T10:00:00.{n}Z", **WRITE} for n in (1, 2)), DAY_AFTER)
    app = opened("unfinished", lake)
    lost = next(one for one in app.dataframe if one.key == "unfinished_lost")
    assert len(lost.value) == 2
    [which] = [one for one in app.selectbox if one.key == "which_lost"]
    assert len({*which.options}) == 2
    app = app.selectbox(key="which_lost").select_index(0).run()
    chosen = app.selectbox(key="which_lost").value
    app = app.button(key="known_lost").click().run()
    assert complaints(app) == []
    assert tile(app, "unfinished.lost") == "1"
    assert f"back_{chosen}" in [one.key for one in app.button]
    assert app.selectbox(key="which_lost").value != chosen


@pytest.mark.scale
def test_a_vendor_that_the_lake_does_not_have_is_said_to_be_unknown(
    sample_lake: Path, opened: Open
) -> None:
    app = opened("overview", sample_lake, vendor=["nosuch"])
    assert [one.value for one in app.warning] == ["Vendor: the lake has no nosuch. Showing all."]


def test_filters_can_be_reset(sample_lake: Path, opened: Open) -> None:
    app = opened("unfinished", sample_lake, vendor=["tickdb"], range="1h")
    reset = Text("dashboard", "en")("filter.reset")
    app = next(one for one in app.button if one.label == reset).click().run()
    assert app.session_state["vendor"] == []
    assert app.session_state["range"] == "3d"


@pytest.mark.scale
@pytest.mark.parametrize("is_answered_again", [False, True])
def test_a_quota_that_is_used_up_is_no_incident_that_is_over(
    is_answered_again: bool, ingested: Callable[..., Path], opened: Open
) -> None:
    """The card above the incidents says so, until the key is answered again."""
    host = "https://api.tickdb.ai/v1/x"
    key = {"X-API-Key": "11111111-1111-4111-8111-000000000001"}
    other = {"X-API-Key": "11111111-1111-4111-8111-000000000002"}

    def at(minute: str, headers: dict[str, str], code: int = 0) -> dict[str, Any]:
        return {
            "ts": f"2026-11-18T{minute}:00Z", "client": "feed", "url": host, "status": 200,
            "request_headers": headers, "response_body": {"code": code, "message": "said"},
        }  # fmt: skip

    app = opened(
        "overview",
        ingested(
            at("08:00", key),
            at("10:00", key, 3002),
            at("12:00", key, 3002),
            at("14:00", key if is_answered_again else other),
        ),
    )
    assert complaints(app) == []
    [incidents] = [one.value for one in app.dataframe if "ongoing" in one.value]
    states = ["Ongoing" in str(one) for one in incidents["ongoing"]]
    assert states == [not is_answered_again, False], "the last refusals, and those before"


@pytest.mark.parametrize(
    ("page", "of"), [("unfinished", "lost"), pytest.param("overview", "", marks=pytest.mark.scale)]
)
def test_what_cannot_be_kept_is_said_and_the_page_goes_on(
    page: str, of: str, ingested: Callable[..., Path], opened: Open
) -> None:
    """As of a lake that is mounted for reading alone."""
    half_done = {**WRITE, "error": None, "status": 502, "response_body": {"detail": "1 of 2"}}
    calls = [{"ts": "2026-11-16T10:00:00Z", **(WRITE if of else half_done)}, DAY_AFTER]
    lake = ingested(*calls)
    app = opened(page, lake, range="all")
    key = of or next(str(one.key)[6:] for one in app.button if str(one.key).startswith("known_"))
    shown = [one.label for one in app.metric]
    (lake / "memory.lock").unlink(missing_ok=True)
    (lake / "memory.lock").mkdir()
    app = app.button(key=f"known_{key}").click().run()
    assert not app.exception
    [said] = app.error
    assert "memory.lock" in str(said.value).replace("\\", "")
    assert [one.label for one in app.metric] == shown != []


def test_a_note_keeps_no_secret_and_its_time_is_of_the_zone_that_is_shown(
    ingested: Callable[..., Path], opened: Open
) -> None:
    lake = ingested({"ts": "2026-11-16T10:00:00Z", **WRITE}, DAY_AFTER)
    key = "Kq9ZxW7vBn4LmPq3RtY28c"
    app = opened("unfinished", lake)
    app.text_input(key="note_lost").input(f" asked with api_key={key} ")
    app = app.button(key="known_lost").click().run()
    assert complaints(app) == []
    [said] = [str(one.value) for one in app.caption if "Acknowledged" in str(one.value)]
    assert re.match(r"Acknowledged \d{4}-\d\d-\d\d \d\d:\d\d: asked", said.replace("\\", ""))
    assert [f for f in lake.rglob("*") if f.is_file() and key.encode() in f.read_bytes()] == []
