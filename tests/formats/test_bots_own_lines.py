"""What bots write themselves of calls and connections, by tracing, structlog, pino and winston."""

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
RUST = (
    'reqwest::Error {{ kind: Request, url: Url {{ scheme: "https", cannot_be_a_base: false, '
    'username: "", password: None, host: Some(Domain("api.tickdb.ai")), port: None, '
    'path: "/v1/x", query: None }},'
    " source: {} }}"
)
REFUSED = (
    'hyper::Error(Connect, ConnectError("tcp connect error", Os {'
    ' code: 111, kind: ConnectionRefused, message: "Connection refused" }))'
)
TRACEBACK = (
    'Traceback (most recent call last):\n  File "b.py", line 3, in f\n    r.raise_for_status()\n'
    '  File "/lib/requests/models.py", line 1024, in raise_for_status\n'
    "    raise HTTPError(http_error_msg, response=self)\n"
)


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as made:
        yield made


def of_objects(reading: Reading, *told: dict[str, Any]) -> Loaded:
    times = (f"2026-11-19T10:00:0{second}.250Z" for second in range(len(told)))
    lines = [json.dumps({"time": at} | one) for at, one in zip(times, told, strict=True)]
    return read(reading, "".join(f"{line}\n" for line in lines).encode())


def ends(found: Loaded) -> list[tuple[Any, ...]]:
    return [
        (row["host"], row["path"], row["status"] or row["error_type"]) for row in in_order(found)
    ]


def in_order(found: Loaded) -> list[dict[str, Any]]:
    return sorted(found.rows, key=lambda row: row["ts"])


@pytest.mark.parametrize(
    ("said", "code", "reason"),
    [
        ({"msg": "ws closed", "code": 1008, "reason": "key expired"}, 1008, "key expired"),
        ({"message": "WebSocket connection closed", "code": 1013, "reason": ""}, 1013, None),
        ({"event": "websocket_closed", "close_code": "4001"}, 4001, None),
        ({"message": "stream disconnected", "meta": {"closeCode": 1012}}, 1012, None),
    ],
)
def test_the_code_of_a_close_may_stand_beside_the_message(
    said: dict[str, Any], code: int, reason: str | None, reading: Reading
) -> None:
    opened = {"msg": "ws open", "url": "wss://ws.tickdb.ai/v1"}
    found = of_objects(reading, opened, said, {"msg": "order closed", "code": 1000})
    opening, row = in_order(found)
    assert (opening["command"], opening["path"], opening["error_type"]) == ("open", "/v1", None)
    assert (row["protocol"], row["host"], row["command"]) == ("websocket", "ws.tickdb.ai", "close")
    assert (row["close_code"], row["message"], row["ts"].second) == (code, reason, 1)


def test_a_connection_that_did_not_open_ends_with_1006_as_well(reading: Reading) -> None:
    url = "wss://ws.tickdb.ai/v1"
    refused = {"msg": "ws error", "url": url, "err": {"message": "Unexpected server response: 401"}}
    closed = {"msg": "ws closed", "url": url, "code": 1006, "reason": ""}
    (row,) = of_objects(reading, refused, closed).rows
    assert (row["command"], row["status"]) == ("open", 401)


def test_a_handshake_that_the_package_websocket_was_refused_is_one(reading: Reading) -> None:
    line = (
        "2026-11-19T10:00:00.250Z connect failed: Error: Server responded with a non-101 status: "
        "429 Too Many Requests\n"
    )
    (row,) = read(reading, line.encode()).rows
    assert (row["protocol"], row["command"], row["status"]) == ("websocket", "open", 429)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (RUST.format("TimedOut"), "timeout"),
        (RUST.format(REFUSED), "connect"),
        ("'Remote end closed connection without response'", "reset"),
        (
            "HTTPSConnectionPool(host='api.tickdb.ai', port=443): Max retries exceeded with url: "
            "/v1/x?a=1 (Caused by NewConnectionError('HTTPSConnection(host=..): "
            "[Errno -2] Name or service not known'))",
            "dns",
        ),
        ("HTTPConnectionPool(host='api', port=80): Read timed out. (timeout=1)", "timeout"),
    ],
)  # fmt: skip
def test_an_error_among_pairs_is_all_of_it(error: str, kind: str, reading: Reading) -> None:
    """It was cut at its first space, and failures of the network were of another kind."""
    start = "2026-11-19T10:00:00.250Z ERROR bot: failed method=GET"
    (row,) = read(reading, f"{start} url={URL} error={error}\n".encode()).rows
    assert (row["host"], row["path"], row["error_type"]) == ("api.tickdb.ai", "/v1/x", kind)


