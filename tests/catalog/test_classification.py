"""What a vendor answered, through `analyzer ingest` and `analyzer sql`: what it is called."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from analyzer.system.languages import LANGUAGES
from tests.conftest import analyzer, rows

TABLES = tomllib.loads((Path(__file__).parent / "vendor_tables.toml").read_text("utf-8"))["tables"]
COLUMNS = """
SELECT requests.client, requests.outcome, failures.* EXCLUDE (client, outcome, ts, date)
FROM requests LEFT JOIN failures USING (client)
"""

Row = Mapping[str, object]
INPUTS = ("is", "status", "body", "method", "url", "request_headers")


def documented() -> Iterator[tuple[str, Row, Row]]:
    """(id, table, row) of every row of every table."""
    for table in TABLES:
        for row in table["rows"]:
            yield f"{table['vendor']} {table['heading']}: {row['is']}", table, row


DOCUMENTED = list(documented())

# What the documents leave to the contract: name, exchange, and what the views have to say of it.
Exchange = dict[str, object]
TICKDB: Exchange = {"vendor": "tickdb"}
ZERO: Exchange = {"vendor": "zeromarkets"}
FIFTY_FIVE: Exchange = {"vendor": "55tech"}
SOCKET: Exchange = {"protocol": "websocket", "url": "wss://x.example.org/"}
HTML = "<html><head><title>502 Bad Gateway</title></head></html>"
CASES: dict[str, tuple[Exchange, Row]] = {
    "a 502 of 55-Tech with an HTML page is the gateway's": (
        FIFTY_FIVE | {"status": 502, "response_body": HTML},
        {"class": "gateway", "evidence": "body", "fault": "network", "outcome": "failed"},
    ),
    "a subscription that 55-Tech grants is no failure": (
        FIFTY_FIVE | SOCKET | {"message": {"cmd": "subscribe", "code": 0, "message": "success"}},
        {"outcome": "ok", "class": None, "code": None},
    ),
    "a 502 of 55-Tech with another proxy's JSON is the gateway's": (
        FIFTY_FIVE | {"status": 502, "response_body": {"message": "no upstream"}},
        {"class": "gateway", "evidence": "body"},
    ),
    "a 502 of 55-Tech with problem details is the gateway's": (
        FIFTY_FIVE
        | {
            "status": 502,
            "response_body": '{"title": "Bad Gateway", "status": 502, "detail": "x"}',
        },
        {"class": "gateway", "evidence": "body"},
    ),
    "a partial failure whose long body was cut is one all the same": (
        FIFTY_FIVE
        | {"status": 502, "response_body": {"detail": [{"order": n} for n in range(2000)]}},
        {"class": "partial_failure", "evidence": "body", "outcome": "partial"},
    ),
    "a 502 of another vendor is the gateway's": (
        TICKDB | {"status": 502},
        {"class": "gateway", "evidence": "status", "code": "502", "family": "502", "listed": False},
    ),
    "a status that 55-Tech does not document is not listed": (
        FIFTY_FIVE | {"status": 503},
        {"class": "unavailable", "evidence": "status", "listed": False, "family": "503"},
    ),
    "an HTTP status beyond 599 counts as a server error": (
        FIFTY_FIVE | {"status": 799},
        {"class": "server_error", "code": "799", "family": "799"},
    ),
    "an error status that HTTP does not define counts as the first of its class": (
        {"url": "https://api.example.org/", "status": 499},
        {"class": "validation", "code": "499"},
    ),
    "a TickDB failure under HTTP 500 is what its code says": (
        TICKDB | {"status": 500, "response_body": {"code": 2004, "message": "x"}},
        {"class": "validation", "evidence": "code", "retryable": False},
    ),
    "a TickDB success under HTTP 500 is a failure by its status": (
        TICKDB | {"status": 500, "response_body": {"code": 0}},
        {"class": "server_error", "evidence": "status", "code": "500", "vendor_code": None},
    ),
    "a TickDB code that is not listed has the class of its family's heading": (
        TICKDB | {"status": 200, "response_body": {"code": 3005, "message": "x"}},
        {"class": "rate_limit", "evidence": "pattern", "family": "3xxx", "listed": False},
    ),
    "a documented TickDB message without its code": (
        TICKDB | {"status": 429, "response_body": {"message": "Quota exhausted"}},
        {"class": "quota", "evidence": "message", "listed": True},
    ),
    "a documented TickDB message with a full stop": (
        TICKDB | {"status": 429, "response_body": {"message": "Quota exhausted."}},
        {"class": "quota", "evidence": "message", "listed": True},
    ),
    "a documented TickDB message with a code of its own": (
        TICKDB | {"status": 400, "response_body": {"code": 9999, "message": "Symbol not found"}},
        {"class": "validation", "evidence": "status", "listed": False, "code": "9999"},
    ),
    "a TickDB code that was written as a float": (
        TICKDB | {"status": 200, "response_body": {"code": 3001.0, "message": "slow down"}},
        {"class": "rate_limit", "evidence": "code", "code": "3001"},
    ),
    "a TickDB code of no documented family is classified by status": (
        TICKDB | {"status": 503, "response_body": {"code": 6001, "message": "x"}},
        {"class": "unavailable", "evidence": "status", "family": "6xxx", "listed": False},
    ),
    "a TickDB code of no documented family under HTTP 200 is unknown": (
        TICKDB | {"status": 200, "response_body": {"code": 6001, "message": "x"}},
        {"class": "unknown", "evidence": "none", "fault": None, "retryable": None},
    ),
    "a Zero Markets code is classified by the status in it, not by its prefix": (
        ZERO | {"status": 400, "response_body": {"code": "AUTH_50301", "message": "x"}},
        {"class": "unavailable", "evidence": "pattern", "family": "AUTH", "listed": False},
    ),
    "a Zero Markets code without a status is classified by the response's": (
        ZERO | {"status": 409, "response_body": {"code": "TRADE_DUPLICATE", "message": "x"}},
        {"class": "conflict", "evidence": "status", "family": "TRADE", "listed": False},
    ),
    "a Zero Markets code whose status is no error is classified by the response's": (
        ZERO | {"status": 400, "response_body": {"code": "TRADE_20001", "message": "x"}},
        {"class": "validation", "evidence": "status", "family": "TRADE"},
    ),
    "a domain of two words is a family of two words": (
        ZERO | {"status": 404, "response_body": {"code": "MARKET_DATA_40401", "message": "x"}},
        {"class": "not_found", "family": "MARKET_DATA"},
    ),
    "a host that no catalog claims is classified by status": (
        {"url": "https://api.example.org/x", "status": 418},
        {
            "vendor": "api.example.org",
            "class": "validation",
            "code": "418",
            "family": "418",
            "evidence": "status",
            "listed": False,
        },
    ),
    "no response at all is the network's": (
        TICKDB | {"status": None, "error": "ConnectTimeout: timed out"},
        {
            "class": "network",
            "status": None,
            "code": "timeout",
            "family": "network",
            "fault": "network",
            "retryable": True,
            "evidence": "status",
        },
    ),
    "a request without any answer in the log is unknown, not failed": (
        TICKDB | {"method": "GET"},
        {"outcome": "unknown", "class": None},
    ),
    "a redirect is no failure": (TICKDB | {"status": 302}, {"outcome": "ok", "class": None}),
    "an opened connection is no failure": (
        FIFTY_FIVE | SOCKET | {"event": "open"},
        {"outcome": "ok", "class": None},
    ),
    "a normal close is no failure": (
        FIFTY_FIVE | SOCKET | {"event": "close", "close_code": 1000, "reason": "bye"},
        {"outcome": "ok", "class": None},
    ),
    "a close for policy is taken for a refused key": (
        FIFTY_FIVE | SOCKET | {"event": "close", "close_code": 1008},
        {
            "class": "auth",
            "code": "policy_violation",
            "family": "ws",
            "evidence": "status",
            "close_code": 1008,
        },
    ),
    "a close whose reason is a known message is what the message says": (
        FIFTY_FIVE
        | SOCKET
        | {"event": "close", "close_code": 1008, "reason": "Connection limit exceeded"},
        {"class": "connection_limit", "evidence": "message"},
    ),
    "a broken connection is the network's": (
        TICKDB | SOCKET | {"event": "close", "close_code": 1006},
        {"class": "network", "code": "abnormal_closure", "fault": "network"},
    ),
    "a close code of TickDB's RFC range is not one of its error codes": (
        TICKDB | SOCKET | {"event": "close", "close_code": 1003},
        {"class": "protocol", "code": "unsupported_data", "family": "ws"},
    ),
    "a close code of the vendor's own range is unknown": (
        TICKDB | SOCKET | {"event": "close", "close_code": 4100},
        {"class": "unknown", "code": "close_4100", "evidence": "none"},
    ),
    "a WebSocket message is known with a full stop": (
        FIFTY_FIVE | SOCKET | {"direction": "received", "message": {"error": "Invalid API key."}},
        {"class": "auth", "code": "invalid_api_key", "evidence": "message"},
    ),
    "a WebSocket message is known with more in brackets": (
        FIFTY_FIVE
        | SOCKET
        | {"direction": "received", "message": {"error": "Connection limit exceeded (max 5)"}},
        {"class": "connection_limit", "code": "connection_limit_exceeded", "listed": True},
    ),
    "a WebSocket message is known in any case": (
        FIFTY_FIVE | SOCKET | {"direction": "received", "message": {"error": "INVALID API KEY"}},
        {"class": "auth", "code": "invalid_api_key", "evidence": "message"},
    ),
    "a WebSocket message is known one level deeper as well": (
        FIFTY_FIVE
        | SOCKET
        | {
            "direction": "received",
            "message": {"type": "error", "data": {"error": "Connection limit exceeded"}},
        },
        {"class": "connection_limit", "code": "connection_limit_exceeded", "evidence": "message"},
    ),
    "a documented WebSocket text is an error under whatever name with more behind it": (
        FIFTY_FIVE
        | SOCKET
        | {"direction": "received", "message": {"said": "Connection limit exceeded (max 5)."}},
        {"class": "connection_limit", "code": "connection_limit_exceeded", "evidence": "message"},
    ),
    "a documented WebSocket text is an error by itself with more behind it": (
        FIFTY_FIVE | SOCKET | {"direction": "received", "message": "Invalid API key."},
        {"class": "auth", "code": "invalid_api_key", "evidence": "message"},
    ),
    "a documented WebSocket text is an error under whatever name": (
        FIFTY_FIVE | SOCKET | {"direction": "received", "message": {"msg": "apiKey required"}},
        {"class": "auth", "code": "api_key_required", "message": "apiKey required"},
    ),
    "a documented WebSocket text is an error however deep it stands": (
        FIFTY_FIVE
        | SOCKET
        | {
            "direction": "received",
            "message": {"op": "subscribe", "result": {"errors": ["Invalid apiKey format"]}},
        },
        {"class": "auth", "code": "invalid_api_key_format", "evidence": "message"},
    ),
    "`error: true` says that a message is an error, and not what it says": (
        FIFTY_FIVE | {"status": 409, "response_body": {"error": True, "message": "Open orders"}},
        {"class": "conflict", "message": "Open orders"},
    ),
    "a byte order mark before a body hides nothing": (
        TICKDB | {"status": 200, "response_body": '\ufeff{"code": 3001}'},
        {"class": "rate_limit", "code": "3001", "evidence": "code"},
    ),
    "a byte order mark before a partial failure's body makes no proxy's page of it": (
        FIFTY_FIVE | {"status": 502, "response_body": '\ufeff{"detail": "2 of 3"}'},
        {"class": "partial_failure", "evidence": "body", "message": "2 of 3"},
    ),
    "a WebSocket error that no catalog knows is unknown": (
        FIFTY_FIVE | SOCKET | {"direction": "received", "message": {"error": "Out of cheese"}},
        {"class": "unknown", "code": "unknown", "family": "ws", "evidence": "none"},
    ),
    "a WebSocket text over HTTP is no evidence": (
        FIFTY_FIVE | {"status": 500, "response_body": {"detail": "Invalid API key"}},
        {"class": "server_error", "evidence": "status", "code": "500"},
    ),
}


def in_order(exchanges: list[Exchange]) -> Iterator[Exchange]:
    """The exchanges a second apart, each WebSocket one on a connection of its own."""
    for n, exchange in enumerate(exchanges):
        ts = f"2026-11-19T10:{n // 60:02d}:{n % 60:02d}Z"
        socket = exchange.get("protocol") == "websocket"
        where = {"connection": f"c-{n}"} if socket else {"url": "https://api.example.org/v1/x"}
        yield {"ts": ts} | where | exchange


def exchange_of(name: str, table: Row, row: Row) -> Exchange:
    exchange: Exchange = {"client": name, "vendor": table["vendor"]}
    if table.get("protocol") == "websocket":
        message = json.loads(str(row["body"]))
        return exchange | {"protocol": "websocket", "direction": "received", "message": message}
    exchange |= {
        key: row[key] for key in ("status", "method", "url", "request_headers") if key in row
    }
    return exchange | ({"response_body": json.loads(str(row["body"]))} if "body" in row else {})


# What a message says, and whether it is an answer.
STATES: list[tuple[Exchange, bool]] = [
    ({"type": "order", "id": 3, "status": "filled"}, False),
    ({"cmd": "subscribe", "status": "ok"}, False),
    ({"ret_code": 0, "op": "subscribe"}, False),
    ({"status": "ok", "detail": "subscribed"}, True),
    ({"code": 0, "message": "success"}, True),
]


@pytest.mark.scale
@pytest.mark.parametrize(
    "url", ["wss://mmapi.55-tech.com/ws", "wss://api.tickdb.ai/ws", "wss://stream.example.org/ws"]
)
def test_the_state_of_something_in_a_websocket_message_is_no_failure(
    ingested: Callable[..., Path], url: str
) -> None:
    lines = []
    for number, (message, _) in enumerate(STATES):
        here = SOCKET | {"ts": "2026-11-19T10:00:00Z", "url": url, "connection": f"c-{number}"}
        lines += [here | {"event": "open"}, here | {"direction": "received", "message": message}]
    lake = ingested(*lines)
    assert rows(lake, "FROM failures") == []
    counted = "SELECT count(*) AS n FROM requests GROUP BY connection ORDER BY connection"
    assert [row["n"] for row in rows(lake, counted)] == [1 + is_answer for _, is_answer in STATES]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Row]]:
    """What the views say of every exchange above: by language, then by name."""
    exchanges = [exchange_of(*documented) for documented in DOCUMENTED]
    exchanges += [{"client": name} | exchange for name, (exchange, _) in CASES.items()]
    folder = tmp_path_factory.mktemp("classification")
    log, lake = folder / "answers.jsonl", folder / "lake"
    log.write_text("".join(json.dumps(line) + "\n" for line in in_order(exchanges)), "utf-8")
    assert analyzer("ingest", log, "--strict", "--lake", lake).status == 0
    found: dict[str, dict[str, Row]] = {}
    for language in LANGUAGES:
        ran = analyzer("sql", COLUMNS, "--lake", lake, "--lang", language, "--format", "json")
        found[language] = {row["client"]: row for row in json.loads(ran.out)}
    return found


@pytest.mark.parametrize(("name", "table", "row"), DOCUMENTED, ids=[d[0] for d in DOCUMENTED])
def test_every_documented_row_is_classified_as_documented(
    answers: dict[str, dict[str, Row]], name: str, table: Row, row: Row
) -> None:
    answer = answers["en"][name]
    expected = {key: value for key, value in row.items() if key not in INPUTS}
    expected.setdefault("outcome", "failed")
    assert {key: answer[key] for key in expected} == expected


FAILING = [name for name, _, row in DOCUMENTED if row.get("outcome") != "ok"]


@pytest.mark.parametrize("name", FAILING)
def test_every_documented_failure_has_meaning_and_remedy_in_three_languages(
    answers: dict[str, dict[str, Row]], name: str
) -> None:
    for column in ("meaning", "remedy", "class_title"):
        texts = [answers[language][name][column] for language in LANGUAGES]
        assert all(texts)
        assert column == "class_title" or len(set(texts)) == len(LANGUAGES)


@pytest.mark.parametrize("name", CASES)
def test_what_documents_leave_open_is_classified_by_the_order_of_evidence(
    answers: dict[str, dict[str, Row]], name: str
) -> None:
    answer, expected = answers["en"][name], CASES[name][1]
    assert {key: answer[key] for key in expected} == expected


def test_the_code_of_a_failure_is_never_null(answers: dict[str, dict[str, Row]]) -> None:
    failures = [row for row in answers["en"].values() if row["outcome"] in ("failed", "partial")]
    assert len(failures) > len(FAILING)
    assert [row for row in failures if not (row["code"] and row["family"] and row["class"])] == []


def test_the_fingerprint_ignores_numbers_ids_and_quoted_parts(
    ingested: Callable[..., Path],
) -> None:
    texts = ['Order 17 is "open"', 'Order 2f9c0a11 is "gone"', "Order was lost"]
    bodies: list[Exchange] = [{"code": 2001, "message": text} for text in texts]
    lines = [TICKDB | {"status": 200, "response_body": body} for body in bodies]
    found = rows(ingested(*in_order(lines)), "SELECT fingerprint FROM failures ORDER BY ts")
    first, same, other = (row["fingerprint"] for row in found)
    assert first == same != other
    assert first.startswith("v1:")
    assert len(first) == len("v1:") + 16


@pytest.mark.scale
def test_a_close_is_explained_by_the_error_message_before_it(ingested: Callable[..., Path]) -> None:
    here = {"vendor": "55tech", "protocol": "websocket", "connection": "c-1"}
    error = {"direction": "received", "message": {"error": "Connection limit exceeded"}}
    close = {"event": "close", "close_code": 1008}
    lake = ingested(
        here | {"ts": "2026-11-19T10:00:00Z", "client": "bot"} | error,
        here | {"ts": "2026-11-19T10:00:01Z", "client": "bot"} | close,
        here | {"ts": "2026-11-19T10:00:02Z", "client": "other bot"} | close,
        here | {"ts": "2026-11-19T11:00:00Z", "client": "bot"} | close,
    )
    query = "SELECT class, code, message FROM failures WHERE close_code = 1008 ORDER BY ts"
    found = rows(lake, query)
    assert [row["class"] for row in found] == ["connection_limit", "auth", "auth"]
    assert found[0]["code"] == "connection_limit_exceeded"
    assert found[0]["message"] == "Connection limit exceeded"


@pytest.mark.scale
def test_what_the_catalog_does_not_know_is_listed_by_vendor_and_code(
    ingested: Callable[..., Path],
) -> None:
    lines: list[Exchange] = [
        TICKDB | {"status": 200, "response_body": {"code": 3005, "message": "old"}},
        TICKDB | {"status": 200, "response_body": {"code": 3005, "message": "new"}},
        TICKDB | {"status": 200, "response_body": {"code": 3001, "message": "listed"}},
        TICKDB | {"status": 504},
        FIFTY_FIVE | {"status": 504},
        FIFTY_FIVE | {"status": 504, "response_body": "<html>504 Gateway Time-out</html>"},
        FIFTY_FIVE | {"status": None, "error": "ReadTimeout"},
        FIFTY_FIVE | SOCKET | {"event": "close", "close_code": 1006},
        ZERO | {"status": 409, "response_body": {"code": "TRADE_40901"}},
    ]
    query = "SELECT vendor, code, failures, class, sample_message FROM unlisted_codes ORDER BY ALL"
    assert [tuple(row.values()) for row in rows(ingested(*in_order(lines)), query)] == [
        ("55tech", "504", 1, "gateway", None),
        ("tickdb", "3005", 2, "rate_limit", "new"),
        ("zeromarkets", "TRADE_40901", 1, "conflict", None),
    ]
