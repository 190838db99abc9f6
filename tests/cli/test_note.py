"""`analyzer note`: events from outside, a person's own and those of status pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import analyzer, lake_of, rest_long, rows

Line = dict[str, Any]
ONE = '{"ts":"2026-11-16T10:00:00Z","url":"https://api.tickdb.ai/v1/x","status":200}'
STATUSPAGE = {
    "page": {"id": "p", "name": "TickDB Status"},
    "incidents": [
        {
            "id": "i1",
            "name": "Elevated errors",
            "status": "resolved",
            "created_at": "2026-11-16T12:25:00+02:00",
            "started_at": "2026-11-16T12:20:00+02:00",
            "resolved_at": "2026-11-16T12:35:00+02:00",
        },
        {"id": "i2", "name": "Slow", "status": "investigating", "created_at": "2026-11-17T01:00Z"},
    ],
}
BETTER_STACK = {
    "data": {"id": "1", "type": "status_page", "attributes": {"company_name": "Zero"}},
    "included": [
        {"id": "s", "type": "status_page_section", "attributes": {"name": "API"}},
        {
            "id": "7",
            "type": "status_report",
            "attributes": {
                "title": "Maintenance",
                "starts_at": "2026-11-16T09:00:00.000Z",
                "ends_at": "2026-11-16T09:30:00.000Z",
            },
        },
    ],
}


@pytest.mark.scale
def test_a_note_is_listed_with_its_time_and_can_be_removed(ingested: Callable[..., Path]) -> None:
    lake = ingested(ONE)
    at = ("--at", "2026-11-16T11:30:00+02:00", "--vendor", "tickdb")
    said = analyzer("note", "deployed 1.4", *at, "--lake", lake).out
    assert said.endswith(" 2026-11-16 09:30:00Z tickdb: deployed 1.4\n")
    assert analyzer("note", "deployed 1.4", *at, "--lake", lake).status == 0
    assert analyzer("note", "--lake", lake).out == said
    assert analyzer("note", "--remove", said.split()[0], "--lake", lake).status == 0
    assert analyzer("note", "--lake", lake).out == ""


def test_a_note_of_a_vendor_that_nobody_knows_is_refused_and_not_kept(
    ingested: Callable[..., Path],
) -> None:
    lake = ingested(ONE)
    ran = analyzer("note", "down", "--vendor", "nobody", "--lake", lake)
    assert (ran.status, ran.out) == (2, "")
    assert "--vendor nobody: no such vendor. Known: " in ran.err
    assert analyzer("note", "--lake", lake).out == ""


@pytest.mark.parametrize(
    ("feed", "listed"),
    [
        (STATUSPAGE, ["statuspage-i1 2026-11-16 10:20:00Z to 2026-11-16 10:35:00Z: Elevated errors",
                      "statuspage-i2 2026-11-17 01:00:00Z: Slow"]),
        (BETTER_STACK, ["betterstack-7 2026-11-16 09:00:00Z to 2026-11-16 09:30:00Z: Maintenance"]),
    ],
    ids=["Statuspage", "Better Stack"],
)  # fmt: skip
def test_the_incidents_of_a_status_page_are_notes_and_the_same_when_read_again(
    feed: dict[str, Any], listed: list[str], ingested: Callable[..., Path], tmp_path: Path
) -> None:
    lake, file = ingested(ONE), tmp_path / "feed.json"
    file.write_text(json.dumps(feed), "utf-8")
    first = analyzer("note", "--feed", file, "--lake", lake).out
    assert first.endswith(f": {len(listed)} incidents, {len(listed)} new or changed\n")
    again = analyzer("note", "--feed", file, "--lake", lake).out
    assert again.endswith(f": {len(listed)} incidents, 0 new or changed\n")
    assert analyzer("note", "--lake", lake).out.splitlines() == listed


@pytest.mark.parametrize(
    "content", rest_long(["[" * 99_999, "{}", "[]", "no JSON", '{"incidents": [{}]}'])
)
def test_what_is_no_feed_is_one_sentence(
    content: str, ingested: Callable[..., Path], tmp_path: Path
) -> None:
    file = tmp_path / "feed.json"
    file.write_text(content, "utf-8")
    ran = analyzer("note", "--feed", file, "--lake", ingested(ONE))
    assert ran.status == 2
    assert "is no status feed. Give Statuspage's incidents.json" in ran.err


FINE = {"id": "ok", "name": "Fine", "created_at": "2026-11-16T10:00:00Z"}
REPORT = {"type": "status_report"}
STARTS = {"starts_at": "2026-11-16T10:00:00Z"}
UPDATED = {"data": [{"id": "1"}]}


@pytest.mark.parametrize(
    "odd",
    rest_long(
        [
            {**FINE, "id": "odd", "created_at": "0001-01-01T00:00:00Z"},
            {**FINE, "id": "odd", "created_at": "9999-12-31T23:59:59-14:00"},
            {**FINE, "id": "odd", "created_at": 1763287200},
            {**FINE, "id": "odd", "resolved_at": "soon"},
            {**FINE, "id": "odd", "name": None},
            {"id": "odd"},
            {"name": "x", "created_at": "2026-11-16T10:00:00Z"},
            "text",
            None,
        ],
        first=2,
    ),
)
def test_an_incident_of_statuspage_that_cannot_be_read_is_told_and_the_others_are_notes(
    odd: object, ingested: Callable[..., Path], tmp_path: Path
) -> None:
    lake, file = ingested(ONE), tmp_path / "feed.json"
    file.write_text(json.dumps({"page": ["no name"], "incidents": [odd, FINE]}), "utf-8")
    ran = analyzer("note", "--feed", file, "--lake", lake)
    which = "odd" if isinstance(odd, dict) and "id" in odd else "1"
    told = f"analyzer: {file}, incident {which}: cannot be read; the others were\n"
    assert (ran.status, ran.err) == (1, told)
    assert ran.out == f"{file}: 1 incidents, 1 new or changed\n"
    noted = analyzer("note", "--lake", lake).out
    assert noted == "statuspage-ok 2026-11-16 10:00:00Z: Fine\n"


def test_a_report_of_better_stack_that_cannot_be_read_is_told_and_the_others_are_notes(
    ingested: Callable[..., Path], tmp_path: Path
) -> None:
    """An update that does not say when it was published takes nothing from its report."""
    lake, file = ingested(ONE), tmp_path / "feed.json"
    included = [
        "text",
        {"id": "1", "type": "status_update", "attributes": {"published_at": "?"}},
        {"id": "2", "type": "status_update"},
        {**REPORT, "id": "7", "attributes": None},
        {**REPORT, "id": "8", "attributes": {"title": "x", "starts_at": None}},
        {
            **REPORT,
            "id": "9",
            "attributes": {"title": "Fine", **STARTS},
            "relationships": {"status_updates": UPDATED},
        },
    ]
    file.write_text(json.dumps({"data": [], "included": included}), "utf-8")
    ran = analyzer("note", "--feed", file, "--lake", lake)
    assert ran.status == 1
    assert [line.split(", ")[1] for line in ran.err.splitlines()] == [
        f"incident {id}: cannot be read; the others were" for id in (7, 8)
    ]
    noted = analyzer("note", "--lake", lake).out
    assert noted == "betterstack-9 2026-11-16 10:00:00Z: Fine\n"


def test_what_an_incident_is_called_is_text_without_secrets(
    ingested: Callable[..., Path], tmp_path: Path
) -> None:
    """Half of a surrogate pair is no text; a page may begin with a byte order mark."""
    lake, file = ingested(ONE), tmp_path / "feed.json"
    named = {**FINE, "name": "\ud800 token=Kq9ZxW7vBn4LmPq3RtY28c"}
    file.write_text("\ufeff" + json.dumps({"incidents": [named]}), "utf-8")
    ran = analyzer("note", "--feed", file, "--lake", lake)
    assert (ran.status, ran.err) == (0, "")
    noted = analyzer("note", "--lake", lake).out
    assert noted == "statuspage-ok 2026-11-16 10:00:00Z: ? token=REDACTED\n"


@pytest.mark.parametrize("time", rest_long(["9999-12-31T23:59:59-14:00", "noon", "0001-01-01"]))
def test_a_time_that_is_none_is_one_sentence(time: str, ingested: Callable[..., Path]) -> None:
    ran = analyzer("note", "x", "--at", time, "--lake", ingested(ONE))
    assert (ran.status, ran.out) == (2, "")
    assert f'--at: "{time}" is no time' in ran.err


def test_an_incident_that_a_feed_lists_twice_is_one(
    ingested: Callable[..., Path], tmp_path: Path
) -> None:
    lake, file = ingested(ONE), tmp_path / "feed.json"
    incidents: Any = STATUSPAGE["incidents"]
    first, second = incidents
    told = [second, {**second, "name": "Slower"}, first]
    file.write_text(json.dumps({**STATUSPAGE, "incidents": told}), "utf-8")
    said = analyzer("note", "--feed", file, "--lake", lake).out
    assert said.endswith(": 2 incidents, 2 new or changed\n")
    again = analyzer("note", "--feed", file, "--lake", lake).out
    assert again.endswith(": 2 incidents, 0 new or changed\n")
    assert "Slower" in analyzer("note", "--lake", lake).out


def test_an_incident_that_ends_before_it_began_has_no_end(
    ingested: Callable[..., Path], tmp_path: Path
) -> None:
    """As where somebody set its start by hand, and wrong."""
    lake, file = ingested(ONE), tmp_path / "feed.json"
    times = {"created_at": "2026-11-16T10:20:00Z", "resolved_at": "2026-11-16T10:10:00Z"}
    feed = {"incidents": [{"id": "i1", "name": "Slow", "status": "resolved", **times}]}
    file.write_text(json.dumps(feed), "utf-8")
    assert analyzer("note", "--feed", file, "--lake", lake).status == 0
    told = "statuspage-i1 2026-11-16 10:20:00Z: Slow\n"
    assert analyzer("note", "--lake", lake).out == told


def test_a_note_without_words_is_one_sentence(ingested: Callable[..., Path]) -> None:
    lake = ingested(ONE)
    ran = analyzer("note", " ", "--lake", lake)
    assert (ran.status, ran.out) == (2, "")
    assert "TEXT: the note is empty. Say what happened." in ran.err
    assert analyzer("note", "--lake", lake).out == ""


@pytest.mark.scale
def test_a_note_keeps_no_secret(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    body = {"detail": "Cancelled 3 of 5 orders"}
    failed = {"url": "https://mmapi.55-tech.com/x", "status": 502, "response_body": body}
    lake_of(tmp_path, {"ts": "2026-11-16T10:00:00Z", "method": "POST"} | failed)
    key = "Kq9ZxW7vBn4LmPq3RtY28c"
    ran = analyzer("note", f"new token={key}, old key: {key}", "--lake", lake)
    assert ran.out.endswith("new token=REDACTED, old key: REDACTED\n")
    (id,) = (row["failure_id"] for row in rows(lake, "SELECT failure_id FROM partial_failures"))
    assert analyzer("settle", id, "--note", f"with api_key={key}", "--lake", lake).status == 0
    written = [path for path in lake.rglob("*") if path.is_file()]
    assert [path for path in written if key.encode() in path.read_bytes()] == []
    assert rows(lake, "SELECT note FROM partial_failures") == [{"note": "with api_key=REDACTED"}]


@pytest.mark.scale
def test_failures_now_and_then_did_not_foretell_an_incident_of_hours_later(
    ingested: Callable[..., Path], tmp_path: Path
) -> None:
    call: Line = {"client": "bot", "url": "https://h.example/v1/x"}
    page, coded = "<html>bad gateway</html>", {"error": {"code": "E10", "message": "upstream"}}
    lake = ingested(
        *(
            call | {"ts": f"2026-11-16T{hour:02}:00:00Z", "status": 504, "response_body": body}
            for hour, body in ((1, page), (5, coded), (9, page), (12, page), (20, page))
        )
    )
    feed = tmp_path / "incidents.json"
    incident = {"id": "a", "name": "API down", "started_at": "2026-11-16T11:00:00Z"}
    feed.write_text(json.dumps({"page": {"name": "Hex"}, "incidents": [incident]}), "utf-8")
    assert analyzer("note", "--feed", feed, "--vendor", "h.example", "--lake", lake).status == 0
    [document] = json.loads(analyzer("report", "--lake", lake, "--format", "json").out)
    [item] = [one for one in document["attention"] if one["kind"] == "gateway"]
    told = "\n".join(item["evidence"])
    assert "knew first" not in told
    assert "Meanwhile the status page Hex told of API down, at 11:00:00." in told
    # A vendor's code is no status.
    assert "HTTP 504: 4 failures" in told
    assert "\nE10: 1 failure" in f"\n{told}"


@pytest.mark.scale
@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("10:12", "Our requests knew first: 12 min before the status page Zero told of API down"),
        (
            "09:45",
            "The status page Zero knew first: it told of API down at 09:45:00, 15 min before",
        ),
        ("10:00", "The status page Zero told of API down at 10:00:00, within a minute"),
    ],
)
@pytest.mark.parametrize("feed", ["statuspage", "better_stack"])
def test_the_report_says_who_knew_first_of_an_outage_and_what_was_done_before(
    ingested: Callable[..., Path], tmp_path: Path, feed: str, told: str, said: str
) -> None:
    call: Line = {"client": "bot", "url": "https://api.zeromarkets.com/v1/x"}
    lake = ingested(
        *(
            call | {"ts": f"2026-11-16T10:{minute:02}:00Z", "status": 503 if minute < 20 else 200}
            for minute in range(40)
        )
    )
    published, began = f"2026-11-16T{told}:00Z", "2026-11-16T09:40:00Z"
    documents = {
        "statuspage": {
            "page": {"name": "Zero"},
            "incidents": [
                {"id": "a", "name": "API down", "started_at": began, "created_at": published}
            ],
        },
        "better_stack": {
            "data": {"attributes": {"company_name": "Zero"}},
            "included": [
                {
                    "id": "7",
                    "type": "status_report",
                    "attributes": {"title": "API down", "starts_at": began},
                    "relationships": {"status_updates": {"data": [{"id": "8"}, {"id": "9"}]}},
                },
                *(
                    {"id": id, "type": "status_update", "attributes": {"published_at": at}}
                    for id, at in (("8", "2026-11-16T11:00:00Z"), ("9", published))
                ),
            ],
        },
    }
    file = tmp_path / "feed.json"
    file.write_text(json.dumps(documents[feed]), "utf-8")
    for arguments in (
        ("--feed", file, "--vendor", "zeromarkets"),
        ("deployed 1.4", "--at", "2026-11-16T09:30:00Z"),
        ("long before", "--at", "2026-11-16T08:30:00Z"),
        ("of others", "--at", "2026-11-16T09:30:00Z", "--vendor", "tickdb"),
    ):
        assert analyzer("note", *arguments, "--lake", lake).status == 0
    (report,) = json.loads(analyzer("report", "--lake", lake, "--format", "json").out)
    (item,) = (one for one in report["attention"] if one["kind"] == "outage")
    told_of = [line for line in item["evidence"] if "status page" in line]
    assert [line.startswith(said) for line in told_of] == [True]
    noted = [line for line in item["evidence"] if line.startswith("Noted")]
    assert noted == ["Noted at 09:30:00: deployed 1.4."]


@pytest.mark.scale
def test_what_the_page_of_another_vendor_or_time_tells_is_no_part_of_an_outage(
    ingested: Callable[..., Path], tmp_path: Path
) -> None:
    call: Line = {"client": "bot", "url": "https://api.zeromarkets.com/v1/x"}
    lake = ingested(
        *(
            call | {"ts": f"2026-11-16T12:{minute:02}:00Z", "status": 503 if minute < 20 else 200}
            for minute in range(40)
        )
    )
    file = tmp_path / "feed.json"
    file.write_text(json.dumps(STATUSPAGE), "utf-8")
    for vendor in ("zeromarkets", "tickdb"):
        ran = analyzer("note", "--feed", file, "--vendor", vendor, "--lake", lake)
        assert ran.status == 0
        assert "status page" not in analyzer("report", "--lake", lake).out.lower()