def test_a_pair_behind_an_error_is_none_of_it(reading: Reading) -> None:
    start = f"2026-11-19T10:00:00.250Z ERROR bot: failed method=GET url={URL}"
    line = f"{start} error={RUST.format('TimedOut')} latency=1.5s\n"
    (row,) = read(reading, line.encode()).rows
    assert (row["error_type"], row["duration_ms"]) == ("timeout", 1500.0)


def test_texts_in_single_quotes_are_values(reading: Reading) -> None:
    line = (
        "2026-11-19T10:00:00.250000Z [info     ] api_request                    "
        f"duration_ms=250 method=GET status=429 url='{URL}?symbol=BTC'\n"
    )
    (row,) = read(reading, line.encode()).rows
    assert (row["host"], row["query"], row["status"]) == ("api.tickdb.ai", "symbol=BTC", 429)


@pytest.mark.parametrize("cause", ["TimedOut", REFUSED])
@pytest.mark.parametrize("is_pretty", [False, True])
def test_fields_of_an_error_of_rust_are_none_of_the_event(
    cause: str, is_pretty: bool, reading: Reading
) -> None:
    start = "2026-11-19T10:00:00.250Z ERROR bot: failed"
    line = f"{start} url={URL} e={RUST.format(cause)}\n"
    if is_pretty:
        start = f"  {start}, method: GET, url: {URL}"
        line = f"{start}, error: {RUST.format(cause)}\n    at src/main.rs:47\n\n"
    found = read(reading, line.encode())
    kind = "timeout" if cause == "TimedOut" else "connect"
    assert ends(found) == [("api.tickdb.ai", "/v1/x", kind)]


def test_an_address_is_the_host_of_a_printed_url(reading: Reading) -> None:
    error = RUST.format("TimedOut").replace('Domain("api.tickdb.ai")', "Ipv4(10.0.0.9)")
    line = f"[2026-11-19T10:00:00Z ERROR bot] request failed: {error}\n"
    assert ends(read(reading, line.encode())) == [("10.0.0.9", "/v1/x", "timeout")]


def test_an_error_in_a_member_called_e_is_read(reading: Reading) -> None:
    failed = {"level": "ERROR", "message": "request failed", "e": RUST.format(REFUSED)}
    found = of_objects(reading, failed, {"level": "INFO", "message": "trade", "e": "trade"})
    assert ends(found) == [("api.tickdb.ai", "/v1/x", "connect")]


def test_an_error_that_repeats_an_answer_of_its_span_is_no_second_row(reading: Reading) -> None:
    span = f'fetch{{url="{URL}"}}: bot: response received'
    said = "fetch failed error=HTTP status client error (401 Unauthorized) for url"
    found = read(
        reading,
        (
            f"2026-11-19T10:00:00.250Z  INFO {span} status=401 elapsed_ms=7\n"
            f"2026-11-19T10:00:00.251Z ERROR bot: {said} ({URL})\n"
            f"2026-11-19T10:00:01.251Z ERROR bot: {said} ({URL}/y)\n"
        ).encode(),
    )
    assert ends(found) == [("api.tickdb.ai", "/v1/x", 401), ("api.tickdb.ai", "/v1/x/y", 401)]
    assert [row["duration_ms"] for row in in_order(found)] == [7.0, None]


HTTPX = (
    "httpx.HTTPStatusError: Client error '429 Too Many Requests' for url '{}'\n"
    "For more information check: https://httpstatuses.com/429"
)


