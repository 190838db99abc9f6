"""What a vendor answered counts where a span tells it: in an attribute of whatever name, in an
exception, or in the description of a status, whoever exported the span.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import Loaded, read, reader

# Each case is a file of its own kind, whose reading is planned anew.
pytestmark = pytest.mark.scale

URL = "https://api.tickdb.ai/v1/x"
BODY = '{"code":3001,"message":"Rate limit exceeded"}'
CALL: dict[str, Any] = {"http.request.method": "GET", "url.full": URL}
ANSWERED = CALL | {"http.response.status_code": 200}
FAILED: dict[str, Any] = {"code": 2}
STARTED = 1_795_082_400_000_000_000


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as made:
        yield made


def listed(attributes: Mapping[str, Any]) -> list[dict[str, Any]]:
    kinds = {int: "intValue", str: "stringValue"}
    return [{"key": k, "value": {kinds[type(v)]: v}} for k, v in attributes.items()]


def otlp(attributes: Mapping[str, Any], *, raised: str = "", kind: int = 3, **more: Any) -> str:
    span = {
        "traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174", "kind": kind,
        "startTimeUnixNano": str(STARTED), "endTimeUnixNano": str(STARTED + 31_000_000),
        "attributes": listed(attributes), **more,
    }  # fmt: skip
    if raised:
        of_event = {"exception.type": "ApiError", "exception.message": raised}
        span["events"] = [{"name": "exception", "attributes": listed(of_event)}]
    return json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}) + "\n"


def told(found: Loaded) -> list[tuple[Any, ...]]:
    rows = sorted(found.rows, key=lambda row: row["ts"])
    return [(row["status"], row["code"], row["error_type"]) for row in rows]


@pytest.mark.parametrize(
    ("span", "status", "code", "error_type"),
    [
        (otlp(ANSWERED | {"api.error.code": 3001}), 200, "3001", None),
        (otlp(ANSWERED | {"vendor.error_code": "3001"}), 200, "3001", None),
        (otlp(ANSWERED | {"response.code": 3001}), 200, "3001", None),
        (otlp(ANSWERED | {"app.error.code": "LIMIT_42902"}), 200, "LIMIT_42902", None),
        (otlp(ANSWERED | {"error.type": "3001"}), 200, "3001", None),
        (otlp(ANSWERED | {"code": 3001}, status=FAILED), 200, "3001", None),
        (otlp(ANSWERED, raised=f"API error: {BODY}"), 200, "3001", None),
        (otlp(ANSWERED, raised="API error: {'code': 3001, 'message': 'x'}"), 200, "3001", None),
        (otlp(ANSWERED, status=FAILED | {"message": BODY}), 200, "3001", None),
        (otlp(CALL, raised=BODY), None, "3001", None),
        # What other systems count, a stock's code, and what a server failed of itself.
        (otlp(ANSWERED | {"rpc.error_code": 3001, "code.lineno": 3001}), 200, None, None),
        (otlp(ANSWERED | {"code": 3001}), 200, None, None),
        (otlp(ANSWERED | {"response.code": 0}), 200, None, None),
        (otlp(ANSWERED, raised=BODY, kind=2), 200, None, None),
        (otlp(CALL, status=FAILED | {"message": "refused, code: 10061"}), None, None, "connect"),
        # Where the type of an error says little, its words may say more.
        (otlp(CALL | {"error.type": "SocketException"}, raised="refused"), None, None, "connect"),
    ],
)
def test_a_span_tells_the_code_of_a_vendor(
    span: str, status: int | None, code: str | None, error_type: str | None, reading: Reading
) -> None:
    assert told(read(reading, span.encode())) == [(status, code, error_type)]


def test_an_exceptions_answer_has_its_message(reading: Reading) -> None:
    (row,) = read(reading, otlp(ANSWERED, raised=f"ApiError: {BODY}").encode()).rows
    assert row["message"] == "Rate limit exceeded"


def jaeger(tags: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "traceID": "5b8e", "startTime": STARTED // 1000, "duration": 31_000, "processID": "p1",
        "tags": [{"key": k, "value": v} for k, v in tags.items()], **more,
    }  # fmt: skip


def of_jaeger(*spans: Mapping[str, Any]) -> str:
    processes = {"p1": {"serviceName": "bot"}}
    return json.dumps({"data": [{"traceID": "5b8e", "spans": spans, "processes": processes}]})


def of_zipkin(*spans: Mapping[str, Any]) -> str:
    shared: dict[str, Any] = {"traceId": "5b8e", "timestamp": STARTED // 1000, "duration": 31_000}
    endpoint = {"localEndpoint": {"serviceName": "bot"}}
    return json.dumps([{**shared, **endpoint, **one} for one in spans])


def of_datadog(*spans: Mapping[str, Any]) -> str:
    shared: dict[str, Any] = {
        "trace_id": 8021,
        "service": "bot",
        "start": STARTED,
        "duration": 31_000_000,
    }
    return json.dumps([[{**shared, **one} for one in spans]])


OLD: dict[str, Any] = {"http.method": "GET", "http.url": URL, "http.status_code": "200"}


@pytest.mark.parametrize(
    "document",
    [
        of_jaeger(jaeger(OLD | {"span.kind": "client", "api.error.code": 3001})),
        of_jaeger(jaeger(OLD | {"span.kind": "client", "otel.status_description": BODY})),
        of_zipkin({"kind": "CLIENT", "id": "1", "tags": OLD | {"vendor.error_code": "3001"}}),
        of_zipkin({"kind": "CLIENT", "id": "1", "tags": OLD | {"error": f"ApiError: {BODY}"}}),
        of_datadog({"span_id": 1, "error": 1, "meta": OLD | {"error.message": BODY}}),
        of_datadog({"span_id": 1, "meta": OLD, "metrics": {"api.error.code": 3001}}),
    ],
)
def test_so_do_spans_of_other_makes(document: str, reading: Reading) -> None:
    assert told(read(reading, document.encode())) == [(200, "3001", None)]


_WAIT: dict[str, Any] = {"http.response.header.retry-after": "7", "http.request.resend_count": "1"}
_SERVED: dict[str, Any] = {"http.method": "GET", "http.path": "/v1/x", "http.status_code": "200"}


@pytest.mark.parametrize(
    "document",
    [
        of_jaeger(
            jaeger(
                OLD | _WAIT | {"span.kind": "client", "http.response.header.retry-after": '["7"]'},
                spanID="1",
            ),
            jaeger(
                _SERVED | {"span.kind": "server"},
                spanID="2",
                references=[{"refType": "CHILD_OF", "spanID": "1"}],
            ),
        ),
        of_zipkin(
            {"kind": "CLIENT", "id": "1", "tags": OLD | _WAIT},
            {"kind": "SERVER", "id": "1", "shared": True, "tags": _SERVED},
            {"kind": "SERVER", "id": "2", "parentId": "1", "tags": _SERVED},
        ),
        of_datadog(
            {"span_id": 1, "type": "http", "meta": OLD | _WAIT},
            {"span_id": 2, "parent_id": 1, "type": "web", "meta": _SERVED},
        ),
    ],
)
def test_both_sides_of_a_call_are_one_request_with_its_headers(
    document: str, reading: Reading
) -> None:
    (row,) = read(reading, document.encode()).rows
    assert (row["host"], row["retry_after_s"], row["attempt"]) == ("api.tickdb.ai", 7.0, 1)


def test_honeycombs_fields_tell_the_same(reading: Reading) -> None:
    span = {"trace.trace_id": "5b8e", "span.kind": "client", "duration_ms": 31, **ANSWERED}
    failures: tuple[dict[str, Any], ...] = (
        {"api.error.code": 3001},
        {"error": True, "status_message": BODY},
    )
    lines = [
        {"time": f"2026-11-19T10:00:0{n}Z", "data": span | more} for n, more in enumerate(failures)
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    found = read(reading, text.encode())
    assert told(found) == [(200, "3001", None)] * 2


def kept(value: Any) -> dict[str, Any]:
    """A value as OTLP/JSON writes it."""
    if isinstance(value, dict):
        return {"kvlistValue": {"values": [{"key": k, "value": kept(v)} for k, v in value.items()]}}
    return {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}


LINE: dict[str, Any] = {"method": "GET", "url": URL, "status": 200}


@pytest.mark.parametrize(
    ("body", "attributes"),
    [
        (LINE | {"response_body": json.loads(BODY)}, {}),
        (json.dumps(LINE | {"response_body": json.loads(BODY)}), {}),
        ("call failed", LINE | {"code": 3001}),
        ("called", LINE | {"response_body": BODY}),
        (f"GET {URL} -> 200 {BODY}", {"logger.name": "bot"}),
        (f"GET {URL} failed: {BODY}", ANSWERED),
    ],
)
def test_a_log_record_is_the_line_that_a_logger_wrote(
    body: Any, attributes: dict[str, Any], reading: Reading
) -> None:
    record = {
        "timeUnixNano": str(STARTED), "severityNumber": 17, "severityText": "ERROR",
        "body": kept(body), "attributes": kept(attributes)["kvlistValue"]["values"],
    }  # fmt: skip
    document = json.dumps({"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]})
    assert told(read(reading, document.encode())) == [(200, "3001", None)]
