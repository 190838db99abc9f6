"""Whose fault, and what is still open: the report says what the views say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import analyzer, rows
from tests.report.reports import sql_lines

pytestmark = pytest.mark.one_in(4)

Line = dict[str, Any]


def call(minute: str, host: str, client: str | None, **more: Any) -> Line:
    return {
        "ts": f"2026-11-10T{minute}Z", "client": client, "method": "GET",
        "url": f"https://{host}/v1/x",
    } | more  # fmt: skip


def report(lake: Path, day: str) -> dict[str, Any]:
    ran = analyzer("report", "--lake", lake, "--date", day, "--format", "json")
    (found,) = json.loads(ran.out)
    return dict(found)


@pytest.mark.scale
def test_a_vendor_that_refuses_four_clients_is_at_fault_wherever_one_looks(
    ingested: Callable[..., Path],
) -> None:
    clients = ("a", "b", "c", "d")
    refused: list[Line] = [
        call(f"10:{minute:02}:{10 * n:02}", "api.tickdb.ai", client, error="connection refused")
        for minute in range(10)
        for n, client in enumerate(clients)
    ]
    answered = [
        call(f"10:{minute:02}:{10 * n:02}", "api.zeromarkets.com", client, status=200)
        for minute in range(10)
        for n, client in enumerate(clients)
    ]
    alone = [call("15:00:00", "api.tickdb.ai", "a", error="connection refused")]
    lake = ingested(*refused, *answered, *alone)
    (seen,) = rows(lake, "SELECT fault, failures FROM incidents WHERE since < '2026-11-10 12:00Z'")
    assert (seen["fault"], seen["failures"]) == ("vendor", 40)
    found = report(lake, "2026-11-10")
    (item,) = [item for item in found["attention"] if item["kind"] == "silence"]
    assert (item["fault"], item["failures"], item["vendor"]) == ("vendor", 40, "tickdb")
    assert len(rows(lake, item["sql"])) == 40
    (rest,) = [item for item in found["attention"] if item["kind"] == "unanswered"]
    assert (rest["fault"], rest["failures"]) == ("unknown", 1)
    assert len(rows(lake, rest["sql"])) == 1


@pytest.mark.scale
def test_what_is_half_done_is_in_every_report_until_it_is_settled(
    ingested: Callable[..., Path],
) -> None:
    host, at = "mmapi.55-tech.com", "2026-11-{}T10:00:00Z"
    half_done = call("10:00:00", host, "bot", status=502, response_body={"detail": "1 of 2 failed"})
    lake = ingested(
        half_done | {"method": "POST", "url": f"https://{host}/api/v1/orders/7/cancel"},
        call("10:00:00", host, "bot", status=200) | {"ts": at.format(11)},
        call("10:00:00", host, "bot", status=200) | {"ts": at.format(12)},
    )
    for day in ("2026-11-10", "2026-11-11", "2026-11-12"):
        found = report(lake, day)
        assert [row["path"] for row in found["open_partial_failures"]] == [
            "/api/v1/orders/7/cancel"
        ]
        assert found["figures"]["partial_open"] == 1
        (item,) = [item for item in found["attention"] if item["kind"] == "partial_open"]
        assert item["first_seen"] == "2026-11-10T10:00:00Z"
        assert len(rows(lake, item["sql"])) == 1


@pytest.mark.scale
def test_open_partial_failures_are_told_without_those_that_failed_again(
    ingested: Callable[..., Path],
) -> None:
    host = "mmapi.55-tech.com"
    calls = [("09:00:00", "one", 7, 502), ("09:00:05", "one", 7, 500), ("10:00:00", "two", 8, 502)]
    lake = ingested(
        *(
            call(at, host, client, status=status, response_body={"detail": "x"})
            | {"method": "POST", "url": f"https://{host}/api/v1/orders/{order}/cancel"}
            for at, client, order, status in calls
        )
    )
    attention = report(lake, "2026-11-10")["attention"]
    (item,) = [item for item in attention if item["kind"] == "partial_open"]
    assert (item["failures"], item["clients"]) == (1, ["two"])
    assert item["first_seen"] == item["since"] == item["last_seen"] == "2026-11-10T10:00:00Z"
    assert [row["client"] for row in rows(lake, item["sql"])] == ["two"]


@pytest.mark.scale
def test_unlisted_codes_are_counted_in_the_period_alone(ingested: Callable[..., Path]) -> None:
    unlisted = {"response_body": {"code": 2099, "message": "?"}, "status": 200}
    lake = ingested(
        call("10:00:00", "api.tickdb.ai", "bot", **unlisted),
        call("10:00:00", "api.tickdb.ai", "bot", status=200) | {"ts": "2026-11-11T10:00:00Z"},
        call("10:00:00", "api.tickdb.ai", "bot", **unlisted) | {"ts": "2026-11-12T10:00:00Z"},
    )
    counts = [report(lake, f"2026-11-{day}")["figures"]["unlisted_codes"] for day in (10, 11, 12)]
    assert counts == [1, 0, 1]


@pytest.mark.scale
def test_one_refusal_is_no_stopped_key(ingested: Callable[..., Path]) -> None:
    key = {"request_headers": {"X-API-Key": "0d5f4c1e-4a52-4a0b-9a58-2e3f6a1b7c8d"}}
    refused = {"status": 200, "response_body": {"code": 1001, "message": "Invalid"}}
    lake = ingested(
        call("10:00:00", "api.tickdb.ai", "bot", status=200, **key),
        call("10:01:00", "api.tickdb.ai", "bot", **refused, **key),
    )
    assert "key_stopped" not in {item["kind"] for item in report(lake, "2026-11-10")["attention"]}


@pytest.mark.scale
def test_what_began_before_the_period_says_when(ingested: Callable[..., Path]) -> None:
    dead, used_up = (
        {"request_headers": {"X-API-Key": f"0d5f4c1e-4a52-4a0b-9a58-2e3f6a1b7c{n}"}}
        for n in (10, 20)
    )
    invalid = {"status": 200, "response_body": {"code": 1001, "message": "Invalid"}, **dead}
    exhausted = {"status": 200, "response_body": {"code": 3002, "message": "Quota"}, **used_up}
    bearer = {"request_headers": {"Authorization": "Bearer 0d5f4c1e-4a52-4a0b-9a58-2e3f6a1b7c30"}}
    tickdb, trading = "api.tickdb.ai", "api.zeromarkets.com"

    def at(day: int, minute: str, host: str, client: str, **more: Any) -> Line:
        return call(minute, host, client, **more) | {"ts": f"2026-11-{day}T{minute}Z"}

    wrong = {"status": 401, "response_body": {"detail": "Invalid API key"}, **bearer}
    out = [f"23:{minute}:00" for minute in range(50, 60)], [f"00:{n:02}:00" for n in range(12)]
    lake = ingested(
        at(10, "09:00:00", tickdb, "bot", **invalid),  # a slip, after which the key worked again
        at(10, "10:00:00", tickdb, "bot", status=200, **dead),
        at(10, "11:00:00", tickdb, "bot", **invalid),
        at(10, "14:38:00", tickdb, "feed", **exhausted),
        at(10, "16:00:00", "mmapi.55-tech.com", "desk", **wrong),
        *(at(11, minute, trading, "bot", status=503) for minute in out[0]),
        *(at(12, minute, trading, "bot", status=503) for minute in out[1]),
        at(12, "18:01:44", tickdb, "bot", **invalid),
        at(12, "18:02:00", tickdb, "bot", **invalid),
        at(12, "18:03:00", tickdb, "feed", **exhausted),
        at(12, "18:04:00", "mmapi.55-tech.com", "desk", **wrong),
        at(12, "18:05:00", trading, "bot", status=200),
    )
    found = report(lake, "2026-11-12")
    items = {item["kind"]: item for item in found["attention"]}
    assert {kind: items[kind]["since"] for kind in ("key_stopped", "quota", "wrong_header")} == {
        "key_stopped": "2026-11-10T11:00:00Z",
        "quota": "2026-11-10T14:38:00Z",
        "wrong_header": "2026-11-10T16:00:00Z",
    }
    assert items["outage"]["since"] == "2026-11-11T23:50:00Z"
    assert items["key_stopped"]["title"].endswith("stopped working at 2026-11-10 11:00:00")
    assert "It began before this period, at 2026-11-10 14:38:00." in items["quota"]["evidence"]
    for item in items.values():
        assert item["first_seen"] >= "2026-11-12"
        assert len(rows(lake, item["sql"])) == item["failures"]


@pytest.mark.scale
def test_a_last_day_that_is_not_over_is_compared_with_the_same_hours(
    ingested: Callable[..., Path],
) -> None:
    def hourly(day: int, hours: int) -> list[Line]:
        one = call("10:00:00", "api.tickdb.ai", "bot", status=200)
        return [one | {"ts": f"2026-11-{day}T{hour:02}:00:00Z"} for hour in range(hours)]

    lake = ingested(*hourly(11, 24), *hourly(12, 6))
    found = report(lake, "2026-11-12")
    assert found["compared_with"] == {
        "since": "2026-11-11T00:00:00Z", "until": "2026-11-11T05:01:00Z", "zone": "UTC",
    }  # fmt: skip
    assert (found["figures"]["requests"], found["figures_before"]["requests"]) == (6, 6)
    whole = report(lake, "2026-11-11")
    assert whole["figures"]["requests"] == 24


def items(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {item["kind"]: item for item in found["attention"]}


def with_key(number: int) -> dict[str, str]:
    return {"X-API-Key": f"11111111-1111-4111-8111-{number:012}"}


def frame(minute: str, connection: str, **more: Any) -> Line:
    return {"ts": f"2026-11-10T{minute}Z", "protocol": "websocket", "client": "feed",
            "connection": connection} | more  # fmt: skip


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Days of keys that are refused: by a close without a word, now and then, and all of them."""
    host = "mmapi.55-tech.com"
    lines: list[Line] = []
    for n, start in enumerate(("10:00", "10:01")):
        asked = {"cmd": "subscribe", "apiKey": with_key(1)["X-API-Key"]}
        lines += [
            frame(f"{start}:00", f"c{n}", event="open", url=f"wss://{host}/ws"),
            frame(f"{start}:01", f"c{n}", direction="sent", message=asked),
            frame(f"{start}:02", f"c{n}", direction="received",
                  message={"cmd": "subscribe", "code": 0, "message": "success"}),
            frame(f"{start}:30", f"c{n}", event="close", close_code=1008,
                  reason=("slow consumer", None)[n]),
        ]  # fmt: skip
    for n, status in enumerate((200, 401, 200, 401, 200)):
        lines.append(call(f"12:0{n}:00", host, "now-and-then", status=status,
                          request_headers=with_key(2)))  # fmt: skip
    for n, client in enumerate(("a", "b")):
        lines.append(call("13:00:00", host, client, status=200, request_headers=with_key(3 + n)))
        refused = [
            call(f"14:{minute:02}:0{n}", host, client, status=401, request_headers=with_key(3 + n))
            for minute in range(10)
        ]
        lines += refused
    silent = [
        call(f"{hour}:{minute:02}:0{n}", host, None, client_ip=f"10.0.0.{n}", **told)
        for hour, host, told in (
            (16, "api.tickdb.ai", {"error": "connection refused"}),
            (16, "api.zeromarkets.com", {"status": 200}),
        )
        for minute in range(10)
        for n in (1, 2)
    ]
    folder = tmp_path_factory.mktemp("keys")
    log = folder / "calls.jsonl"
    log.write_text("".join(json.dumps(line) + "\n" for line in [*lines, *silent]), "utf-8")
    assert analyzer("ingest", log, "--lake", folder / "lake").status == 0
    return folder / "lake"


