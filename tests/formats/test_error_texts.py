"""What programs print of an error alone is read: its text without its name, in whatever log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from rich.console import Console
from rich.logging import RichHandler

from analyzer.ingest.rows.transform import Reading
from tests.conftest import analyzer, rows
from tests.reading_lines import Loaded, Row, read, reader, skipped

# Each case is a file of its own kind, whose reading is planned anew.
pytestmark = [pytest.mark.scale, pytest.mark.one_in(2)]

AT = "2026-11-19 10:00:0{},250 - bot - ERROR - call failed: {}\n"
# Whoever prints them, they are a client's.
OF_CLIENTS = {
    "All connection attempts failed": ("connect", None),
    "Server disconnected without sending a response.": ("reset", None),
    "Remote end closed connection without response": ("reset", None),
    "peer closed connection without sending complete message body (incomplete chunked read)": (
        "reset",
        None,
    ),
    "<urlopen error [Errno 111] Connection refused>": ("connect", None),
    "<urlopen error [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)>": ("tls", None),
    "HTTPSConnection(host='api.tickdb.ai', port=443): Failed to resolve 'api.tickdb.ai' "
    "([Errno -2] Name or service not known)": ("dns", "api.tickdb.ai"),
    "HTTPConnection(host='api.tickdb.ai', port=80): Failed to establish a new connection: "
    "[Errno 111] Connection refused": ("connect", "api.tickdb.ai"),
    "(\"Connection broken: ConnectionResetError(104, 'Connection reset by peer')\", "
    "ConnectionResetError(104, 'Connection reset by peer'))": ("reset", None),
    "Response payload is not completed: <ContentLengthError: 400, message='Not enough data to "
    "satisfy content length header (received 37 of 537 bytes).'>": ("reset", None),
    "(28, 'Operation timed out after 600 milliseconds with 0 bytes received')": ("timeout", None),
    "(6, 'Could not resolve host: api.tickdb.ai')": ("dns", "api.tickdb.ai"),
}
# They may be a database's as well.
OF_THE_SYSTEM = {
    "[Errno 104] Connection reset by peer": "reset",
    "timed out": "timeout",
    "": "other",
}
REFUSED = "Client error '401 Unauthorized' for url 'https://api.tickdb.ai/v1/x'"


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


def whole(found: Loaded, lines: int) -> list[Row]:
    """The rows, by time, of a source in which nothing was rejected."""
    counts = found.counts
    assert counts.lines == counts.requests + skipped(counts) == lines
    return sorted(found.rows, key=lambda row: row["ts"])


@pytest.mark.parametrize("text", OF_CLIENTS)
def test_a_clients_own_text_needs_no_name(reading: Reading, text: str) -> None:
    (row,) = whole(read(reading, AT.format(1, text).encode()), 1)
    assert (row["status"], row["error_type"], row["host"]) == (None, *OF_CLIENTS[text])


@pytest.mark.parametrize("text", OF_THE_SYSTEM)
def test_a_text_of_the_system_is_of_a_call_where_its_statement_told_of_one(
    reading: Reading, text: str
) -> None:
    of_database = f"2026-11-19 10:00:00,250 - store - ERROR - query failed: {text}\n"
    assert not whole(read(reading, (of_database * 2 + AT.format(1, REFUSED)).encode()), 3)[1:]
    log = AT.format(1, REFUSED) + AT.format(2, text) + of_database
    refused, failed = whole(read(reading, log.encode()), 3)
    assert (refused["status"], refused["path"]) == (401, "/v1/x")
    assert (failed["status"], failed["error_type"]) == (None, OF_THE_SYSTEM[text])
    assert failed["ts"].second == 2


def test_one_statement_within_a_second_tells_of_two_calls(reading: Reading) -> None:
    broken = "('Connection broken: IncompleteRead(3 bytes read)', IncompleteRead(3 bytes read))"
    refused = (
        "HTTPSConnectionPool(host='api.tickdb.ai', port=443): Max retries exceeded with url: /v1/x "
        "(Caused by NewConnectionError('[Errno 111] Connection refused'))"
    )
    log = "".join(
        f"2026-11-19 10:00:00 ERROR bot call failed: {one}\n" for one in (broken, refused)
    )
    told = {(row["host"], row["error_type"]) for row in whole(read(reading, log.encode()), 2)}
    assert told == {(None, "reset"), ("api.tickdb.ai", "connect")}


def test_what_openapi_generators_clients_raise_has_headers_and_body(reading: Reading) -> None:
    log = (
        "2026-11-19 10:00:00,250 - bot - ERROR - Exception when calling V1Api->list_node: (429)\n"
        "Reason: Too Many Requests\n"
        "HTTP response headers: HTTPHeaderDict({'Retry-After': '3', 'X-Request-Id': 'r-1'})\n"
        'HTTP response body: {"code":3001,"message":"slow down"}\n\n'
        "2026-11-19 10:00:01,250 - bot - INFO - orders at hand: (401)\n"
    )
    (row,) = whole(read(reading, log.encode()), 6)
    assert (row["status"], row["retry_after_s"], row["request_id"]) == (429, 3.0, "r-1")
    assert row["code"] == "3001"


def test_an_sdk_that_tried_again_in_vain_says_where(reading: Reading) -> None:
    log = (
        "2026-11-19 10:00:00,250 INFO Retrying request to /v1/messages in 0.5 seconds\n"
        "2026-11-19 10:00:01,250 ERROR call failed: Request timed out or interrupted. This could "
        "be due to a network timeout. See https://docs.anthropic.com/en/api/errors#long for more.\n"
        '2026-11-19 10:00:02,250 INFO HTTP Request: GET https://api.tickdb.ai/ "HTTP/1.1 200 OK"\n'
    )
    failed, _ = whole(read(reading, log.encode()), 3)
    assert (failed["error_type"], failed["host"], failed["path"]) == (
        "timeout",
        None,
        "/v1/messages",
    )


def test_a_request_whose_answer_was_told_is_not_the_one_that_fails(reading: Reading) -> None:
    log = (
        "2026-11-19 10:00:00,250 INFO Request: GET https://api.tickdb.ai/v1/x\n"
        "2026-11-19 10:00:00,350 INFO Response: GET https://api.tickdb.ai/v1/x - Status 200\n"
        "2026-11-19 10:00:00,360 ERROR call failed: [Errno 104] Connection reset by peer\n"
        "2026-11-19 10:00:01,250 INFO Request: GET https://api.tickdb.ai/v1/y\n"
        "2026-11-19 10:00:01,350 ERROR call failed: [SSL: WRONG_VERSION_NUMBER] wrong version\n"
    )
    answered, failed = whole(read(reading, log.encode()), 5)
    assert (answered["path"], answered["status"]) == ("/v1/x", 200)
    assert (failed["path"], failed["error_type"]) == ("/v1/y", "tls")


def test_ccxts_error_of_the_network_is_its_call_alone(reading: Reading) -> None:
    log = AT.format(1, "binance GET https://api.binance.com/api/v3/time?a=1")
    (row,) = whole(read(reading, log.encode()), 1)
    assert (row["vendor"], row["method"], row["path"]) == ("binance", "GET", "/api/v3/time")
    assert row["error_type"] == "other"


@pytest.mark.parametrize("name", ["error", "exception"])
def test_an_object_may_have_an_errors_name_apart(reading: Reading, name: str) -> None:
    trace = '  File "/venv/httpx/_client.py", line 1025, in send\n    raise mapped\n'
    line = {
        "@timestamp": "2026-11-19T10:00:00.250Z",
        "log.level": "error",
        "message": "call failed",
        name: {
            "type": "ReadError",
            "message": "[Errno 104] Connection reset",
            "stack_trace": trace,
        },
    }
    (row,) = whole(read(reading, f"{json.dumps(line)}\n".encode()), 1)
    assert (row["status"], row["error_type"]) == (None, "reset")


def test_logfmters_and_structlogs_pairs_are_read(reading: Reading) -> None:
    said = 'HTTP Request: POST https://api.tickdb.ai/v1/x "HTTP/1.1 429 Too Many Requests"'
    escaped = said.replace('"', '\\"')
    raised = "Traceback (most recent call last):\\nhttpx.ReadTimeout: timed out"
    logs = {
        "logfmter": f'at=INFO logger=httpx when="2026-11-19 10:00:00,250" msg="{escaped}"\n'
        'at=ERROR logger=bot when="2026-11-19 10:00:01,250" msg="call failed" '
        f'exc_info="{raised}"\n',
        "structlog": f"timestamp='2026-11-19T10:00:00.250Z' level='info' event='{said}'\n"
        "timestamp='2026-11-19T10:00:01.250Z' level='error' event='call failed' "
        f"exception='{raised}'\n",
    }
    for name, log in logs.items():
        answered, failed = whole(read(reading, log.encode()), 2)
        assert (answered["method"], answered["status"]) == ("POST", 429), name
        assert failed["error_type"] == "timeout", name


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize("is_box_alone", [False, True], ids=["columns", "structlog"])
def test_rich_tracebacks_say_what_was_raised(
    reading: Reading, width: int, is_box_alone: bool
) -> None:
    out = io.StringIO()
    console = Console(file=out, width=width)
    handler = RichHandler(
        console=console,
        rich_tracebacks=True,
        tracebacks_show_locals=True,
        log_time_format="[%Y-%m-%d %H:%M:%S]",
    )
    logger = logging.Logger("bot")
    logger.addHandler(handler)

    def call() -> None:
        text = "text " * 400
        url = "https://api.tickdb.ai/v1/market/ticker?symbol=BTC"
        request = httpx.Request("GET", url)
        try:
            raise ValueError(text)
        except ValueError as error:
            refused = httpx.Response(429, request=request)
            raise httpx.HTTPStatusError(
                f"Client error '429 Too Many Requests' for url '{url}'",
                request=request,
                response=refused,
            ) from error

    try:
        call()
    except httpx.HTTPStatusError:
        if is_box_alone:
            print("2026-11-19 10:00:00 [error] call failed", file=out)
            console.print_exception(show_locals=True)
        else:
            logger.exception("call failed")
    (row,) = whole(read(reading, out.getvalue().encode()), len(out.getvalue().splitlines()))
    assert (row["status"], row["path"]) == (429, "/v1/market/ticker")


def test_times_of_day_above_tracebacks_get_their_days(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    raised = (
        "call failed\nTraceback (most recent call last):\n"
        "aiohttp.client_exceptions.ServerDisconnectedError: Server disconnected\n\n"
        "The above exception was the direct cause of the following exception:\n\n"
        'Traceback (most recent call last):\n  File "/app/bot.py", line 1, in tick\n'
        "bot.CallError: no answer\n"
    )
    log.write_text(
        "".join(f"10:00:0{second}.250 | ERROR   | bot - {raised}" for second in range(3))
    )
    assert analyzer("ingest", log, "--lake", tmp_path / "lake").err == ""
    found = rows(
        tmp_path / "lake", "SELECT strftime(ts AT TIME ZONE 'UTC', '%H:%M:%S') AS at FROM requests"
    )
    assert sorted(row["at"] for row in found) == ["10:00:00", "10:00:01", "10:00:02"]


def test_words_of_a_path_are_no_reason(reading: Reading) -> None:
    errors = {
        'Get "https://api.tickdb.ai/v1/closed": dial tcp: connect: connection refused': "connect",
        "HTTPSConnectionPool(host='x', port=443): Max retries exceeded with url: /v1/reset "
        "(Caused by NewConnectionError('[Errno 111] Connection refused'))": "connect",
        "GET /v1/timeout failed: read ECONNRESET": "reset",
    }
    url = "https://api.tickdb.ai/v1/x"
    for error, kind in errors.items():
        line = {"ts": "2026-11-19T10:00:00Z", "method": "GET", "url": url, "error": error}
        (row,) = whole(read(reading, f"{json.dumps(line)}\n".encode()), 1)
        assert row["error_type"] == kind, error


def test_an_id_that_a_log_hides_joins_nothing(reading: Reading) -> None:
    for hidden in ("REDACTED", "[REDACTED]", "***"):
        line = {
            "ts": "2026-11-19T10:00:00Z",
            "method": "GET",
            "url": "https://api.tickdb.ai/v1/x",
            "status": 429,
            "trace_id": hidden,
            "response_headers": {"x-request-id": hidden, "x-trace-id": "t-1"},
        }
        (row,) = whole(read(reading, f"{json.dumps(line)}\n".encode()), 1)
        assert (row["request_id"], row["trace_id"]) == (None, "t-1")
    assert row["ts"] == datetime(2026, 11, 19, 10, tzinfo=UTC)


def test_discord_py_says_each_answer_and_what_it_raises_of_it(reading: Reading) -> None:
    url = "https://discord.com/api/v10/users/@me"
    log = (
        f"2026-11-19 10:00:00,250 - discord.http - DEBUG - GET {url} with None has returned 200\n"
        f"2026-11-19 10:00:01,250 - discord.http - DEBUG - GET {url} with None has returned 500\n"
        f"2026-11-19 10:00:02,250 - discord.http - DEBUG - GET {url} with None has returned 500\n"
        f"2026-11-19 10:00:03,250 - discord.http - DEBUG - POST {url} with None has returned 403\n"
        "2026-11-19 10:00:03,251 - bot - ERROR - failed: 403 Forbidden (error code: 50013): no\n"
    )
    told = [(row["method"], row["status"]) for row in whole(read(reading, log.encode()), 5)]
    assert told == [("GET", 200), ("GET", 500), ("GET", 500), ("POST", 403)]
    assert {row["code"] for row in read(reading, log.encode()).rows} == {None, "50013"}


# What objects hold of a failure in other languages: the class may say less than its message, frames
# hold words such as TLSSocket, and the cause more than the error.
OF_OBJECTS: tuple[tuple[dict[str, object], str], ...] = (
    (
        {"exc_info": "Error: read ECONNRESET\n    at TLSSocket.socketOnEnd (node:_http_client:5)"},
        "reset",
    ),
    (
        {"stack": '*url.Error: Get "{url}": net/http: TLS handshake timeout\nmain.run\n\t/x.go:42'},
        "timeout",
    ),
    (
        {"stack": "Faraday::TimeoutError: Net::ReadTimeout\n/lib/protocol.rb:219:in `fill'"},
        "timeout",
    ),
    (
        {"stack": "reqwest::Error: operation timed out\n   0: std::backtrace\n   1: bot::tls::run"},
        "timeout",
    ),
    (
        {"stack": "RequestException: cURL error 60: SSL certificate\n#0 /app/x.php(7): reset()"},
        "tls",
    ),
    (
        {
            "error": {
                "type": "GuzzleHttp\\Exception\\ConnectException",
                "message": "cURL error 6: Could not resolve host: x",
            }
        },
        "dns",
    ),
    (
        {
            "error": {
                "type": "GuzzleHttp\\Exception\\ConnectException",
                "message": "cURL error 52: Empty reply from server",
            }
        },
        "reset",
    ),
    ({"error": "cURL error 56: OpenSSL SSL_read: Connection reset by peer, errno 104"}, "reset"),
    (
        {"error": "request failed", "cause": "java.net.ConnectException: Connection refused"},
        "connect",
    ),
    ({"message": "request failed: Net::OpenTimeout: execution expired"}, "timeout"),
    ({"message": "request failed: SSLHandshakeException: PKIX path building failed"}, "tls"),
    (
        {"error": "request failed\nCaused by:\n    0: error trying to connect\n    1: dns error"},
        "dns",
    ),
    ({"error.type": "secure_connection_error"}, "tls"),
    ({"error.type": "response_ended"}, "reset"),
)


def test_objects_tell_why_in_other_languages(reading: Reading) -> None:
    lines = [
        json.dumps({
            "time": f"2026-11-19T10:00:{n:02}Z", "level": "error", "method": "GET",
            "url": f"https://api.tickdb.ai/v1/{n}", **told,
        }) + "\n"
        for n, (told, _) in enumerate(OF_OBJECTS)
    ]  # fmt: skip
    found = whole(read(reading, "".join(lines).encode()), len(lines))
    assert [row["error_type"] for row in found] == [kind for _, kind in OF_OBJECTS]


def test_a_message_beside_a_call_that_did_not_fail_tells_of_no_failure(reading: Reading) -> None:
    said = ("connection closed", "will retry when it timed out")
    lines = [
        f'{{"time":"2026-11-19T10:00:0{n}Z","method":"GET","url":"https://api.tickdb.ai/v1/x",'
        f'"message":"{text}"}}\n'
        for n, text in enumerate(said)
    ]
    lines.append(
        '{"time":"2026-11-19T10:00:09Z","method":"GET","url":"https://api.tickdb.ai/v1/y",'
        '"status":200}\n'
    )
    assert [row["status"] for row in read(reading, "".join(lines).encode()).rows] == [200]
