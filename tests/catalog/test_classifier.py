"""`analyzer.classify` says of an answer what the views say of the same answer in a log."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import requests

import analyzer
from analyzer.catalog.catalog import Catalog, load
from analyzer.ingest.session import Options, ingest
from analyzer.ingest.sources.finding import find
from analyzer.lake.lake import Lake
from analyzer.warehouse.connection import connect

COLUMNS = ("class", "code", "family", "retryable", "fault", "evidence", "meaning", "remedy")
OF_FAILURES = ", ".join(f'failures."{name}"' for name in COLUMNS)
CLASSIFIED = f"""
SELECT requests.client, requests.outcome, {OF_FAILURES}
FROM requests LEFT JOIN failures USING (client)
"""
Exchange = dict[str, Any]


def of_samples(catalog: Catalog) -> Iterator[Exchange]:
    for vendor in catalog.vendors.values():
        for sample in vendor.samples:
            if sample.protocol == "http":
                yield sample.exchange()


def made_up(catalog: Catalog, many: int) -> Iterator[Exchange]:
    """Answers of every vendor with its own and foreign codes, messages, statuses and forms."""
    chance = random.Random(22)
    entries = [e for v in catalog.vendors.values() for e in v.entries]
    codes = [e.code for e in entries if e.code] + ["0", "7.0", "NOPE", "TRADE_40399", "40312", ""]
    texts = [e.message for e in entries if e.message] + ["", "Something else", "{}"]
    statuses = [200, 201, 301, 400, 401, 402, 403, 404, 409, 418, 422, 429, 500, 502, 503, 599, 700]
    vendors = [*catalog.vendors, "api.unknown.example", "grpc.unknown.example"]

    def body(code: str, text: str) -> Any:
        number = int(code) if code.isdigit() else code
        return chance.choice([
            {"code": number, "message": text}, {"code": code, "msg": text}, {"error": text},
            {"error": {"code": code, "message": text}}, {"detail": text},
            {"detail": [{"msg": text}]},
            {"error": {"code": number, "status": code, "message": text}}, [{"code": code}], text,
            {"errors": [{"message": text, "extensions": {"code": code}}]}, None, "<html>502</html>",
            {"errors": [{"message": text, "path": ["a"]}], "data": None}, {"errors": text},
            {"errors": [{"message": text}], "report": 1}, {"errors": [text], "data": {"a": 1}},
            {"errors": [{"message": text, "status": number}], "data": {}},
            f"<Error><Code>{code}</Code><Message>{text}</Message></Error>",
            {"retCode": number, "retMsg": text},
            {"type": "about:blank", "title": text, "status": 429},
            {"__type": f"aws#{code}", "message": text}, {"ok": False, "error": code},
            {"error": code, "error_description": text}, {"success": False, "code": None},
        ])  # fmt: skip

    for number in range(many):
        yield {
            "ts": "2026-01-01T00:00:00Z",
            "client": f"made-up:{number}",
            "vendor": chance.choice(vendors),
            "url": "https://api.example.com/v1/things",
            "method": "GET",
            "status": chance.choice(statuses),
            "response_headers": chance.choice(
                [
                    {},
                    {"Retry-After": "3"},
                    {"X-Amzn-ErrorType": f"{chance.choice(codes)}:http://x"},
                ]
            ),
            "response_body": body(chance.choice(codes), chance.choice(texts)),
        }


def cut(exchanges: Iterable[Exchange]) -> Iterator[Exchange]:
    """The same answers as a log has them that cut their bodies short."""
    chance = random.Random(23)
    for one in exchanges:
        body = as_text(one["response_body"]) or ""
        kept = body[: chance.randrange(len(body) + 1)]
        mark = chance.choice(["", "...", " [truncated]", "… (17 more bytes)"])
        yield one | {"client": f"cut:{one['client']}", "response_body": kept + mark}


def as_text(body: Any) -> str | None:
    return body if body is None or isinstance(body, str) else json.dumps(body)


@pytest.mark.scale
def test_it_says_what_the_views_say_of_the_same_answer(tmp_path: Path) -> None:
    catalog = load()
    whole = [*of_samples(catalog), *made_up(catalog, 1500)]
    exchanges = {one["client"]: one for one in (*whole, *cut(whole))}
    log = tmp_path / "answers.jsonl"
    log.write_text("".join(json.dumps(one) + "\n" for one in exchanges.values()), "utf-8")
    lake = Lake(tmp_path / "lake")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    list(ingest(lake, find([str(log)]), catalog, Options(format="canonical"), now=now))
    with connect(lake, catalog) as con:
        rows = {row["client"]: row for row in con.sql(CLASSIFIED).pl().to_dicts()}
    assert rows.keys() == exchanges.keys()
    differing = []
    for name, one in exchanges.items():
        verdict = analyzer.classify(
            status=one["status"],
            headers=one.get("response_headers"),
            body=as_text(one["response_body"]),
            vendor=one["vendor"],
        ).as_dict()
        row = rows[name]
        expected = {key: row[key] for key in ("outcome", *COLUMNS)}
        found = {key: verdict[key] for key in expected}
        if found != expected:
            differing.append((one, {k: (found[k], expected[k]) for k in found
                                    if found[k] != expected[k]}))  # fmt: skip
    assert differing[:5] == []


def test_a_body_that_is_cut_after_its_code_says_what_it_says_whole() -> None:
    for one in of_samples(load()):
        body = as_text(one["response_body"]) or ""
        if body[-1:] == "}" and len(body) > 2:
            asked = {key: one[key] for key in ("status", "vendor")}
            asked["headers"] = one["response_headers"]
            of_cut = analyzer.classify(body=body[:-1] + ', "more": "and mo', **asked)
            assert of_cut == analyzer.classify(body=body, **asked), one["client"]


BODY = '{"code": 3001, "message": "Rate limit exceeded"}'
URL = "https://api.tickdb.ai/v1/market/ticker"


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(
            429, headers={"Retry-After": "2"}, text=BODY, request=httpx.Request("GET", URL)
        ),
        SimpleNamespace(status=429, headers={"Retry-After": "2"}, _body=BODY.encode(), url=URL),
    ],
    ids=["httpx", "aiohttp"],
)
def test_a_response_of_a_client_is_understood(response: object) -> None:
    verdict = analyzer.classify(response)
    assert (verdict.failure_class, verdict.code, verdict.vendor) == ("rate_limit", "3001", "tickdb")
    assert (verdict.retryable, verdict.wait_s, verdict.fault) == (True, 2, "client")
    assert verdict


def test_a_response_of_requests_is_understood() -> None:
    response = requests.Response()
    response.status_code, response.url = 404, "https://nowhere.example/x"
    response._content = b"gone"
    verdict = analyzer.classify(response)
    assert (verdict.failure_class, verdict.evidence) == ("not_found", "status")


def test_a_success_is_no_failure() -> None:
    verdict = analyzer.classify(status=200, body='{"code": 0}', vendor="tickdb")
    assert not verdict
    assert verdict.outcome == "ok"


def test_a_host_with_the_dot_of_the_root_is_the_host_without() -> None:
    assert analyzer.classify(status=429, url="https://api.tickdb.ai./v1/x").vendor == "tickdb"


def test_meanings_come_in_the_language_that_is_asked_for() -> None:
    one, other = (
        analyzer.classify(status=401, url="https://x.example", lang=lang).meaning
        for lang in ("en", "zh-Hant")
    )
    assert one != other
