"""Errors in a form that many APIs share, at hosts that no catalog file claims."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import analyzer, rows

Ingested = Callable[..., Path]
# Name → an answer of a host that no catalog file claims, and what the views have to say of it.
SHAPES: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "shapes.toml").read_text("utf-8")
)
# Bodies under HTTP 200 that only look like a failure.
FINE: dict[str, Any] = {
    "a report of errors with other names beside it": {
        "errors": [{"message": "x", "extensions": {"code": "E"}}],
        "report": 7,
    },
    "a list of errors without messages": {"errors": [{"line": 3}]},
    "no errors": {"data": {"a": 1}, "errors": []},
    "errors that are null": {"data": {"a": 1}, "errors": None},
    "errors of nothing": {"data": None, "errors": {}},
    "a report on lines of a file": {"errors": [{"line": 3, "path": "a.txt", "message": "x"}]},
    "errors within the data": {"data": {"errors": [{"message": "x", "path": ["a"]}]}},
    "a code": {"code": "A1", "errors": 0},
    "a label": {"label": "TOO_MANY", "message": "of these"},
    "an empty err-code": {"status": "ok", "err-code": None},
    "an error of OAuth's": {"error": "invalid_grant"},
    "a code that is the status": {"code": 200, "message": "ok"},
    "a result of JSON-RPC": {"jsonrpc": "2.0", "id": 1, "result": {"error": {"code": -32602}}},
    "a success in Cloudflare's envelope": {"result": 1, "success": True, "errors": []},
    "no error of JSON-RPC": {"jsonrpc": "2.0", "id": 1, "result": 7, "error": None},
}


def calls(answers: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "ts": f"2026-11-19T10:00:{second:02}Z",
            "client": name,
            "method": "POST",
            "url": "https://api.unclaimed.example/v1/x",
            "status": answer["status"],
            "response_headers": answer.get("headers", {}),
            "response_body": answer["body"],
        }
        for second, (name, answer) in enumerate(answers.items())
    ]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    log = tmp_path_factory.mktemp("shapes") / "calls.jsonl"
    log.write_text("".join(json.dumps(line) + "\n" for line in calls(SHAPES)), "utf-8")
    lake = log.parent / "lake"
    assert analyzer("ingest", log, "--lake", lake).status == 0
    return {row["client"]: row for row in rows(lake, "FROM failures")}


@pytest.mark.parametrize("name", SHAPES)
def test_a_shared_form_of_error_tells_code_class_and_wait(
    found: dict[str, dict[str, Any]], name: str
) -> None:
    expected = SHAPES[name]["expected"]
    shown = {key: "NULL" if found[name][key] is None else found[name][key] for key in expected}
    assert shown == expected


def test_what_a_shape_tells_has_texts_and_is_never_listed(
    found: dict[str, dict[str, Any]],
) -> None:
    assert [row for row in found.values() if not row["meaning"] or row["listed"]] == []


def test_under_http_200_only_graphql_fails_without_a_catalog(ingested: Ingested) -> None:
    lake = ingested(*calls({name: {"status": 200, "body": body} for name, body in FINE.items()}))
    assert rows(lake, "SELECT client FROM failures") == []


def test_what_a_vendor_claims_is_read_by_its_own_file_alone(ingested: Ingested) -> None:
    body = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota"}}
    call = calls({"x": {"status": 503, "body": body}})[0] | {"vendor": "zeromarkets"}
    (row,) = rows(ingested(call), "SELECT code, class, evidence FROM failures")
    assert row == {"code": "503", "class": "unavailable", "evidence": "status"}