@pytest.mark.scale
def test_a_close_without_a_word_of_the_key_is_no_stopped_key(keys: Path) -> None:
    (stopped,) = rows(
        keys, "SELECT DISTINCT cause, refuses_key FROM auth_failures WHERE client = 'feed'"
    )
    assert stopped == {"cause": "unknown", "refuses_key": False}
    found = report(keys, "2026-11-10")["attention"]
    assert {c for i in found if i["kind"] == "key_stopped" for c in i["clients"]} == {"a", "b"}


@pytest.mark.scale
def test_a_key_that_is_refused_now_and_then_has_not_stopped(keys: Path) -> None:
    found = report(keys, "2026-11-10")["attention"]
    assert ["now-and-then" in i["clients"] for i in found if i["kind"] == "auth"] == [True]


@pytest.mark.scale
def test_what_was_refused_to_everybody_is_the_vendors_fault_in_the_report_too(keys: Path) -> None:
    (seen,) = rows(keys, "SELECT fault, fault_by FROM incidents WHERE since = '2026-11-10 14:00Z'")
    assert seen == {"fault": "vendor", "fault_by": "everyone"}
    found = report(keys, "2026-11-10")["attention"]
    assert [i["fault"] for i in found if i["kind"] == "key_stopped"] == ["vendor", "vendor"]