@pytest.mark.parametrize(
    ("raised", "end"),
    [
        (f"requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: {URL}", 401),
        (HTTPX.format(URL), 429),
        ("httpx.ReadTimeout", "timeout"),
    ],
)
@pytest.mark.parametrize("as_pairs", [False, True])
def test_what_a_traceback_beside_a_call_raised_at_last_tells_its_status(
    raised: str, end: str | int, as_pairs: bool, reading: Reading
) -> None:
    """Such calls were failures of the network, as if nothing had answered."""
    call = {"event": "failed", "level": "error", "method": "GET", "url": URL}
    call["exception"] = TRACEBACK + raised
    if as_pairs:
        pairs = " ".join(f"{name}={json.dumps(value)}" for name, value in call.items())
        found = read(reading, f"timestamp=2026-11-19T10:00:00.250Z {pairs}\n".encode())
    else:
        found = of_objects(reading, call)
    assert ends(found) == [("api.tickdb.ai", "/v1/x", end)]


def test_values_in_the_frames_of_a_traceback_in_objects_say_nothing_of_the_error(
    reading: Reading,
) -> None:
    def failed(name: str, text: str) -> dict[str, Any]:
        frames = [
            {"filename": "bot.py", "lineno": 3, "locals": {"timeout": "1", "e": "TimeoutError()"}}
        ]
        raised = {"exc_type": name, "exc_value": text, "syntax_error": None, "frames": frames}
        return {
            "event": "failed",
            "level": "error",
            "method": "GET",
            "url": URL,
            "exception": [raised],
        }

    found = of_objects(
        reading,
        failed("HTTPError", f"503 Server Error: Service Unavailable for url: {URL}"),
        failed("ConnectionError", "('Connection aborted.', ConnectionResetError(104, 'reset'))"),
    )  # fmt: skip
    assert [end for _, _, end in ends(found)] == [503, "reset"]


ANSWERED = (
    (f'Error fetching {URL} - 401: {{"code":1001}}', 401, "1001"),
    (f'Failed to fetch {URL}: 429 {{"code":3001}}', 429, "3001"),
    (f'failed to place order at {URL} (503): {{"message":"maintenance"}}', 503, None),
)


@pytest.mark.parametrize(("text", "status", "code"), ANSWERED)
@pytest.mark.parametrize("is_object", [False, True])
def test_a_failure_with_its_url_status_and_answer_is_a_call(
    text: str, status: int, code: str | None, is_object: bool, reading: Reading
) -> None:
    """Beside an object whose fields tell a call, and one whose text tells a failure of Node's."""
    if is_object:
        called = {"level": "info", "msg": "ok", "method": "GET", "url": f"{URL}/y", "status": 200}
        broken = {
            "level": "error",
            "message": f"Error fetching {URL}/z - ECONNRESET: read ECONNRESET",
        }
        found = of_objects(reading, called, {"level": "error", "message": text}, broken)
        assert [end for _, _, end in ends(found)] == [200, status, "reset"]
    else:
        found = read(reading, f"2026-11-19 10:00:00.250 ERROR {text}\n".encode())
    (row,) = (row for row in found.rows if row["status"] == status)
    assert (row["host"], row["path"], row["code"]) == ("api.tickdb.ai", "/v1/x", code)


def test_the_time_in_brackets_before_a_level_and_an_object_is_that_of_the_object(
    reading: Reading,
) -> None:
    """Every line was rejected as without time."""
    failed = json.dumps({"url": URL, "code": "ECONNABORTED"})
    lines = (
        f'[2026-11-19 10:00:00.250] info: \tok {{"url":"{URL}","method":"GET","status":200}}\n'
        f"[2026-11-19 10:00:01.250] error: \tfailed: timeout of 1000ms exceeded {failed}\n"
    )
    found = read(reading, lines.encode())
    assert ends(found) == [("api.tickdb.ai", "/v1/x", end) for end in (200, "timeout")]
    assert [row["ts"].second for row in in_order(found)] == [0, 1]
    assert (found.counts.rejects, skipped(found.counts)) == (0, 0)


STACK = "\n    at settle (/app/node_modules/axios/lib/core/settle.js:19:12)"


@pytest.mark.parametrize(
    ("raised", "end"),
    [
        ("AxiosError: Request failed with status code 429", 429),
        ("Error: read ECONNRESET", "reset"),
        ("AxiosError: timeout of 1000ms exceeded", "timeout"),
    ],
)
def test_a_stack_without_an_error_beside_it_is_the_error(
    raised: str, end: str | int, reading: Reading
) -> None:
    """Such failures were skipped: `log.error({ stack: e.stack }, "failed " + url)`."""
    failed = {"level": 50, "stack": raised + STACK, "msg": f"failed {URL}"}
    other = {"level": 50, "method": "GET", "url": URL, "stack": "TypeError: x is undefined" + STACK}
    assert ends(of_objects(reading, failed, other)) == [("api.tickdb.ai", "/v1/x", end)]


