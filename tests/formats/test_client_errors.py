"""Failures that clients log as error objects: no status, method, path or reason gets lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from analyzer.formats import named
from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import Row, read, reader

REFUSED = {
    "config": {
        "method": "get",
        "baseURL": "https://api.tickdb.ai/v1/",
        "url": "market/ticker",
        "params": {"symbol": "BTC USDT", "limit": 5},
        "headers": {"Accept": "*/*", "X-API-Key": "aaaaaaaa-1111-4222-8333-444444444444"},
        "timeout": 1000,
    },
    "message": "Request failed with status code 429",
    "name": "AxiosError",
    "code": "ERR_BAD_REQUEST",
    "response": {
        "status": 429,
        "headers": {"retry-after": "2", "x-request-id": "r-1"},
        "data": {"code": 3001, "message": "Rate limit exceeded"},
    },
}
UNANSWERED = {
    "config": {"method": "post", "url": "https://api.tickdb.ai/v1/orders", "headers": {}},
    "name": "AxiosError",
    "message": "timeout of 1000ms exceeded",
    "code": "ECONNABORTED",
}
TIME = {"time": "2026-11-19T10:00:00Z", "level": "error"}
WAYS_TO_LOG: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "pino's err": lambda error: TIME | {"err": error, "msg": "call failed"},
    "winston's error": lambda error: TIME | {"error": error, "message": "call failed"},
    "spread over the line": lambda error: TIME | error,
    "beside the text": lambda error: TIME | {"err": "AxiosError: x"} | error,
    "in a cause": lambda error: TIME | {"err": {"message": "gone", "cause": error}},
}


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


def row_of(reading: Reading, line: dict[str, Any]) -> Row:
    found = read(reading, (json.dumps(line) + "\n").encode(), named("json"))
    (row,) = found.rows
    return row


@pytest.mark.parametrize("way", WAYS_TO_LOG)
def test_a_refusal_in_an_error_object_keeps_all_that_it_shows(way: str, reading: Reading) -> None:
    row = row_of(reading, WAYS_TO_LOG[way](REFUSED))
    assert (row["status"], row["method"], row["host"]) == (429, "GET", "api.tickdb.ai")
    assert (row["path"], row["query"]) == ("/v1/market/ticker", "symbol=BTC%20USDT&limit=5")
    assert (row["key_in"], row["retry_after_s"]) == ("header:x-api-key", 2.0)
    assert (row["code"], row["request_id"]) == ("3001", "r-1")


@pytest.mark.parametrize("way", WAYS_TO_LOG)
def test_a_call_without_answer_in_an_error_object_is_a_request(way: str, reading: Reading) -> None:
    row = row_of(reading, WAYS_TO_LOG[way](UNANSWERED))
    assert (row["status"], row["method"], row["path"]) == (None, "POST", "/v1/orders")
    assert row["error_type"] == ("timeout" if way != "in a cause" else row["error_type"])


@pytest.mark.parametrize(
    ("code", "error_type"),
    [
        ("ECONNREFUSED", "connect"),
        ("ENOTFOUND", "dns"),
        ("ECONNRESET", "reset"),
        ("ETIMEDOUT", "timeout"),
        ("CERT_HAS_EXPIRED", "tls"),
    ],
)
def test_an_error_without_a_text_is_told_by_its_code(
    code: str, error_type: str, reading: Reading
) -> None:
    line = TIME | {"message": "failed", "code": code, "config": UNANSWERED["config"]}
    assert row_of(reading, line)["error_type"] == error_type


def test_a_route_key_stands_for_the_path_that_its_line_leaves_out(reading: Reading) -> None:
    line = {
        "requestId": "JKJaXmPLvHcESHA=",
        "ip": "10.0.0.7",
        "requestTime": "19/Nov/2026:10:00:00 +0000",
        "httpMethod": "GET",
        "routeKey": "GET /orders/{id}",
        "status": "502",
        "responseLength": "57",
    }
    row = row_of(reading, line)
    assert (row["method"], row["route"], row["status"]) == ("GET", "/orders/{id}", 502)
    named_path = row_of(reading, line | {"path": "/orders/17"})
    assert (named_path["path"], named_path["route"]) == ("/orders/17", "/orders/{id}")


@pytest.mark.parametrize(
    ("told", "took_ms"),
    [
        ({"time_ms": 10, "duration": "10.969722ms"}, 10.969722),
        ({"duration_s": 2, "duration_ms": 2034.5}, 2034.5),
        ({"duration_ms": 10, "elapsed": "12.5ms"}, 10.0),
        ({"duration_ms": 31, "upstream_response_time": "0.0305"}, 31.0),
    ],
)
def test_of_two_durations_that_agree_the_finer_is_taken(
    told: dict[str, Any], took_ms: float, reading: Reading
) -> None:
    line = TIME | {"method": "GET", "path": "/a", "status": 200} | told
    assert row_of(reading, line)["duration_ms"] == pytest.approx(took_ms)


@pytest.mark.parametrize(
    "text", ["Response code 404 (Not Found)", "Request failed with status code 404"]
)
def test_an_answer_that_a_client_takes_for_an_error_keeps_its_status(
    text: str, reading: Reading
) -> None:
    options = {"method": "GET", "url": "https://api.tickdb.ai/v1/x"}
    line = TIME | {"err": {"message": text, "options": options}, "hostname": "worker-1"}
    row = row_of(reading, line)
    assert (row["status"], row["error_type"], row["host"]) == (404, None, "api.tickdb.ai")


def test_a_base_beside_its_url_stands_before_it_and_a_machines_name_is_no_host(
    reading: Reading,
) -> None:
    line = TIME | {"hostname": "worker-1", "baseURL": "https://api.tickdb.ai/v1", "url": "/x"}
    row = row_of(reading, line | {"method": "get", "status": 200})
    assert (row["host"], row["path"]) == ("api.tickdb.ai", "/v1/x")
    alone = row_of(
        reading, TIME | {"hostname": "worker-1", "method": "get", "path": "/x", "status": 200}
    )
    assert alone["host"] is None


def test_a_message_that_names_a_failed_call_of_go_is_its_error(reading: Reading) -> None:
    text = 'lock: Get "https://api.tickdb.ai/v1/x?a=1": context deadline exceeded'
    row = row_of(reading, {"ts": "2026-11-19T10:00:00Z", "level": "error", "msg": text})
    assert (row["method"], row["host"], row["path"]) == ("GET", "api.tickdb.ai", "/v1/x")
    assert (row["status"], row["error_type"]) == (None, "timeout")


def test_an_object_however_deep_ends_no_load(reading: Reading) -> None:
    told = "2026-11-19T10:00:00Z failed {\n  status: 429,\n  url: 'https://api.tickdb.ai/v1/x'\n}\n"
    deep = "2026-11-19T10:00:01Z failed {\n" + "  a: {\n" * 4000
    found = read(reading, (told + deep).encode(), named("node_errors"))
    assert [row["status"] for row in found.rows] == [429]