@pytest.mark.scale
@pytest.mark.parametrize(("status", "kind"), [(502, "gateway"), (422, "client_errors")])
def test_what_fails_for_everybody_twice_is_the_vendors_fault_whatever_the_status(
    ingested: Callable[..., Path], status: int, kind: str
) -> None:
    failed = [
        call(f"{hour}:{minute:02}:{n:02}", "api.example.org", client, status=status,
             request_headers=with_key(n))
        for hour in (10, 15)
        for minute in range(12)
        for n, client in enumerate(("a", "b"))
    ]  # fmt: skip
    lake = ingested(*failed)
    (seen,) = rows(lake, "SELECT DISTINCT fault, fault_by FROM incidents")
    assert seen == {"fault": "vendor", "fault_by": "everyone"}
    item = items(report(lake, "2026-11-10"))[kind]
    assert item["fault"] == "vendor"
    assert "status page" in item["remedy"]
    answered = [
        call(
            f"15:{minute:02}:{n:02}",
            "api.example.org",
            "c",
            status=200,
            request_headers=with_key(3),
        )
        for minute in range(12)
        for n in range(3)
    ]
    item = items(report(ingested(*answered), "2026-11-10"))[kind]
    assert item["fault"] == ("network" if kind == "gateway" else "client")


@pytest.mark.scale
def test_requests_without_an_answer_are_not_to_be_repeated_as_if_none_had_arrived(
    ingested: Callable[..., Path],
) -> None:
    errors = ("connection refused", "ECONNRESET", "getaddrinfo ENOTFOUND", "certificate expired")
    lost = [
        call(f"10:00:{n:02}", "api.example.org", "bot", error=error) | {"method": "POST"}
        for n, error in enumerate(errors)
    ]
    item = items(report(ingested(*lost), "2026-11-10"))["unanswered"]
    assert "before repeating a write" in item["remedy"]