def test_a_url_that_no_word_names_as_the_failed_one_is_none(reading: Reading) -> None:
    raised = "AxiosError: Request failed with status code 401" + STACK
    failed = {"level": 50, "stack": raised, "msg": "no key, see https://docs.tickdb.ai/keys"}
    assert ends(of_objects(reading, failed)) == [(None, None, 401)]


def test_what_is_drawn_of_a_traceback_is_no_broken_line(reading: Reading) -> None:
    """Rich's boxes were rejected for their quotes, and loguru's values as calls without time."""
    boxes = (
        f"2026-11-19T10:00:00.250Z [info     ] api_request   method=GET status=200 url='{URL}'\n"
        f"2026-11-19T10:00:01.250Z [error    ] api_failed    method=GET status=429 url='{URL}'\n"
        "╭───────────────────── Traceback (most recent call last) ─────────────────────╮\n"
        '│   47 │   │   if r.ok: log.info("{} {} -> {} ({:.1f                           │\n'
        '│      ms)",method=m,url=u,status=200); continue                              │\n'
        "│ ╭──────────────────────────────── locals ─────────────────────────────────╮ │\n"
        "╰─────────────────────────────────────────────────────────────────────────────╯\n"
    )
    values = (
        f"2026-11-19 10:00:00.250 | INFO     | bot:f:47 - GET {URL} -> 200 (31.7 ms)\n"
        f"2026-11-19 10:00:01.250 | ERROR    | bot:f:54 - request to {URL} failed\n"
        "Traceback (most recent call last):\n\n"
        '> File "/app/bot.py", line 48, in f\n    r.raise_for_status()\n'
        "    │ └ <function Response.raise_for_status at 0x7f70ebd2e2a0>\n    └ <Response [429]>\n\n"
        f"requests.exceptions.HTTPError: 429 Client Error: Too Many Requests for url: {URL}\n"
    )
    for lines in (boxes, values):
        found = read(reading, lines.encode())
        assert ends(found) == [("api.tickdb.ai", "/v1/x", 200), ("api.tickdb.ai", "/v1/x", 429)]
        assert found.rejects == []


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        ("operation timed out", "timeout"),
        (
            "error trying to connect: tcp connect error: Connection refused (os error 111)",
            "connect",
        ),
    ],
)
def test_the_causes_of_an_error_of_anyhow_stand_among_the_fields_of_an_event(
    cause: str, kind: str, reading: Reading
) -> None:
    """Its lines below the event were rejected as without time, and the failure was skipped."""
    event = "  2026-11-19T10:00:00.250000Z ERROR bot: failed, error: fetching\n\nCaused by:\n"
    why = f"    0: error sending request for url ({URL}): {cause}\n    1: {cause}, url: {URL}\n"
    place = "    at src/main.rs:44\n\n"
    answered = f"  2026-11-19T10:00:01.250000Z  INFO bot: ok, url: {URL}, status: 200\n"
    found = read(reading, (event + why + place + answered + place).encode())
    assert ends(found) == [("api.tickdb.ai", "/v1/x", kind), ("api.tickdb.ai", "/v1/x", 200)]
    assert found.rejects == []


