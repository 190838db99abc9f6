"""Errors in a form that many APIs share, at hosts that no catalog file claims."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import analyzer, rows

Ingested = Callable[..., Path]
RETRY_INFO = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.074824224s"}
PROBLEM = {"type": "https://example.com/probs/out-of-credit", "title": "No credit", "status": 403}

# Name → (HTTP status, body, what the views have to say of it).
SHAPES: dict[str, tuple[int | None, Any, dict[str, Any]]] = {
    "google.rpc.Status": (
        429,
        {
            "error": {
                "code": 429,
                "status": "RESOURCE_EXHAUSTED",
                "message": "Quota",
                "details": [{"@type": "x"}, RETRY_INFO],
            }
        },
        {
            "code": "RESOURCE_EXHAUSTED",
            "class": "rate_limit",
            "evidence": "shape",
            "listed": False,
            "message": "Quota",
            "retry_after_s": 34.074824224,
        },
    ),
    "google.rpc.Status of a permission under 400": (
        400,
        {"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "no"}},
        {"code": "PERMISSION_DENIED", "class": "permission", "evidence": "shape"},
    ),
    "google.rpc.Status in a list": (
        429,
        [{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota"}}],
        {"code": "RESOURCE_EXHAUSTED", "class": "rate_limit", "evidence": "shape"},
    ),
    "google.rpc.Status of grpc-gateway": (
        429,
        {"code": 8, "message": "Quota", "details": [{**RETRY_INFO, "retryDelay": "3.5s"}]},
        {"code": "8", "class": "rate_limit", "retry_after_s": 3.5},
    ),
    "an older API of Google's": (
        403,
        {
            "error": {
                "code": 403,
                "errors": [{"domain": "usageLimits", "reason": "userRateLimitExceeded"}],
                "message": "User Rate Limit Exceeded",
            }
        },
        {"code": "userRateLimitExceeded", "class": "rate_limit", "evidence": "shape"},
    ),
    "AWS JSON with a namespace": (
        400,
        {"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException", "message": "Rate"},
        {"code": "ThrottlingException", "class": "rate_limit", "evidence": "shape"},
    ),
    "AWS JSON with a link": (
        400,
        {"__type": "AccessDeniedException:http://internal.amazon.com/coral/", "Message": "no"},
        {"code": "AccessDeniedException", "class": "permission", "message": "no"},
    ),
    "AWS JSON with an exception of its own": (
        400,
        {"__type": "OrderTooLargeException", "message": "no"},
        {"code": "OrderTooLargeException", "class": "validation", "evidence": "status"},
    ),
    "AWS JSON of which a header tells the code": (
        400,
        {"message": "Rate exceeded"},
        {
            "code": "ThrottlingException",
            "class": "rate_limit",
            "evidence": "shape",
            "message": "Rate exceeded",
        },
    ),
    "XML of S3's": (
        503,
        '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>SlowDown</Code>'
        "<Message>Please reduce your request rate.</Message><RequestId>1</RequestId></Error>",
        {
            "code": "SlowDown",
            "class": "rate_limit",
            "evidence": "shape",
            "message": "Please reduce your request rate.",
        },
    ),
    "XML of EC2's": (
        503,
        "<Response><Errors><Error><Code>RequestLimitExceeded</Code>"
        "<Message>Request limit exceeded.</Message></Error></Errors></Response>",
        {"code": "RequestLimitExceeded", "class": "rate_limit", "evidence": "shape"},
    ),
    "XML of STS's": (
        403,
        "<ErrorResponse>\n  <Error>\n    <Type>Sender</Type>\n    <Code>ExpiredToken</Code>\n"
        "    <Message>No more.</Message>\n  </Error>\n</ErrorResponse>",
        {"code": "ExpiredToken", "class": "auth", "evidence": "shape", "message": "No more."},
    ),
    "XML of another form": (
        503,
        "<html><Code>no</Code></html>",
        {"code": "503", "class": "unavailable", "evidence": "status"},
    ),
    "GraphQL with a type": (
        200,
        {"data": None, "errors": [{"type": "RATE_LIMITED", "message": "API rate limit"}]},
        {"code": "RATE_LIMITED", "class": "rate_limit", "evidence": "shape"},
    ),
    "GraphQL with a classification": (
        200,
        {"errors": [{"message": "no", "extensions": {"classification": "ValidationError"}}]},
        {"code": "ValidationError", "class": "validation", "evidence": "shape"},
    ),
    "GraphQL with one error and no list": (
        200,
        {"errors": {"message": "Throttled", "extensions": {"code": "THROTTLED"}}, "data": None},
        {"code": "THROTTLED", "class": "rate_limit", "evidence": "shape"},
    ),
    "JSON:API without a code under HTTP 200": (
        200,
        {"errors": [{"status": "409", "title": "Conflict"}]},
        {"code": "409", "class": "conflict", "evidence": "shape", "message": "Conflict"},
    ),
    "OAuth with a code of its own": (
        429,
        {"error": "too_many_logins", "error_description": "Wait."},
        {"code": "too_many_logins", "class": "rate_limit", "message": "Wait."},
    ),
    "GraphQL under HTTP 200": (
        200,
        {"errors": [{"message": "no", "extensions": {"code": "UNAUTHENTICATED"}}], "data": None},
        {"code": "UNAUTHENTICATED", "class": "auth", "evidence": "shape", "message": "no"},
    ),
    "GraphQL with a code of its own": (
        200,
        {"errors": [{"message": "no", "extensions": {"code": "SOLD_OUT"}}]},
        {"code": "SOLD_OUT", "class": "unknown", "evidence": "none"},
    ),
    "JSON:API": (
        422,
        {"errors": [{"status": "409", "code": "stale", "title": "Conflict"}]},
        {"code": "stale", "class": "conflict", "evidence": "shape", "message": "Conflict"},
    ),
    "OAuth within another member": (
        400,
        {"error": {"error": "invalid_scope", "error_description": "No such scope."}},
        {"code": "invalid_scope", "evidence": "shape"},
    ),
    "OAuth in a list": (
        400,
        [{"error": "invalid_request", "error_description": "No redirect_uri."}],
        {"code": "invalid_request", "class": "validation", "evidence": "shape"},
    ),
    "OAuth": (
        400,
        {"error": "invalid_grant", "error_description": "Token has been revoked."},
        {
            "code": "invalid_grant",
            "class": "auth",
            "cause": "invalid_or_expired",
            "evidence": "shape",
            "message": "Token has been revoked.",
        },
    ),
    "problem details": (
        400,
        PROBLEM | {"detail": "Your balance is 30."},
        {
            "code": "https://example.com/probs/out-of-credit",
            "class": "permission",
            "evidence": "shape",
            "message": "Your balance is 30.",
        },
    ),
    "problem details of no type": (
        404,
        {"type": "about:blank", "title": "Not Found", "status": 404},
        {"code": "404", "vendor_code": None, "class": "not_found", "evidence": "shape"},
    ),
    "problem details without a status": (
        503,
        {"type": "/probs/down", "title": "Down"},
        {"code": "/probs/down", "class": "unavailable", "evidence": "status"},
    ),
    "no shape": (
        400,
        {"error": "nope"},
        {"code": "400", "class": "validation", "evidence": "status", "message": "nope"},
    ),
}
HEADERS = {
    "AWS JSON of which a header tells the code": {
        "X-Amzn-ErrorType": "ThrottlingException:http://internal.amazon.com/coral/"
    },
}
# Bodies under HTTP 200 that only look like a failure.
FINE: dict[str, Any] = {
    "a report of errors with other names beside it": {
        "errors": [{"message": "x", "extensions": {"code": "E"}}],
        "report": 7,
    },
    "a list of errors without messages": {"errors": [{"line": 3}]},
    "no errors": {"data": {"a": 1}, "errors": []},
    "errors of GraphQL's that tell no code": {"errors": [{"message": "x", "path": ["a"]}]},
    "a code": {"code": "A1", "errors": 0},
    "an error of OAuth's": {"error": "invalid_grant"},
    "a code that is the status": {"code": 200, "message": "ok"},
}


def calls(bodies: dict[str, tuple[int | None, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "ts": f"2026-11-19T10:00:{second:02}Z",
            "client": name,
            "method": "POST",
            "url": "https://api.unclaimed.example/v1/x",
            "status": status,
            "response_headers": HEADERS.get(name, {}),
            "response_body": body,
        }
        for second, (name, (status, body)) in enumerate(bodies.items())
    ]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    log = tmp_path_factory.mktemp("shapes") / "calls.jsonl"
    lines = calls({name: case[:2] for name, case in SHAPES.items()})
    log.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    lake = log.parent / "lake"
    assert analyzer("ingest", log, "--lake", lake).status == 0
    return {row["client"]: row for row in rows(lake, "FROM failures")}


@pytest.mark.parametrize("name", SHAPES)
def test_a_shared_form_of_error_tells_code_class_and_wait(
    found: dict[str, dict[str, Any]], name: str
) -> None:
    expected = SHAPES[name][2]
    assert {key: found[name][key] for key in expected} == expected


def test_what_a_shape_tells_has_texts_and_is_never_listed(
    found: dict[str, dict[str, Any]],
) -> None:
    assert [row for row in found.values() if not row["meaning"] or row["listed"]] == []


def test_under_http_200_only_graphql_fails_without_a_catalog(ingested: Ingested) -> None:
    lake = ingested(*calls({name: (200, body) for name, body in FINE.items()}))
    assert rows(lake, "SELECT client FROM failures") == []


def test_what_a_vendor_claims_is_read_by_its_own_file_alone(ingested: Ingested) -> None:
    body = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota"}}
    call = calls({"x": (503, body)})[0] | {"vendor": "zeromarkets"}
    (row,) = rows(ingested(call), "SELECT code, class, evidence FROM failures")
    assert row == {"code": "503", "class": "unavailable", "evidence": "status"}
