"""Which items of a partial failure are settled, from logs that show their ids, as users have them.

Each story has a key of its own, so that all lie in one lake.
"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analyzer import api
from tests.conftest import analyzer

Line = dict[str, Any]
URL = "https://mmapi.55-tech.com/api/v1"
TWO_OF_THREE = {"detail": "Cancelled 2 of 3 orders"}
UUID = "9f1c2d3e-0a1b-4c2d-8e3f-a0b1c2d3e4f5"
UUID_OF_CAPITALS = "0B7E6A51-93D4-4F0C-A1E2-5D6C7B8A9F00"
UNCOUNTED = {"detail": "Some orders could not be cancelled"}


def cancel(ids: object, answer: object = None, status: int = 200) -> Line:
    return {"method": "POST", "url": f"{URL}/orders/cancel", "request_body": ids,
            "status": status, "response_body": answer}  # fmt: skip


def partial(ids: object, answer: object = TWO_OF_THREE) -> Line:
    return cancel(ids, answer, 502)


def cancel_one(id: str | int, status: int = 200) -> Line:
    return {"method": "POST", "url": f"{URL}/orders/{id}/cancel", "status": status}


def query(answer: object = None, which: str = "?status=open", status: int = 200) -> Line:
    shown = {} if answer is None else {"response_body": answer}
    return {"method": "GET", "url": f"{URL}/orders{which}", "status": status, **shown}


STORIES: dict[str, list[Line]] = {
    "another order is cancelled later": [partial([1, 2, 3]), cancel([77])],
    "the remedy, with the answer to the query": [
        partial([1, 2, 3], UNCOUNTED), query([{"id": 3, "status": "open"}, {"id": 8}]),
        cancel_one(3),
    ],
    "the remedy, of a log without answers": [
        partial([1, 2, 3], UNCOUNTED), query(), cancel_one(3),
    ],
    "the remedy, but the cancel fails": [
        partial([1, 2, 3], UNCOUNTED), query(), cancel_one(3, 500),
    ],
    "one alone, where the answer counts": [partial([1, 2, 3]), cancel_one(3)],
    "more are cancelled again than had failed": [partial([1, 2, 3]), cancel([1, 2])],
    "one alone, where nothing counts": [partial([1, 2, 3], UNCOUNTED), cancel_one(3)],
    "the answer names what failed": [
        partial({"orderIds": ["a-1", "a-2"]}, {"detail": {"failed": [{"orderId": "a-2"}]}}),
    ],
    "a sentence names what failed": [partial([4, 5], {"detail": "Failed to cancel orders: 5"})],
    "a sentence says how many failed, and which": [
        partial(["o-1-0", "o-1-1", "o-1-2", "o-1-3"],
                {"detail": "2 of 4 failed: orders o-1-0, o-1-2"}),
    ],
    "a sentence has the ids behind a number of them": [
        partial([17, 18, 19], {"detail": "Could not cancel 2 orders (ids 17 and 18)"}),
    ],
    "a number of orders is none": [
        partial(None, {"detail": "Partial failure: 2 orders are still open"}),
    ],
    "each with its state": [
        partial({"orders": [{"id": 4}, {"id": 5}]},
                {"detail": [{"id": 4, "status": "cancelled"}, {"id": 5, "status": "locked"}]}),
    ],
    "gone and in conflict": [partial([1, 2], UNCOUNTED), cancel_one(1, 404), cancel_one(2, 409)],
    "a bulk cancel of the rest fails in part": [
        partial([1, 2, 3], {"detail": {"failed": [2, 3]}}),
        partial([2, 3], {"detail": {"failed": [3]}}),
    ],
    "each is looked up": [
        partial([1, 2], UNCOUNTED), query(which="/1", status=404),
        query({"id": 2, "status": "filled"}, which="/2"),
    ],
    "each is looked up, and lies in an envelope": [
        partial([1, 2, 3, 4], UNCOUNTED),
        query({"data": {"id": 1, "status": "FILLED"}}, which="/1"),
        query({"status": "ok", "result": [{"id": 2, "state": "cancelled"}]}, which="/2"),
        query({"payload": {"order": {"id": 3, "status": "closed"}}}, which="/3"),
        query([{"id": 4, "status": "expired"}], which="/4"),
    ],
    "an envelope says that the query succeeded": [
        partial([1, 2], UNCOUNTED),
        query({"status": "ok", "data": {"id": 1, "status": "open"}}, "/1"),
        query({"id": 2, "status": "open", "result": {"id": 9, "status": "ok"}}, "/2"),
    ],
    "a slash at the end": [
        partial([1, 2, 3], UNCOUNTED), query({"id": 1, "status": "filled"}, "/1/"),
        {**cancel_one(2), "url": f"{URL}/orders/2/cancel/"}, query([], "/?status=open"),
    ],
    "a UUID in another case": [
        partial([UUID, UUID_OF_CAPITALS], UNCOUNTED), cancel_one(UUID.upper()),
        query({"id": UUID_OF_CAPITALS.lower(), "status": "filled"}, f"/{UUID_OF_CAPITALS}"),
    ],
    "another word in another case is another": [partial(["a1"], UNCOUNTED), cancel_one("A1")],
    "the query asks for some alone": [partial([1], UNCOUNTED), query([], "?status=open&page=2")],
    "the query asks for those of one fixture": [
        partial([1], UNCOUNTED), {**query([]), "url": f"{URL}/fixtures/71/orders"},
    ],
    "something of an order is asked for": [partial([1], UNCOUNTED), query([], "/18/fills")],
    "the query has more pages": [
        partial([1], UNCOUNTED), query({"orders": [{"id": 5}], "next": "abc"}),
    ],
    "the query's answer is of no known form": [partial([1], UNCOUNTED), query({"count": 0})],
    "ids in the query string": [
        {"method": "DELETE", "url": f"{URL}/orders?ids=6,7", "status": 502,
         "response_body": UNCOUNTED},
        {"method": "DELETE", "url": f"{URL}/orders?ids=6", "status": 200},
    ],
    "all are cancelled, and again": [
        {"method": "DELETE", "url": f"{URL}/fixtures/71/orders/cancel-all", "status": 502,
         "response_body": {"detail": [{"orderId": 5, "status": "failed"}]}},
        {"method": "DELETE", "url": f"{URL}/fixtures/71/orders/cancel-all", "status": 404},
    ],
    "no ids are shown": [partial(None), cancel(None)],
    "the id is the key": [partial(["the key"], UNCOUNTED)],
}  # fmt: skip


def key_of(story: str) -> str:
    return f"550e8400-e29b-41d4-a716-4466554400{list(STORIES).index(story):02}"


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("items")
    lines = [
        {"ts": f"2026-11-19T10:{number:02}:{second:02}Z", "client": story,
         "request_headers": {"X-API-Key": key_of(story)}, **line}
        for number, (story, told) in enumerate(STORIES.items())
        for second, line in enumerate(told)
    ]  # fmt: skip
    text = "".join(json.dumps(line) + "\n" for line in lines)
    text = text.replace('"the key"', f'"{key_of("the id is the key")}"')
    (folder / "calls.jsonl").write_text(text)
    assert analyzer("ingest", folder / "calls.jsonl", "--lake", folder / "lake").status == 0
    return folder / "lake"


@pytest.fixture(scope="module")
def found(lake: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    return ask(lake)


def ask(lake: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The partial failures, and their items with the client."""
    with closing(api.OpenLake(lake, None, "en")) as opened:
        failures, items = (
            opened.relation(view).pl() for view in ("partial_failures", "partial_failure_items")
        )
    return failures, items.join(failures.select("failure_id", "client"), on="failure_id")