@pytest.mark.scale
def test_a_vendor_that_answers_nothing_is_no_failure_now_and_then_however_seldom_it_is_called(
    ingested: Callable[..., Path],
) -> None:
    # Too far apart to be a burst of anybody's.
    hours = [f"{hour:02}:00:00" for hour in range(12)]
    lost = [call(at, "mute.example.org", "bot", error="ReadTimeout: none") for at in hours]
    now_and_then = [call(hours[0], "api.example.org", "bot", error="ReadTimeout: none")]
    now_and_then += [call(at, "api.example.org", "bot", status=200) for at in hours]
    day_after = [one | {"ts": one["ts"].replace("10T", "11T")} for one in now_and_then]
    lake = ingested(*lost, *now_and_then, *day_after)
    item = items(report(lake, "2026-11-10"))["unanswered"]
    assert (item["severity"], item["failures"]) == ("look", 13)
    assert item["evidence"][0] == "mute.example.org answered none of 12 requests."
    assert not any("now and then" in said for said in item["evidence"])
    (run,) = rows(lake, f"SELECT count(*) AS n FROM ({item['sql']})")
    assert run["n"] == 13
    item = items(report(lake, "2026-11-11"))["unanswered"]
    assert (item["severity"], item["failures"]) == ("note", 1)
    assert "1 now and then, at api.example.org" in item["evidence"][0]


@pytest.mark.scale
def test_a_key_that_stopped_before_the_period_tells_which_failures_are_counted(
    ingested: Callable[..., Path],
) -> None:
    lines = [call("10:00:00", "api.tickdb.ai", "bot", status=200, request_headers=with_key(1))]
    lines += [
        call("00:00:00", "api.tickdb.ai", "bot", status=401, request_headers=with_key(1))
        | {"ts": ts}
        for ts in ("2026-11-10T11:00:00Z", "2026-11-10T12:00:00Z", "2026-11-11T09:00:00Z")
    ]
    stopped = items(report(ingested(*lines), "2026-11-11"))["key_stopped"]
    assert any("; in this period 1 failure at 09:00:00" in told for told in stopped["evidence"])


