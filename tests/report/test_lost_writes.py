"""Writes that no answer came to: what later answers prove, and what they do not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import analyzer, rest_long

START = 10 * 3600

# The method, the statuses of later requests and how many seconds later, and the verdict; `None` is
# a write that is settled, and no longer unfinished.
WRITES: dict[str, tuple[str, dict[int, int], str | None]] = {
    "never sent again": ("POST", {}, "open"),
    "a POST that was done again": ("POST", {3: 200}, "repeated"),
    "a POST that failed at the vendor": ("POST", {3: 500}, "repeated"),
    "a POST that was refused": ("POST", {3: 429}, "open"),
    "a POST that was refused, then done": ("POST", {3: 429, 6: 201}, "repeated"),
    "a POST that had been done": ("POST", {3: 409}, None),
    "another POST that conflicts": ("POST", {400: 409}, "open"),
    "another POST": ("POST", {400: 200}, "open"),
    "a PUT that was done": ("PUT", {900: 200}, None),
    "a PUT that failed, then was done": ("PUT", {3: 503, 6: 200}, None),
    "a PUT that was refused": ("PUT", {3: 401}, "open"),
    "a DELETE of what is gone": ("DELETE", {3: 404}, None),
    "a DELETE that was refused, then of what is gone": ("DELETE", {3: 429, 6: 404}, None),
}


def line(method: str, path: str, second: int, **answer: Any) -> dict[str, Any]:
    clock = START + second
    ts = f"2026-11-19T{clock // 3600:02}:{clock // 60 % 60:02}:{clock % 60:02}Z"
    url = f"https://api.example.org{path}"
    return {"ts": ts, "client": "bot", "method": method, "url": url} | answer


@pytest.fixture
def verdicts(ingested: Callable[..., Path]) -> dict[str, str]:
    lines = []
    for number, (method, answers, _) in enumerate(WRITES.values()):
        path = f"/v1/kind{number}x/orders"
        lines.append(line(method, path, 0, status=None, error="ReadTimeout: no answer"))
        lines += [line(method, path, at, status=status) for at, status in answers.items()]
    lake = ingested(*lines)
    (report,) = json.loads(analyzer("report", "--format", "json", "--lake", lake).out)
    return {one["path"]: one["resolution"] for one in report["unfinished"] if one["kind"] == "lost"}


def test_only_an_answer_that_proves_something_settles_a_lost_write(
    verdicts: dict[str, str],
) -> None:
    for number, (about, (_, _, verdict)) in enumerate(WRITES.items()):
        assert (about, verdicts.get(f"/v1/kind{number}x/orders")) == (about, verdict)


def lost(lake: Path) -> list[str]:
    (report,) = json.loads(analyzer("report", "--format", "json", "--lake", lake).out)
    return sorted(one["path"] for one in report["unfinished"] if one["kind"] == "lost")


@pytest.mark.parametrize(
    "error", rest_long(["getaddrinfo ENOTFOUND", "ConnectError: connection refused"])
)
def test_a_write_that_no_connection_was_made_for_was_never_sent(
    ingested: Callable[..., Path], error: str
) -> None:
    first = line("POST", "/v1/orders", 0, status=None, error=error)
    reset = line("POST", "/v1/payments", 0, status=None, error="ECONNRESET")
    again = line("POST", "/v1/orders", 2, status=201)
    assert lost(ingested(first, reset, again)) == ["/v1/payments"]


def test_whoever_asks_for_what_was_to_be_deleted_learns_that_it_is_gone(
    ingested: Callable[..., Path],
) -> None:
    paths = ("/v1/orders/17", "/v1/orders/18", "/v1/orders/19")
    lines = [line("DELETE", path, 0, status=None, error="ReadTimeout: no answer") for path in paths]
    answers = (("GET", 404), ("GET", 200), ("POST", 404))
    lines += [
        line(method, path, 5, status=status)
        for path, (method, status) in zip(paths, answers, strict=True)
    ]
    assert lost(ingested(*lines)) == ["/v1/orders/18", "/v1/orders/19"]


# Write without an answer, later request, its status, and what the report still says of the write.
TARGETS: dict[str, tuple[tuple[str, str], tuple[str, str, int], str | None]] = {
    "another order": (("DELETE", "?id=5&nonce=1"), ("DELETE", "?id=6&nonce=2", 200), "open"),
    "the same order": (
        ("DELETE", "?id=5&nonce=1&signature=a"),
        ("DELETE", "?nonce=2&signature=b&id=5", 200),
        None,
    ),
    "another user": (("PUT", "?user=1"), ("PUT", "?user=2", 200), "open"),
    "another purchase": (("POST", "?order=1"), ("POST", "?order=2", 201), "open"),
    "the same purchase": (("POST", "?order=1"), ("POST", "?order=1", 201), "repeated"),
    "a signed query": (("DELETE", "?nonce=1"), ("GET", "?nonce=2", 404), None),
    "a query for another": (("DELETE", "?id=5"), ("GET", "?id=6", 404), "open"),
}


@pytest.mark.scale
@pytest.mark.parametrize("about", TARGETS)
def test_a_lost_write_is_settled_by_requests_for_the_same_alone(
    ingested: Callable[..., Path], about: str
) -> None:
    (method, query), (later, later_query, status), verdict = TARGETS[about]
    lake = ingested(
        line(method, f"/v1/order{query}", 0, status=None, error="ReadTimeout: no answer"),
        line(later, f"/v1/order{later_query}", 3, status=status),
    )
    (report,) = json.loads(analyzer("report", "--format", "json", "--lake", lake).out)
    found = [one["resolution"] for one in report["unfinished"] if one["kind"] == "lost"]
    assert found == ([verdict] if verdict else [])


def test_a_code_under_http_200_proves_what_it_says(ingested: Callable[..., Path]) -> None:
    """TickDB: its answers of failures have the status 200 as well."""
    cases = {
        "a DELETE of what is gone": ("DELETE", "DELETE", 2002, None),
        "asked for what was deleted": ("DELETE", "GET", 2002, None),
        "a POST that failed at the vendor": ("POST", "POST", 5000, "repeated"),
        "a POST that was refused": ("POST", "POST", 2001, "open"),
        "a DELETE that was refused": ("DELETE", "DELETE", 1001, "open"),
    }
    lines = []
    for number, (method, then, code, _) in enumerate(cases.values()):
        path, host = f"/v1/kind{number}x/orders", {"vendor": "tickdb"}
        lines.append(line(method, path, 0, status=None, error="ReadTimeout: no answer", **host))
        told = {"code": code, "message": "of TickDB"}
        lines.append(line(then, path, 3, status=200, response_body=told, **host))
    lake = ingested(*lines)
    (report,) = json.loads(analyzer("report", "--format", "json", "--lake", lake).out)
    found = {
        one["path"]: one["resolution"] for one in report["unfinished"] if one["kind"] == "lost"
    }
    for number, (about, (*_, verdict)) in enumerate(cases.items()):
        assert (about, found.get(f"/v1/kind{number}x/orders")) == (about, verdict)