@pytest.mark.parametrize(
    ("story", "resolution", "attempts", "items", "open_items"),
    [
        ("another order is cancelled later", "open", 0, 3, 3),
        ("the remedy, with the answer to the query", "succeeded", 1, 3, 0),
        ("the remedy, of a log without answers", "succeeded", 1, 3, 0),
        ("the remedy, but the cancel fails", "failed_again", 1, 3, 1),
        ("one alone, where the answer counts", "succeeded", 1, 3, 0),
        ("one alone, where nothing counts", "open", 1, 3, 2),
        ("the answer names what failed", "open", 0, 2, 1),
        ("a sentence names what failed", "open", 0, 2, 1),
        ("a sentence says how many failed, and which", "open", 0, 4, 2),
        ("a sentence has the ids behind a number of them", "open", 0, 3, 2),
        ("more are cancelled again than had failed", "open", 1, 3, 1),
        ("each with its state", "open", 0, 2, 1),
        ("gone and in conflict", "conflict", 2, 2, 0),
        ("a bulk cancel of the rest fails in part", "failed_again", 1, 3, 1),
        ("each is looked up", "gone", 0, 2, 0),
        ("each is looked up, and lies in an envelope", "gone", 0, 4, 0),
        ("an envelope says that the query succeeded", "open", 0, 2, 2),
        ("a slash at the end", "gone", 1, 3, 0),
        ("a UUID in another case", "gone", 1, 2, 0),
        ("another word in another case is another", "open", 0, 1, 1),
        ("the query asks for some alone", "open", 0, 1, 1),
        ("the query asks for those of one fixture", "open", 0, 1, 1),
        ("something of an order is asked for", "open", 0, 1, 1),
        ("the query has more pages", "open", 0, 1, 1),
        ("the query's answer is of no known form", "open", 0, 1, 1),
        ("ids in the query string", "open", 1, 2, 1),
        ("all are cancelled, and again", "gone", 1, 1, 0),
        ("no ids are shown", "succeeded", 1, 3, 0),
    ],
)
def test_a_partial_failure_is_settled_when_its_items_are(
    found: tuple[pl.DataFrame, pl.DataFrame],
    story: str, resolution: str, attempts: int, items: int, open_items: int,
) -> None:  # fmt: skip
    first = found[0].filter(client=story).sort("ts").row(0, named=True)
    told = [first[name] for name in ("resolution", "attempts", "items", "open_items", "settled")]
    assert told == [resolution, attempts, items, open_items, items - open_items]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("the remedy, with the answer to the query",
         {"1": ("gone", "query"), "2": ("gone", "query"), "3": ("succeeded", "request")}),
        ("the remedy, of a log without answers",
         {"1": ("gone", "remedy"), "2": ("gone", "remedy"), "3": ("succeeded", "request")}),
        ("one alone, where the answer counts",
         {"1": ("succeeded", "count"), "2": ("succeeded", "count"), "3": ("succeeded", "request")}),
        ("the answer names what failed", {"a-1": ("succeeded", "answer"), "a-2": ("open", None)}),
        ("each with its state", {"4": ("succeeded", "answer"), "5": ("open", None)}),
        ("gone and in conflict", {"1": ("gone", "request"), "2": ("conflict", "request")}),
        ("each is looked up", {"1": ("gone", "query"), "2": ("gone", "query")}),
    ],
)  # fmt: skip
def test_each_item_says_what_settled_it(
    found: tuple[pl.DataFrame, pl.DataFrame], story: str, expected: dict[str, object]
) -> None:
    items = found[1].filter(client=story)
    told = items.select("item", "resolution", "settled_by").rows()
    assert {item: (resolution, by) for item, resolution, by in told} == expected