def test_a_silence_of_programs_without_names_names_no_empty_list(keys: Path) -> None:
    silence = items(report(keys, "2026-11-10"))["silence"]
    assert (silence["clients"], silence["fault"]) == ([None], "vendor")
    assert "by unnamed client, from" in silence["evidence"][0]


@pytest.mark.scale
def test_a_limit_that_nobody_states_is_told_as_what_was_answered_at_least(
    ingested: Callable[..., Path],
) -> None:
    answers = [
        call(f"10:00:{n:02}", "api.tickdb.ai", "bot", status=200, request_headers=with_key(1))
        for n in range(3)
    ]
    refused = call("10:00:05", "api.tickdb.ai", "bot", status=429, request_headers=with_key(1))
    throttled = items(report(ingested(*answers, refused), "2026-11-10"))["throttled"]
    assert "at least 3 in 60 s were all answered" in throttled["evidence"][0]
    assert "%" not in throttled["evidence"][0]


@pytest.mark.scale
def test_failures_under_success_name_who_had_them_and_no_other(
    ingested: Callable[..., Path],
) -> None:
    body = {"code": 2001, "message": "Invalid parameter: symbol is required"}
    lake = ingested(
        call("10:00:00", "api.tickdb.ai", "told-by-status", status=400, response_body=body),
        call("10:01:00", "api.tickdb.ai", "told-by-body", status=200, response_body=body),
        call("10:02:00", "api.tickdb.ai", "told-by-status", status=400, response_body=body),
    )
    items = report(lake, "2026-11-10")["attention"]
    (item,) = [item for item in items if item["kind"] == "under_success"]
    assert (item["clients"], item["failures"]) == (["told-by-body"], 1)
    assert item["first_seen"] == item["last_seen"] == "2026-11-10T10:01:00Z"
    assert item["evidence"][0] == "Codes: 2001 (1)."


@pytest.mark.scale
def test_of_a_key_that_worked_nobody_is_told_to_send_it_in_another_header(
    ingested: Callable[..., Path],
) -> None:
    host, key = "mmapi.55-tech.com", {"request_headers": with_key(7)}
    refused = {"status": 401, "response_body": {"detail": "Invalid or missing API key"}}
    lake = ingested(
        call("10:00:00", host, "mm-bot", status=200, **key),
        call("10:01:00", host, "mm-bot", **refused, **key),
        call("10:02:00", host, "mm-bot", **refused, **key),
    )
    stopped = items(report(lake, "2026-11-10"))["key_stopped"]
    assert stopped["remedy"].startswith("Compare it with the key in use elsewhere, and ask 55-Tech")


@pytest.mark.scale
def test_a_key_stopped_when_it_was_answered_last_and_not_at_a_slip_before(
    ingested: Callable[..., Path],
) -> None:
    host = "api.shipper.example"
    answers = (200, 401, 401, 200, 401, 200, 401, 401, 401)
    lake = ingested(
        *(
            call(f"10:0{n}:00", host, "bot", status=status, request_headers=with_key(8))
            for n, status in enumerate(answers)
        ),
        call("10:09:00", host, "other", status=401, request_headers=with_key(9)),
    )
    found = items(report(lake, "2026-11-10"))
    stopped, slips = found["key_stopped"], found["auth"]
    assert (stopped["since"], stopped["failures"]) == ("2026-11-10T10:06:00Z", 3)
    assert "last success 10:05:00, then 3 failures" in stopped["evidence"][0]
    assert slips["failures"] == 4
    for item in (stopped, slips):
        assert len(rows(lake, item["sql"])) == item["failures"]
    (key,) = rows(lake, "SELECT dead_since FROM key_health WHERE state = 'dead'")
    assert key["dead_since"] == stopped["since"]


