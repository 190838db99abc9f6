"""What a vendor answered counts however a program logs it: as a body, or as its code alone, with
whatever status beside it or none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import Loaded, read, reader, skipped

# Each case is a file of its own kind, whose reading is planned anew.
pytestmark = [pytest.mark.scale, pytest.mark.one_in(3)]

URL = "https://api.tickdb.ai/v1/x"
BODY = {"code": 3001, "message": "Rate limit exceeded"}
TEXT = json.dumps(BODY)


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as made:
        yield made


def told(found: Loaded) -> list[tuple[Any, ...]]:
    rows = sorted(found.rows, key=lambda row: row["ts"])
    return [(row["status"], row["code"], row["error_type"]) for row in rows]


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (f"INFO bot: GET {URL} -> 200 {TEXT}", 200, "3001"),
        (f"INFO bot: response from {URL}: 200 {TEXT}", 200, "3001"),
        (f"ERROR bot: GET {URL} failed: {TEXT}", None, "3001"),
        (f"ERROR bot: request to {URL} failed: {BODY!r}", None, "3001"),
        (f"ERROR bot: POST {URL} returned error code 1001: Invalid API key", None, "1001"),
        (f"ERROR bot: GET {URL} failed with code=3001", None, "3001"),
        (f"WARN bot: GET {URL} responded 200 but code=3001", 200, "3001"),
        (f"ERROR bot: TickDB error 3001 on GET {URL}: Rate limit exceeded", None, "3001"),
        ("INFO bot: GET https://api.bybit.com/v5/x 200 retCode=10006", 200, "10006"),
        (f"INFO bot: GET {URL} 200 error_code=3001", 200, "3001"),
        (f"INFO bot: GET {URL} 200 code=LIMIT_42901", 200, "LIMIT_42901"),
        (f"ERROR bot: POST {URL} http=200 error code=3001", 200, "3001"),
        # A body wherever words put it, whole or cut.
        (f"ERROR bot: got 200 {TEXT} from GET {URL}", 200, "3001"),
        (f"ERROR bot: response {TEXT} (status 200) for GET {URL}", 200, "3001"),
        (f"ERROR bot: {URL} answered 429: {TEXT}", 429, "3001"),
        (f"ERROR bot: GET {URL} 200 b'{TEXT}'", 200, "3001"),
        (f"ERROR bot: GET {URL} status=200 body={TEXT[:-4]}…", 200, "3001"),
        (f'ERROR bot: GET {URL} 200 {{   "code": 3001,   "message": "x" }}', 200, "3001"),
        (f'ERROR bot: GET {URL} done {{"response":{TEXT}}}', None, "3001"),
        (f'WARN c.a.Client - GET {URL} -> 400 resp={{"code":3001,"message":"x"}}', 400, "3001"),
        (
            "ERROR bot: POST https://slack.com/api/x ok=false error=invalid_auth",
            None,
            "invalid_auth",
        ),
        (
            "ERROR bot: POST https://api.zeromarkets.com/v1/x rejected: LIMIT_42901",
            None,
            "LIMIT_42901",
        ),
        ("ERROR bot: POST https://checkout-test.adyen.com/x 422 errorCode=14_030", 422, "14_030"),
        ("WARN bot: POST https://api.bybit.com/v5/x retCode: 110007, retMsg: x", None, "110007"),
        # What is asked for, and numbers of what is no vendor.
        (f'ERROR bot: POST {URL} body={{"code":"600519"}} failed: connect timeout', None, None),
        (
            f'ERROR bot: POST {URL} with {{"code":"3001","message":"x"}} failed: timed out',
            None,
            None,
        ),
        (f"ERROR bot: process exited with code 1234 after GET {URL} -> 200", 200, None),
        (f"WARN bot: GET {URL} -> 200 in 1200 ms, stock code 600519 rejected", 200, None),
        (f"ERROR bot: GET {URL} failed: SSL error code 1416", None, None),
        # What went well, and numbers that are no vendor's codes.
        (f'INFO bot: GET {URL} -> 200 {{"code":0,"data":[]}}', 200, None),
        (f"INFO bot: GET {URL} -> 200 code=600519 in 12 ms", 200, None),
        (f"WARNING bot: GET {URL} -> 200 code=2330 was slow", 200, None),
        (f"INFO bot: GET {URL} -> 200 error_code=200000", 200, None),
        (f"ERROR bot: GET {URL} failed: [WinError 10054] connection was reset", None, None),
    ],
)
def test_words_tell_a_code_beside_a_call(
    reading: Reading, words: str, status: int | None, code: str | None
) -> None:
    lines = (f"2026-11-19 10:00:00,250 {words}", f"2026-11-19 10:00:01,250 INFO GET {URL} -> 204")
    found = read(reading, "".join(f"{line}\n" for line in lines).encode())
    assert told(found)[0][:2] == (status, code)
    assert told(found)[1:] == [(204, None, None)]
    assert (told(found)[0][2] is None) == (status is not None or code is not None)


def test_the_message_and_the_trace_beside_a_code_are_read(reading: Reading) -> None:
    line = (
        "2026-11-19 10:00:00,250 ERROR bot: GET https://api.bybit.com/v5/x 200 retCode=10006"
        ' retMsg="Too many visits!" traceId=4bf92f3577b34da6a3ce929d0e0e4736\n'
    )
    (row,) = read(reading, line.encode()).rows
    assert (row["message"], row["trace_id"]) == (
        "Too many visits!",
        "4bf92f3577b34da6a3ce929d0e0e4736",
    )


def test_a_request_that_is_announced_is_no_answer(reading: Reading) -> None:
    lines = (
        f'2026-11-19 10:00:00,250 INFO bot: POST {URL} {{"code":"600519","qty":1}}',
        f"2026-11-19 10:00:01,250 INFO bot: GET {URL} -> 204",
    )
    found = read(reading, "".join(f"{line}\n" for line in lines).encode())
    assert told(found) == [(204, None, None)]
    assert skipped(found.counts) == 1


@pytest.mark.parametrize(
    "words",
    [
        f'INFO bot: POST {URL} sending body={{"code":"600519","error":null}}',
        f"INFO bot: see {URL} : error code 3001 means rate limit exceeded",
        f"INFO stats: {URL} requests=100 errors=0 code=1234",
        f"ERROR db: failed to save {URL} response: MySQL error 1045: Access denied",
        f"INFO bot: docs: {TEXT} is returned by {URL} when limits are exceeded",
    ],
)
def test_words_without_an_answer_tell_no_code(reading: Reading, words: str) -> None:
    lines = (f"2026-11-19 10:00:00,250 {words}", f"2026-11-19 10:00:01,250 INFO GET {URL} -> 204")
    found = read(reading, "".join(f"{line}\n" for line in lines).encode())
    assert told(found) == [(204, None, None)]
    assert skipped(found.counts) == 1


@pytest.mark.parametrize(
    "words",
    [
        f'GET {URL} 200 body="{TEXT}"'.replace('body="{"', r'body="{\"'),
        f"request failed\t{json.dumps({'method': 'GET', 'url': URL, 'status': 200, 'body': TEXT})}",
        f"request failed\t{json.dumps({'method': 'GET', 'url': URL, 'status': 200, 'err': BODY})}",
    ],
)
def test_a_console_logger_tells_a_body_as_text(reading: Reading, words: str) -> None:
    line = f"2026-11-19T10:00:00.250Z\tERROR\tclient/client.go:42\t{words}\n"
    assert told(read(reading, line.encode())) == [(200, "3001", None)]


FIELDS: list[tuple[dict[str, Any], int | None, str | None]] = [
    ({"status": 200, "code": 3001, "message": "Rate limit exceeded"}, 200, "3001"),
    ({"status": 200, "error_code": 3001, "level": "info"}, 200, "3001"),
    ({"status": 200, "retCode": "10006", "url": "https://api.bybit.com/v5/x"}, 200, "10006"),
    ({"status": 200, "response": BODY}, 200, "3001"),
    ({"status": 200, "err": {"code": 3001}}, 200, "3001"),
    ({"status": 429, "code": "LIMIT_42901"}, 429, "LIMIT_42901"),
    ({"status": 429, "code": 3001, "level": "warn", "msg": "slow"}, 429, "3001"),
    ({"response": BODY}, None, "3001"),
    ({"vendorCode": 3001}, None, "3001"),
    ({"error": BODY}, None, "3001"),
    ({"error": "code 3001: Rate limit exceeded"}, None, "3001"),
    ({"error": "rejected", "code": 3001}, None, "3001"),
    ({"status": 200, "response": TEXT}, 200, "3001"),
    ({"status": 200, "response": BODY | {"data": []}}, 200, "3001"),
    ({"status": 200, "response_body": json.dumps(TEXT)}, 200, "3001"),
    ({"status": 200, "result": BODY}, 200, "3001"),
    ({"status": 200, "api_error": BODY}, 200, "3001"),
    ({"status": 200, "result": {"code": "600519", "name": "x"}}, 200, None),
    ({"status": 200, "result": {"error": [], "result": {"code": 3001}}}, 200, None),
    ({"status": 200, "payload": BODY}, 200, "3001"),
    ({"status": 200, "status_message": TEXT}, 200, "3001"),
    # A payload may be what was sent.
    ({"status": 200, "payload": {"errors": [{"code": 3001}]}}, 200, None),
    # No vendor's codes: of a stock, of what went well, of HTTP.
    ({"status": 200, "code": 600519, "level": "info"}, 200, None),
    ({"status": 200, "code": 2330, "level": "warn", "msg": "slow"}, 200, None),
    ({"status": 200, "error_code": "200000"}, 200, None),
    ({"status": 200, "code": 200}, 200, None),
]


@pytest.mark.parametrize(
    ("time", "fields", "status", "code"),
    [
        (time, *one)
        for one in FIELDS
        for time in ("time", "ts")
        # In the canonical log an error says why there was no answer.
        if time == "time"
        or "code" in one[0]
        or not {"error", "result", "api_error", "payload", "status_message"} & one[0].keys()
    ],
)
def test_fields_tell_a_code_beside_a_call(
    reading: Reading, time: str, fields: dict[str, Any], status: int | None, code: str | None
) -> None:
    call = {"level": "error", "msg": "call failed", "method": "GET", "url": URL}
    lines = [
        {time: "2026-11-19T10:00:00.250Z"} | call | fields,
        {time: "2026-11-19T10:00:01.250Z"} | call | {"status": 204, "level": "info"},
    ]
    found = read(reading, "".join(f"{json.dumps(line)}\n" for line in lines).encode())
    assert told(found) == [(status, code, None), (204, None, None)]


@pytest.mark.parametrize(
    ("pairs", "status", "code"),
    [
        ("status=200 code=3001", 200, "3001"),
        ("status=429 code=LIMIT_42901", 429, "LIMIT_42901"),
        ("code=3001", None, "3001"),
        ('err="code=3001 message=Rate limit exceeded"', None, "3001"),
    ],
)
def test_pairs_tell_a_code_beside_a_call(
    reading: Reading, pairs: str, status: int | None, code: str
) -> None:
    line = (
        f'time=2026-11-19T10:00:00.25Z level=error msg="call failed" method=GET url={URL} {pairs}\n'
    )
    assert told(read(reading, line.encode())) == [(status, code, None)]


def test_a_call_that_is_announced_with_the_code_of_a_stock_is_none(reading: Reading) -> None:
    call = {"level": "info", "msg": "sending", "method": "POST", "url": URL, "code": "600519"}
    lines = [
        {"time": "2026-11-19T10:00:00.250Z"} | call,
        {"time": "2026-11-19T10:00:01.250Z"} | call | {"status": 200},
    ]
    found = read(reading, "".join(f"{json.dumps(line)}\n" for line in lines).encode())
    assert told(found) == [(200, None, None)]


def test_lines_of_words_with_pairs_are_read_as_words(reading: Reading) -> None:
    lines = (
        f"2026-11-19 10:00:00,250 ERROR bot: POST {URL} http=200 error code=3001",
        f"2026-11-19 10:00:01,250 INFO bot: GET {URL} -> 204 in 12 ms",
        f"2026-11-19 10:00:02,250 INFO bot: GET {URL} -> 429",
        f"2026-11-19 10:00:03,250 ERROR bot: GET {URL} status=200 code=3001",
    )
    found = read(reading, "".join(f"{line}\n" for line in lines).encode())
    assert [(status, code) for status, code, _ in told(found)] == [
        (200, "3001"), (204, None), (429, None), (200, "3001"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "below", "status", "code"),
    [
        (f"GET {URL} -> 200 in 12 ms", f"Response body: {TEXT}", 200, "3001"),
        (f"GET {URL} returned 200", f"body={TEXT}", 200, "3001"),
        (f"GET {URL} 200", f"response: {BODY!r}", 200, "3001"),
        (f"GET {URL}", f"Response: {TEXT}", None, "3001"),
        (f"GET {URL}", f"Response status: 200, body: {TEXT}", 200, "3001"),
        (f"GET {URL}", f"<<< 200 OK {TEXT}", 200, "3001"),
        # What was asked, and a body of nobody's call.
        (f"GET {URL} -> 200", f"request body: {TEXT}", 200, None),
        (f"GET {URL} -> 200", f"body of https://api.tickdb.ai/v1/y: {TEXT}", 200, None),
        (f"GET {URL} -> 200", f"state: {TEXT}", 200, None),
    ],
)
def test_the_line_below_a_call_tells_what_was_answered(
    reading: Reading, call: str, below: str, status: int | None, code: str | None
) -> None:
    lines = (
        f"2026-11-19 10:00:00,250 DEBUG bot: {call}",
        f"2026-11-19 10:00:00,350 DEBUG bot: {below}",
        f"2026-11-19 10:00:01,250 INFO bot: GET {URL} -> 204",
    )
    found = read(reading, "".join(f"{line}\n" for line in lines).encode())
    assert told(found) == [(status, code, None), (204, None, None)]


def test_messages_over_websocket_stand_among_fields(reading: Reading) -> None:
    said: list[dict[str, Any]] = [
        {"msg": "ws recv", "data": {"cmd": "subscribe", "code": 4003}},
        {"msg": "ws recv", "data": {"cmd": "ticker", "data": {"last": 1}}},
        {"msg": "ws send", "payload": {"cmd": "subscribe", "code": "600519"}},
        {"msg": "subscribe failed", "code": 3003},
        {"msg": "state kept", "data": {"code": 3001}},
        {"msg": "ws closed", "code": 1008, "reason": "policy"},
    ]
    lines = [
        {"time": f"2026-11-19T10:00:0{second}.250Z", "url": "wss://api.tickdb.ai/v1/ws"} | one
        for second, one in enumerate(said)
    ]
    found = read(reading, "".join(f"{json.dumps(line)}\n" for line in lines).encode())
    rows = sorted(found.rows, key=lambda row: row["ts"])
    assert [(row["ts"].second, row["code"], row["close_code"], row["path"]) for row in rows] == [
        (0, "4003", None, "/v1/ws"),
        (3, "3003", None, "/v1/ws"),
        (5, None, 1008, "/v1/ws"),
    ]


def test_a_credential_that_was_sent_goes_from_the_messages_that_quote_it(reading: Reading) -> None:
    key = "Kq8vZt3nB1xW5yL0sD7fG2hJ"
    lines = (
        "2026-11-19 10:00:00,250 INFO feed: connecting to wss://api.tickdb.ai/v1/realtime",
        f'2026-11-19 10:00:01,250 DEBUG feed: > {{"cmd":"auth","apiKey":"{key}"}}',
        f'2026-11-19 10:00:02,250 DEBUG feed: < {{"cmd":"auth","code":1001,"message":"bad {key}"}}',
    )
    (row,) = read(reading, "".join(f"{line}\n" for line in lines).encode()).rows
    assert (row["code"], row["key_in"]) == ("1001", "message:apiKey")
    assert key not in str(row)


@pytest.mark.parametrize(
    ("url", "error", "code"),
    [
        ("https://api.kraken.com/0/x", {"error": ["EAPI:Invalid key"]}, "EAPI:Invalid key"),
        ("https://slack.com/api/x", {"ok": False, "error": "invalid_auth"}, "invalid_auth"),
        ("https://www.okx.com/x", {"code": "1", "data": [{"sCode": "51008"}], "msg": ""}, "51008"),
        # A program's own error is no answer.
        (URL, {"message": "x", "code": "E_X", "errno": -111, "errors": [{"code": 3001}]}, None),
    ],
)
def test_an_error_that_is_what_a_vendor_answered_is_the_body(
    reading: Reading, url: str, error: dict[str, Any], code: str | None
) -> None:
    call = {"level": "error", "msg": "call failed", "method": "GET", "url": url, "status": 200}
    line = {"time": "2026-11-19T10:00:00.250Z"} | call | {"error": error}
    assert told(read(reading, f"{json.dumps(line)}\n".encode())) == [(200, code, None)]