def test_a_number_of_orders_is_no_order(found: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    assert found[1].filter(client="a number of orders is none").is_empty()


def test_a_credential_is_no_readable_item(
    lake: Path, found: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    key = key_of("the id is the key")
    (item,) = found[1].filter(client="the id is the key")["item"]
    assert item == found[0].filter(client="the id is the key")["key_id"].item() != key
    assert not [f for f in lake.rglob("*") if f.is_file() and key.encode() in f.read_bytes()]


@pytest.mark.scale
def test_what_is_settled_by_hand_is_remembered_and_can_be_taken_back(
    lake: Path, found: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    (id,) = found[0].filter(client="another order is cancelled later")["failure_id"]
    ran = analyzer("settle", id, "--note", "asked by phone", "--lake", lake)
    assert (ran.status, ran.out.endswith(" settled (0 of 3 open): asked by phone\n")) == (0, True)
    assert "asked by phone" in analyzer("settle", "--lake", lake).out
    failures, items = ask(lake)
    told = failures.filter(failure_id=id).row(0, named=True)
    assert (told["resolution"], told["open_items"], told["settled"]) == ("settled", 0, 3)
    assert told["note"] == "asked by phone"
    assert told["resolved_after_s"] > 0
    assert set(items.filter(failure_id=id)["settled_by"]) == {"hand"}
    assert analyzer("settle", id, "--undo", "--lake", lake).status == 0
    assert ask(lake)[0].filter(failure_id=id)["resolution"].item() == "open"
    ran = analyzer("settle", "no-such-id", "--lake", lake)
    assert (ran.status, "no partial failure has this id" in ran.err) == (2, True)


def test_an_id_that_is_empty_settles_nothing(
    lake: Path, found: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    """As `analyzer settle "$ID"`, where the variable is not set."""
    for given in (["", "--note", "all"], [" "], ["", "--undo"]):
        ran = analyzer("settle", *given, "--lake", lake)
        assert (ran.status, ran.out, "ID: the id is empty" in ran.err) == (2, "", True)
    assert ask(lake)[0]["resolution"].to_list() == found[0]["resolution"].to_list()


def test_where_no_log_says_who_calls_all_are_one_caller(tmp_path: Path) -> None:
    calls = [("17", 0, "502 Bad Gateway"), ("18", 1, "502 Bad Gateway"), ("17", 2, "200 OK")]
    (tmp_path / "bot.log").write_text(
        "".join(
            f"2026-11-19 10:00:0{second},000 INFO httpx HTTP Request: "
            f'POST {URL}/orders/{order}/cancel "HTTP/1.1 {status}"\n'
            for order, second, status in calls
        )
    )
    assert analyzer("ingest", tmp_path / "bot.log", "--lake", tmp_path / "lake").status == 0
    failures, _ = ask(tmp_path / "lake")
    told = failures.sort("ts").select("resolution", "attempts", "open_items").rows()
    assert told == [("succeeded", 1, 0), ("open", 0, 1)]


def test_a_long_message_is_listed_in_short(tmp_path: Path) -> None:
    log, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    answer = '{"detail":"' + "x" * 3000 + '"}'
    call = f'"method":"POST","url":"https://api.55-tech.com/o/1","response_body":{answer}'
    log.write_text(f'{{"ts":"2026-11-16T10:00:00Z","status":502,{call}}}\n', "utf-8")
    assert analyzer("ingest", log, "--lake", lake).status == 0
    [line] = analyzer("settle", "--lake", lake).out.splitlines()
    assert (line.count("x"), line[-1]) == (240, "…")