@pytest.mark.scale
def test_a_key_with_which_a_part_was_done_had_worked_until_then(
    ingested: Callable[..., Path],
) -> None:
    lake = ingested(
        *(
            call(
                f"10:0{n}:00",
                "mmapi.55-tech.com",
                "bot",
                status=status,
                request_headers=with_key(8),
            )
            | {"method": "POST", "url": "https://mmapi.55-tech.com/api/v1/orders/cancel-all"}
            for n, status in enumerate((502, 401, 401, 401))
        )
    )
    stopped = items(report(lake, "2026-11-10"))["key_stopped"]
    assert "last success 10:00:00, then 3 failures" in stopped["evidence"][0]
    (key,) = rows(lake, "SELECT last_success, dead_since FROM key_health WHERE state = 'dead'")
    assert key == {"last_success": "2026-11-10T10:00:00Z", "dead_since": "2026-11-10T10:01:00Z"}


@pytest.mark.scale
def test_what_came_once_is_told_with_one_time_and_less_loudly(
    ingested: Callable[..., Path],
) -> None:
    key = {"status": 401, "request_headers": {"X-API-Key": "abcdefghijklmnop"}}
    once, again, answered = (
        call(at, "api.zeromarkets.com", "bot", **key) for at in ("06:15:00", "06:20:00", "06:25:00")
    )
    for lines, told, severity in (
        ((once,), "At 06:15:00.", "look"),
        ((once, again), "From 06:15:00 to 06:20:00.", "act"),
        ((once, again, answered | {"status": 200}), "From 06:15:00 to 06:20:00.", "note"),
    ):
        found = report(ingested(*lines), "2026-11-10")["attention"]
        (item,) = (one for one in found if one["kind"] == "wrong_header")
        assert (item["evidence"][0], item["severity"]) == (told, severity)


@pytest.mark.scale
def test_another_key_that_was_answered_once_is_said_to_be_answered_once(
    ingested: Callable[..., Path],
) -> None:
    old, new = ({"request_headers": with_key(number)} for number in (1, 2))
    refused = {"status": 401, "response_body": {"code": 1001, "message": "Invalid"}}
    answered = {"status": 200, "response_body": {"code": 0}}
    at = ("06:00:00", "06:01:00", "06:02:00", "06:03:00")
    first, *later = (call(time, "api.tickdb.ai", "feed") for time in at)
    lake = ingested(
        first | old | answered, *(one | old | refused for one in (later[0], later[2])),
        later[1] | new | answered,
    )  # fmt: skip
    (card,) = (
        one for one in report(lake, "2026-11-10")["attention"] if one["kind"] == "key_stopped"
    )
    assert any("answered once meanwhile" in line for line in card["evidence"])


@pytest.mark.scale
def test_a_quota_whose_key_is_answered_again_is_finished_and_was_full_on_its_day(
    ingested: Callable[..., Path],
) -> None:
    host, at = "api.tickdb.ai", "2026-11-{}T12:00:00Z"
    exhausted = {"status": 200, "response_body": {"code": 3002, "message": "Quota exhausted"}}
    mended, used_up = (call("12:00:00", host, "feed", request_headers=with_key(n)) for n in (1, 2))
    lines = (
        mended | exhausted,
        mended | {"status": 200, "ts": at.format(11)},
        used_up | exhausted,
        used_up | exhausted | {"ts": at.format(11)},
    )
    only_mended = ingested(*lines[:2])
    days = ("2026-11-10", "2026-11-11")
    on_its_day, day_after = (
        analyzer("report", "--lake", only_mended, "--date", day).out for day in days
    )
    assert "- Peak use of a limit: **100.0%**" in on_its_day
    assert "- Peak use of a limit: **100.0%**" not in day_after
    assert "(before: 100.0%)" in day_after
    assert report(only_mended, "2026-11-11")["unfinished"] == []
    both = ingested(*lines[2:], name="second.jsonl")
    (card,) = (one for one in report(both, "2026-11-10")["attention"] if one["kind"] == "quota")
    assert ["answered again after that" in line for line in card["evidence"][:2]].count(True) == 1
    (left,) = report(both, "2026-11-11")["unfinished"]
    assert (left["kind"], left["since"]) == ("quotas", "2026-11-10T12:00:00Z")
    (key,) = rows(both, "SELECT DISTINCT key_id FROM failures WHERE date = '2026-11-11'")
    assert left["key_id"] == key["key_id"]