@pytest.mark.parametrize(
    ("said", "status", "error_type", "code"),
    [
        (
            "WARN Trying again after eth_call RPC call failed (attempt #10) with result "
            "Err(Transport error: Unexpected response status code: 402 Payment Required), by: a",
            402,
            None,
            None,
        ),
        (
            "WARN Trying again in ~0 seconds after eth_getLogs RPC call failed (attempt #10)",
            None,
            "other",
            None,
        ),
        (
            "WARN call failed (attempt #10) with result Err(Web3Error(Rpc(Error { code: "
            'ServerError(-32000), message: "stack limit reached", data: None })))',
            None,
            None,
            "-32000",
        ),
        (
            "ERROR unable to buy Error: Error in server response: "
            '{"code":"ESOCKETTIMEDOUT","connect":false}',
            None,
            "timeout",
            None,
        ),
        (
            "ERROR error: POST (400) https://api.tickdb.ai/v1/x - funds is too accurate",
            400,
            None,
            None,
        ),
        (
            "ERROR:: Extensions.SetRuntimeError(): no\nSystem.Exception: Brokerage: request "
            'failed: [500] Internal Server Error, Content: ["error",10020], ErrorMessage:\n at X()',
            500,
            None,
            None,
        ),
        (
            'ERROR Error while place order: {"code":-2015,"msg":"Invalid API-key"}',
            None,
            None,
            "-2015",
        ),
        (
            "ERROR web3.exceptions.Web3RPCError: {'code': -32000, 'message': 'insufficient funds'}",
            None,
            None,
            "-32000",
        ),
        (
            "ERROR RPC error: ErrorObject { code: ServerError(-32005), "
            'message: "Too many", data: None }',
            None,
            None,
            "-32005",
        ),
        (
            "ERROR order failed: Error(BinanceError(BinanceContentError { code: -1021, "
            'msg: "a" }), State)',
            None,
            None,
            "-1021",
        ),
        (
            "WARN get_logs: (code: -32005, message: query returned more than 10000 results, "
            "data: None)",
            None,
            None,
            "-32005",
        ),
        (
            "ERROR retrying Error: eth_getLogs failed, code: 429, "
            "message: Your app has exceeded its units",
            None,
            None,
            "429",
        ),
        (
            "ERROR server returned an error response: error code -32005: request rate limited",
            None,
            None,
            "-32005",
        ),
        ("ERROR RPC response error -32005: Node is behind by 42 slots", None, None, "-32005"),
        ("[error] Error: Returned error: nonce too low", None, None, None),
        (
            "create order: <APIError> rsp=&{map[]}, code=-2010, msg=Account has no balance.",
            None,
            None,
            "-2010",
        ),
        (
            f"ERROR failed: Result(data=None, request={{'url': '{URL}'}}) :: 404 :: Not Found",
            404,
            None,
            None,
        ),
        (
            "WARN no height, will keep trying error=FailedToSend(Connect(Io(Os { code: 61, kind: "
            'ConnectionRefused, message: "Connection refused" })))',
            None,
            "connect",
            None,
        ),
    ],
)
def test_programs_of_exchanges_word_a_failed_call(
    said: str, status: int | None, error_type: str | None, code: str | None, reading: Reading
) -> None:
    """graph-node, Gekko, pycryptobot, LEAN, clients of Binance, web3, alloy, ibind and awc."""
    (row,) = read(reading, f"2026-11-19 10:00:00.250 {said}\n".encode()).rows
    found = tuple(row[name] for name in ("status", "error_type", "code", "protocol"))
    assert found == (status, error_type, code, "http")


@pytest.mark.parametrize(
    "said",
    [
        "WARN after net_version RPC call failed (attempt #3) with result "
        "Err(Transport error: Unexpected response status code: 301 Moved Permanently), provider: a",
        'ERROR redis: {"code":"ECONNREFUSED"}',
        'INFO {"id":7,"error":{"code":-2010,"msg":"no"}}',
    ],
)
def test_what_tells_no_failed_call_is_none(said: str, reading: Reading) -> None:
    known = f"2026-11-19 10:00:01.250 INFO GET {URL} -> 200"
    (row,) = read(reading, f"2026-11-19 10:00:00.250 {said}\n{known}\n".encode()).rows
    assert row["status"] == 200


def test_of_what_was_asked_with_and_answered_the_answer_is_the_body(reading: Reading) -> None:
    """smartapi-python tells headers, request and response of a call, each by its name."""
    said = (
        f"Error occurred while making a POST request to {URL}. Error: Invalid Token. URL: {URL}, "
        "Headers: {'X-PrivateKey': 'abcdefgh'}, Request: {'message': 'x'}, Response: "
        "{'success': False, 'message': 'Invalid Token', 'code': 'AG8001', 'data': ''}"
    )
    (row,) = read(reading, f"2026-11-19 10:00:00.250 ERROR {said}\n".encode()).rows
    assert (row["method"], row["path"], row["message"]) == ("POST", "/v1/x", "Invalid Token")
    assert "abcdefgh" not in str(row)
