"""Errors of clients in a log beside exchanges that are told over several lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import read, reader

_FARADAY = """I, [2026-11-19T10:00:00.250000 #7]  INFO -- request: GET https://api.tickdb.ai/v1/x
I, [2026-11-19T10:00:00.281000 #7]  INFO -- response: Status 429
E, [2026-11-19T10:00:01.250000 #7] ERROR -- : Faraday::ConnectionFailed: Connection refused
E, [2026-11-19T10:00:02.250000 #7] ERROR -- : Faraday::TimeoutError: Net::ReadTimeout
E, [2026-11-19T10:00:03.250000 #7] ERROR -- : Net::OpenTimeout: execution expired
"""
_LOGGED = "2026-11-19 10:0{0} INFO 7 --- [main] okhttp3.OkHttpClient : "
_ASKED = _LOGGED.replace("{0}", "{0}.250") + "--> GET https://api.tickdb.ai/v1/x\n"
_ANSWERED = _LOGGED.replace("{0}", "{0}.281") + "<-- {1}\n"
_FAILED = """2026-11-19 10:0{0}.282 ERROR 7 --- [main] c.t.Bot : failed
{1}
	at okhttp3.internal.http2.Http2Stream.takeHeaders(Http2Stream.java:1)
"""
_REFUSED = (
    "org.springframework.web.client.HttpClientErrorException$TooManyRequests: "
    "429 Too Many Requests: [no body]"
)
_TIMED_OUT = "java.net.SocketTimeoutException: timeout"

# Of HttpClient's own handlers, and of another client, which failed and logs nothing itself.
_CONSOLE = """2026-11-19 10:00:00.250 info: System.Net.Http.HttpClient.Tickdb.ClientHandler[100]
      Sending HTTP request GET https://api.tickdb.ai/v1/x
2026-11-19 10:00:00.282 info: System.Net.Http.HttpClient.Tickdb.ClientHandler[101]
      Received HTTP response headers after 31.2ms - 503
2026-11-19 10:00:00.283 fail: Bot.Worker[0]
      prices failed
      System.Net.Http.HttpRequestException: Response status code does not indicate success: 503
         at System.Net.Http.HttpResponseMessage.EnsureSuccessStatusCode()
2026-11-19 10:00:01.250 info: System.Net.Http.HttpClient.Tickdb.ClientHandler[100]
      Sending HTTP request GET https://api.tickdb.ai/v1/y
2026-11-19 10:00:01.350 info: System.Net.Http.HttpClient.Tickdb.ClientHandler[104]
      HTTP request failed after 100.5ms
      System.Net.Http.HttpRequestException: An error occurred while sending the request.
       ---> System.Net.Http.HttpIOException: The response ended prematurely. (ResponseEnded)
2026-11-19 10:00:01.351 fail: Bot.Worker[0]
      prices failed
      System.Net.Http.HttpRequestException: An error occurred while sending the request.
       ---> System.Net.Http.HttpIOException: The response ended prematurely. (ResponseEnded)
"""
_OF_ANOTHER = """2026-11-19 10:00:0{0}.250 fail: Bot.Worker[0]
      orders failed
      System.Net.Http.HttpRequestException: Connection refused (api.other.example:443)
       ---> System.Net.Sockets.SocketException (111): Connection refused
         at System.Net.Http.HttpClient.GetAsync()
"""


@pytest.fixture
def reading() -> Iterator[Reading]:
    with reader() as one:
        yield one


def test_more_errors_than_exchanges_hide_none_of_these(reading: Reading) -> None:
    rows = read(reading, _FARADAY.encode()).rows
    assert [(row["status"], row["error_type"]) for row in rows] == [
        (429, None),
        (None, "connect"),
        (None, "timeout"),
        (None, "timeout"),
    ]


def test_what_was_raised_below_a_loggers_line_is_told_once(reading: Reading) -> None:
    """Of what OkHttp logged itself it is the same failure."""
    lines = (
        _ASKED.format("0:00"),
        _ANSWERED.format("0:00", "429 https://api.tickdb.ai/v1/x (31ms)"),
        _FAILED.format("0:00", "retrofit2.HttpException: HTTP 429 Too Many Requests"),
        _ASKED.format("0:01"),
        _ANSWERED.format("0:01", f"HTTP FAILED: {_TIMED_OUT}"),
        _FAILED.format("0:01", _TIMED_OUT),
        _FAILED.format("1:00", "java.net.SocketTimeoutException: Read timed out"),
        _FAILED.format("1:01", _REFUSED),
        _FAILED.format("1:02", _REFUSED),
    )
    rows = read(reading, "".join(lines).encode()).rows
    assert [(row["status"], row["error_type"]) for row in rows] == [
        (429, None),
        (None, "timeout"),
        (None, "timeout"),
        (429, None),
        (429, None),
    ]


@pytest.mark.parametrize("others", [1, 7])
def test_failures_of_a_client_that_logs_nothing_stand_beside_those_of_one_that_does(
    reading: Reading, others: int
) -> None:
    of_others = "".join(_OF_ANOTHER.format(2 + number) for number in range(others))
    rows = read(reading, (_CONSOLE + of_others).encode()).rows
    assert [(row["host"], row["status"], row["error_type"]) for row in rows] == [
        ("api.tickdb.ai", 503, None),
        ("api.tickdb.ai", None, "reset"),
        *[("api.other.example", None, "connect")] * others,
    ]