@pytest.mark.scale
def test_a_quota_of_the_day_is_unfinished_while_the_data_does_not_reach_its_reset(
    ingested: Callable[..., Path],
) -> None:
    said = "We have detected your API key as *** and our rate limit is 25 requests per day."
    spent = {"status": 200, "response_body": {"Information": said}}
    url = {"url": "https://www.alphavantage.co/query?function=NEWS&apikey=A1B2C3D4E5F6G7H8"}
    other = call("17:00:00", "api.tickdb.ai", "feed")
    lake = ingested(call("16:00:00", "", "feed", **url) | spent, other)
    (left,) = report(lake, "2026-11-10")["unfinished"]
    assert (left["kind"], left["resets_in_s"]) == ("quotas", 7 * 3600)
    lake = ingested(other | {"ts": "2026-11-11T00:01:00Z"}, name="more.jsonl")
    assert report(lake, "2026-11-10")["unfinished"] == []


@pytest.mark.scale
def test_waits_that_were_not_kept_are_told_until_the_caller_keeps_them(
    ingested: Callable[..., Path],
) -> None:
    refused = {"status": 429, "response_headers": {"Retry-After": "10"}}

    def calls(day: int, every: int) -> list[Line]:
        seconds = range(0, 4 * every, every)
        run = [call(f"10:00:{second:02}", "api.tickdb.ai", "bot", **refused) for second in seconds]
        run.append(call("10:01:00", "api.tickdb.ai", "bot", status=200))
        return [one | {"ts": one["ts"].replace("-10T", f"-{day}T")} for one in run]

    def told(day: int, *more: str) -> list[tuple[str, str, int]]:
        ran = analyzer(
            "report", "--lake", lake, "--date", f"2026-11-{day}", "--format", "json", *more
        )
        left = json.loads(ran.out)[0]["unfinished"]
        return [(one["kind"], one["since"], one["ignored"]) for one in left]

    lake = ingested(*calls(10, every=1), call("10:00:00", "api.tickdb.ai", "bot", status=200))
    ingested(
        *(
            call("10:00:00", "api.zeromarkets.com", "other", status=200)
            | {"ts": f"2026-11-{day}T10:00:00Z"}
            for day in (11, 30)
        ),
        name="other.jsonl",
    )
    waits = [("waits", "2026-11-10T10:00:00Z", 3)]
    assert told(10) == told(11) == told(30) == told(11, "--vendor", "tickdb") == waits
    assert told(11, "--vendor", "zeromarkets") == []
    ingested(*calls(20, every=12), name="later.jsonl")
    assert told(30) == []
    assert told(11) == waits


@pytest.mark.scale
def test_what_was_tried_again_in_vain_is_named_in_every_report(
    ingested: Callable[..., Path],
) -> None:
    cancel = "https://mmapi.55-tech.com/api/v1/orders/{}/cancel"
    half_done = {"method": "POST", "status": 502, "response_body": {"detail": "1 of 2 failed"}}
    first, again, waiting = (
        call(at, "", "bot", **half_done) | {"url": cancel.format(order)}
        for at, order in (("10:00:00", 7), ("11:00:00", 7), ("12:00:00", 8))
    )
    lake = ingested(
        first,
        again | {"status": 500, "response_body": {"detail": "Internal server error"}},
        waiting,
        call("10:00:00", "mmapi.55-tech.com", "bot", status=200) | {"ts": "2026-11-12T10:00:00Z"},
    )
    found = report(lake, "2026-11-12")
    for name, order in (("open_partial_failures", 8), ("partial_failures_failed_again", 7)):
        assert [row["path"] for row in found[name]] == [f"/api/v1/orders/{order}/cancel"]
    page = analyzer("report", "--lake", lake, "--date", "2026-11-12", "--format", "html").out
    for resolution in ("open", "failed_again"):
        lines = [one for one in sql_lines(page) if f"resolution = '{resolution}'" in one]
        assert [len(rows(lake, line)) for line in lines if "failure_id" in line] == [1]


@pytest.mark.scale
def test_of_throttles_without_an_advised_wait_the_log_shows_what_came_after(
    ingested: Callable[..., Path],
) -> None:
    host, refused = "api.zeromarkets.com", {"status": 429}
    lake = ingested(
        *(call(f"10:00:0{second}", host, "back", **refused) for second in (0, 2, 4)),
        call("10:00:06", host, "back", status=200),
        call("10:00:00", host, "gone", **refused),
    )
    told = items(report(lake, "2026-11-10"))["throttled"]["evidence"]
    (back,) = [line for line in told if line.startswith("back:")]
    assert back.endswith("no wait was advised, and it came back after 2 s (the median).")
    (gone,) = [line for line in told if line.startswith("gone:")]
    assert gone.endswith("the log does not show what came after.")


@pytest.mark.scale
def test_throttles_of_one_client_are_told_apart_by_their_codes(
    ingested: Callable[..., Path],
) -> None:
    host = "api.zeromarkets.com"
    code = {n: {"response_body": {"code": f"LIMIT_4290{n}"}, "status": 429} for n in (1, 2)}
    lake = ingested(
        call("10:00:00", host, "both", **code[1]),
        call("10:00:02", host, "both", **code[2]),
        call("10:00:00", host, "one", **code[1]),
    )
    told = items(report(lake, "2026-11-10"))["throttled"]["evidence"]
    said = sorted(line.partition(":")[0] for line in told if "throttled" in line)
    assert said == ["both, LIMIT_42901", "both, LIMIT_42902", "one"]


@pytest.mark.scale
def test_one_of_a_thing_is_not_told_as_several(ingested: Callable[..., Path]) -> None:
    lake = ingested(call("10:00:00", "api.example.org", "bot", status=200))
    written = analyzer("report", "--lake", lake, "--date", "2026-11-10").out
    assert "1 load with 1 line: requests 1, not readable 0, skipped 0" in written


@pytest.mark.scale
def test_a_gateway_that_answered_once_did_so_at_a_time_and_not_from_it_to_itself(
    ingested: Callable[..., Path],
) -> None:
    page = {"status": 502, "response_body": "<html><body>502 Bad Gateway</body></html>"}
    lake = ingested(
        call("10:00:00", "api.twice.example", "bot", **page),
        call("10:05:00", "api.twice.example", "bot", **page),
        call("11:00:00", "api.once.example", "bot", **page),
    )
    told = {
        line
        for one in report(lake, "2026-11-10")["attention"]
        if one["kind"] == "gateway"
        for line in one["evidence"]
    }
    assert "HTTP 502: 1 failure at 11:00:00 (bot)." in told
    assert "HTTP 502: 2 failures from 10:00:00 to 10:05:00 (bot)." in told


@pytest.mark.scale
@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant"])
def test_chinese_writes_its_own_colon_behind_every_label(
    lang: str, ingested: Callable[..., Path]
) -> None:
    refused = {"status": 502, "response_body": {"detail": "not confirmed"}, "method": "POST"}
    url = "https://mmapi.55-tech.com/api/v1/orders/1/cancel"
    lake = ingested({"ts": "2026-11-10T10:00:00Z", "client": "bot", "url": url, **refused})
    written = analyzer(
        "report", "--lake", lake, "--date", "2026-11-10", "--lang", lang, "--format", "md"
    ).out
    prose = re.sub(r"```.*?```|`[^`]*`|^\|[^\n]*$|\(http[^)]*\)", "", written, flags=re.M | re.S)
    assert "供" in prose
    assert [line for line in prose.splitlines() if ": " in line] == []


def test_where_a_key_came_is_told_once_though_it_was_answered_in_between(tmp_path: Path) -> None:
    log, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    call = {
        "url": "https://api.openai.com/v1/chat", "client": "bot",
        "request_headers": {"X-API-Key": "one"},
    }  # fmt: skip
    log.write_text(
        "".join(
            json.dumps(call | {"ts": f"2026-11-16T10:00:0{n}Z", "status": status}) + "\n"
            for n, status in enumerate((401, 200, 401))
        ),
        "utf-8",
    )
    assert analyzer("ingest", log, "--lake", lake).status == 0
    ran = analyzer("report", "--date", "2026-11-16", "--format", "md", "--lake", lake)
    assert ran.out.count("came in `header:x-api-key`") == 1
